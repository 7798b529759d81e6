// What several scripts need: making elements, finding what is folded, keeping a choice, copying
// text, saying that something happened.

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

// Whether an element is hidden in a closed fold.
export function isFolded(each) {
  return Boolean(each.closest("details:not([open]) > :not(summary)"));
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

// Moves a reader who pressed Enter in a tool to its answer; on a phone this closes the keyboard.
export function goToAnswer(answer) {
  answer.tabIndex = -1;
  answer.focus();
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
