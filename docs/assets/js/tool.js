// What the tools that answer a field share. It loads with the first of them.

import { element } from "./dom.js";

// A button that copies the text of the element before it; site.js acts on the press.
export function copyButton(label) {
  const button = element("button", { type: "button", className: "yx-copy yx-icon" });
  button.setAttribute("aria-label", label);
  return button;
}

// Moves a reader who pressed Enter in a tool to its answer; on a phone this closes the keyboard.
export function goToAnswer(answer) {
  answer.tabIndex = -1;
  answer.focus();
}
