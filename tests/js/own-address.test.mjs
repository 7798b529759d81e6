import assert from "node:assert/strict";
import { test } from "node:test";
import { domainOf } from "../../docs/assets/js/own-address.js";

for (const [typed, domain] of [
  ["Me@FoxMail.com ", "foxmail.com"],
  ["me ＠ qq．com", "qq.com"],
  ["me@", ""],
  ["me", ""],
  ["", ""],
]) {
  test(`the domain of “${typed}” is “${domain}”`, () => assert.equal(domainOf(typed), domain));
}
