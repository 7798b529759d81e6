// What several tools need that load when a reader uses them.

// The answer to a request; fails when the server has none.
export async function load(address, options) {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer;
}

// What an element says on one line, without the parts that a selector names.
export function plainText(each, without) {
  const copy = each.cloneNode(true);
  for (const part of copy.querySelectorAll(without)) part.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

// Moves a reader who pressed Enter in a tool to its answer; on a phone this closes the keyboard.
export function goToAnswer(answer) {
  answer.tabIndex = -1;
  answer.focus();
}
