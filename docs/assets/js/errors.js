// "Paste your error": whatever a program showed → what it means. Everything stays on this device.

const NEAR = 60; // how many characters apart the terms of one phrase may stand
const SHOWN = 6; // how many causes an answer names
const KNOWN = 1.4; // the least evidence that counts as an answer,
const UNSPOKEN = 2.6; // and where nothing else in the text speaks of mail

const decode = (bytes, encoding) => new TextDecoder(encoding).decode(Uint8Array.from(bytes));

// What a text may have been before a program spelt its bytes out (\xc7\xeb, =C7=EB, %C7%EB,
// \347\207), or read them wrongly.
function readings(text) {
  const unescaped = text.replace(/\\+u[0-9a-f]{4}/gi, written =>
    String.fromCharCode(parseInt(written.slice(-4), 16)),
  );
  const read = [text, unescaped];
  const asBytes = [];
  if (SPELT.test(text)) asBytes.push(spelt(text));
  if (/[\u0080-\u00ff]/.test(text)) asBytes.push(misread(text));
  for (const bytes of asBytes) read.push(decode(bytes, "utf-8"), decode(bytes, "gb18030"));
  return Array.from(new Set(read.map(each => each.normalize("NFKC"))));
}

const SPELT = /(?:\\+x|[=%])[0-9a-f]{2}|\\+[0-3][0-7]{2}/i;

// The bytes of a text in which some are spelt out.
function spelt(text) {
  const bytes = [];
  const encoder = new TextEncoder();
  const pattern = /(?:\\+x|[=%])([0-9a-f]{2})|\\+([0-3][0-7]{2})|[\s\S]/gi;
  for (const [letter, hex, octal] of text.matchAll(pattern)) {
    if (hex || octal) bytes.push(parseInt(hex || octal, hex ? 16 : 8));
    else bytes.push(...encoder.encode(letter));
  }
  return bytes;
}

// The bytes of a text that was read as Latin-1 or Windows-1252.
function misread(text) {
  const western = Array.from(Array(256).keys(), byte => decode([byte], "windows-1252"));
  return Array.from(text, letter =>
    letter.charCodeAt(0) < 256 ? letter.charCodeAt(0) : Math.max(0x3f, western.indexOf(letter)),
  );
}

const places = (pattern, text) => Array.from(text.matchAll(pattern), found => found.index);

const QUOTE = /&(?:#0?39|#x27|#34|apos|quot|lt|gt|nbsp);/gi; // of a page: can&#39;t
const COLOUR = /[^\w\s]?\[\d{1,2}(?:;\d+)*m/g; // of a terminal: ␛[31m
const OF_CONTAINER = /^[\w.-]+ +\| (?:\d{4}-\S+ )?/gm; // web_1  | 2026-01-02T10:15:00Z …

// A reply that agrees, after who gave it, and up to the refusal that follows on its line.
const GOOD_REPLY = new RegExp(
  "^(?!.*(?:unexpected|greeting|error|refused|failed|response\\b))" +
    "(?:.*(?:->|SERVER:|S:|<|Got:|reply:)\\s*(?:CLIENT:|retcode)?)?" +
    "[\\sb[('\"]*[23]\\d\\d(?:[-\\s'\\])].*?)?" +
    "(?=\\s[45]\\d\\d[ -]|\\s\\w+ ->|$)",
  "gm",
);

// How a program was set, which is not what it met.
const SETTING = new RegExp(
  "(?:\\b\\w*cert\\w*|\\bencryption|\\bsecurity|\\bauthentication method)[\"'\\s]*(?:=>|[:=])" +
    "(?:(?:[\\s,/\"']|or\\b)*" +
    "\\b(?:true|false|yes|none|ssl|tls|starttls|normal|plain|encrypted|password" +
    "|no authentication|kerberos|gssapi|ntlm)\\b)+",
  "gi",
);

// What says nothing about the reason, each with a sample.
const NOISE = [
  /\b(?!kefu@)[\w.+-]+(?=@[\w-]+\.)/g, // no-reply@…
  /^(?:Received|Message-ID|(?:X|ARC|DKIM)-[\w-]+):.*(?:\n[ \t].*)*/gim, // a header of the mail
  /\b(?:spf|dkim|dmarc|domainkeys)=(?:pass|none|neutral|best).*/gi, // spf=pass
  /\b(?:spf|dkim|dmarc)(?:[\s,/]+(?:and|are|is|dkim|dmarc))*\s+(?:pass|fine|ok)\b/gi, // SPF is ok
  /\b(?:rfc822|smtp);/gi, // Final-Recipient: rfc822; …, Diagnostic-Code: smtp; …
  /\brelay=\S+|\bTLS_[A-Z0-9_]+/g, // relay=none, TLS_AES_256_GCM_SHA384
  /\b[\w-]+(?:\.[\w-]+)+(?=\[[\da-f.:]+\])/g, // mx.example.com[203.0.113.5]
  /^\s*(?:at|from)\s.*[(:].*$/gm, // at com.sun.mail.smtp.SMTPTransport.connect(…)
  /^\s*File\s".*$(?:\n[ \t]{3,}\S.*$)?/gm, // File "smtplib.py", line 734, and the code below it
  /^.*\b(?:Attribute|Import|Index|Key|ModuleNotFound|Name)Error:.*$/gm, // KeyError: 'to'
  /^.*\b(?:NoClassDefFound|Reference|Syntax|Type)Error:.*$/gm, // TypeError: not a function
  /\bline\s\d+/gi, // line 535
  /[^\s,，:：]*\s?\(SSL\)\s?[:：]\s*[^\s,，]+/gi, // secure (SSL): yes
  SETTING, // verify_cert=>true
  /\b(?:ssl|tls|tcp):\/\/|\/(?:ssl|tls|novalidate-cert)\b/gi, // ssl://…, …:993/imap/ssl
  /\.[a-z]{1,5}:\d+(?::\d+)?/gi, // mail.js:550:12
  /\btime_?out["']?\s*[:=]?\s*["']?-?\d\S*/gi, // timeout=30
  /\d+-\d+-\d+[\sT][\d:.,]+|\b\d{3}-\d{4,}|#\d+(?![\d.])/g, // 2026-01-02 10:15:00, 400-1234, #12
  /\b\d{3}(?=\s?(?:[封个条次人元]|(?:items|messages|mails|emails|bytes|[kKmM][bB])\b))/g, // 500 封
  /(?:@|==|[a-z]-|\bv|\bversions?\s)\d+(?:\.\d+)+/gi, // nodemailer@6.9.1
  /请(?:确认|验证)[^。]*(?:正常|设置是否正确|配置正确)[^。]*/g, // 请确认端口号是否正常
  GOOD_REPLY, // 250 OK
  /^(?!.*(?:greeting|error|错误|response\b)).*\*\sOK\s(?!.*LOGINDISABLED).*$/gim, // * OK IMAP4 ready
];
// After a reply code, "connection closed" is not a cause.
const REPLY = /(?:^|[^\d.])[45]\d\d[ -]/g;
const REASON = new RegExp(`${REPLY.source}|\\bNO \\[|-ERR |\\bBAD `);
const CLOSING = /\n.*\b(?:closing connection|connection closed|EOF)\b.*/gi;
const CLASS = /(?:[\w$]+(?:[.:]|\\+))*[A-Z]\w*(?:Exception|Error|Refused|Disconnected)\b/g;

// The commands of a conversation with a server: what came before the last one is past.
const COMMAND = new RegExp(
  "(?:^|[>:']\\s*)(?:(?:EHLO|ehlo|HELO|STARTTLS)\\b|DATA\\s*$|data\\\\r" +
    "|AUTH \\w+\\b(?!\\s(?:failed|command))|(?:MAIL|mail) FROM:|(?:RCPT|rcpt) TO:)",
  "gm",
);

function sinceLastCommand(text) {
  const failed = places(REPLY, text).pop() || 0;
  return text.slice(places(COMMAND, text.slice(0, failed)).pop() || 0);
}

const EAST = "\\u3040-\\u30ff\\u4e00-\\u9fff"; // Japanese and Chinese: no spaces between words
const SCRIPTS_MEET = new RegExp(`([a-z0-9])(?=[${EAST}])|([${EAST}])(?=[a-z0-9])`, "g");
const BETWEEN_EAST = new RegExp(`([${EAST}])\\s+(?=[${EAST}])`, "g");
const NO_WORD = new RegExp(`[^a-z0-9.\\u0400-\\u04ff\\uac00-\\ud7af${EAST}]+`, "g");

// The words of a text, one space between them: identifiers are taken apart, case does not matter.
function words(text, fold) {
  return inFull(
    fold(text)
      .normalize("NFKD")
      .replace(/([a-z])[\u0300-\u036f]+/gi, "$1")
      .normalize("NFC")
      .replace(/(^|[*:>\d]\s|['"])(?=(?:NO|BAD|BYE|-ERR)\s)/gm, "$1server_refusal ")
      .replace(/([a-z]{2})['’](?=(?:t|s|re|ve|ll)\b)/gi, "$1")
      .replace(/([a-z]{2})(?=[A-Z])/g, "$1_")
      .replace(/([A-Z]{2})(?=[A-Z][a-z]{2})/g, "$1_")
      .toLowerCase()
      .replace(NO_WORD, " ")
      .replace(/\.(?!\d)/g, " ")
      .replace(/(\D)\./g, "$1 ")
      .replace(BETWEEN_EAST, "$1")
      .replace(SCRIPTS_MEET, "$1$2 "),
  );
}

// Without articles and contractions: "cant reach the host" → "can not reach host".
function inFull(text) {
  return ` ${text} `
    .replace(/\s+/g, " ")
    .replace(/ (?:a|an|the)(?= )/g, "")
    .replace(/ can(?:not|t)(?= )/g, " can not")
    .replace(/ wont(?= )/g, " will not")
    .replace(/ (are|could|did|do|does|had|has|have|is|should|was|were|would)nt(?= )/g, " $1 not");
}

// A term of a phrase as a regular expression; the head of data/errors.yml says how it is written.
function term(written) {
  const each = written
    .replace(/"/g, "")
    .split("|")
    .map(one => {
      const bare = inFull(one.replace(/_/g, " ").replace(SCRIPTS_MEET, "$1$2 ")).trim();
      const body = bare.replace(/\./g, "\\.").replace(/ /g, "\\s?").replace(/\*/g, "[a-z0-9]*");
      const ends = /[a-z0-9]$/.test(bare) ? "(?=\\s)" : "";
      return (/^[a-z0-9]/.test(bare) ? "\\s" : "") + body + ends;
    });
  return new RegExp(each.join("|"), "g");
}

const read = new Map();

// A phrase as it is looked for: the terms that must stand near each other, and those that must not.
function phrase(written) {
  if (!read.has(written)) {
    const terms = written.split(" ");
    read.set(written, {
      needed: terms.filter(each => each[0] !== "!").map(term),
      refused: terms.filter(each => each[0] === "!").map(each => term(each.slice(1))),
    });
  }
  return read.get(written);
}

const near = (place, others, distance = NEAR) =>
  others.some(each => Math.abs(each - place) <= distance);

// Whether a phrase stands in words.
function stands(written, said) {
  const { needed, refused } = phrase(written);
  const found = [];
  for (const each of needed) {
    found.push(places(each, said));
    if (!found[found.length - 1].length) return false;
  }
  return found[0].some(
    place =>
      found.every(others => near(place, others)) &&
      !refused.some(each => near(place, places(each, said), 2 * NEAR)),
  );
}

const HOST = /@?[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi;

// The mailbox whose name ends a host most exactly; "" for none.
function ownerOf(host, mailboxes) {
  const fits = Object.keys(mailboxes).flatMap(id =>
    mailboxes[id].hosts.filter(end => `.${host}`.endsWith(`.${end}`)).map(end => ({ id, end })),
  );
  return fits.sort((a, b) => b.end.length - a.end.length).concat({ id: "" })[0].id;
}

// smtp.example.com, and smtp://user@smtp.example.com
const SERVER = /^(?:@(?=smtp|imap|outlook\.o))?(?:smtp|imap|pop|mail|mx|outlook\.office)/;
const one = all => {
  const each = Array.from(new Set(all)).filter(Boolean);
  return each.length === 1 ? each[0] : "";
};

// What shows whose a text is: its servers ({ host, id }), and the mailboxes that its hosts and its
// addresses belong to, and that it calls by their names.
function signs(text, { mailboxes, fold }) {
  const ids = Object.keys(mailboxes);
  const named = (text.toLowerCase().match(HOST) || [])
    .filter(host => (host[0] !== "@" || SERVER.test(host)) && !/\bexample\.\w+$/.test(host))
    .map(host => ({ host, id: ownerOf(host, mailboxes) }));
  const domains = Array.from(text.toLowerCase().matchAll(/@([a-z0-9.-]+)/g), found =>
    found[1].replace(/\.+$/, ""),
  );
  const said = words(text.replace(HOST, " "), fold);
  return {
    servers: named.filter(each => SERVER.test(each.host) && each.id),
    hosts: named.map(each => each.id),
    addresses: ids.filter(id => mailboxes[id].domains.some(each => domains.includes(each))),
    called: ids.filter(id => mailboxes[id].names.some(name => stands(name, said))),
  };
}

// Whose message it is; "" when its signs name no mailbox or several.
function whose({ servers, hosts, addresses, called }) {
  if (servers.length) return one(servers.map(each => each.id));
  return one(hosts) || one(addresses) || one(called);
}

// The reader's mailbox, when all servers in the text are those of others.
function foreign({ servers, addresses, called }, { mailboxes }, mailbox) {
  const own = mailbox || one(addresses) || one(called);
  const isOwn = ({ host, id }) => id === own || mailboxes[own].hosts.includes(host);
  return own && servers.length && !servers.some(isOwn) ? own : "";
}

// How much speaks for each error: its own words whole, a mere class name half.
function evidence(text, data, owner) {
  const found = new Map();
  for (const reading of readings(text)) {
    const noise = REASON.test(reading) ? [...NOISE, CLOSING] : NOISE;
    const bare = noise.reduce((rest, each) => rest.replace(each, " "), sinceLastCommand(reading));
    const sentences = words(bare.replace(CLASS, " "), data.fold);
    const names = words((bare.match(CLASS) || []).join(" "), data.fold);
    const says = phrases =>
      phrases.some(each => stands(each, sentences))
        ? 1
        : phrases.some(each => stands(each, names)) && 0.5;
    const signIn = says(data.sign_in);
    for (const error of data.errors) {
      if (error.needs_mailbox && error.mailbox !== owner) continue;
      if (error.last_resort && found.size) continue;
      const share = says(error.says || []) * fit(error, owner, signIn);
      if (share) found.set(error, Math.max(found.get(error) || 0, share));
    }
  }
  return withoutRepeats(found);
}

// What an error counts beside a sign-in, when it speaks of a recipient, and at another mailbox.
function fit(error, owner, signIn) {
  const stage = signIn && error.stage === "recipient" ? 0.5 : 1;
  return error.mailbox && owner && error.mailbox !== owner ? 0.7 * stage : stage;
}

// One sentence for many reasons: what other errors read out of it is no evidence of its own.
function withoutRepeats(found) {
  const sentence = Array.from(found.keys()).find(error => error.catch_all);
  for (const error of sentence ? Array.from(found.keys()) : []) {
    const repeated = sentence.causes[Object.keys(error.causes)[0]];
    if (error !== sentence && !error.told && repeated) found.delete(error);
  }
  return found;
}

// The causes with the weight that speaks for each: the best evidence whole, all other a tenth.
function weighed(found) {
  const all = {};
  for (const [error, share] of found) {
    for (const id of Object.keys(error.causes)) {
      all[id] = (all[id] || []).concat(error.causes[id] * share);
    }
  }
  const scores = {};
  for (const id of Object.keys(all)) {
    const [best, ...rest] = all[id].sort((a, b) => b - a);
    scores[id] = best + rest.reduce((sum, each) => sum + each, 0) / 10;
  }
  return scores;
}

// What a general cause means at this mailbox takes its place before it.
function atMailbox(found, data, owner) {
  for (const error of data.errors) {
    const scores = weighed(found);
    const general = scores[error.instead_of];
    if (error.mailbox !== owner || !general) continue;
    if (general < 2.5 && general < highest(scores)) continue;
    found.set(error, Math.min(1, general / (error.instead_of === "wrong-credentials" ? 3 : 6)));
  }
  return weighed(found);
}

// A text that ends in what was asked, where the reason would come; and a call stack, which alone
// gives no reason.
const ASKED = /(?:CLIENT -> SERVER:|(?:^|\n)(?:C:|send:|-->|>>>|\w+ LOGIN )).*\s*$/;
const STACK = /^\s*(?:at\s[\w.$/]+.*[(:]|File ".*", line \d|#\d+ .*\(\d+\):)/m;

function cutOff(text, best) {
  const python = /^\s*File ".*", line \d/m.test(text) && /\n[ \t]+\S.*\s*$/.test(text);
  const early =
    /(?:nested exception is:?|Caused by:|call last\):|with message "?|-> ?\w*:)\s*$/i.test(text);
  return (
    ((python || early) && best < 7) ||
    (/(?:Exception|Error)\s*\n\s+at\s/.test(text) && best < 3.5) ||
    (/[:：]\s*$/.test(text) && best < 3) ||
    (ASKED.test(text) && best < KNOWN) ||
    (STACK.test(text) && best < KNOWN && !/\w(?:Error|Exception)\b.*[:：]/.test(text))
  );
}

// What a pasted text means. pasted: whatever was shown; data: errors.json; mailbox: its id, when
// the reader chose it or came from its guide. Returns { error, mailbox, causes, unsure, scores }:
// the id of the message ("" when none is known), whose it is, the ids of the causes, most likely
// first, whether the first two are as likely, and the weight of each cause.
export function explain(pasted, data, mailbox = "") {
  const text = pasted.replace(QUOTE, "'").replace(COLOUR, "").replace(OF_CONTAINER, "");
  const folds = new RegExp(Object.keys(data.folds).join("|"), "g");
  const fold = whole => whole.replace(folds, part => data.folds[part]);
  const known = Object.assign({}, data, { fold });
  const shown = signs(text, known);
  const chosen = data.mailboxes[mailbox] ? mailbox : "";
  const own = foreign(shown, known, chosen);
  const owner = chosen || whose(shown);
  const found = evidence(text, known, owner);
  const scores = withDoubts(atMailbox(found, known, owner), found, text, own);
  const least = Math.max(leastEvidence(text, known), highest(scores) / 5);
  const causes = Object.keys(scores)
    .filter(id => scores[id] >= least)
    .sort((a, b) => scores[b] - scores[a]);
  const error = strongest(found, causes[0]);
  return {
    error: error.id || "",
    mailbox: own || owner || error.mailbox || "",
    causes: causes.slice(0, SHOWN),
    unsure: causes.length > 1 && scores[causes[1]] > highest(scores) * 0.9,
    scores,
  };
}

// What an answer needs: more where a text neither speaks of mail nor is but a code, since any
// number may look like one.
const CODES_ALONE = [
  /^[^\w\u3040-\u9fff]*[45](?:\.\d+\.\d+|\d\d[^\w\u3040-\u9fff]*$)/,
  /\([45]\d\d,|[=:：]\s*['"]?[45]\d\d\b|[45]\d\d[ -]\d\.\d\.\d/,
];

function leastEvidence(text, data) {
  const said = words(text, data.fold);
  const speaksOf = phrases => phrases.some(each => stands(each, said));
  if (speaksOf(data.elsewhere)) return Infinity;
  return CODES_ALONE.some(each => each.test(text)) || speaksOf(data.mail) ? KNOWN : UNSPOKEN;
}

const highest = scores => Math.max(0, ...Object.values(scores));

// The weights, with what no message says: the server is another mailbox's, or the end is missing.
function withDoubts(scores, found, text, own) {
  const top = highest(scores);
  const all = Object.assign({}, scores);
  const best = Object.keys(scores).find(id => scores[id] === top);
  const signIn = top && strongest(found, best).stage === "sign-in";
  const weight = signIn ? Math.max(7, top + 0.5) : Math.min(3, top * 0.95) || 5;
  if (own) all["wrong-server"] = Math.max(scores["wrong-server"] || 0, weight);
  if (cutOff(text, highest(all))) all["cut-off"] = highest(all) + UNSPOKEN;
  return all;
}

// The error that speaks most strongly for a cause.
function strongest(found, cause) {
  const weight = error => found.get(error) * (error.causes[cause] || 0);
  return Array.from(found.keys())
    .filter(weight)
    .sort((a, b) => weight(b) - weight(a))
    .concat({})[0];
}
