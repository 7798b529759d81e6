// "Type your address": an address, a domain or a pasted line → the settings of that mailbox. Everything stays on this device.

// The address and domain in what was typed: full-width characters, capitals, spaces and IDN are put right. null: nothing there.
export function read(typed) {
  const plain = typed.normalize("NFKC").toLowerCase().replace(/。/g, ".").replace(/\s*@\s*/g, "@").replace(/mailto:/g, " ");
  const found = /([^\s@<>,;:"'()]*)@([^\s@<>,;:"'()/]+)/.exec(plain) || /()\b((?:[a-z0-9\u0080-\uffff-]+\.)+[a-z\u0080-\uffff]{2,})/.exec(plain);
  if (!found) return null;
  try {
    const shown = found[2].replace(/\.+$/, ""), domain = new URL("http://" + shown).hostname;
    return domain.includes(".") ? { local: found[1], domain, shown, plain } : null;
  } catch (error) {
    return null;
  }
}

// What is known of it: its mailbox and servers, a host that does not go with it, a domain that it is one slip away from.
export function look(asked, mailboxes) {
  const mailbox = mailboxes.find(each => each.domains.includes(asked.domain));
  const servers = protocol => {
    const all = mailbox.servers.filter(each => each.protocol === protocol && each.first);
    const meant = all.filter(each => each.domains.includes(asked.domain));
    return meant.length ? meant : all.filter(each => !each.domains.length);
  };
  const hosts = mailboxes.flatMap(each => each.servers.map(server => ({ host: server.host, mailbox: each })));
  const typed = asked.plain.split(/[\s,;:'"<>()]+/);
  const wrong = mailbox && hosts.find(each => typed.includes(each.host) && !mailbox.servers.some(server => server.host === each.host));
  const host = mailbox ? "" : typed.map(each => each.replace(/\.$/, "")).find(each => mailboxes.some(one => ends(each, one)));
  const business = host && mailboxes.find(each => ends(host, each));
  const similar = mailbox ? "" : mailboxes.flatMap(each => each.domains).find(domain => slips(domain, asked.domain) === 1) || "";
  return { mailbox, imap: mailbox ? servers("imap") : [], smtp: mailbox ? servers("smtp") : [], wrong, similar, business, host };
}

// Whether a host is one of those that a mailbox has in the MX records of its customers.
function ends(host, mailbox) {
  return (mailbox.mx || []).some(mx => host === mx || host.endsWith("." + mx));
}

// How many single slips (a letter more, less, other, or two swapped) lie between two words; counted up to 2.
function slips(a, b) {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > 1) return 2;
  let at = 0;
  while (a[at] === b[at]) at++;
  const rests = [[1, 1], [1, 0], [0, 1]].map(step => a.slice(at + step[0]) === b.slice(at + step[1]));
  const swapped = a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
  return rests.includes(true) || swapped ? 1 : 2;
}

export async function start(input, source) {
  const answer = input.form.querySelector(".yx-tool__answer");
  const data = await (await fetch(source)).json();
  const made = (name, text, properties) => Object.assign(document.createElement(name), { textContent: text }, properties);

  const value = (text, words) => {
    const span = made("span", "", { className: "yx-value" });
    const button = made("button", "", { type: "button", className: "yx-copy yx-icon" });
    button.setAttribute("aria-label", words.copy + " " + text);
    span.append(made("code", text), button);
    return span;
  };

  const named = name => (/^[\u3400-\u9fff]/.test(name) ? name : ` ${name} `); // Chinese names need no space around them

  function card(asked, found, data) {
    const { words, fields } = data, mailbox = found.mailbox, parts = [made("h3", mailbox.name)];
    if (mailbox.caution) parts.push(made("p", mailbox.caution, { className: "yx-caution" }));
    if (found.wrong) parts.push(made("p", words.wrong_host.replace("HOST", found.wrong.host).replace(" MAILBOX ", named(found.wrong.mailbox.name)), { className: "yx-caution" }));
    const list = made("dl", "");
    const row = (name, ...contents) => { const cell = made("dd", ""); cell.append(...contents); list.append(made("dt", name), cell); };
    row(fields.address, asked.local ? value(asked.local + "@" + asked.domain, words) : "…@" + asked.domain);
    row(fields.password, mailbox.password + " ", made("a", words.password_how, { href: mailbox.url + "#get-code" }));
    for (const protocol of ["imap", "smtp"]) {
      for (const server of found[protocol]) {
        row(fields[protocol], value(server.host, words), " " + words.with_port + " ", value(String(server.port), words), " " + server.security + (server.note ? " · " + server.note : ""));
      }
    }
    parts.push(list, made("a", words.guide, { href: mailbox.url }));
    return parts;
  }

  function unknown(asked, found, data) {
    const words = data.words, parts = [];
    if (found.business) {
      const mailbox = found.business;
      return [made("h3", mailbox.mx_name), made("p", words.mx_is.replace("HOST", found.host).replace(" MAILBOX ", named(mailbox.mx_name))), made("a", words.guide, { href: mailbox.url + mailbox.mx_to })];
    }
    if (found.similar) {
      const fix = made("button", words.similar.replace("DOMAIN", "@" + found.similar), { type: "button", className: "yx-search__more" });
      fix.addEventListener("click", () => { input.value = asked.local + "@" + found.similar; show(); input.focus(); });
      parts.push(fix);
    }
    const ask = made("p", words.mx_ask + " ");
    ask.append(value("nslookup -type=mx " + asked.domain, words));
    return [...parts, made("p", words.unknown.replace("DOMAIN", "@" + asked.shown)), ask, made("a", words.unknown_link, { href: data.enterprise })];
  }

  function show() {
    const asked = read(input.value);
    answer.textContent = "";
    if (!asked) return;
    const found = look(asked, data.mailboxes);
    answer.append(...(found.mailbox ? card(asked, found, data) : unknown(asked, found, data)));
  }

  input.addEventListener("input", show);
  if (input.value) show();
}
