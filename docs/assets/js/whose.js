// Whose mailbox something typed is: an address, a domain, a server, a QQ number, the answer to a
// question for MX records. Pure: reads no page.

import { likelierDomain, nationalOwner, slips } from "./slips.js";

const ADDRESS = /([^\s@<>,;:"'()]*)@([^\s@<>,;:"'()/]+)/;
const DOMAIN = /()\b((?:[a-z0-9\u0080-\uffff-]+\.)+[a-z\u0080-\uffff]{2,})/;
const ENDINGS = "com|cn|net|org";
const QQ_NUMBER =
  /^\s*(?:qq\s*(?:号码?|邮箱|number)?\s*:?\s*)?([1-9]\d{4,10})\s*(?:@?\s*qq(?:邮箱)?)?\s*$/;
const PHONE_NUMBER = /^1[3-9]\d{9}$/;
const MAIL_SERVER = /(?:exchanger\s*=(?:\s*\d+)?|handled by \d+|\bmx\s+\d+)\s+([a-z0-9.-]+)/g;
const OF_A_SERVER = /^(?:(?:imap|smtp|pop3?)(?:-mail)?|mail|mx\d*|www|webmail|m)\./;
const TENANTS = "onmicrosoft.com"; // each customer of Microsoft 365 has a name below it

// The address in what was typed, or the domain: {local, domain, shown, plain}; null when there is
// none. Full-width characters, capitals, spaces and international domains are put right.
export function read(typed) {
  const plain = plainOf(typed);
  const number = QQ_NUMBER.exec(plain);
  if (number && !PHONE_NUMBER.test(number[1])) {
    return { local: number[1], domain: "qq.com", shown: "qq.com", plain };
  }
  const found = ADDRESS.exec(plain) || apart(plain) || DOMAIN.exec(plain);
  if (!found) return null;
  const shown = domainAsTyped(found[2]);
  const domain = asHost(shown);
  const local = found[1].replace(/^[^\x20-\x7e]+/, ""); // 我的邮箱someone@…
  return domain.length > 1 ? { local, domain, shown, plain } : null;
}

// A domain in ASCII; "" when it is none. A number without an ending is one yet to be ended: 163.
function asHost(shown) {
  if (/^[\d.]+$/.test(shown)) return shown.includes(".") ? "" : shown;
  try {
    return new URL("http://" + shown).hostname;
  } catch (_) {
    return "";
  }
}

// One form for what keyboards and chats make of an address.
function plainOf(typed) {
  return typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, "")
    .replace(/[。｡]/g, ".")
    .replace(/\s*[[(（]\s*at\s*[\])）]\s*/g, "@")
    .replace(/\s*@[\s@]*/g, "@")
    .replace(new RegExp(`[ \\t]*[.,][ \\t]*(?=(?:${ENDINGS})(?![a-z]))`, "g"), ".")
    .replace(/mailto:/g, " ");
}

// "someone qq.com", "someone#qq.com": a name and a domain with something else than @ between them.
function apart(plain) {
  const found = /^\s*([a-z0-9][a-z0-9._+-]+)[\s#*&]+((?:[a-z0-9-]+\.)+[a-z]{2,})\.?\s*$/.exec(
    plain,
  );
  return found && !/\.|^(?:imap|smtp|pop3?|mail|mx|host|qq)$/.test(found[1]) ? found : null;
}

// Without the full stop behind it, and without Chinese words that follow at once.
function domainAsTyped(text) {
  const ascii = /^((?:[a-z0-9-]+\.)+[a-z]{2,})[\u3000-\u9fff]/.exec(text);
  const domain = (ascii ? ascii[1] : text).replace(/\.+$/, "");
  return domain.replace(new RegExp(`^([a-z0-9-]{2,})(${ENDINGS})$`), "$1.$2"); // qqcom
}

// What is known of it, as {local, domain, mailbox, imap, smtp, wrong, by, similar, business, host}:
// the address as it is meant, its mailbox and servers; a host in the text that belongs to another
// mailbox (`wrong`) or that tells whose an unknown domain is (`by`); `similar`: the domain that is
// likely meant; the mailbox that receives mail on the text's `host` for companies (`business`).
export function look(asked, mailboxes) {
  const typed = tokens(asked.plain);
  const owner = ownerOf(asked.domain, mailboxes);
  if (owner) {
    const found = settings(asked.local, asked.domain, owner);
    return { ...found, wrong: hostOfOther(typed, owner, mailboxes) };
  }
  const server = serverIn(typed, mailboxes);
  if (server) return byServer(asked, server);
  const host = mailServerIn(asked, typed, mailboxes);
  if (host) return { host, business: mailboxes.find(each => isMailServerOf(host, each)) };
  const named = nameOfServerIn(typed, mailboxes) || homeOf(asked.domain, mailboxes);
  return named ? byServer(asked, named) : likely(asked, mailboxes);
}

// A server was typed alone, or beside an address of an unknown domain.
function byServer(asked, { host, mailbox }) {
  const server = mailbox.servers.find(each => each.host === host);
  const own = server ? server.domains[0] || "" : "";
  const domain = asked.local ? asked.domain : own;
  return { ...settings(asked.local, own, mailbox), domain, by: host };
}

function settings(local, domain, mailbox) {
  const imap = serversFor(domain, mailbox, "imap");
  return { local, domain, mailbox, imap, smtp: serversFor(domain, mailbox, "smtp") };
}

// What a slip of the finger or a forgotten @ most likely stands for.
function likely(asked, mailboxes) {
  const above = asked.domain.replace(/^[^.]+\./, ""); // tampabay.rr.com
  const group = mailboxes.find(each => each.other && each.domains.includes(above));
  const found = group && settings(asked.local, asked.domain, group);
  if (found && found.imap.length) return found;
  const meant = asked.local ? null : withoutAt(asked.domain, mailboxes);
  const isReal = mailboxes.some(each => {
    return hostsOf(each).some(host => host.endsWith("." + asked.domain));
  });
  const domain = meant ? meant.domain : !isReal && likelierDomain(asked.domain, mailboxes);
  if (!domain) return {};
  const local = meant ? meant.local : asked.local;
  return { ...settings(local, domain, ownerOf(domain, mailboxes)), similar: domain };
}

// {local, domain} of "123456789qq.com"; null when it may well be a company's domain.
function withoutAt(text, mailboxes) {
  const domains = mailboxes.filter(each => !each.other).flatMap(each => each.domains);
  const ending = domains
    .filter(domain => text.endsWith(domain) && text.length > domain.length + 1)
    .sort((a, b) => b.length - a.length)[0];
  if (!ending) return null;
  const local = text.slice(0, -ending.length);
  const name = ending.split(".")[0];
  const isTelling = name.length > 4 || /^\d{3}$/.test(name) || ending === "qq.com";
  const isPlain = /^[a-z0-9_+-]{3,}$/.test(local);
  return /^\d{5,11}$/.test(local) || (isPlain && isTelling) ? { local, domain: ending } : null;
}

function ownerOf(domain, mailboxes) {
  const known = domain.endsWith("." + TENANTS) ? TENANTS : domain;
  return mailboxes.find(each => each.domains.includes(known)) || nationalOwner(domain, mailboxes);
}

// The words of a text, without punctuation around them: hosts, domains, addresses.
function tokens(plain) {
  return plain.split(/[\s,;:'"<>()/=]+/).map(each => each.replace(/^\.+|\.+$/g, ""));
}

// The servers to try first: those for this domain alone, else those for all of the mailbox.
function serversFor(domain, mailbox, protocol) {
  const first = mailbox.servers.filter(each => each.protocol === protocol && each.first);
  const own = first.filter(each => each.domains.includes(domain));
  if (own.length) return own;
  const general = first.filter(each => !each.domains.length);
  return general.length || domain ? general : first;
}

function hostsOf(mailbox) {
  return [...mailbox.servers.map(each => each.host), ...(mailbox.web || [])];
}

function hostOfOther(typed, owner, mailboxes) {
  const own = hostsOf(owner);
  const all = mailboxes.flatMap(each =>
    each.servers.map(server => ({ host: server.host, mailbox: each })),
  );
  return all.find(each => typed.includes(each.host) && !own.includes(each.host));
}

// {host, mailbox} of a server or sign-in page in the text. Beside an address of an unknown domain
// it is one for companies, if one of those has it.
function serverIn(typed, mailboxes) {
  const isBeside = typed.some(each => each.includes("@"));
  for (const host of typed) {
    const owners = mailboxes.filter(each => hostsOf(each).includes(host));
    const company = owners.find(each => !each.domains.length);
    if (owners.length) return { host, mailbox: (isBeside && company) || owners[0] };
  }
  return null;
}

// {host, mailbox} of a host that is named as servers are, below a domain we know or beside a
// server we know: pop.qq.com, pop.exmail.qq.com.
function nameOfServerIn(typed, mailboxes) {
  const rest = host => host.replace(OF_A_SERVER, "");
  for (const host of typed.filter(each => OF_A_SERVER.test(each))) {
    const isBeside = each => hostsOf(each).some(known => rest(known) === rest(host));
    const mailbox = ownerOf(rest(host), mailboxes) || mailboxes.find(isBeside);
    if (mailbox) return { host, mailbox };
    const known = mailboxes.flatMap(mailbox =>
      hostsOf(mailbox).map(each => ({ host: each, mailbox })),
    );
    const meant = known.find(each => isSlipOf(host, each.host));
    if (meant) return meant;
  }
  return null;
}

// "smtp.exmall.qq.com": a long name with one slip, none in a number.
function isSlipOf(host, known) {
  const digits = name => name.replace(/\D/g, "");
  return known.length > 15 && slips(host, known) === 1 && digits(host) === digits(known);
}

// {host, mailbox} of a domain below which one mailbox for companies has its servers: feishu.cn.
function homeOf(domain, mailboxes) {
  const at = mailboxes.filter(each => hostsOf(each).some(host => host.endsWith("." + domain)));
  const isOne = at.length === 1 && !at[0].domains.length && !domain.startsWith("example.");
  return isOne ? { host: domain, mailbox: at[0] } : null;
}

// A host in the text that receives mail for customers of a mailbox we know; undefined for none.
function mailServerIn(asked, typed, mailboxes) {
  const isOurs = host => mailboxes.some(each => isMailServerOf(host, each));
  const answered = Array.from(asked.plain.matchAll(MAIL_SERVER), found => found[1]);
  return typed.find(isOurs) || mailServerAtStart(answered, mailboxes);
}

// A field of one line drops the ends of lines: "mxbiz1.qq.comcompany.com".
function mailServerAtStart(answered, mailboxes) {
  const known = mailboxes.flatMap(each => each.mx || []);
  return known.find(mx => answered.some(each => ("." + each).includes("." + mx)));
}

// Whether a host is one of those that a mailbox has in the MX records of its customers.
function isMailServerOf(host, mailbox) {
  return (mailbox.mx || []).some(mx => host === mx || host.endsWith("." + mx));
}
