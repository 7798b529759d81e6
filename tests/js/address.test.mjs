// The pure functions of "Type your address". Run by `make test-js`, and by `make test`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { look, read, slips } from "../../docs/assets/js/address.js";

const server = (protocol, host, domains = [], first = true) => ({
  protocol,
  host,
  domains,
  first,
});
const FERN = {
  domains: ["fern.example", "vip.fern.example"],
  servers: [
    server("imap", "imap.fern.example"),
    server("imap", "imap.vip.fern.example", ["vip.fern.example"]),
    server("imap", "old.fern.example", [], false),
    server("smtp", "smtp.fern.example"),
  ],
};
const MOSS = {
  domains: ["mossmail.example"],
  mx: ["mx.moss.example"],
  servers: [server("imap", "imap.moss.example"), server("smtp", "smtp.moss.example")],
};
const MAILBOXES = [FERN, MOSS];
const ask = typed => look(read(typed), MAILBOXES);
const hosts = servers => servers.map(each => each.host);

for (const [typed, local, domain] of [
  [" Someone@FoxMail.com ", "someone", "foxmail.com"],
  ["ｓｏｍｅｏｎｅ＠ｑｑ．ｃｏｍ", "someone", "qq.com"],
  ["someone @ 163。com", "someone", "163.com"],
  ["我的邮箱：<someone@qq.com>，谢谢", "someone", "qq.com"],
  ["mailto:someone@qq.com", "someone", "qq.com"],
  ["qq.com", "", "qq.com"],
  ["@qq.com", "", "qq.com"],
  ["a.b+c@vip.qq.com.", "a.b+c", "vip.qq.com"],
  ["x@某公司.中国", "x", "xn--55qx5dn33a.xn--fiqs8s"],
]) {
  test(`“${typed}” is read as ${local}@${domain}`, () => {
    const found = read(typed);
    assert.deepEqual([found.local, found.domain], [local, domain]);
  });
}

for (const typed of ["", "someone@", "someone", "a@b"]) {
  test(`“${typed}” is no address`, () => assert.equal(read(typed), null));
}

test("a domain without servers of its own gets those for all, in order of use", () => {
  const found = ask("me@fern.example");
  assert.equal(found.mailbox, FERN);
  assert.deepEqual(hosts(found.imap), ["imap.fern.example"]);
  assert.deepEqual(hosts(found.smtp), ["smtp.fern.example"]);
});

test("a domain with servers of its own gets these alone", () => {
  assert.deepEqual(hosts(ask("me@vip.fern.example").imap), ["imap.vip.fern.example"]);
});

test("a host of another mailbox is pointed out, one of its own is not", () => {
  assert.equal(ask("me@fern.example imap.moss.example").wrong.mailbox, MOSS);
  assert.equal(ask("me@fern.example imap.fern.example").wrong, undefined);
});

test("a mail server tells whose a company's domain is", () => {
  const found = ask("boss@company.example mail exchanger = mx.moss.example.");
  assert.equal(found.business, MOSS);
  assert.equal(found.host, "mx.moss.example");
});

test("a domain one slip away is suggested, none when there is no such", () => {
  assert.equal(ask("me@mosmail.example").similar, "mossmail.example");
  assert.equal(ask("me@elsewhere.example").similar, undefined);
});

for (const [a, b, count] of [
  ["gmail", "gmail", 0],
  ["gmail", "gmial", 1],
  ["gmail", "gmal", 1],
  ["gmail", "gmaiil", 1],
  ["gmail", "gmoil", 1],
  ["gmail", "gnoil", 2],
  ["gmail", "hotmail", 2],
]) {
  test(`${a} and ${b} are ${count} slips apart`, () => assert.equal(slips(a, b), count));
}
