// A link to each row of a table, for those who share it.

import { element } from "./dom.js";

for (const row of document.querySelectorAll("tr[id]")) {
  const name = [...row.cells].slice(0, row.id.startsWith("server-") ? 3 : 1);
  const words = name.map(cell => cell.textContent).join(" ");
  const link = element("a", { className: "headerlink", href: `#${row.id}`, textContent: "#" });
  link.setAttribute("aria-label", document.body.dataset.linkTo.replace("NAME", words));
  row.cells[0].append(link);
}
