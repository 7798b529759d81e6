// The form "paste your error": shows what errors.js makes of a text, from the causes on the page.

import { copyButton, element, goToAnswer } from "./dom.js";
import { explain } from "./errors.js";
import { masked, secret } from "./secrets.js";

export async function start(form, source) {
  const area = form.querySelector("textarea");
  const select = form.querySelector("select");
  const answer = form.querySelector(".yx-tool__answer");
  const words = answer.dataset;
  const data = await (await fetch(source)).json();

  // What the page says about a cause ("unknown": what to check when none is known), for a mailbox.
  function card(id, mailbox) {
    const copy = document.getElementById(id).closest("section").cloneNode(true);
    copy
      .querySelectorAll(".headerlink, .yx-error__said, .yx-error__sources")
      .forEach(each => each.remove());
    [copy, ...copy.querySelectorAll("[id]")].forEach(each => each.removeAttribute("id"));
    copy
      .querySelectorAll("[data-at]")
      .forEach(each => each.dataset.at !== mailbox && each.remove());
    const own = copy.querySelector(".yx-error__at");
    if (own) {
      own.remove();
      if (own.children.length) copy.insertBefore(own, copy.querySelector("ol"));
    }
    const guide = Array.from(select.options).find(each => each.value && each.value === mailbox);
    if (guide)
      copy.querySelectorAll("a[data-to]").forEach(link => {
        link.href = guide.dataset.url + "#" + link.dataset.to;
        link.textContent = words.guide + guide.text;
      });
    return copy;
  }

  // A further cause, folded up under its name.
  function further(id, mailbox, open) {
    const copy = card("cause-" + id, mailbox);
    const title = copy.querySelector("h3");
    title.remove();
    return element(
      "details",
      { open },
      element("summary", { textContent: title.textContent }),
      copy,
    );
  }

  // What goes into a chat: the text without secrets, the answer in short, and its address.
  function shared(id, shown) {
    const lines = Array.from(shown.querySelectorAll("h2, h3, p, li"), each => {
      const text = each.cloneNode(true);
      text.querySelectorAll("a").forEach(link => link.remove());
      return (each.tagName === "LI" ? "- " : "") + text.textContent.replace(/\s+/g, " ").trim();
    });
    const address = document.querySelector("link[rel=canonical]").href + "#" + id;
    return [masked(area.value.trim()).slice(0, 500), "", ...lines, address].join("\n");
  }

  function show() {
    answer.textContent = "";
    if (!area.value.trim()) return;
    const { causes, mailbox, unsure } = explain(area.value, data, select.value);
    const id = causes.length ? "cause-" + causes[0] : "unknown";
    const first = card(id, mailbox);
    const parts = [first];
    if (secret(area.value))
      parts.unshift(element("p", { className: "yx-caution", textContent: words.secret }));
    if (unsure)
      parts.push(element("p", { className: "yx-error__unsure", textContent: words.unsure }));
    else if (causes.length > 1) parts.push(element("p", { textContent: words.next }));
    parts.push(...causes.slice(1).map((each, number) => further(each, mailbox, unsure && !number)));
    const text = element("pre", { textContent: shared(id, first) });
    answer.append(
      ...parts,
      element(
        "details",
        { className: "yx-error__chat" },
        element("summary", { textContent: words.copy }),
        text,
        copyButton(words.copy),
      ),
    );
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
