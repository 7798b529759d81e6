// "Type your address": an address, a domain or a pasted line → the settings of that mailbox.
// Everything stays on this device.

import { element } from "./dom.js";
import { copyButton, goToAnswer } from "./tool.js";

const ADDRESS = /([^\s@<>,;:"'()]*)@([^\s@<>,;:"'()/]+)/;
const DOMAIN = /()\b((?:[a-z0-9\u0080-\uffff-]+\.)+[a-z\u0080-\uffff]{2,})/;

// The address in what was typed, or the domain: {local, domain, shown, plain}; null when there is
// none. Full-width characters, capitals, spaces and international domains are put right.
export function read(typed) {
  const plain = typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/。/g, ".")
    .replace(/\s*@\s*/g, "@")
    .replace(/mailto:/g, " ");
  const found = ADDRESS.exec(plain) || DOMAIN.exec(plain);
  if (!found) return null;
  try {
    const shown = found[2].replace(/\.+$/, "");
    const domain = new URL("http://" + shown).hostname;
    return domain.includes(".") ? { local: found[1], domain, shown, plain } : null;
  } catch (_) {
    return null;
  }
}

// What is known of it, as {mailbox, imap, smtp, wrong, similar, business, host}: its mailbox and
// servers; a host in the text that belongs to another mailbox; a domain one slip away; the mailbox
// that the text's mail server (`host`) belongs to.
export function look(asked, mailboxes) {
  const typed = asked.plain.split(/[\s,;:'"<>()]+/);
  const mailbox = mailboxes.find(each => each.domains.includes(asked.domain));
  if (mailbox) {
    return {
      mailbox,
      imap: serversFor(asked.domain, mailbox, "imap"),
      smtp: serversFor(asked.domain, mailbox, "smtp"),
      wrong: hostOfOther(typed, mailbox, mailboxes),
    };
  }
  const hosts = typed.map(each => each.replace(/\.$/, ""));
  const host = hosts.find(each => mailboxes.some(one => isMailServerOf(each, one)));
  const domains = mailboxes.flatMap(each => each.domains);
  return {
    host,
    business: host && mailboxes.find(each => isMailServerOf(host, each)),
    similar: domains.find(domain => slips(domain, asked.domain) === 1),
  };
}

// The servers to try first: those for this domain alone, else those for all of the mailbox.
function serversFor(domain, mailbox, protocol) {
  const first = mailbox.servers.filter(each => each.protocol === protocol && each.first);
  const own = first.filter(each => each.domains.includes(domain));
  return own.length ? own : first.filter(each => !each.domains.length);
}

function hostOfOther(typed, mailbox, mailboxes) {
  const own = mailbox.servers.map(each => each.host);
  const all = mailboxes.flatMap(each =>
    each.servers.map(server => ({ host: server.host, mailbox: each })),
  );
  return all.find(each => typed.includes(each.host) && !own.includes(each.host));
}

// Whether a host is one of those that a mailbox has in the MX records of its customers.
function isMailServerOf(host, mailbox) {
  return (mailbox.mx || []).some(mx => host === mx || host.endsWith("." + mx));
}

// How many slips lie between two words, counted up to 2. A slip is a letter more, less or other,
// or two letters swapped.
export function slips(a, b) {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > 1) return 2;
  let at = 0;
  while (a[at] === b[at]) at++;
  const rests = [
    [1, 1],
    [1, 0],
    [0, 1],
  ].map(step => a.slice(at + step[0]) === b.slice(at + step[1]));
  const swapped = a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
  return rests.includes(true) || swapped ? 1 : 2;
}

// Where the answer stands, and what it is made from. Fetches `source`, the settings of all mailboxes.
export async function start(input, source) {
  const answer = input.form.querySelector(".yx-tool__answer");
  const data = await (await fetch(source)).json();

  function show() {
    const asked = read(input.value);
    answer.textContent = "";
    if (!asked) return;
    const found = look(asked, data.mailboxes);
    if (found.mailbox) answer.append(...settingsCard(asked, found, data));
    else if (found.business) answer.append(...businessCard(found, data.words));
    else answer.append(...suggestion(asked, found), ...unknownCard(asked, data));
  }

  function suggestion(asked, found) {
    if (!found.similar) return [];
    const button = element("button", {
      type: "button",
      className: "yx-suggestion",
      textContent: data.words.similar.replace("DOMAIN", "@" + found.similar),
    });
    button.addEventListener("click", () => {
      input.value = asked.local + "@" + found.similar;
      show();
      input.focus();
    });
    return [button];
  }

  input.addEventListener("input", show);
  input.form.addEventListener("submit", () => goToAnswer(answer));
  if (input.value) show();
}

// A known mailbox: what to enter in Laifaxin.
function settingsCard(asked, found, data) {
  const { words, fields } = data;
  const mailbox = found.mailbox;
  const list = element("dl");
  const row = (name, ...contents) =>
    list.append(element("dt", { textContent: name }), element("dd", {}, ...contents));
  const typed = asked.local && value(asked.local + "@" + asked.domain, words);
  row(fields.address, typed || "…@" + asked.domain);
  row(fields.password, mailbox.password + " ", link(words.password_how, mailbox.url + "#get-code"));
  for (const protocol of ["imap", "smtp"]) {
    for (const server of found[protocol]) row(fields[protocol], ...endpoint(server, words));
  }
  return [
    element("h3", { textContent: mailbox.name }),
    ...(mailbox.caution ? [caution(mailbox.caution)] : []),
    ...(found.wrong ? [wrongHost(found.wrong, words)] : []),
    list,
    link(words.guide, mailbox.url),
  ];
}

function wrongHost(wrong, words) {
  const name = spaced(wrong.mailbox.name);
  return caution(words.wrong_host.replace("HOST", wrong.host).replace(" MAILBOX ", name));
}

function endpoint(server, words) {
  const note = server.note ? " · " + server.note : "";
  const port = value(String(server.port), words);
  return [value(server.host, words), ` ${words.with_port} `, port, ` ${server.security}${note}`];
}

// A company's own domain whose mail servers belong to a mailbox that we know.
function businessCard(found, words) {
  const mailbox = found.business;
  const name = spaced(mailbox.mx_name);
  const text = words.mx_is.replace("HOST", found.host).replace(" MAILBOX ", name);
  return [
    element("h3", { textContent: mailbox.mx_name }),
    element("p", { textContent: text }),
    link(words.guide, mailbox.url + mailbox.mx_to),
  ];
}

function unknownCard(asked, data) {
  const { words, enterprise } = data;
  const command = value("nslookup -type=mx " + asked.domain, words);
  return [
    element("p", { textContent: words.unknown.replace("DOMAIN", "@" + asked.shown) }),
    element("p", {}, words.mx_ask + " ", command),
    link(words.unknown_link, enterprise),
  ];
}

function value(text, words) {
  const code = element("code", { textContent: text });
  return element("span", { className: "yx-value" }, code, copyButton(`${words.copy} ${text}`));
}

function link(text, href) {
  return element("a", { textContent: text, href });
}

function caution(text) {
  return element("p", { className: "yx-caution", textContent: text });
}

// Chinese names need no space around them.
function spaced(name) {
  return /^[\u3400-\u9fff]/.test(name) ? name : ` ${name} `;
}
