// What every page does with a script. One function per feature; the list at the end runs each in a
// task of its own: one that fails takes no other with it, and between two the browser can answer.

import {
  ADDRESS,
  announce,
  copyButton,
  copyText,
  element,
  MESSAGE,
  permalink,
  store,
  stored,
} from "./dom.js";

const root = document.documentElement;
const words = document.body.dataset;
const YEAR = 365 * 24 * 60 * 60 * 1000; // milliseconds

// Elements that a script acts on are marked data-yx="name".
function marked(name) {
  return document.querySelector(`[data-yx="${name}"]`);
}

// Some hosts show a page under its file's name: the address bar gets the permalink.
function showPermalink() {
  const shown = location.pathname.replace(/(index)?\.html$/, "");
  if (shown === location.pathname || permalink() === location.href) return;
  if (location.protocol === "file:") return;
  history.replaceState(null, "", shown + location.search + location.hash);
}

// The switch between dark and light. On the next page, the script in the head sets the choice.
function switchScheme() {
  const button = marked("scheme");
  if (!button) return;
  button.addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const now = root.getAttribute("data-scheme") || system;
    const next = now === "dark" ? "light" : "dark";
    root.setAttribute("data-scheme", next);
    store("localStorage", "yx-scheme", next);
  });
}

// The language switch keeps what the address names: ids are the same in all languages. For a reader
// who scrolls, place.js does more.
function keepPlaceInOtherLanguage() {
  const keep = () => {
    for (const link of document.querySelectorAll("[data-yx=language]")) link.hash = location.hash;
  };
  addEventListener("hashchange", keep);
  keep();
}

// The drawer's label works without a script; a button works by keyboard, too.
function makeDrawerButton() {
  const drawer = document.getElementById("__drawer");
  const label = document.querySelector(".yx-menu");
  if (!drawer || !label) return;
  const { className, title } = label;
  const button = element("button", { type: "button", className, title });
  button.setAttribute("aria-label", title);
  label.replaceWith(button);
  const sayState = () => button.setAttribute("aria-expanded", String(drawer.checked));
  const open = checked => {
    drawer.checked = checked;
    sayState();
  };
  button.addEventListener("click", () => open(!drawer.checked));
  drawer.addEventListener("change", sayState);
  addEventListener("keydown", event => {
    if (event.key === "Escape") open(false);
  });
  sayState();
}

// The contents mark the section in sight. What that takes loads with the first scroll.
function followInContents() {
  const follow = () =>
    import("./place.js").then(
      place => place.start(),
      () => {},
    );
  addEventListener("scroll", follow, { once: true, passive: true });
  requestAnimationFrame(() => {
    if (scrollY > 0) dispatchEvent(new Event("scroll")); // before this script was there
  });
}

// The side bar shows the guide that one is on, however many stand above it.
function showMailboxInBar() {
  const link = document.querySelector(".yx-side [aria-current]");
  if (!link || !matchMedia("(min-width: 76.25em)").matches) return;
  requestAnimationFrame(() => {
    const bar = link.closest(".yx-side");
    bar.scrollTop = link.getBoundingClientRect().top - innerHeight / 2;
  });
}

// The list of contents on a phone closes when a section is chosen, or something else pressed.
function closeContents() {
  const contents = document.querySelector(".yx-contents details");
  if (!contents) return;
  document.addEventListener("click", event => {
    if (!event.target.closest(".yx-contents summary")) contents.open = false;
  });
}

// A missing page says what its address may have meant.
function explainMissingPage() {
  if (document.querySelector(".yx-missing")) import("./missing.js");
}

// Facts that were checked over a year ago say so; a build has no clock.
function sayWhenFactsAreOld() {
  const checked = document.querySelector(".yx-checked time");
  if (!checked || Date.now() - Date.parse(checked.textContent) <= YEAR) return;
  checked.parentNode.append(` ${checked.parentNode.dataset.old}`);
}

// On a wide screen, a row of a table has a link to it. What adds them loads with the first use of
// pointer or keys.
function linkRows() {
  if (!matchMedia("(min-width: 45em)").matches) return;
  const load = () => import("./rows.js").catch(() => {});
  for (const event of ["mouseover", "focusin"]) addEventListener(event, load, { once: true });
}

// What is far from the screen is laid out when the browser has time, piece by piece: then the page
// has its height, and nothing is missing in a picture of it.
function layOutTheRest() {
  const later = window.requestIdleCallback || setTimeout;
  const parts = [...document.querySelectorAll(".yx-error, section + .yx-section")];
  const next = () => {
    const part = parts.shift();
    if (!part) return;
    part.style.contentVisibility = "visible";
    later(next);
  };
  later(next);
}

// Values and links to places are copied; a section has a menu of ways to share it.
function copyOnPress() {
  for (const value of document.querySelectorAll(".yx-value")) {
    value.append(copyButton(`${words.copy} ${value.textContent}`));
  }
  for (const share of document.querySelectorAll(".yx-share")) {
    const title = share.closest(".yx-fold, .yx-section").querySelector("h2, h3").textContent;
    share.setAttribute("aria-label", `${share.textContent} ${title}`);
    share.setAttribute("aria-expanded", "false");
  }
  document.addEventListener("click", event => {
    const link = event.target.closest(".headerlink");
    const value = event.target.closest(".yx-copy");
    const share = event.target.closest(".yx-share");
    if (link) copyText(permalink() + link.hash, words.link, words.failed);
    else if (value) copyText(value.previousElementSibling.textContent, words.copied, words.failed);
    else if (share) openShareMenu(share);
  });
}

function openShareMenu(button) {
  import("./share.js").then(
    menu => menu.toggle(button),
    () => announce(words.offline),
  );
}

// Steps can be ticked off. Ticks are kept on this device under the page's name, which all
// languages share.
function tickSteps() {
  const progress = document.querySelector(".yx-progress");
  if (!progress) return;
  const key = `yx-done ${permalink().split("/").pop()}`;
  const done = stored("localStorage", key).split(" ");
  const invitation = progress.textContent;
  const reset = progress.nextElementSibling;
  const steps = document.querySelectorAll(".yx-steps--way > li");
  const stages = document.querySelectorAll(".yx-way > li");
  const boxes = Array.from(steps, step => {
    const box = element("input", { type: "checkbox", checked: done.includes(step.id) });
    box.setAttribute("aria-label", progress.dataset.step);
    box.setAttribute("aria-describedby", step.id);
    step.prepend(box);
    return box;
  });
  const ticked = () => boxes.filter(box => box.checked).map(box => box.parentNode.id);
  const showCount = () => {
    const count = ticked().length;
    progress.textContent = count ? progress.dataset.done.replace("COUNT", count) : invitation;
    reset.hidden = !count;
    for (const box of boxes) box.parentNode.classList.toggle("yx-done", box.checked);
    for (const stage of stages) {
      const own = boxes.slice(stage.dataset.first - 1, stage.dataset.last);
      stage.classList.toggle(
        "yx-done",
        own.every(box => box.checked),
      );
    }
  };
  const keep = () => {
    showCount();
    store("localStorage", key, ticked().join(" "));
  };
  for (const box of boxes) box.addEventListener("change", keep);
  reset.addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    keep();
    boxes[0].focus();
  });
  showCount();
}

// On paper a link shows its address. CSS can print it, but cannot complete a relative one.
function completeLinksForPrint() {
  addEventListener("beforeprint", () => {
    const relative = 'article a:not([href^="http"]):not([href^="#"])';
    for (const link of document.querySelectorAll(relative)) {
      link.dataset.at = new URL(link.getAttribute("href"), permalink()).href;
    }
  });
}

// A tool loads when its field is used. When that fails it says so, and the next key tries again.
function loadWhenUsed(field, start) {
  let begun = false;
  const use = () => {
    if (begun) return;
    begun = true;
    start().catch(() => {
      begun = false;
      announce(words.offline);
    });
  };
  field.addEventListener("focus", use);
  field.addEventListener("input", use);
  if (field.value) use(); // what was typed before this script was there, or is from the search
}

// "Type your address", on the start and index pages.
function offerAddressTool() {
  const field = marked("address");
  if (!field) return;
  field.form.addEventListener("submit", event => event.preventDefault());
  loadWhenUsed(field, async () => {
    const tool = await import("./address.js");
    await tool.start(field, words.settings);
  });
}

// "Paste your error", on the page of errors and wherever its form stands.
function offerErrorTool() {
  const field = marked("error");
  if (!field) return;
  takeFromSearch(field);
  loadWhenUsed(field, async () => {
    const tool = await import("./paste.js");
    const data = new URL("../../BASE/errors.json", import.meta.url);
    await tool.start(field.form, data.href);
  });
}

// A message that was pasted into the search is looked up here.
function takeFromSearch(field) {
  const pasted = stored("sessionStorage", MESSAGE);
  if (!pasted) return;
  store("sessionStorage", MESSAGE, "");
  field.value = pasted;
}

// Scrolls to an element again for some frames: what is laid out only now changes its height.
function settleAt(target, frames) {
  target.scrollIntoView();
  if (frames) requestAnimationFrame(() => settleAt(target, frames - 1));
}

// What is folded opens when a link leads there, and on paper.
function openFolds() {
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target || !target.closest("details")) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    settleAt(target, 5);
  };
  let opened = [];
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("article details:not([open])")];
    for (const each of opened) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of opened) each.open = false;
  });
  open();
}

// Copies title and address, to open the page on a computer.
function handOver() {
  const button = marked("handover");
  if (!button) return;
  const title = document.querySelector("h1").textContent;
  button.addEventListener("click", () => {
    copyText(`${title}\n${permalink()}`, button.dataset.said, words.failed);
  });
}

// The servers of a guide follow the reader's address, typed here or earlier in this tab.
function followOwnAddress() {
  const card = document.querySelector(".yx-card");
  if (!card) return;
  const start = () => import("./own-address.js").then(tool => tool.start(card));
  const field = document.querySelector(".yx-own");
  if (field) loadWhenUsed(field, start);
  const list = card.querySelector(".yx-choose");
  if (list) list.addEventListener("change", () => start().then(tool => tool.choose(list.value)));
  for (const chip of card.querySelectorAll(".yx-chips button")) {
    chip.addEventListener("click", () => start().then(tool => tool.choose(chip.dataset.choice)));
  }
  if (stored("sessionStorage", ADDRESS)) start();
}

// The search opens by its button, by / and by Ctrl+K; its index loads then.
function openSearch() {
  const dialog = document.querySelector(".yx-search");
  const button = marked("search");
  if (!dialog || !button) return;
  if (!dialog.showModal) {
    button.hidden = true;
    return;
  }
  const results = dialog.querySelector(".yx-search__results");
  let loaded = null;
  const show = () => {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").focus();
    loaded = loaded || import("./search-dialog.js").then(module => module.start(dialog));
    loaded.catch(() => {
      loaded = null;
      results.textContent = words.offline;
    });
  };
  button.addEventListener("click", show);
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  addEventListener("keydown", event => {
    const asked = event.key === "/" || (event.key === "k" && (event.ctrlKey || event.metaKey));
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (!asked || typing) return;
    event.preventDefault();
    show();
  });
}

const features = [
  showPermalink,
  switchScheme,
  keepPlaceInOtherLanguage,
  makeDrawerButton,
  followInContents,
  showMailboxInBar,
  closeContents,
  explainMissingPage,
  sayWhenFactsAreOld,
  linkRows,
  copyOnPress,
  tickSteps,
  completeLinksForPrint,
  offerAddressTool,
  offerErrorTool,
  openFolds,
  handOver,
  followOwnAddress,
  openSearch,
  layOutTheRest,
];

for (const feature of features) setTimeout(feature);
// Icons are painted in a task of their own, too (see .ready in frame.css).
setTimeout(() => root.classList.add("ready"));
