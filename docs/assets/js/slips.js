// A slip of the finger in a domain, and the domain it most likely stands for. Pure.

const NO_ENDINGS = ["con", "cmo", "ocm", "cim", "vom", "xom", "comm", "coom", "ent", "nte"];
const SLIPPED_ENDINGS = [...NO_ENDINGS, "om", "cm", "co", "ne"];
const SHORT = 5; // names of fewer letters are one slip away from too many others
const MANY = 5; // a name with so many endings is at home in many countries

// The known domain that an unknown one most likely stands for, the most used mailboxes first;
// "" for none. A domain that may be somebody's own is left alone.
export function likelierDomain(typed, mailboxes) {
  const isNone = NO_ENDINGS.includes(split(typed)[1]); // else it may be a domain of its own
  const known = mailboxes.filter(each => isNone || !each.other);
  const domains = known.flatMap(each => each.domains);
  const rules = [isWithoutEnding, hasOtherEnding, hasSlippedName];
  for (const rule of rules) {
    const found = domains.find(domain => rule(typed, domain, domains));
    if (found) return found;
  }
  return "";
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
  return same < MANY && name.length > 1 && ["cn", "com", "net", "com.cn"].includes(ending);
}

// "gamil.com", "hotmial.con". Numbers are names of their own: 126 is no slip for 163.
function hasSlippedName(typed, domain) {
  const [name, ending] = split(typed);
  const [meant, right] = split(domain);
  if (/^\d+$/.test(name) || meant.length < SHORT - 1) return false;
  const isMixedUp = meant[0] === name[0] && isSwapped(name, meant);
  if (slips(name, meant) > 1 && !(isMixedUp && meant.length > SHORT)) return false;
  if (meant.length < SHORT && !isSwapped(name, meant) && !isDoubled(name, meant)) return false;
  return ending === right || SLIPPED_ENDINGS.includes(ending);
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
