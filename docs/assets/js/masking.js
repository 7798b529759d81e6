// Hides passwords, codes and persons' data in a text that somebody is about to pass on.

// What follows "password is" in a message and is no password.
const NO_SECRET = [
  "incorrect invalid wrong required not empty expired correct right missing too the a an being it",
  "needed set ok in your rejected disabled same null none undefined true false for and or error is",
  "failed must used ended accepted what different check please again you that this",
]
  .join(" ")
  .split(" ");
const isSecret = word =>
  !/^\*+$|^[\u4e00-\u9fff]/.test(word) &&
  !NO_SECRET.includes(word.toLowerCase().match(/^[a-z]*/)[0] || word);
const NAME =
  "(?:pass(?:word|wd|code|phrase)?|pwd|secret|token|api_?key|auth_?code|" +
  "authorization\\s?code|授权码|密码|口令)";

// Where a secret stands: what is before it stays, the last group is hidden.
const SECRETS = [
  // sixteen letters, in one or in groups: an authorization code, or an app-specific password
  /(^|[^\w*])([a-z]{16}|[a-z]{4}(?:[\s._-][a-z]{4}){3}|[a-z]{8}[\s._-][a-z]{8})(?!\w)/gi,
  // pass: 'x y', "password":"x", MAIL_PASSWORD=x, 密码：x
  new RegExp(
    "(" + NAME + "[\\w-]*[\"']?\\s*(?:=>|[:=：])\\s*)(\"[^\"]+\"|'[^']+'|[^\\s\"',;，；。}]+)",
    "gi",
  ),
  // password is x, 密码是 x, password "x"
  new RegExp(
    "(" + NAME + "(?:\\s+(?:is|was)\\s+|\\s*(?:是|为|就是)\\s*|\\s+(?=[\"']))[\"'“]?)([!-~]{4,})",
    "gi",
  ),
  // -pass x, --password=x, --user name:x, smtp://name:x@host
  /((?:^|\s)--?(?:x?p|pw|pass\w*|[\w-]+-pass\w*|secret|token)(?:\s+|=)["']?)([^\s"']+)/gi,
  /((?:^|\s)(?:-u|--user\w*)(?:\s+|=)["']?)([^\s"':]+:[^\s"']+)/gi,
  /(:\/\/)([^\s:/@]+:[^\s@/]+)(?=@)/g,
  // A1 LOGIN user x, PASS x, login("user", "x"), AUTH PLAIN x, Bearer x
  /((?:^|\s)[A-Za-z]*\d+\s+LOGIN\s+(?:"[^"]*"|\S+)\s+)("[^"]*"|[^\s(]\S*)/g,
  /(\bLOGIN\s+"?[^\s"@]+@[^\s"]+"?\s+)("[^"]*"|[^\s(]\S*)/gi,
  /((?:^|\n|[>:]\s)PASS\s+)(\S+)/g,
  /(\blogin\(\s*["'][^"']*["']\s*,\s*)("[^"]*"|'[^']*')/gi,
  new RegExp(
    "(\\bAUTH(?:ENTICATE)?[^\\S\\n]+(?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5)[^\\S\\n]+)" +
      "([a-z0-9+/]{6,}={0,2})",
    "gi",
  ),
  /(\bBearer\s+)(\S+)/gi,
];

// A line of nothing but base64 in a protocol of a sign-in, and long tokens with digits in them.
const LINE = /^((?:.*(?:>|C:|->\s*\w+:)\s*)?)([a-z0-9+/]{6,}={0,2})(?=\s*$)/gim;
const TOKEN = /[\w+/-]{20,}(?:\.[\w-]+)*={0,2}/g;

// An English word seldom has four consonants in a row; a code nearly always has.
const looksRandom = code => /[bcdfghjklmnpqrstvwxz]{4}/i.test(code.replace(/[^a-z]/gi, ""));
const hasLettersAndDigits = word => /\d/.test(word) && /[a-z]/i.test(word);

// A text without secrets, and whether a secret seems to be in it.
function hidden(text) {
  let found = false;
  const hide = (all, before, word) => {
    const bare = word.replace(/^["']|["']$/g, "");
    if (!isSecret(bare)) return all;
    found = true;
    return before + "***";
  };
  let rest = text.replace(SECRETS[0], (_all, before, word) => {
    found = found || looksRandom(word);
    return before + "***";
  });
  for (const pattern of SECRETS.slice(1)) rest = rest.replace(pattern, hide);
  if (/\bAUTH\b|\b334\b/.test(text))
    rest = rest.replace(LINE, (all, before, word) =>
      /\d|=$|[a-z][A-Z]/.test(word) ? hide(all, before, word) : all,
    );
  return { rest, found };
}

// The text without secrets and persons' data: addresses, tokens, telephone numbers, IP addresses.
export function masked(text) {
  return hidden(text)
    .rest.replace(TOKEN, word => (hasLettersAndDigits(word) ? "***" : word))
    .replace(/[^\s@<>"'=:,;()[\]]+@([a-z0-9-]+\.)/gi, "***@$1")
    .replace(/(^|\D)1[3-9]\d{9}(?!\d)/g, "$1***")
    .replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, "***")
    .replace(
      /(?:[0-9a-f]{0,4}:){2,7}(?::[0-9a-f]{0,4})+|(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}/gi,
      "***",
    );
}

// Whether a password or code seems to be in a text.
export function secret(text) {
  return hidden(text).found;
}
