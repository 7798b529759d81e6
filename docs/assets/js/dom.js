// What several scripts need: making elements, keeping a choice, copying text, saying that
// something happened. What only tools need is in tool.js.

// Names under which this tab keeps the reader's address, and a message pasted into the search.
export const ADDRESS = "yx-address";
export const MESSAGE = "yx-error";

const SHOWN_FOR = 4000; // milliseconds that a note stays

let note = null;
let hiding = 0;

// An element with properties (textContent, className …) and children (elements or texts).
export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// A button that copies the text of the element before it; site.js acts on the press.
export function copyButton(label) {
  const button = element("button", { type: "button", className: "yx-copy yx-icon" });
  button.setAttribute("aria-label", label);
  return button;
}

// The permalink of the page; a missing page has none.
export function permalink() {
  const canonical = document.querySelector("link[rel=canonical]");
  return canonical ? canonical.href : location.href;
}

// What "localStorage" or "sessionStorage" has; "" when it has nothing, and where storage is
// forbidden (private mode).
export function stored(storage, key) {
  try {
    return window[storage].getItem(key) || "";
  } catch (_) {
    return "";
  }
}

// Keeps a value; "" forgets it. Where storage is forbidden, nothing is kept.
export function store(storage, key, value) {
  try {
    if (value) window[storage].setItem(key, value);
    else window[storage].removeItem(key);
  } catch (_) {
    // forbidden
  }
}

// Shows a sentence at the lower edge for some seconds; screen readers read it out.
export function announce(text) {
  if (!note) {
    note = element("div", { className: "yx-note" });
    note.setAttribute("role", "status");
    document.body.append(note);
  }
  note.textContent = text;
  note.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    note.hidden = true;
  }, SHOWN_FOR);
}

// Copies a text and says that it did, or that it failed.
export function copyText(text, copied, failed) {
  const api = navigator.clipboard;
  const done = api ? api.writeText(text).catch(() => copyBySelection(text)) : copyBySelection(text);
  return done.then(
    () => announce(copied),
    () => announce(failed),
  );
}

// Old kernels and pages without https have no clipboard API, or forbid it.
function copyBySelection(text) {
  const area = element("textarea", { value: text, readOnly: true, className: "yx-offscreen" });
  document.body.append(area);
  area.select();
  area.setSelectionRange(0, text.length);
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch (_) {
    // not copied
  }
  area.remove();
  return done ? Promise.resolve() : Promise.reject(new Error("not copied"));
}
