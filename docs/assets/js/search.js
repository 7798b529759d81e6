// Search: mailboxes by name, domain or pinyin at once, then places by their words. Loaded when the search is opened.
// macros/site/search_index.py makes the index, says how it is laid out, and takes texts apart as `terms` does here.

const FIRST = 3,
  MORE = 5,
  PLACES = 3; // pages at first, pages that a press adds, places shown of a page
const LONGER = 0.5, // what a word counts that only begins with what was asked
  UNKNOWN = 0.7, // of what was asked, what may be nowhere
  COVERED = 0.3, // of what was asked and is somewhere, weighed by rarity, what a place must have
  NEAR = 0.5, // of the score of its page's best place, what another must have to be shown beside it
  MEANT = 4, // how much more the places of a mailbox count that is called by name
  NAMED = 15, // what the word that calls it counts at least in all of them, in tenths as in the index
  HALF_A_NAME = 0.5, // what of a name must be said for it to be called
  FEW = 4; // mailboxes that one word may tell from the others

export function search(dialog) {
  const input = dialog.querySelector("input"),
    results = dialog.querySelector(".yx-search__results"),
    say = dialog.dataset;
  const read = reader(new URL(say.index, location.href));
  let turn = 0;
  read("index").catch(() => {
    /* it is asked for again with the first letter */
  });

  function element(name, properties, children) {
    const made = Object.assign(document.createElement(name), properties);
    (children || []).forEach(child => made.appendChild(child));
    return made;
  }

  function entry(url, title, page, text) {
    const item = element("li", {}, [element("a", { href: url, textContent: title })]);
    if (page)
      item.appendChild(element("span", { className: "yx-search__page", textContent: page }));
    if (text) item.appendChild(element("span", { className: "yx-search__text" }, text));
    return item;
  }

  // The places of a page, the best first.
  async function show(list, asked, page) {
    const places = await read(page.file);
    page.places.forEach(number => {
      const [id, title, text] = places[number];
      const parts = excerpt(text, asked).map(part =>
        element(part.marked ? "mark" : "span", { textContent: part.text }),
      );
      list.appendChild(
        entry(
          page.address + (id ? "#" + id : ""),
          title,
          title === page.title ? "" : page.title,
          parts,
        ),
      );
    });
  }

  async function look() {
    const mine = ++turn,
      typed = input.value.slice(0, 120),
      asked = terms(typed);
    if (!typed.trim()) {
      results.textContent = "";
      return;
    }
    try {
      const index = await read("index"),
        near = known(index.mailboxes, typed),
        found = await find(index, asked, read);
      const list = element(
        "ol",
        {},
        near.map(each =>
          entry(each.url, each.name, each.domains.map(domain => "@" + domain).join(" ")),
        ),
      );
      await inOrder(found.splice(0, FIRST), page => show(list, asked, page));
      if (mine !== turn) return;
      results.textContent = list.firstChild ? "" : say.none;
      if (list.firstChild) results.appendChild(list);
      if (found.length) results.appendChild(rest(list, asked, found));
    } catch (_) {
      if (mine === turn) results.textContent = say.error;
    }
  }

  function rest(list, asked, found) {
    const more = element("button", {
      type: "button",
      className: "yx-search__more",
      textContent: say.more,
    });
    more.addEventListener("click", async () => {
      const last = list.lastChild;
      await inOrder(found.splice(0, MORE), page => show(list, asked, page)).catch(() => {
        results.textContent = say.error;
      });
      if (!found.length) more.remove();
      if (last.nextSibling) last.nextSibling.querySelector("a").focus();
    });
    return more;
  }

  // Fetches what all pages need at once, then shows one after the other.
  async function inOrder(pages, act) {
    await Promise.all(pages.map(page => read(page.file)));
    for (const page of pages) await act(page);
  }

  dialog.querySelector("form").addEventListener("submit", event => {
    event.preventDefault();
    const first = results.querySelector("a");
    if (first) first.click();
  });
  results.addEventListener("click", event => {
    if (event.target.closest("a")) dialog.close();
  });
  input.addEventListener("input", look);
  if (input.value) look();
}

// Reads files of the index, each once; what could not be read is asked for again.
export function reader(index) {
  const files = new Map();
  let cache = "default";
  return name => {
    if (!files.has(name)) {
      const asked =
        name === "index" ? fetch(index, { cache }) : fetch(new URL(`${name}.json`, index));
      files.set(
        name,
        asked
          .then(answer => {
            if (!answer.ok) throw new Error(name);
            return answer.json();
          })
          .catch(error => {
            files.delete(name);
            files.delete("index"); // the site may have been built anew
            cache = "reload";
            throw error;
          }),
      );
    }
    return files.get(name);
  };
}

// What a text is looked up by: words without a plural s, and every two neighbouring Chinese characters.
export function terms(text) {
  const found = [];
  (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[0-9a-z\u00c0-\u024f\u0400-\u04ff]+|[\u3400-\u9fff]+/g) || []
  ).forEach(run => {
    if (run < "\u3400") found.push(run.replace(/^(..+[^sui])s$/, "$1"));
    else if (run.length === 1) found.push(run);
    else for (let at = 0; at < run.length - 1; at++) found.push(run.slice(at, at + 2));
  });
  return found;
}

// The pages that fit what was asked, the best first: [{address, title, file, places: [number, …]}]; read: fetches a file of the index.
export async function find(index, asked, read) {
  const words = [...new Set(asked)],
    meant = named(index, words),
    first = [],
    places = new Map();
  const all = index.pages.reduce((before, page) => {
    first.push(before);
    return before + page[3];
  }, 0);
  const lists = await Promise.all(words.map(word => forms(index.shards, word, read)));
  let total = 0,
    unknown = 0;
  words.forEach((word, number) => {
    const values = new Map(),
      pages = [...meant].filter(each => each[1].has(word)).map(each => each[0]);
    lists[number].forEach(([numbers, factor]) => {
      for (let at = 0, page = 0; at < numbers.length; ) {
        page += numbers[at++];
        for (let count = numbers[at++]; count; count--)
          raise(values, first[page] + numbers[at++], factor * numbers[at++]);
      }
    });
    if (!values.size && !pages.length) {
      unknown++;
      return;
    }
    const rare = Math.log(1 + (all - values.size + 0.5) / (values.size + 0.5)); // BM25's idf
    total += rare;
    pages.forEach(page => {
      for (let place = 0; place < index.pages[page][3]; place++)
        raise(values, first[page] + place, NAMED);
    });
    values.forEach((value, place) => {
      const [score, covered] = places.get(place) || [0, 0];
      places.set(place, [score + rare * value, covered + rare]);
    });
  });
  if (unknown > words.length * UNKNOWN) return [];
  const found = new Map();
  let page = 0;
  [...places]
    .sort((a, b) => a[0] - b[0])
    .forEach(([place, [score, covered]]) => {
      if (covered < total * COVERED) return;
      while (page < first.length - 1 && first[page + 1] <= place) page++;
      if (!found.has(page)) found.set(page, []);
      found
        .get(page)
        .push([place - first[page], ((score * covered) / total) * (meant.has(page) ? MEANT : 1)]);
    });
  return [...found]
    .map(([number, places]) => {
      places.sort((a, b) => b[1] - a[1]);
      const [address, title, file] = index.pages[number],
        best = places[0][1];
      return {
        address,
        title,
        file,
        best,
        places: places
          .filter(each => each[1] >= best * NEAR)
          .slice(0, PLACES)
          .map(each => each[0]),
      };
    })
    .sort((a, b) => b.best - a.best);
}

function raise(values, place, value) {
  if (!(values.get(place) >= value)) values.set(place, value);
}

// The pages of the mailboxes that are called by name, each with the words that call it: those of whose names the most was said.
function named(index, words) {
  if (!index.names) {
    const numbers = new Map(index.pages.map((page, number) => [page[0], number]));
    index.names = [].concat(
      ...index.mailboxes.map(each =>
        [...each.aliases, ...each.domains].map(name => [
          numbers.get(each.url),
          new Set(terms(name)),
        ]),
      ),
    );
    index.called = new Map(); // the pages that each word occurs in a name of
    index.names.forEach(([page, name]) =>
      name.forEach(word => index.called.set(word, (index.called.get(word) || new Set()).add(page))),
    );
  }
  const telling = words.filter(
      word => index.called.has(word) && index.called.get(word).size <= FEW,
    ),
    meant = new Map();
  let most = HALF_A_NAME;
  index.names.forEach(([page, name]) => {
    const own = telling.filter(word => name.has(word));
    if (!own.length) return;
    const said = words.filter(word => name.has(word)).length / name.size;
    if (said > most) {
      most = said;
      meant.clear();
    }
    if (said === most) meant.set(page, new Set([...(meant.get(page) || []), ...own]));
  });
  return meant;
}

// What a word may be looked up as: itself, or what begins with it; where there is nothing, what is left when letters are taken off its end.
async function forms(shards, word, read) {
  const end = /^[0-9a-z]{1,2}$|^..$/.test(word) ? word : word + "\uffff"; // of two letters, too much begins
  const files = shards.filter(
    (shard, at) => shard[0] <= end && !(at + 1 < shards.length && shards[at + 1][0] <= word),
  );
  const found = [];
  (await Promise.all(files.map(shard => read(shard[1])))).forEach(lists =>
    Object.keys(lists).forEach(term => {
      if (term >= word && term <= end) found.push([lists[term], term === word ? 1 : LONGER]);
    }),
  );
  return found.length || word.length < 5 || !/^[a-z]/.test(word)
    ? found
    : forms(shards, word.slice(0, -1), read);
}

// A piece of a text with what was asked for marked: [{text, marked}].
export function excerpt(text, asked) {
  const low = text.toLowerCase(),
    marks = new Uint8Array(text.length + 1);
  asked.forEach(word => {
    for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + 1))
      marks.fill(1, at, at + word.length);
  });
  const wide = /[\u3400-\u9fff]/.test(text) ? 64 : 150;
  let start = 0,
    most = 0,
    now = 0;
  for (let at = 0; at < text.length; at++) {
    // the first stretch with the most marks in it
    now += marks[at] - (at >= wide ? marks[at - wide] : 0);
    if (now > most) {
      most = now;
      start = Math.max(0, at - wide + 1);
    }
  }
  // not in the middle of a word, and with something before the first mark
  const mark = marks.indexOf(1, start);
  if (most) start = Math.max(0, mark - (wide >> 3));
  while (start > 0 && /[0-9a-z]/i.test(text[start - 1]) && /[0-9a-z]/i.test(text[start])) start--;
  let end = Math.min(text.length, start + wide);
  while (end < text.length && /[0-9a-z]/i.test(text[end - 1]) && /[0-9a-z]/i.test(text[end])) end++;
  const parts = [];
  for (let at = start; at < end; ) {
    const marked = marks[at] === 1;
    let to = at;
    while (to < end && (marks[to] === 1) === marked) to++;
    parts.push({ text: text.slice(at, to), marked });
    at = to;
  }
  if (start > 0) parts.unshift({ text: "…", marked: false });
  if (end < text.length) parts.push({ text: "…", marked: false });
  return parts;
}

// The mailboxes that are meant by a name, a domain (@ or not), or a part of either; the closest first, five at most.
export function known(mailboxes, typed) {
  const plain = text =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\s@._-]+/g, "");
  const query = plain(typed.replace(/^.*@/, "@"));
  if (query.length < 2) return [];
  const rank = each =>
    Math.min(
      ...[each.name, ...each.domains, ...each.aliases]
        .map(plain)
        .map(name =>
          name === query
            ? 0
            : name.startsWith(query)
              ? 1
              : query.length > 2 && name.includes(query)
                ? 2
                : 9,
        ),
    );
  return mailboxes
    .map(each => [rank(each), each])
    .filter(pair => pair[0] < 9)
    .sort((a, b) => a[0] - b[0])
    .slice(0, 5)
    .map(pair => pair[1]);
}
