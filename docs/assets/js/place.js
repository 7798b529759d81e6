// Where the reader is: the contents mark the part in sight, on a phone the bar under the header
// names its section, and the language switch leads there. Loads with the first scroll.

// What has passed this line is being read: where links lead to, and a little more.
const LINE = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) + 8;
const sections = [...document.querySelectorAll(".yx-section")];
const bar = document.querySelector(".yx-contents");
const links = new Map();
let marked = null;

export function start() {
  for (const link of document.querySelectorAll("[data-yx=toc] a")) {
    links.set(link.hash.slice(1), link);
  }
  let waiting = false;
  const look = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark(headingAbove(line()));
    });
  };
  addEventListener("scroll", look, { passive: true });
  addEventListener("hashchange", look);
  look();
  for (const link of document.querySelectorAll("[data-yx=language]")) {
    const keep = () => {
      link.hash = placeOfReader();
    };
    for (const event of ["click", "auxclick", "contextmenu"]) link.addEventListener(event, keep);
  }
}

// "#id" of what the address names if it is in sight, else of the heading above; "" at the top.
function placeOfReader() {
  const target = document.querySelector(":target");
  const top = target ? target.getBoundingClientRect().top : -1;
  if (top >= 0 && top < innerHeight) return location.hash;
  const heading = headingAbove(innerHeight / 3);
  return heading ? `#${heading.id}` : "";
}

// A place that a link leads to counts as reached: a first step stays below its heading, and where a
// page ends, any place may stay far down.
function line() {
  const target = document.querySelector(":target");
  if (!target) return LINE;
  const { top } = target.getBoundingClientRect();
  const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  return top < (isAtEnd ? innerHeight : 2 * LINE) ? Math.max(LINE, top + 1) : LINE;
}

// The last heading at or above a line of the screen; null above the first. Parts are looked at in
// one section only: the browser has not laid out the others.
function headingAbove(at) {
  const isAbove = each => each.getBoundingClientRect().top <= at;
  const section = sections.filter(isAbove).pop();
  if (!section) return null;
  const parts = [...section.querySelectorAll("h3[id]")];
  const shown = parts.filter(each => !each.closest("details:not([open]) > :not(summary)"));
  return shown.filter(isAbove).pop() || section.querySelector("h2");
}

function mark(heading) {
  if (bar) bar.classList.toggle("yx-contents--stuck", scrollY > innerHeight / 2);
  if (heading === marked) return;
  marked = heading;
  for (const link of links.values()) link.removeAttribute("aria-current");
  const link = heading && links.get(heading.id);
  if (link) {
    link.setAttribute("aria-current", "location");
    scrollBarTo(link);
  }
  if (!bar) return;
  const section = heading && heading.closest(".yx-section").querySelector("h2");
  bar.querySelector(".yx-here").textContent = section ? section.textContent : "";
}

// A side bar that is higher than the screen scrolls by itself.
function scrollBarTo(link) {
  const side = link.closest(".yx-side");
  const box = side.getBoundingClientRect();
  const at = link.getBoundingClientRect();
  if (at.top < box.top || at.bottom > box.bottom) {
    side.scrollTop += at.top - box.top - box.height / 2;
  }
}
