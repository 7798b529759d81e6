// Search: mailboxes by name, domain or pinyin at once, then pages by their words (Pagefind). Loaded when the search is opened.

const FIRST = 2, MORE = 5; // pages; each that is shown is a file to fetch
// Pagefind's program has two tables, which Chromium runs from 96 on: the smallest module with two tells whether this browser does
const TWO_TABLES = [0, 97, 115, 109, 1, 0, 0, 0, 4, 7, 2, 112, 0, 0, 112, 0, 0];

export function search(dialog) {
  const input = dialog.querySelector("input"), results = dialog.querySelector(".yx-search__results"), say = dialog.dataset;
  const mailboxes = fetch(say.mailboxes).then(answer => answer.json());
  const able = typeof WebAssembly === "object" && WebAssembly.validate(new Uint8Array(TWO_TABLES));
  const pagefind = able && import(new URL(say.base + "pagefind.js", location.href).href).then(module =>
    Promise.resolve(module.options({ excerptLength: 18, noWorker: true, ranking: { termFrequency: 0.6, pageLength: 0.2 } })).then(module.init).then(() => module));
  let turn = 0;

  function element(name, properties, children) {
    const made = Object.assign(document.createElement(name), properties);
    (children || []).forEach(child => made.appendChild(child));
    return made;
  }

  function entry(url, title, page, excerpt) {
    const item = element("li", {}, [element("a", { href: url, textContent: title })]);
    if (page) item.appendChild(element("span", { className: "yx-search__page", textContent: page }));
    if (excerpt) item.appendChild(element("span", { className: "yx-search__text", innerHTML: excerpt })); // Pagefind's own, built from our pages: text and <mark>
    return item;
  }

  // One page's best places, or the page itself.
  function places(page) {
    const parts = page.sub_results.length ? page.sub_results : [{ url: page.url, title: page.meta.title, excerpt: page.excerpt }];
    return parts.slice(0, 3).map(part =>
      entry(part.url.replace(/\.html(?=#|$)/, ""), part.title.replace(/#$/, ""), part.title === page.meta.title ? "" : page.meta.title, part.excerpt));
  }

  async function look() {
    const typed = input.value, mine = ++turn, query = apart(typed);
    if (!query) { results.textContent = ""; return; }
    try {
      const near = known(await mailboxes, typed);
      const found = !able ? [] : await pagefind.then(module => module.search(query)).then(answer => answer.results, error => {
        if (near.length) return []; // old kernels cannot run Pagefind: a mailbox is still found
        throw error;
      });
      const first = await Promise.all(found.slice(0, FIRST).map(each => each.data()));
      if (mine !== turn) return;
      results.textContent = !able ? say.old : near.length || found.length ? "" : say.none;
      if (near.length || found.length) show(near, first, found.slice(FIRST));
    } catch (error) {
      if (mine === turn) results.textContent = say.error;
    }
  }

  function show(near, pages, rest) {
    const list = element("ol", {}, near.map(each => entry(each.url, each.name, each.domains.map(domain => "@" + domain).join(" "))));
    pages.forEach(page => places(page).forEach(item => list.appendChild(item)));
    results.appendChild(list);
    if (!rest.length) return;
    const more = element("button", { type: "button", className: "yx-search__more", textContent: say.more });
    more.addEventListener("click", async () => {
      more.remove();
      const next = await Promise.all(rest.slice(0, MORE).map(each => each.data()));
      next.forEach(page => places(page).forEach(item => list.appendChild(item)));
    });
    results.appendChild(more);
  }

  dialog.querySelector("form").addEventListener("submit", event => {
    event.preventDefault();
    const first = results.querySelector("a");
    if (first) first.click();
  });
  results.addEventListener("click", event => { if (event.target.closest("a")) dialog.close(); });
  input.addEventListener("input", look);
  if (input.value) look();
}

// The index is segmented, so a query of Chinese and Latin run together is taken apart the same way.
export function apart(text) {
  return text.normalize("NFKC").replace(/([\u3400-\u9fff])([A-Za-z0-9])|([A-Za-z0-9])([\u3400-\u9fff])/g, "$1$3 $2$4").replace(/[@“”"'：:，,。（）()]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 120);
}

// The mailboxes that are meant by a name, a domain (@ or not), or a part of either; the closest first, five at most.
export function known(mailboxes, typed) {
  const plain = text => text.normalize("NFKC").toLowerCase().replace(/[\s@._-]+/g, "");
  const query = plain(typed.replace(/^.*@/, "@"));
  if (query.length < 2) return [];
  const rank = each => Math.min(...[each.name, ...each.domains, ...each.aliases].map(plain).map(name =>
    name === query ? 0 : name.startsWith(query) ? 1 : query.length > 2 && name.includes(query) ? 2 : 9));
  return mailboxes.map(each => [rank(each), each]).filter(pair => pair[0] < 9).sort((a, b) => a[0] - b[0]).slice(0, 5).map(pair => pair[1]);
}
