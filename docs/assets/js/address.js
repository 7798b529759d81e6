// "Type your address": an address, a domain or a pasted line → the settings of that mailbox.
// Everything stays on this device.

import { copyButton, element } from "./dom.js";
import { remember } from "./own-address.js";
import { goToAnswer, load } from "./tool.js";
import { look, read } from "./whose.js";

// Answers what is typed into a field. source: the address of the settings of all mailboxes.
export async function start(input, source) {
  const answer = input.form.querySelector(".yx-tool__answer");
  const data = await (await load(source)).json();
  let guide = ""; // where Enter leads

  function show() {
    const asked = read(input.value);
    answer.textContent = "";
    guide = "";
    if (!asked) return;
    const found = look(asked, data.mailboxes);
    if (found.mailbox) showMailbox(found);
    else if (found.business) answer.append(...businessCard(found, data.words));
    else if (asked.domain.includes(".")) answer.append(...unknownCard(asked, data));
  }

  function showMailbox(found) {
    const { mailbox, local, domain, similar } = found;
    if (similar) answer.append(suggestion(found));
    answer.append(...settingsCard(found, data));
    if (mailbox.other) return;
    guide = mailbox.url;
    if (local && !similar) remember(local + "@" + domain);
  }

  function suggestion({ local, similar }) {
    const button = element("button", {
      type: "button",
      className: "yx-button yx-suggestion",
      textContent: data.words.similar.replace("DOMAIN", "@" + similar),
    });
    button.addEventListener("click", () => {
      input.value = local + "@" + similar;
      show();
      input.focus();
    });
    return button;
  }

  input.addEventListener("input", () => {
    if (!input.value) remember("");
    show();
  });
  input.form.addEventListener("submit", () => {
    if (guide) location.assign(guide);
    else goToAnswer(answer);
  });
  if (input.value) show();
}

// A known mailbox: the way to its guide, and what to enter in Laifaxin.
function settingsCard(found, data) {
  const { words, fields } = data;
  const { mailbox, local, domain } = found;
  const list = element("dl");
  const row = (name, ...contents) =>
    list.append(element("dt", { textContent: name }), element("dd", {}, ...contents));
  if (domain) row(fields.address, local ? value(local + "@" + domain, words) : "…@" + domain);
  row(fields.password, ...password(mailbox, words));
  for (const protocol of ["imap", "smtp"]) {
    for (const server of found[protocol]) row(fields[protocol], ...endpoint(server, words));
  }
  const cautions = [mailbox.other && words.other, mailbox.caution];
  const isBeside = found.by && local;
  return [
    element("h3", { textContent: mailbox.name }),
    ...cautions.filter(Boolean).map(caution),
    ...(mailbox.other ? [] : [button(words.guide, mailbox.url)]),
    ...(isBeside ? [caution(ofHost(words.by_server, found.by, mailbox))] : []),
    ...(found.wrong
      ? [caution(ofHost(words.wrong_host, found.wrong.host, found.wrong.mailbox))]
      : []),
    ...(mailbox.servers.length ? [list] : []),
    ...(mailbox.other ? [link(words.other_link, mailbox.url)] : []),
  ];
}

// Which password goes into the field, and how to get it.
function password(mailbox, words) {
  if (mailbox.other) return [mailbox.password || words.other_password];
  return [mailbox.password + " ", link(words.password_how, mailbox.url + "#get-code")];
}

function ofHost(sentence, host, mailbox) {
  return sentence.replace("HOST", host).replace(" MAILBOX ", spaced(mailbox.name));
}

function endpoint(server, words) {
  const note = server.note ? " · " + server.note : "";
  const port = value(String(server.port), words);
  const where = element("span", {}, `${words.with_port} `, port, ` ${server.security}`);
  where.className = "yx-port";
  return [value(server.host, words), " ", where, note];
}

// A company's own domain whose mail servers belong to a mailbox that we know.
function businessCard(found, words) {
  const mailbox = found.business;
  const name = spaced(mailbox.mx_name);
  const text = words.mx_is.replace("HOST", found.host).replace(" MAILBOX ", name);
  const guide = mailbox.other ? words.other_link : words.guide;
  return [
    element("h3", { textContent: mailbox.mx_name }),
    button(guide, mailbox.url + mailbox.mx_to),
    element("p", { textContent: text }),
    ...(mailbox.other && mailbox.caution ? [caution(mailbox.caution)] : []),
  ];
}

function unknownCard(asked, data) {
  const { words, enterprise } = data;
  const command = value("nslookup -type=mx " + asked.domain, words);
  return [
    element("p", { textContent: words.unknown.replace("DOMAIN", "@" + asked.shown) }),
    button(words.unknown_link, enterprise),
    element("p", {}, words.mx_ask, command),
  ];
}

function value(text, words) {
  const code = element("code", { textContent: text });
  return element("span", { className: "yx-value" }, code, copyButton(`${words.copy} ${text}`));
}

// The link that most readers want.
function button(text, href) {
  const choice = link(text, href, "yx-button yx-button--main");
  return element("p", { className: "yx-start" }, choice);
}

function link(text, href, className = "") {
  return element("a", { textContent: text, href, className });
}

function caution(text) {
  return element("p", { className: "yx-caution", textContent: text });
}

// Chinese names need no space around them.
function spaced(name) {
  return /^[\u3400-\u9fff]/.test(name) ? name : ` ${name} `;
}
