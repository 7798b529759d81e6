// Finds the sections that answer a query. macros/site/search_index.py makes the index that this
// reads; macros/site/search_words.py takes texts apart as `tokens` and `terms` do here.
//
// A query is taken apart into known words (data/search.yml), names of mailboxes, and other terms.
// A section counts by BM25 for each of them, and more if data/search.yml declares that it answers.

const ANSWER = 50; // what the first section of an answer counts, in tenths as in the index
const NEXT = 0.85; // how much less each next section of an answer counts,
const FLOOR = 0.3; // and at least, of ANSWER
const FITTING = 1.7; // how much more an answer counts for each further word it is declared for
const SAID = 0.5; // of what the text of a declared section counts besides
const LEAST = 2.5; // what a known word weighs at least, however many sections have it
const MENTIONED = 0.5; // what a known word counts that no answer is declared for
const MOST_RARE = 4; // what another term weighs at most, however few sections have it
const LONGER = 0.5; // what a word counts that only begins with what was asked
const UNKNOWN = 0.7; // of what was asked, what may be nowhere
const COVERED = 0.3; // of what was asked, weighed by rarity, what a section must have
const ALIKE = 0.7; // of the best score, what the same section of a more used mailbox needs
const LONGEST = 400; // characters of a query that are read
const FEW = 6; // terms of a query that are looked up besides known words
const MOST = 30; // sections that are returned
const FOR_COMPANIES = ["company", "admin", "member"]; // words of people in companies

const HAN = /[\u3400-\u9fff]/;
const STOP = /^[·。，；：！？,;:!?]$/; // what words do not reach across
const TOKEN =
  /\d+(?:\.\d+)+|[0-9a-z\u00c0-\u024f\u0400-\u04ff]+|[\u3400-\u9fff]|[·。，；：！？,;:!?]/g;

// read(name): the parsed <name>.json of a language's index. page: the address one is on, or "".
// Returns sections, the best first: { address, id, key, page, file, place, others }. key: the
// mailbox's; page: its name in lists; file and place: where its title is; others: the same section
// for other mailboxes, { address, key }.
export async function find(query, read, { page } = {}) {
  const index = await prepared(read);
  const asked = understand(index, query);
  const scores = await score(index, asked, read);
  const own = index.addresses.get(plainAddress(page || ""));
  return grouped(index, ranked(index, asked, scores, own)).slice(0, MOST);
}

// Whether a query looks like a message that a server or a program gave.
export function isError(query) {
  if (query.length > 12 && /(^|[^0-9a-z])[45]\d\d([^0-9a-z]|$)/i.test(query)) return true;
  const words = /error|fail|denied|refused|invalid|timed? ?out|exception|失败|错误|异常/i;
  return query.length > 30 && words.test(query);
}

// The words of a text without a plural s, its Chinese characters, simplified, and stops.
export function tokens(text, simplified) {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[\u3400-\u9fff]/g, each => simplified.get(each) || each);
  return (plain.match(TOKEN) || []).map(each => each.replace(/^(..+[^sui])s$/, "$1"));
}

// Words, and every two neighbouring Chinese characters; a character alone stands for itself.
export function terms(parts) {
  const found = [];
  parts.forEach((token, at) => {
    const isBefore = at > 0 && HAN.test(parts[at - 1]);
    const isAfter = at + 1 < parts.length && HAN.test(parts[at + 1]);
    if (!HAN.test(token)) {
      if (!STOP.test(token)) found.push(token);
    } else if (isAfter) found.push(token + parts[at + 1]);
    else if (!isBefore) found.push(token);
  });
  return found;
}

// What a query asks for: keys of known words, other terms, and pages of mailboxes that it names.
export function understand(index, query) {
  const parts = tokens(query.slice(0, LONGEST), index.simplified).map(each => spelt(index, each));
  const pieces = segments(index, parts);
  const known = pieces.flatMap(({ from, to, meanings }) => {
    const name = parts.slice(from, to).join("");
    return (meanings || []).map(each => ({ ...each, name }));
  });
  const rest = otherTerms(parts, pieces);
  const keys = new Set(known.flatMap(({ key }) => [key, index.wider.get(key)]).filter(Boolean));
  const ofMailboxes = known.filter(each => each.page !== undefined);
  const pages = new Set(ofMailboxes.map(each => each.page));
  const called = ofMailboxes.filter(each => !each.host);
  const hasHost = called.length < ofMailboxes.length;
  if (FOR_COMPANIES.some(key => keys.has(key))) takeBusinessMailboxes(index, called, keys, pages);
  if (hasHost && [...keys].every(key => key === "difference")) keys.add("server");
  if (called.length > pages.size && !keys.size && !rest.length) keys.add("difference");
  if (!keys.size && !rest.length && !pages.size) rest.push(...terms(parts));
  // of two mailboxes, the sections of one that speak of the other come first
  const others = pages.size > 1 ? ofMailboxes : [];
  others.forEach(({ name }) => rest.push(...terms(tokens(name, index.simplified))));
  return { keys, rest: [...new Set(rest)].slice(0, FEW), pages };
}

// The terms of the unknown pieces of a query. A known word ends a run of them; a Chinese character
// that only has a meaning as a name, or none, does not.
function otherTerms(parts, pieces) {
  const found = [];
  let run = [];
  const end = () => {
    if (run.length > 1 || !HAN.test(run[0] || "")) found.push(...terms(run));
    run = [];
  };
  for (const { from, to, meanings } of pieces) {
    if (!meanings) run.push(parts[from]);
    else if (to - from > 1 || !HAN.test(parts[from]) || meanings.some(each => each.key)) end();
  }
  end();
  return found;
}

// For somebody in a company, a provider's name means its mailbox for companies.
function takeBusinessMailboxes(index, called, keys, pages) {
  for (const { page, name } of called) {
    const business = businessOf(index, name);
    if (business === undefined || !pages.delete(page)) continue;
    pages.add(business);
    keys.delete("company");
  }
}

// The page of a provider's mailbox for companies, by the name of its personal one.
function businessOf(index, name) {
  const names = ["企业", "business", "enterprise"].flatMap(
    each => index.known.get(name + each) || [],
  );
  return names.map(each => each.page)[0];
}

// A word of the Latin alphabet, or the known word that it most likely is with one slip in it.
function spelt(index, token) {
  if (!/^[a-z]{5,}$/.test(token) || index.known.has(token) || index.spelling.has(token)) {
    return token;
  }
  const meant = shorter(token).find(each => index.near.has(each));
  return meant ? index.near.get(meant) : token;
}

// A word, and what it is without one of its letters.
function shorter(word) {
  return [word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))];
}

// A query in pieces, known words and single tokens: of all ways to take it apart, the one that
// leaves the fewest tokens unknown, in the fewest words; words that weigh nothing come cheapest.
function segments(index, parts) {
  const best = [{ cost: 0 }];
  const offer = (from, to, meanings, cost) => {
    const whole = best[from].cost + cost;
    if (!best[to] || whole < best[to].cost) best[to] = { cost: whole, from, to, meanings };
  };
  for (let from = 0; from < parts.length; from++) {
    offer(from, from + 1, null, 20);
    let joined = "";
    const sounds = [];
    for (let to = from + 1; to <= parts.length && joined.length <= index.longest; to++) {
      joined += parts[to - 1];
      sounds.push(index.sound.get(parts[to - 1]) || "?");
      const known = index.known.get(joined);
      const heard = index.heard.get(sounds.join(" "));
      if (known) offer(from, to, known, known.every(each => each.isIgnored) ? 1 : 2);
      else if (heard) offer(from, to, heard, 4 + (to - from) / 2);
    }
  }
  const found = [];
  for (let at = best[parts.length]; at.to; at = best[at.from]) found.unshift(at);
  return found;
}

// The index with what is looked up in it.
async function prepared(read) {
  const index = await read("index");
  if (index.addresses) return index;
  index.addresses = new Map(index.pages.map((page, number) => [plainAddress(page[0]), number]));
  index.ids = index.pages.map(page => page[2].split(" "));
  index.first = []; // the number of each page's first section, counted through all pages
  index.size = 0;
  for (const ids of index.ids) {
    index.first.push(index.size);
    index.size += ids.length;
  }
  index.use = new Map(index.mailboxes.map((mailbox, number) => [mailbox.page, number]));
  index.wider = new Map();
  for (const family of Object.keys(index.families))
    for (const key of index.families[family]) index.wider.set(key, family);
  learnWords(index);
  return index;
}

// What joined tokens mean (`known`), and sounds (`heard`): lists of { key }, { page, host } …
function learnWords(index) {
  index.simplified = new Map(
    (index.traditional.match(/../gu) || []).map(pair => [pair[0], pair[1]]),
  );
  index.sound = new Map();
  for (const sound of Object.keys(index.sounds))
    for (const each of index.sounds[sound]) index.sound.set(each, sound);
  index.known = new Map();
  index.heard = new Map();
  index.spelling = new Set(Object.keys(index.sounds).filter(each => each.length > 4));
  const learn = meaning => word => {
    const parts = tokens(word, index.simplified);
    const joined = parts.join("");
    parts.filter(each => /^[a-z]{5,}$/.test(each)).forEach(each => index.spelling.add(each));
    const meanings = (index.known.get(joined) || []).concat(meaning);
    index.known.set(joined, meanings);
    const sounds = parts.map(each => index.sound.get(each));
    if (parts.length < 2 || !sounds.every(Boolean)) return;
    index.heard.set(sounds.join(" "), meanings);
    if (!index.known.has(sounds.join(""))) index.known.set(sounds.join(""), meanings);
  };
  index.ignored.forEach(learn({ isIgnored: true }));
  for (const key of Object.keys(index.words)) index.words[key].forEach(learn({ key }));
  for (const { page, names, hosts } of index.mailboxes) {
    names.forEach(learn({ page }));
    hosts.forEach(learn({ page, host: true }));
    const labels = hosts.map(host => host.split(".")[0]);
    labels.filter(each => /.(imap|smtp)$/.test(each)).forEach(learn({ page, key: "server" }));
    labels.filter(each => /..mail$/.test(each) && !index.known.has(each)).forEach(learn({ page }));
  }
  index.near = new Map();
  for (const word of index.spelling) shorter(word).forEach(each => index.near.set(each, word));
  index.longest = Math.max(...[...index.known.keys()].map(each => each.length));
}

// The score of every section that has enough of what is asked: { value, covered, answers }, by its
// number. answers: whether data/search.yml declares that it answers.
async function score(index, asked, read) {
  const units = [...asked.keys].map(key => ({ key, term: `#${key}` }));
  units.push(...asked.rest.map(term => ({ key: "", term })));
  const lists = await Promise.all(units.map(({ term }) => forms(index.shards, term, read)));
  const declared = declaredAnswers(index, asked.keys);
  const scores = new Map();
  let total = 0;
  let unknown = 0;
  units.forEach(({ key }, number) => {
    const values = weights(lists[number]);
    const frequency = Math.log(1 + (index.size - values.size + 0.5) / (values.size + 0.5));
    let rare = key ? Math.max(frequency, LEAST) : Math.min(frequency, MOST_RARE); // BM25's idf
    const isDeclared = key && declared.get(key).size > 0;
    if (key && !isDeclared && !index.wider.has(key)) rare *= MENTIONED;
    if (isDeclared)
      for (const [section, value] of declared.get(key))
        values.set(section, value + SAID * (values.get(section) || 0));
    if (!values.size) unknown++;
    // who says "authorization code" may mean an app password, which is of the same family
    if (isDeclared || !key) total += values.size ? rare : rare / 2;
    for (const [section, value] of values) {
      const before = scores.get(section) || { value: 0, covered: 0, answers: false };
      scores.set(section, {
        value: before.value + rare * value,
        covered: before.covered + rare,
        answers: before.answers || (isDeclared && declared.get(key).has(section)),
      });
    }
  });
  if (unknown > units.length * UNKNOWN) return new Map();
  for (const [section, each] of scores) {
    each.covered = total ? Math.min(1, each.covered / total) : 1;
    each.value *= each.covered;
    if (each.covered < COVERED) scores.delete(section);
  }
  return scores;
}

// What a term counts in the sections that have it, by their number, in tenths.
function weights(lists) {
  const values = new Map();
  for (const [numbers, factor] of lists) {
    let section = 0;
    for (let at = 0; at < numbers.length; at += 2) {
      section += numbers[at];
      raise(values, section, factor * numbers[at + 1]);
    }
  }
  return values;
}

function raise(values, section, value) {
  if (!(values.get(section) >= value)) values.set(section, value);
}

// What sections count that are declared to answer, by their number, per key that is asked for.
function declaredAnswers(index, keys) {
  const declared = new Map([...keys].map(key => [key, new Map()]));
  for (const [ask, at] of index.answers) {
    if (!ask.every(key => keys.has(key))) continue;
    at.forEach((place, rank) => {
      const value = ANSWER * Math.max(NEXT ** rank, FLOOR) * FITTING ** (ask.length - 1);
      for (const section of sectionsOf(index, place))
        for (const key of ask) raise(declared.get(key), section, value);
    });
  }
  return declared;
}

// The numbers of the sections that an answer names: `id` in all guides, `number#id` on one page.
function sectionsOf(index, place) {
  const [id, only] = place.split("#").reverse();
  const found = [];
  index.ids.forEach((ids, page) => {
    const isMeant = only === undefined ? index.use.has(page) : Number(only) === page;
    const at = isMeant ? ids.indexOf(id) : -1;
    if (at >= 0) found.push(index.first[page] + at);
  });
  return found;
}

// The sections in order: first those of mailboxes that are named, or of the page one is on, then,
// for a reply code, those of the page of errors, then all others. Where these mailboxes have no
// answer, those of pages for all mailboxes come first, or, when none is named, those of the page of
// errors; else the best of the page of errors comes second.
function ranked(index, asked, scores, own) {
  const isNamed = asked.pages.size > 0;
  const ours = isNamed ? asked.pages : new Set(index.use.has(own) ? [own] : []);
  const errors = index.addresses.get(index.errors);
  const hasCode = asked.rest.some(isReplyCode);
  const isAnswered = [...ours].some(page =>
    index.ids[page].some((_, number) => (scores.get(index.first[page] + number) || {}).answers),
  );
  const hits = [];
  index.ids.forEach((ids, page) => {
    ids.forEach((id, number) => {
      let known = scores.get(index.first[page] + number);
      if (!known && isNamed && ours.has(page) && !number) known = { value: 0, covered: 0 };
      if (!known) return;
      const isForAll = isNamed ? !index.use.has(page) : page === errors;
      const isInstead = ours.size && !isAnswered && known.answers && isForAll;
      const tier = isInstead ? 3 : ours.has(page) ? 2 : page === errors && hasCode ? 1 : 0;
      hits.push({ page, number, id, tier, value: known.value, answers: known.answers });
    });
  });
  hits.sort(
    (a, b) => b.tier - a.tier || b.value - a.value || a.page - b.page || a.number - b.number,
  );
  const best = hits.findIndex(each => each.page === errors && each.answers);
  if (best > 1) hits.splice(1, 0, ...hits.splice(best, 1));
  return hits;
}

function isReplyCode(term) {
  return /^[45](\d\d|(\.\d+){2})$/.test(term);
}

// One result for what several mailboxes answer in the same section: that of the most used mailbox
// which answers about as well as the best.
function grouped(index, hits) {
  const groups = new Map();
  hits.forEach((hit, number) => {
    const isShared = !hit.tier && index.use.has(hit.page) && hit.id;
    const name = isShared ? hit.id : number;
    groups.set(name, (groups.get(name) || []).concat(hit));
  });
  const byUse = (a, b) => index.use.get(a.page) - index.use.get(b.page);
  return [...groups.values()].map(group => {
    const near = group.filter(each => each.value >= group[0].value * ALIKE);
    const best = near.sort(byUse)[0];
    return result(index, best, group.filter(each => each !== best).sort(byUse));
  });
}

function result(index, hit, others) {
  const [address, files, , page] = index.pages[hit.page];
  const keyOf = ({ page }) => (index.use.has(page) ? index.mailboxes[index.use.get(page)].key : "");
  return {
    address,
    id: hit.id,
    key: keyOf(hit),
    page,
    file: files[Math.floor(hit.number / index.chunk)],
    place: hit.number % index.chunk,
    others: others.map(each => ({ address: index.pages[each.page][0], key: keyOf(each) })),
  };
}

// What a term may be looked up as: itself, or what begins with it; where there is nothing, what is
// left when letters are taken off its end. Returns [numbers, what they count] for each.
async function forms(shards, term, read) {
  const isShort = /^[0-9a-z]{1,2}$|^..$|^#/.test(term); // too much begins with two letters
  const end = isShort ? term : term + "\uffff";
  const files = shards.filter(([first], at) => {
    const next = at + 1 < shards.length ? shards[at + 1][0] : "\uffff";
    return first <= end && next > term;
  });
  const found = [];
  for (const lists of await Promise.all(files.map(([, file]) => read(file))))
    for (const each of Object.keys(lists))
      if (each >= term && each <= end) found.push([lists[each], each === term ? 1 : LONGER]);
  const canShorten = term.length >= 5 && /^[a-z]/.test(term);
  return found.length || !canShorten ? found : forms(shards, term.slice(0, -1), read);
}

// An address as `index.addresses` has it: no ending, no slash behind it.
function plainAddress(address) {
  return address.replace(/[?#].*$/, "").replace(/(\.html|\/(index\.html)?)$/, "");
}
