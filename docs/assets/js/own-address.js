// A guide that knows the reader's address: the card and the form show the servers of its domain, as
// the table of servers has them, and the table marks their rows. The address is kept for this tab
// only, and shown with a way to forget it.

import { ADDRESS, element, store, stored } from "./dom.js";

// Keeps an address for this tab; "" forgets it.
export function remember(address) {
  store("sessionStorage", ADDRESS, address);
}

let started = null;

// Starts once: returns { choose }, which shows the servers of one choice.
export function start(card) {
  if (!started) started = begin(card);
  return started;
}

function begin(card) {
  const chips = [...card.querySelectorAll(".yx-chips button")];
  const list = card.querySelector(".yx-choose");
  const rows = [...document.querySelectorAll("tr[data-choice]")];
  const mine = card.querySelector(".yx-mine");
  const field = document.querySelector(".yx-own");
  const ours = field ? field.dataset.domains.split(" ") : [];

  function choose(key) {
    for (const chip of chips) {
      chip.setAttribute("aria-pressed", String(chip.dataset.choice === key));
    }
    if (list) list.value = key;
    const own = rows.filter(each => each.dataset.choice.split(" ").includes(key));
    for (const row of rows) row.classList.toggle("yx-row--own", own.includes(row));
    for (const endpoint of document.querySelectorAll(".yx-endpoint")) {
      const { protocol } = endpoint.dataset;
      const row = own.find(
        each => each.querySelector("th b").textContent.toLowerCase() === protocol,
      );
      if (row) fill(endpoint, row);
    }
  }

  function show(address) {
    const domain = domainOf(address);
    const fits = ours.includes(domain);
    const named = [...chips, ...(list ? list.options : []), ...rows].find(each => {
      return (each.dataset.domains || "").split(" ").includes(domain);
    });
    if (fits && named) choose(named.dataset.choice || named.value);
    mine.textContent = "";
    if (!fits) return;
    const forget = element("button", { type: "button", textContent: mine.dataset.forget });
    forget.className = "yx-again";
    forget.addEventListener("click", () => {
      remember("");
      if (field) field.value = "";
      mine.textContent = "";
    });
    mine.append(element("code", { textContent: address.trim() }), forget);
  }

  if (field) {
    const said = field.nextElementSibling;
    field.addEventListener("input", () => {
      const domain = domainOf(field.value);
      const complete = /\.[a-z]{2,}$/.test(domain);
      const fits = ours.includes(domain);
      said.textContent = complete && !fits ? said.dataset.notOurs : "";
      if (fits) remember(field.value.trim());
      show(field.value);
    });
    const kept = stored("sessionStorage", ADDRESS);
    if (ours.includes(domainOf(kept))) field.value = kept;
  }
  if (field && field.value) show(field.value);
  return { choose };
}

// Shows the server of a row of the table of servers.
function fill(endpoint, row) {
  const [, host, port, security] = row.cells;
  const [ourHost, ourPort] = endpoint.querySelectorAll(".yx-value");
  ourHost.replaceWith(host.firstElementChild.cloneNode(true));
  ourPort.nextElementSibling.textContent = security.textContent;
  ourPort.replaceWith(port.firstElementChild.cloneNode(true));
  const use = endpoint.querySelector(".yx-for");
  use.textContent = "";
  use.append(...row.cells[row.cells.length - 1].cloneNode(true).childNodes);
}

// What stands behind the @, as domains are written; "" while there is none.
export function domainOf(typed) {
  const plain = typed.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  return plain.split("@")[1] || "";
}
