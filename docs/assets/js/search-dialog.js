// The search dialog: shows what search.js finds while one types. Loaded when the search is opened.

import { element, MESSAGE, store } from "./dom.js";
import { find, isError } from "./search.js";
import { load } from "./tool.js";

const FIRST = 4; // results at first
const BESIDE_FINDER = 2; // results below the way to the error finder
const MORE = 6; // results that a press adds
const CHOICES = 6; // mailboxes that a result for many shows at first

export function start(dialog) {
  const input = dialog.querySelector("input");
  const results = dialog.querySelector(".yx-search__results");
  const read = reader(new URL(dialog.dataset.index, location.href));
  let turn = 0;

  async function look() {
    const mine = ++turn;
    const typed = input.value.trim();
    try {
      const index = await read("index");
      const hits = typed ? await find(typed, read, { page: location.pathname }) : [];
      const first = hits.splice(0, isError(typed) ? BESIDE_FINDER : FIRST);
      const items = typed ? await Promise.all(first.map(hit => result(hit, index))) : usual(index);
      if (isError(typed)) items.unshift(finder(index, typed));
      if (mine === turn) show(items, hits, index);
    } catch (_) {
      if (mine === turn) results.textContent = document.body.dataset.offline;
    }
  }

  function show(items, hits, index) {
    results.textContent = items.length ? "" : index.say.none;
    if (!items.length) return;
    const list = element("ol", {}, ...items);
    results.append(list);
    if (hits.length) results.append(later(list, hits, index));
  }

  async function result(hit, index) {
    const places = await read(hit.file);
    const [title, text] = places[hit.place];
    const link = { href: hit.address + (hit.id && `#${hit.id}`), textContent: title };
    const item = element("li", {}, element("a", link));
    if (hit.page !== title) item.append(line("page", hit.page));
    if (text) item.append(line("text", text));
    if (hit.others.length) item.append(others(hit, index));
    return item;
  }

  // The same section for other mailboxes.
  function others(hit, index) {
    const names = new Map(index.mailboxes.map(each => [each.key, index.pages[each.page][3]]));
    const links = hit.others.map(each =>
      element("a", { href: `${each.address}#${hit.id}`, textContent: names.get(each.key) }),
    );
    const made = line("others", index.say.others);
    made.append(...links.slice(0, CHOICES));
    if (links.length > CHOICES)
      made.append(button("more", index.say.all, more => more.replaceWith(...links.slice(CHOICES))));
    return made;
  }

  // A button for the results after the first ones; the first of these gets the focus.
  function later(list, hits, index) {
    return button("more", index.say.more, async more => {
      const next = hits.splice(0, MORE);
      const items = await Promise.all(next.map(hit => result(hit, index))).catch(() => []);
      list.append(...items);
      if (!hits.length) more.remove();
      if (items.length) items[0].querySelector("a").focus();
    });
  }

  // The way to the error finder, which takes the text along.
  function finder(index, text) {
    const link = element("a", { href: index.errors, textContent: index.say.finder });
    link.addEventListener("click", () => store("sessionStorage", MESSAGE, text));
    return element("li", {}, link);
  }

  // The usual questions; a press asks one.
  function usual(index) {
    return index.usual.map(question => {
      const ask = () => {
        input.value = question;
        input.focus();
        look();
      };
      return element("li", {}, button("usual", question, ask));
    });
  }

  // Arrows go from the field to the results and back.
  function move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing) return;
    const stops = [input, ...results.querySelectorAll("li > a, li > button, ol + button")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    event.preventDefault();
    if (next) next.focus();
  }

  dialog.querySelector("form").addEventListener("submit", event => {
    event.preventDefault();
    const first = results.querySelector("li > a");
    if (first) first.click();
  });
  dialog.addEventListener("keydown", move);
  results.addEventListener("click", event => {
    if (event.target.closest("a")) dialog.close();
  });
  input.addEventListener("input", look);
  look();
}

function line(name, text) {
  return element("span", { className: `yx-search__${name}`, textContent: text });
}

function button(name, text, act) {
  const made = element("button", {
    type: "button",
    className: `yx-search__${name}`,
    textContent: text,
  });
  made.addEventListener("click", () => act(made));
  return made;
}

// Reads files of the index, each once; what could not be read is asked for again. index: the
// address of the first file, whose name stays the same while the others are named by content.
function reader(index) {
  const files = new Map();
  let cache = "default";
  const parsed = async name => {
    const isFirst = name === "index";
    const answer = isFirst ? load(index, { cache }) : load(new URL(`${name}.json`, index));
    return (await answer).json();
  };
  return name => {
    if (!files.has(name)) {
      const file = parsed(name).catch(error => {
        files.delete(name);
        files.delete("index"); // the site may have been built anew
        cache = "reload";
        throw error;
      });
      files.set(name, file);
    }
    return files.get(name);
  };
}
