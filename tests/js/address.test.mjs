// The pure functions of "Type your address". Run by `make test-js`, and by `make test`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { slips } from "../../docs/assets/js/slips.js";
import { look, read } from "../../docs/assets/js/whose.js";

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
const PINE = {
  domains: [],
  mx: ["mx.pine.example"],
  web: ["mail.pine.example"],
  servers: [server("imap", "imap.pine.example"), server("smtp", "imap.shared.example")],
};
const MANY = ["com", "de", "fr", "it", "es"].map(ending => `manyland.${ending}`);
const LAND = { domains: MANY, servers: [server("imap", "imap.manyland.com")] };
const NUMBERS = {
  domains: ["139.com", "qq.com"],
  servers: [server("imap", "imap.139.com", ["139.com"]), server("imap", "imap.qq.com", ["qq.com"])],
};
const OTHER = {
  other: true,
  domains: ["189.cn", "leafy.com", "evergreen.com"],
  servers: [server("imap", "imap.leafy.com")],
};
const MAILBOXES = [FERN, MOSS, PINE, LAND, NUMBERS, OTHER];
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

for (const [typed, local, domain] of [
  ["me@qq。com。", "me", "qq.com"],
  ["me@qq，com", "me", "qq.com"],
  ["me@ qq . com", "me", "qq.com"],
  ["me@qqcom", "me", "qq.com"],
  ["me@@qq.com", "me", "qq.com"],
  ["me(at)qq.com", "me", "qq.com"],
  ["someone qq.com", "someone", "qq.com"],
  ["someone#qq.com", "someone", "qq.com"],
  ["我的邮箱是me@qq.com谢谢", "me", "qq.com"],
  ["123456789", "123456789", "qq.com"],
  ["QQ：123456789", "123456789", "qq.com"],
  ["qq号 123456789", "123456789", "qq.com"],
]) {
  test(`“${typed}” is put right: ${local}@${domain}`, () => {
    const found = read(typed);
    assert.deepEqual([found.local, found.domain], [local, domain]);
  });
}

for (const typed of ["", "someone@", "someone", "a@b", "192.168.1.1", "13912345678", "1234"]) {
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

test("a server typed alone is known, with the servers of its own domain", () => {
  const found = ask("imap.vip.fern.example");
  assert.equal(found.mailbox, FERN);
  assert.equal(found.by, "imap.vip.fern.example");
  assert.deepEqual(hosts(found.imap), ["imap.vip.fern.example"]);
});

for (const typed of ["https://mail.pine.example/login", "IMAP.pine.example:993"]) {
  test(`${typed} is of a mailbox for companies`, () => assert.equal(ask(typed).mailbox, PINE));
}

test("a host that is named like a server of a known domain is of its mailbox", () => {
  assert.equal(ask("pop-mail.fern.example").mailbox, FERN);
  assert.equal(ask("pop.mossmail.example").mailbox, MOSS);
});

test("a host that is named like a server beside one we know is of its mailbox", () => {
  assert.equal(ask("pop.pine.example").mailbox, PINE);
});

test("a domain below which a mailbox for companies has its servers is its", () => {
  assert.equal(ask("me@pine.example").mailbox, PINE);
});

test("a known server beside an unknown domain tells whose it is", () => {
  const found = ask("boss@company.example imap.pine.example");
  assert.equal(found.mailbox, PINE);
  assert.equal(found.domain, "company.example");
});

test("a server's name with one slip is of the mailbox that has the server", () => {
  assert.equal(ask("imap.manylamd.com").by, "imap.manyland.com");
  assert.equal(ask("imap.139.con").by, undefined); // too short to be sure
});

for (const answer of [
  "company.example MX preference = 10, mail exchanger = mx.pine.example",
  "company.example mail exchanger = 5 mx.pine.example.",
  "company.example. 600 IN MX 5 mx.pine.example.",
  "company.example mail is handled by 10 mx.pine.example.",
  "company.example mail exchanger = mx.pine.examplecompany.example",
]) {
  test(`“${answer}” is read as an MX answer`, () => assert.equal(ask(answer).business, PINE));
}

for (const [typed, meant] of [
  ["someone@139.cn", "139.com"],
  ["someone@139", "139.com"],
  ["someone@qq.con", "qq.com"],
  ["someone@manylnad.com", "manyland.com"],
  ["someone@manyland.con", "manyland.com"],
  ["someone@manlyand.com", "manyland.com"],
  ["someone@leafy.con", "leafy.com"],
  ["someone@laefy.com", "leafy.com"],
  ["someone@manyland.rf", "manyland.fr"],
  ["someone@evergren.com", "evergreen.com"],
  ["123456789qq.com", "qq.com"],
]) {
  test(`${typed} is most likely meant for ${meant}`, () => {
    const found = ask(typed);
    assert.equal(found.similar, meant);
    assert.equal(found.local, typed.startsWith("1") ? "123456789" : "someone");
  });
}

for (const typed of [
  "me@189.cn", // known, though one slip from 139.com
  "me@138.com", // a number is a name of its own
  "me@manyland.com.pk", // a name that is at home in many countries
  "me@pine.example", // has hosts below it
  "me@leafi.com", // no slip is turned into a mailbox without a guide
  "acmeqq.company.example",
]) {
  test(`${typed} stays as it is`, () => assert.equal(ask(typed).similar, undefined));
}

test("a name of many countries with one more country's ending is of the same mailbox", () => {
  assert.equal(ask("me@manyland.ch").mailbox, LAND);
  assert.equal(ask("me@manyland.com.pk").mailbox, LAND);
  assert.equal(ask("me@manyland.io.example").mailbox, undefined);
});

test("a domain below one of a mailbox without a guide is of that mailbox", () => {
  assert.equal(ask("me@tampa.evergreen.com").mailbox, OTHER);
  assert.equal(ask("me@tampa.fern.example").mailbox, undefined);
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
