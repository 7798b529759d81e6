// A missing page: what its address may have meant. Its page lists every guide in each language.

import { slips } from "./slips.js";

const shown = [...document.querySelectorAll(".yx-missing")].find(each => {
  return each.tagName === "DIV" && each.lang === document.documentElement.lang;
});
const links = [...shown.querySelectorAll("li a")];
const name = nameIn(location.pathname);
const [word] = name.split("-"); // of "qq-mail"
const meant = links.find(each => isCalled(each, name));
const near = [
  meant,
  links.find(each => isNumbered(each, name)),
  links.find(each => isCalled(each, word)),
  links.find(each => isKnownAs(each, word)),
  links.find(each => isMisspelt(each, name)),
].find(Boolean);

document.title = shown.querySelector("h1").textContent;
// A page that is there but is not found would lead here again and again.
if (meant && location.pathname.replace(/(\.html|\/)$/, "") !== meant.pathname) {
  location.replace(meant.href + location.search + location.hash);
} else if (near) {
  const offer = shown.querySelector(".yx-meant");
  const link = offer.querySelector("a");
  link.href = near.href + location.hash;
  link.textContent = near.textContent;
  offer.hidden = false;
}

// The last name of an address, without what a chat glued to it: capitals, a full stop, words.
function nameIn(path) {
  let plain = path;
  try {
    plain = decodeURIComponent(path);
  } catch (_) {
    // half a character was cut off: its name may be whole
  }
  const parts = plain.normalize("NFKC").toLowerCase().split("/").filter(Boolean);
  return /^[a-z0-9-]*/.exec(parts.pop() || "")[0].replace(/-+$/, "");
}

function isCalled(link, asked) {
  const names = link.dataset.names.split(" ");
  return names.includes(asked) || link.pathname.split("/").pop() === asked;
}

function isNumbered(link, asked) {
  const number = /^\d{3}/.exec(asked);
  return Boolean(number) && link.dataset.names.split(" ").includes(number[0]);
}

// What people call a mailbox: 163 and foxmail, after its domains, 263 and exmail, after its names.
function isKnownAs(link, asked) {
  const domains = (link.dataset.domains || "").split(" ").map(each => each.split(".")[0]);
  const names = link.dataset.names.split(" ").map(each => each.replace(/^[a-z]+(?=\d)/, ""));
  const parts = names.flatMap(each => each.split("-"));
  return Boolean(asked) && [...domains, ...parts].includes(asked);
}

// "gmial". Short names and numbers are one slip away from too many others.
function isMisspelt(link, asked) {
  const names = link.dataset.names.split(" ").filter(each => /^[a-z-]{4,}$/.test(each));
  return names.some(each => slips(each, asked) === 1);
}
