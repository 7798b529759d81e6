// The menu behind "share": the link to a section, a short one to say aloud, its words as plain
// text, the whole page as Markdown. Loaded when somebody asks for it.

import { announce, copyText, permalink } from "./dom.js";
import { load, plainText } from "./tool.js";

const words = document.body.dataset;
let shown = null; // { menu, button }
let markdown = null; // the promise of the page's

// Opens the menu of a button, or closes it.
export function toggle(button) {
  const again = shown && shown.button === button;
  close();
  if (!again) open(button);
}

function open(button) {
  const section = button.closest(".yx-fold, .yx-section");
  const hash = `#${section.querySelector("h2, h3").id}`;
  const menu = document.getElementById("yx-share").content.firstElementChild.cloneNode(true);
  const act = (name, copy) => {
    const item = menu.querySelector(`[data-share=${name}]`);
    item.addEventListener("click", () => {
      close();
      button.focus();
      copy();
    });
    return item;
  };
  act("link", () => copyText(permalink() + hash, words.link, words.failed));
  act("text", () => copyText(plain(section), words.copied, words.failed));
  const { short, markdown: source } = menu.dataset;
  act("markdown", () => copyMarkdown(source));
  if (short) {
    const item = act("short", () => copyText(short + hash, words.link, words.failed));
    item.querySelector("small").textContent = (short + hash).replace("https://", "");
  }
  button.after(menu);
  button.setAttribute("aria-expanded", "true");
  shown = { menu, button };
  menu.querySelector("button").focus();
}

function close() {
  if (!shown) return;
  shown.menu.remove();
  shown.button.setAttribute("aria-expanded", "false");
  shown = null;
}

addEventListener("keydown", event => {
  if (event.key !== "Escape" || !shown) return;
  shown.button.focus();
  close();
});
document.addEventListener("click", event => {
  if (shown && !event.target.closest(".yx-share, .yx-share__menu")) close();
});

// Copies the page's Markdown. A browser that copies only right after a press copies on the second
// one: the text is there by then.
function copyMarkdown(source) {
  markdown = markdown || load(source).then(answer => answer.text());
  markdown.then(
    text => copyText(text, words.copied, words.failed),
    () => {
      markdown = null;
      announce(words.offline);
    },
  );
}

// A section as plain text for a chat: its title, what it says, its permalink.
function plain(section) {
  const heading = section.querySelector("h2, h3");
  const address = `${permalink()}#${heading.id}`;
  return [text(heading), ...lines(section, heading), address].filter(Boolean).join("\n");
}

// What an element says, without its controls, and without the lists and tables in it.
function text(each) {
  return plainText(each, ".headerlink, .yx-js, button, ol, ul, table");
}

function lines(element, heading) {
  return [...element.children].flatMap(child => {
    if (child === heading || child.matches("button, .yx-share__menu")) return [];
    switch (child.tagName) {
      case "H3":
        return ["", text(child)];
      case "P":
        return [text(child)];
      case "OL":
        return [...child.children].map((item, number) => `${number + child.start}. ${text(item)}`);
      case "UL":
        return [...child.children].map(item => `- ${text(item)}`);
      case "TABLE":
        return [...child.tBodies[0].rows].map(
          row =>
            text(row.cells[0]) +
            ": " +
            [...row.cells].slice(1).map(text).filter(Boolean).join(" · "),
        );
      default:
        return lines(child, heading);
    }
  });
}
