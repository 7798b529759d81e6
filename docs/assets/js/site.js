// Dark or light, the language switch that keeps the #id, the drawer, the table of contents; search.js when it is asked for.
// ES2017; the page works without it.
(function () {
  "use strict";
  var root = document.documentElement, here = document.currentScript.src, permalink = (document.querySelector("link[rel=canonical]") || location).href;
  setTimeout(function () { root.classList.add("ready"); }); // when all below is done, and in a task of its own
  function load(name) { return import(new URL(name, here).href); }
  function one(name) { return document.querySelector('[data-yx="' + name + '"]'); }

  // Some hosts show a page under its file's name: the address bar gets the permalink.
  var shown = location.pathname.replace(/(index)?\.html$/, "");
  if (shown !== location.pathname && permalink !== location.href && location.protocol !== "file:") history.replaceState(null, "", shown + location.search + location.hash);

  var scheme = one("scheme");
  if (scheme) scheme.addEventListener("click", function () {
    var dark = root.getAttribute("data-scheme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    var next = dark === "dark" ? "light" : "dark";
    root.setAttribute("data-scheme", next);
    try { localStorage.setItem("yx-scheme", next); } catch (error) { /* private mode: the choice lasts for this page */ }
  });

  var language = one("language");
  if (language) {
    var address = language.getAttribute("href");
    var carry = function () { language.setAttribute("href", address + location.hash); };
    addEventListener("hashchange", carry);
    language.addEventListener("click", carry);
    carry();
  }

  var drawer = document.getElementById("__drawer");
  var menu = document.querySelector(".md-header label[for=__drawer]");
  if (drawer && menu) {
    // a label works without a script, a button by keyboard too
    var button = document.createElement("button");
    button.type = "button";
    button.className = menu.className;
    button.setAttribute("aria-label", menu.title);
    button.title = menu.title;
    menu.replaceWith(button);
    var expand = function () { button.setAttribute("aria-expanded", String(drawer.checked)); };
    button.addEventListener("click", function () { drawer.checked = !drawer.checked; expand(); });
    drawer.addEventListener("change", expand);
    addEventListener("keydown", function (event) { if (event.key === "Escape") { drawer.checked = false; expand(); } });
    expand();
  }

  // A side bar that is higher than the screen scrolls by itself, and shows where the reader is.
  function reveal(link) {
    var bar = link.closest(".md-sidebar__scrollwrap"), box = bar.getBoundingClientRect(), at = link.getBoundingClientRect();
    if (at.top < box.top || at.bottom > box.bottom) bar.scrollTop += at.top - box.top - box.height / 2;
  }
  var wide = matchMedia("(min-width: 60em)"), mailbox = document.querySelector("[aria-current]"), toc = one("toc");
  function follow() {
    wide.onchange = null;
    var links = {};
    toc.querySelectorAll("a").forEach(function (link) { links[link.hash.slice(1)] = link; });
    var observer = new IntersectionObserver(function (entries) {
      entries.reverse().forEach(function (entry) { // of those that come at once, the first is the one
        if (!entry.isIntersecting) return;
        toc.querySelectorAll(".md-nav__link--active").forEach(function (link) { link.classList.remove("md-nav__link--active"); });
        links[entry.target.id].classList.add("md-nav__link--active");
        reveal(links[entry.target.id]);
      });
      if (mailbox) reveal(mailbox);
      mailbox = null;
    }, { rootMargin: "-50px 0px -80% 0px" }); // from below the header
    Object.keys(links).forEach(function (id) { var target = document.getElementById(id); if (target) observer.observe(target); });
  }
  if (toc && "IntersectionObserver" in window) {
    if (wide.matches) follow();
    else wide.onchange = follow; // a phone that is turned
  }

  // Facts that were checked over a year ago say so; a build has no clock.
  var checked = document.querySelector(".yx-checked time");
  if (checked && Date.now() - Date.parse(checked.dateTime) > 365 * 864e5) checked.parentNode.append(" " + checked.parentNode.dataset.old);

  // Copying: says that it worked only when it did.
  var words = document.body.dataset, note = null, gone = 0;
  function say(text) {
    if (!note) {
      note = document.createElement("div");
      note.className = "yx-note";
      note.setAttribute("role", "status");
      document.body.appendChild(note);
    }
    note.textContent = text;
    note.hidden = false;
    clearTimeout(gone);
    gone = setTimeout(function () { note.hidden = true; }, 4000);
  }
  function byHand(text) { // where there is no clipboard API: old kernels, pages without https
    var area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "yx-offscreen";
    document.body.appendChild(area);
    area.select();
    area.setSelectionRange(0, text.length);
    var done = false;
    try { done = document.execCommand("copy"); } catch (error) { /* done stays false */ }
    area.remove();
    return done ? Promise.resolve() : Promise.reject();
  }
  function copy(text, done) {
    var way = navigator.clipboard ? navigator.clipboard.writeText(text).catch(function () { return byHand(text); }) : byHand(text);
    way.then(function () { say(done); }, function () { say(words.failed); });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".headerlink"), pressed = event.target.closest(".yx-copy, .yx-chat");
    if (link) copy(permalink + link.hash, words.link);
    else if (pressed && pressed.classList.contains("yx-copy")) copy(pressed.previousElementSibling.textContent, words.copied);
    else if (pressed) load("chat.js").then(function (module) { copy(module.plain(pressed.closest(".yx-section")), words.copied); });
  });

  // Steps can be ticked off: kept on this device under the page's name, which both languages share.
  var steps = document.querySelectorAll("[aria-labelledby=get-code] .yx-steps > li, [aria-labelledby=bind] .yx-steps > li"), progress = document.querySelector(".yx-progress");
  if (progress) {
    var place = "yx-done " + permalink.split("/").pop(), done = [], tick = progress.textContent, again = progress.nextElementSibling;
    try { done = (localStorage.getItem(place) || "").split(" "); } catch (error) { /* private mode: ticks last for this page */ }
    var boxes = [].map.call(steps, function (step) {
      var box = document.createElement("input");
      box.type = "checkbox";
      box.setAttribute("aria-label", progress.dataset.step);
      box.setAttribute("aria-describedby", step.id);
      box.checked = done.indexOf(step.id) >= 0;
      step.prepend(box);
      return box;
    });
    var count = function () {
      done = boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.parentNode.id; });
      progress.textContent = done.length ? progress.dataset.done.replace("COUNT", done.length) : tick;
      again.hidden = !done.length;
    };
    var keep = function () { count(); try { localStorage.setItem(place, done.join(" ")); } catch (error) { /* as above */ } };
    boxes.forEach(function (box) { box.addEventListener("change", keep); });
    again.addEventListener("click", function () { boxes.forEach(function (box) { box.checked = false; }); keep(); boxes[0].focus(); });
    count();
  }

  // On paper a link shows its address; style alone can print the whole ones.
  addEventListener("beforeprint", function () {
    document.querySelectorAll('article a:not([href^="http"]):not([href^="#"])').forEach(function (link) {
      link.dataset.at = new URL(link.getAttribute("href"), permalink).href;
    });
  });

  // A tool loads when its field is used; when that fails it says so, and the next key tries again.
  function begin(field, start) {
    var begun = false;
    function use() {
      if (begun) return;
      begun = true;
      start().catch(function () { begun = false; say(words.offline); });
    }
    field.addEventListener("focus", use);
    field.addEventListener("input", use);
  }

  // "Type your address": the tool on the start and index pages, the form on a guide.
  var tool = document.getElementById("address");
  if (tool) {
    tool.form.addEventListener("submit", function (event) { event.preventDefault(); });
    begin(tool, function () { return load("address.js").then(function (module) { return module.start(tool, words.settings); }); });
  }
  var error = document.getElementById("error");
  if (error) begin(error, function () { return load("paste.js").then(function (module) { return module.start(error.form, new URL("../../youxiang/errors.json", here).href); }); });
  var own = document.querySelector(".yx-own");
  if (own) own.addEventListener("input", function () {
    var domain = own.value.normalize("NFKC").toLowerCase().replace(/\s+/g, "").split("@")[1] || "";
    var ours = own.dataset.domains.split(" "), fits = ours.indexOf(domain) >= 0;
    document.querySelectorAll("#table-fields .yx-endpoint[data-domains]").forEach(function (each) {
      each.hidden = fits && each.dataset.domains.split(" ").indexOf(domain) < 0;
    });
    var said = own.nextElementSibling;
    said.textContent = /\.[a-z]{2,}$/.test(domain) && !fits ? said.dataset.notOurs : "";
  });

  var dialog = document.querySelector(".yx-search"), open = one("search");
  if (!dialog || !open) return;
  if (!dialog.showModal) { open.hidden = true; return; }
  var results = dialog.querySelector(".yx-search__results"), loaded = null;

  function show() {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").focus();
    loaded = loaded || load("search.js").then(function (module) { return module.search(dialog); });
    loaded.catch(function () { loaded = null; results.textContent = dialog.dataset.error; });
  }
  open.addEventListener("click", show);
  dialog.querySelector("button").addEventListener("click", function () { dialog.close(); });
  addEventListener("keydown", function (event) {
    if ((event.key === "/" || (event.key === "k" && (event.ctrlKey || event.metaKey))) && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); show(); }
  });
})();
