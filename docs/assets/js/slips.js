// A slip of the finger in a domain, and the domain it most likely stands for. Pure.

const NO_ENDINGS = ["con", "cmo", "ocm", "cim", "vom", "xom", "comm", "coom", "ent", "nte"];
const SLIPPED_ENDINGS = [...NO_ENDINGS, "om", "cm", "co", "ne"];
// The endings of countries (IANA, list of top-level domains).
const COUNTRIES =
  "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br " +
  "bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz " +
  "ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw " +
  "gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw " +
  "ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu " +
  "mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt " +
  "pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc " +
  "td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws " +
  "ye yt za zm zw";
const COMMON_ENDINGS = ["cn", "com", "net", "com.cn"];
const SHORT = 5; // names of fewer letters are one slip away from too many others
const MANY = 5; // a name with so many endings is at home in many countries

// The known domain that an unknown one most likely stands for, the most used mailboxes first;
// "" for none. A domain that may be somebody's own is left alone: a slip in the name of a mailbox
// without a guide counts only if it is long, and towards its first domains, the best known.
export function likelierDomain(typed, mailboxes) {
  const all = mailboxes.flatMap(each => each.domains);
  const guides = mailboxes.filter(each => !each.other).flatMap(each => each.domains);
  const known = mailboxes.flatMap(each => (each.other ? bestKnown(each) : each.domains));
  const isNone = NO_ENDINGS.includes(split(typed)[1]); // else it may be a domain of its own
  const rules = [
    [isWithoutEnding, guides],
    [hasOtherEnding, isNone ? all : guides],
    [hasNoEnding, all],
    [hasSlippedName, isNone ? all : known],
    [hasTwoSwapped, mailboxes.flatMap(first)],
  ];
  for (const [rule, domains] of rules) {
    const found = domains.find(domain => rule(typed, domain, domains));
    if (found) return found;
  }
  return "";
}

const first = mailbox => mailbox.domains.slice(0, 3);
const bestKnown = mailbox => first(mailbox).filter(domain => split(domain)[0].length > SHORT);

// The mailbox whose name an unlisted domain has with the ending of one more country: hotmail.ch.
// None where each country has its own servers.
export function nationalOwner(typed, mailboxes) {
  const [name, ending] = split(typed);
  const hasName = domain => split(domain)[0] === name;
  const owner = mailboxes.find(each => each.domains.filter(hasName).length >= MANY);
  const isOwnServer = server => server.domains.some(hasName);
  if (!owner || SLIPPED_ENDINGS.includes(ending) || owner.servers.some(isOwnServer)) return null;
  return isOfCountry(ending) ? owner : null;
}

// "ch", "com.pk"
function isOfCountry(ending) {
  return COUNTRIES.split(" ").includes(ending.replace(/^.+\./, ""));
}

// "qq", "gmail"
function isWithoutEnding(typed, domain) {
  return split(domain)[0] === typed;
}

// "qq.con", "139.cn": the right name. Where a name has many endings, only a misspelt one is a slip.
function hasOtherEnding(typed, domain, domains) {
  const [name, ending] = split(typed);
  if (split(domain)[0] !== name) return false;
  if (SLIPPED_ENDINGS.includes(ending)) return true;
  const same = domains.filter(each => split(each)[0] === name).length;
  return same < MANY && [ending, split(domain)[1]].every(each => COMMON_ENDINGS.includes(each));
}

// "yandex.ry": the right name with an ending that no domain has.
function hasNoEnding(typed, domain, domains) {
  const [name, ending] = split(typed);
  const [meant, right] = split(domain);
  if (name !== meant || slips(ending, right) !== 1) return false;
  return !isOfCountry(ending) && domains.every(each => split(each)[1] !== ending);
}

// "gamil.com", "hotmial.con". Numbers are names of their own: 126 is no slip for 163.
function hasSlippedName(typed, domain) {
  const [name, ending] = split(typed);
  const [meant, right] = split(domain);
  if (/^\d+$/.test(name) || meant.length < SHORT - 2) return false;
  if (meant.length <= SHORT && name === meant.slice(1)) return false; // "mail" is a word itself
  const isMixedUp = meant[0] === name[0] && isSwapped(name, meant);
  if (slips(name, meant) > 1 && !(isMixedUp && meant.length > SHORT)) return false;
  if (meant.length < SHORT - 1 && !isDoubled(name, meant)) return false;
  if (meant.length < SHORT && !isSwapped(name, meant) && !isDoubled(name, meant)) return false;
  return ending === right || SLIPPED_ENDINGS.includes(ending);
}

// "gxm.de", "navre.com": two neighbours swapped. All names of three letters are taken under .com.
function hasTwoSwapped(typed, domain) {
  const [name, ending] = split(typed);
  const [meant, right] = split(domain);
  const isOne = slips(name, meant) === 1 && isSwapped(name, meant);
  const isFree = name.length > 3 || ending !== "com";
  return isOne && isFree && ending === right && !/\d/.test(name);
}

function isSwapped(a, b) {
  return [...a].sort().join() === [...b].sort().join();
}

// "siina" for "sina"
function isDoubled(name, meant) {
  return name.replace(/(.)\1/, "$1") === meant.replace(/(.)\1/, "$1");
}

// The name of a domain and what follows it: "vip.qq.com" → ["vip.qq", "com"].
function split(domain) {
  const labels = domain.split(".");
  const isDouble = labels.length > 2 && /^(?:com?|net|org|ne)$/.test(labels[labels.length - 2]);
  const at = labels.length - (isDouble ? 2 : 1);
  return [labels.slice(0, at).join("."), labels.slice(at).join(".")];
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
