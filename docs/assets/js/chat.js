// A section as plain text for a chat: its title, what it says, its permalink. Loaded when somebody asks for it.

export function plain(section) {
  const heading = section.querySelector("h2");
  const address = document.querySelector("link[rel=canonical]").href + "#" + heading.id;
  return [text(heading), ...lines(section), address].filter(Boolean).join("\n");
}

// What an element says, without its controls.
function text(element) {
  const copy = element.cloneNode(true);
  copy
    .querySelectorAll(".headerlink, .yx-js, button, ol, ul, table")
    .forEach(each => each.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function lines(element) {
  return [...element.children].flatMap(child => {
    switch (child.tagName) {
      case "H2":
        return [];
      case "H3":
        return ["", text(child)];
      case "P":
        return [text(child)];
      case "OL":
        return [...child.children].map((item, number) => `${number + 1}. ${text(item)}`);
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
        return lines(child);
    }
  });
}
