// The form of a guide for several domains: once the reader's own address is typed, only the
// servers of its domain show.

export function start(field) {
  const said = field.nextElementSibling;
  const ours = field.dataset.domains.split(" ");
  const servers = document.querySelectorAll("#table-fields .yx-endpoint[data-domains]");

  function show() {
    const domain = domainOf(field.value);
    const fits = ours.includes(domain);
    for (const server of servers) {
      server.hidden = fits && !server.dataset.domains.split(" ").includes(domain);
    }
    const complete = /\.[a-z]{2,}$/.test(domain);
    said.textContent = complete && !fits ? said.dataset.notOurs : "";
  }

  field.addEventListener("input", show);
  show();
}

// What stands behind the @, as domains are written; "" while there is none.
export function domainOf(typed) {
  const plain = typed.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  return plain.split("@")[1] || "";
}
