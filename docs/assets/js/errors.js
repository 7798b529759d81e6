// "Paste your error": whatever a program showed → what it means. Everything stays on this device.

const decode = (bytes, encoding) => new TextDecoder(encoding).decode(Uint8Array.from(bytes));
const plain = text => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ");

// What the text may have been before a program spelt its bytes out (\xc7\xeb, =C7=EB, %C7%EB, \347\207) or read them in the wrong encoding.
export function readings(text) {
  const unescaped = text.replace(/\\+u([0-9a-f]{4})/gi, (all, code) => String.fromCharCode(parseInt(code, 16)));
  const spelt = [], encoder = new TextEncoder();
  for (const [all, hex, octal] of matches(/(?:\\+x|[=%])([0-9a-f]{2})|\\+([0-3][0-7]{2})|[^]/gi, text)) {
    if (hex || octal) spelt.push(parseInt(hex || octal, hex ? 16 : 8));
    else spelt.push(...encoder.encode(all));
  }
  const western = Array.from({ length: 256 }, (none, byte) => decode([byte], "windows-1252"));
  const misread = Array.from(text, letter => (letter.charCodeAt(0) < 256 ? letter.charCodeAt(0) : Math.max(0x3f, western.indexOf(letter))));
  return [text, unescaped, ...[spelt, misread].reduce((all, bytes) => [...all, decode(bytes, "utf-8"), decode(bytes, "gb18030")], [])].map(plain);
}

function* matches(pattern, text) {
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) yield found;
}

// A number counts only when it stands alone, as in 5350 or in file.py:535 it does not.
function occurs(fragment, said) {
  if (!/^\d+$/.test(fragment)) return said.includes(plain(fragment));
  return new RegExp("(^|[^a-z0-9_.])" + fragment + "($|[^a-z0-9_.]|\\.(?!\\d))").test(said.replace(/\bline \d+|\.[a-z]+:\d+(:\d+)?/g, " "));
}

// The first error that fits, special ones standing before general ones; undefined: not known.
export function find(text, errors) {
  const said = readings(text);
  return errors.find(error => said.some(each => error.when.some(fragments => fragments.every(fragment => occurs(fragment, each)))));
}

// Whose message it is, by the servers it names, else by the addresses in it; "" when it names none, or several.
export function whose(text, mailboxes) {
  const said = plain(text), ids = Object.keys(mailboxes);
  const servers = ids.filter(id => mailboxes[id].hosts.some(host => new RegExp("(^|[^a-z0-9.-])" + host.replace(/\./g, "\\.") + "($|[^a-z0-9-])").test(said)));
  const domains = Array.from(matches(/@([a-z0-9.-]+)/g, said), found => found[1].replace(/\.+$/, ""));
  const owners = ids.filter(id => mailboxes[id].domains.some(domain => domains.includes(domain)));
  return servers.length === 1 ? servers[0] : !servers.length && owners.length === 1 ? owners[0] : "";
}

const CODE = /\b(?:[a-z]{16}|[a-z]{4}(?:[ -][a-z]{4}){3})\b/g;
const SECRET = /((?:pass(?:word|wd|code)?|pwd|secret|token|授权码|密码|口令)["']?\s*[:=：]\s*["']?)([^\s"',;，；]+)/gi;

// The text without persons' data: addresses, codes, passwords, tokens, IP addresses.
export function masked(text) {
  return text
    .replace(SECRET, "$1***")
    .replace(/[^\s@<>"'=:,;()[\]]+@([a-z0-9-]+\.)/gi, "***@$1")
    .replace(CODE, "***")
    .replace(/\b(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9+/_-]{20,}={0,2}/gi, "***")
    .replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, "***");
}

// Whether a code or password seems to be in it: no English word has five consonants in a row and sixteen letters.
export function secret(text) {
  return (text.match(CODE) || []).some(code => /[bcdfghjklmnpqrstvwxz]{5}/.test(code.replace(/[ -]/g, ""))) || text.replace(SECRET, (all, before, word) => (/^\*+$/.test(word) ? "" : "\0")).includes("\0");
}

export async function start(form, source) {
  const area = form.querySelector("textarea"), select = form.querySelector("select"), answer = form.querySelector(".yx-tool__answer"), words = answer.dataset;
  const data = await (await fetch(source)).json();
  const made = (name, properties, ...contents) => { const element = Object.assign(document.createElement(name), properties); element.append(...contents); return element; };
  const without = element => { element.querySelectorAll("[id]").forEach(each => each.removeAttribute("id")); element.removeAttribute("id"); return element; };

  function card(error, mailbox) {
    const place = document.getElementById(error ? "error-" + error.id : "unknown");
    const copy = without(place.closest("section").cloneNode(true));
    const option = Array.from(select.options).find(each => each.value && each.value === mailbox);
    if (option) copy.querySelectorAll("a[data-to]").forEach(link => {
      link.href = option.dataset.url + "#" + link.dataset.to;
      link.textContent = words.guide + option.text;
    });
    return copy;
  }

  function shared(error, shown) {
    const bare = shown.cloneNode(true);
    bare.querySelectorAll(".headerlink, button, .yx-error__sources, h2, h4, li > a").forEach(each => each.remove());
    const lines = Array.from(bare.querySelectorAll("p, li"), (each, number) => (each.tagName === "LI" ? "- " : "") + each.textContent.replace(/\s+/g, " ").trim());
    const address = document.querySelector("link[rel=canonical]").href + "#" + (error ? "error-" + error.id : "unknown");
    return [masked(area.value.trim()).slice(0, 500), "", ...lines, address].join("\n");
  }

  function show() {
    const text = area.value;
    answer.textContent = "";
    if (!text.trim()) return;
    const error = find(text, data.errors), shown = card(error, select.value || whose(text, data.mailboxes));
    const parts = secret(text) ? [made("p", { className: "yx-caution", textContent: words.secret })] : [];
    const copy = made("button", { type: "button", className: "yx-copy yx-icon" });
    copy.setAttribute("aria-label", words.copy);
    answer.append(...parts, shown, made("details", {}, made("summary", { textContent: words.copy }), made("pre", { textContent: shared(error, shown) }), copy));
  }

  area.addEventListener("input", show);
  select.addEventListener("change", show);
  form.addEventListener("submit", event => event.preventDefault());
  if (area.value) show();
}
