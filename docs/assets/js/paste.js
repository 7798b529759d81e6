// The form "paste your error": shows what errors.js makes of a text, from the causes on the page.

import { copyButton, element, permalink } from "./dom.js";
import { explain } from "./errors.js";
import { masked, secret } from "./secrets.js";
import { goToAnswer, load, plainText } from "./tool.js";

const MOST_COPIED = 500; // characters of a message that are copied for others

export async function start(form, source) {
  const area = form.querySelector("textarea");
  const select = form.querySelector("select");
  const answer = form.querySelector(".yx-tool__answer");
  const data = await (await load(source)).json();

  function show() {
    answer.textContent = "";
    if (!area.value.trim()) return;
    const explained = explain(area.value, data, select.value);
    answer.append(...answerTo(area.value, explained, select, answer.dataset));
  }

  // On a phone the answer comes into view, below what was pasted.
  function reveal() {
    const { top } = answer.getBoundingClientRect();
    const height = window.visualViewport ? window.visualViewport.height : innerHeight;
    if (answer.firstChild && top > height / 2) answer.scrollIntoView({ block: "start" });
  }

  area.addEventListener("input", show);
  area.addEventListener("paste", () => setTimeout(reveal, 0));
  select.addEventListener("change", show);
  form.addEventListener("submit", event => {
    event.preventDefault();
    if (answer.firstChild) goToAnswer(answer);
  });
  if (!select.value) select.value = guideBefore(select);
  if (area.value) show();
}

// The mailbox whose guide the reader came from, or "".
function guideBefore(select) {
  const before = document.referrer.split(/[?#]/)[0];
  const found = Array.from(select.options).find(
    option => option.value && new URL(option.dataset.url, location.href).href === before,
  );
  return found ? found.value : "";
}

// The likeliest cause, the others folded up, and the answer as text for a chat.
function answerTo(text, { causes, mailbox, unsure }, select, words) {
  const ids = causes.length ? causes.map(each => `cause-${each}`) : ["unknown"];
  const [first, ...others] = ids.map(id => card(id, mailbox, select, words));
  const parts = [first];
  if (secret(text)) parts.unshift(paragraph(words.secret, "yx-caution"));
  if (others.length) parts.push(paragraph(unsure ? words.unsure : words.next));
  parts.push(...others.map((each, number) => folded(each, unsure && !number)));
  return [...parts, forChat(text, first, ids[0], words.copy)];
}

// What the page says about a cause ("unknown": what to check when none is known), for a mailbox.
function card(id, mailbox, select, words) {
  const copy = document.getElementById(id).closest("section").cloneNode(true);
  const remove = each => each.remove();
  copy.querySelectorAll(".headerlink, .yx-error__said, .yx-error__sources").forEach(remove);
  [copy, ...copy.querySelectorAll("[id]")].forEach(each => each.removeAttribute("id"));
  const atMailboxes = [...copy.querySelectorAll("[data-at]")];
  atMailboxes.filter(each => each.dataset.at !== mailbox).forEach(remove);
  const own = copy.querySelector(".yx-error__at");
  if (own) {
    own.remove();
    if (own.children.length) copy.insertBefore(own, copy.querySelector("ol"));
  }
  const guide = Array.from(select.options).find(each => each.value && each.value === mailbox);
  if (guide) leadToGuide(copy, guide, words);
  return copy;
}

// The links of a card lead to the guide of a mailbox.
function leadToGuide(card, guide, words) {
  for (const link of card.querySelectorAll("a[data-to]")) {
    link.href = `${guide.dataset.url}#${link.dataset.to}`;
    link.textContent = words.guide + guide.text;
  }
}

// A card folded up under its name.
function folded(card, open) {
  const head = card.querySelector(".yx-head");
  head.remove();
  const summary = element("summary", { textContent: head.textContent.trim() });
  return element("details", { open }, summary, card);
}

// What goes into a chat: the text without secrets, the answer in short, and its address.
function forChat(text, card, id, label) {
  const lines = Array.from(card.querySelectorAll("h2, h3, p, li"), each => {
    return (each.tagName === "LI" ? "- " : "") + plainText(each, "a");
  });
  const shared = [masked(text.trim()).slice(0, MOST_COPIED), "", ...lines, `${permalink()}#${id}`];
  return element(
    "details",
    { className: "yx-error__chat" },
    element("summary", { textContent: label }),
    element("pre", { textContent: shared.join("\n") }),
    copyButton(label),
  );
}

function paragraph(textContent, className = "") {
  return element("p", { textContent, className });
}
