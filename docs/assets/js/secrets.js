// Hides passwords, codes and persons' data in a message that is copied for others. Pure.

// What follows "password is" in a message and is no password.
const NO_SECRET = (
  "incorrect invalid wrong required not empty expired correct right missing too the a an being " +
  "it needed set ok in your rejected disabled same null none undefined true false for and or " +
  "error is failed must used ended accepted what different check please again you that this " +
  "credentials"
).split(" ");
const isSecret = word =>
  !/^\*+$|^[\u4e00-\u9fff]/.test(word) &&
  !NO_SECRET.includes(word.toLowerCase().match(/^[a-z]*/)[0] || word);
const NAME =
  "(?:pass(?:word|wd|code|phrase)?|pwd|\\bpw|secret|token|api_?key|auth_?code|" +
  "authorization\\s?code|授权码|密码|口令)";
const named = (after, secret) => new RegExp(`(${NAME}${after})(${secret})`, "gi");

// Where a secret stands: what is before it stays, the last group is hidden.
const SECRETS = [
  // pass: 'x y', "password":"x", MAIL_PASSWORD=x, <password>x</password>, 密码：x
  named("[\\w-]*[\"']?\\s*(?:=>|[:=：>])\\s*", "\"[^\"]+\"|'[^']+'|[^\\s\"',;，；。}<]+"),
  // password is x, 密码是 abcd efgh, password "x"
  named(
    "(?:\\s+(?:is|was)[\\s:]+|\\s*(?:是|为|就是)[\\s:：]*|\\s+(?=[\"']))[\"'“]?",
    "[!-~]{4,}(?:\\s[a-z]{4}(?![a-z]))*",
  ),
  // 密码 x1, pass x1
  named("\\s+", "(?=[a-z]*\\d)(?=\\d*[a-z])[a-z\\d]{6,}"),
  // 验证码 123456
  /((?:验证码|verification\scode|otp)\D{0,4})(\d{4,8})(?!\d)/gi,
  // -pass x, --password=x, --user name:x, smtp://name:x@host
  /((?:^|\s)--?(?:[ax]?p|pw|pass\w*|[\w-]+-pass\w*|secret|token)(?:\s+|=)["']?)([^\s"']+)/gi,
  /((?:^|\s)(?:-u|--user\w*)(?:\s+|=)["']?)([^\s"':]+:[^\s"']+)/gi,
  /(:\/\/)([^\s:/@]+:[^\s@/]+)(?=@)/g,
  // A1 LOGIN user x, LOGIN user {8} and x on the next line, PASS x, login("user", "x"), Bearer x
  /((?:^|\s)[A-Za-z]*\d+\s+LOGIN\s+(?:"[^"]*"|\S+)\s+)("[^"]*"|[^\s({]\S*)/g,
  /(^(?:C:|>+)?\s*LOGIN\s+(?:"[^"]*"|\S+)\s+)("[^"]*"|[^\s({]\S*)\s*$/gm,
  /(^\s*[a-z]+\d+\s+login\s+\S+\s+)([^\s{]\S*)\s*$/gim,
  /(\{\d+\+?\}\s+(?:(?:S:\s*)?\+.*\s+)?(?:C:\s*)?)(\S+)/g,
  /(\bLOGIN\s+"?[^\s"@]+@[^\s"]+"?\s+)("[^"]*"|[^\s({]\S*)/gi,
  /((?:^|\n|[>:]\s)PASS\s+)(\S+)/g,
  /(\blogin\(\s*[^,()]+,\s*)("[^"]*"|'[^']*')/gi,
  /(\bAUTH(?:ENTICATE)?[^\S\n]+(?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5)[^\S\n]+)([a-z0-9+/]{6,}={0,2})/gi,
  /(\b(?:Bearer|Authorization:\s*Basic)\s+)(\S+)/gi,
];

// A line of nothing but base64 in a protocol of a sign-in, and long tokens with digits in them.
const LINE = /^((?:.*(?:>|C:|->\s*\w+:)\s*)?)([a-z0-9+/]{6,}={0,2})(?=\s*$)/gim;
const TOKEN = /[\w+/-]{20,}(?:\.[\w-]+)*={0,2}/g;
// Sixteen letters, an authorization code or an app password: in one, in groups of four or eight,
// or in any groups if they hold few vowels.
const SIXTEEN =
  /(^|[^\w*])([a-z]{16}|[a-z]{4}(?:[\s._-][a-z]{4}){3,}|[a-z]{8}[\s._-][a-z]{8})(?!\w)/gi;
const GROUPS = /(^|[^\w*])((?:[a-z]{2,12}[ _-]){1,5}[a-z]{2,12})(?!\w)/gi;

// An English word seldom has four consonants in a row; a code nearly always has.
const looksRandom = code => /[bcdfghjklmnpqrstvwxz]{4}/i.test(code.replace(/[^a-z]/gi, ""));
const hasLettersAndDigits = word => /\d/.test(word) && /[a-z]/i.test(word);

// Whether letters in groups are sixteen, too few of them vowels for words.
function isGroupedCode(groups) {
  const letters = groups.replace(/[^a-z]/gi, "");
  return letters.length === 16 && letters.replace(/[^aeiou]/gi, "").length < 4;
}

// A text without secrets, and whether a secret seems to be in it.
function hidden(text) {
  let found = false;
  const hide = (all, before, word) => {
    const bare = word.replace(/^["']|["']$/g, "");
    if (!isSecret(bare)) return all;
    found = true;
    return before + "***";
  };
  let rest = text.replace(SIXTEEN, (_all, before, word) => {
    found = found || looksRandom(word);
    return before + "***";
  });
  rest = rest.replace(GROUPS, (all, before, groups) =>
    isGroupedCode(groups) ? hide(all, before, groups) : all,
  );
  for (const pattern of SECRETS) rest = rest.replace(pattern, hide);
  if (/\bAUTH(?:ENTICATE)?\b|\b334\b/i.test(text))
    rest = rest.replace(LINE, (all, before, word) =>
      /\d|=$|[a-z][A-Z]/.test(word) ? hide(all, before, word) : all,
    );
  return { rest, found };
}

// The text without secrets and persons' data: addresses, tokens, telephone numbers, IP addresses.
export function masked(text) {
  return hidden(text)
    .rest.replace(TOKEN, word => (hasLettersAndDigits(word) ? "***" : word))
    .replace(/[^\s@<>"'=:,;()[\]]+@((?:[a-z0-9-]|[^\0-\x7f])+\.)/gi, "***@$1")
    .replace(/(^|\D)(?:86[-\s]?)?1[3-9]\d{9}(?!\d)/g, "$1***")
    .replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, "***")
    .replace(/\b(?:[0-9a-f]{1,4}:)+(?::[0-9a-f]{1,4})+(?::[0-9a-f]{1,4})*/gi, "***")
    .replace(/\b(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}\b/gi, "***");
}

// Whether a password or code seems to be in a text.
export function secret(text) {
  return hidden(text).found;
}
