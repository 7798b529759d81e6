// Dark or light, the language switch that keeps the #id, the table of contents, and search. ES2017; the page works without it.
(function () {
  "use strict";
  var root = document.documentElement;
  function one(name) { return document.querySelector('[data-yx="' + name + '"]'); }

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
    button.className = menu.className + " yx-menu";
    button.setAttribute("aria-label", menu.title);
    button.title = menu.title;
    button.innerHTML = menu.innerHTML;
    menu.replaceWith(button);
    var expand = function () { button.setAttribute("aria-expanded", String(drawer.checked)); };
    button.addEventListener("click", function () { drawer.checked = !drawer.checked; expand(); });
    drawer.addEventListener("change", expand);
    addEventListener("keydown", function (event) { if (event.key === "Escape") { drawer.checked = false; expand(); } });
    expand();
  }

  var toc = one("toc");
  if (toc && "IntersectionObserver" in window) {
    var links = {};
    toc.querySelectorAll("a").forEach(function (link) { links[link.hash.slice(1)] = link; });
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        toc.querySelectorAll(".md-nav__link--active").forEach(function (link) { link.classList.remove("md-nav__link--active"); });
        links[entry.target.id].classList.add("md-nav__link--active");
      });
    }, { rootMargin: "-10% 0px -80% 0px" });
    Object.keys(links).forEach(function (id) { var target = document.getElementById(id); if (target) observer.observe(target); });
  }

  var dialog = document.querySelector(".yx-search"), open = one("search");
  if (!dialog || !open) return;
  if (!dialog.showModal) { open.hidden = true; return; }
  var input = dialog.querySelector("input"), results = dialog.querySelector(".yx-search__results"), pagefind = null, turn = 0;

  function show() {
    if (!dialog.open) dialog.showModal();
    input.focus();
    if (!pagefind) {
      pagefind = import(new URL(dialog.dataset.base + "pagefind.js", location.href).href).then(function (module) {
        return Promise.resolve(module.options({ excerptLength: 18, ranking: { termFrequency: 0.6, pageLength: 0.2 } })).then(module.init).then(function () { return module; });
      });
      pagefind.catch(function () { pagefind = null; say(dialog.dataset.error); });
    }
  }
  function say(text) { results.textContent = text; }

  // The index is segmented, so a query of Chinese and Latin run together is taken apart the same way.
  function apart(text) {
    return text.normalize("NFKC").replace(/([\u3400-\u9fff])([A-Za-z0-9])|([A-Za-z0-9])([\u3400-\u9fff])/g, "$1$3 $2$4").replace(/[@“”"'：:，,。（）()]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 120);
  }

  function link(url, title, excerpt, page) {
    var item = document.createElement("li"), anchor = document.createElement("a"), text = document.createElement("span");
    anchor.href = url;
    anchor.textContent = title;
    item.appendChild(anchor);
    if (page) { var where = document.createElement("span"); where.className = "yx-search__page"; where.textContent = page; item.appendChild(where); }
    text.innerHTML = excerpt; // Pagefind's own, built from our pages: text and <mark>
    text.style.display = "block";
    item.appendChild(text);
    return item;
  }

  function search() {
    var query = apart(input.value), mine = ++turn;
    if (!query) { results.textContent = ""; return; }
    if (!pagefind) show();
    if (!pagefind) return;
    pagefind.then(function (module) { return module.search(query); }).then(function (found) {
      return Promise.all(found.results.slice(0, 6).map(function (each) { return each.data(); }));
    }).then(function (pages) {
      if (mine !== turn) return;
      if (!pages.length) { say(dialog.dataset.none); return; }
      var list = document.createElement("ol");
      pages.forEach(function (page) {
        var parts = page.sub_results.length ? page.sub_results : [{ url: page.url, title: page.meta.title, excerpt: page.excerpt }];
        parts.slice(0, 3).forEach(function (part) {
          list.appendChild(link(part.url.replace(/\.html(?=#|$)/, ""), part.title.replace(/#$/, ""), part.excerpt, part.title === page.meta.title ? "" : page.meta.title));
        });
      });
      results.textContent = "";
      results.appendChild(list);
    }).catch(function () { if (mine === turn) say(dialog.dataset.error); });
  }

  open.addEventListener("click", show);
  dialog.querySelector("form").addEventListener("submit", function (event) {
    if (event.submitter && event.submitter.value === "close") return;
    var first = results.querySelector("a");
    event.preventDefault();
    if (first) first.click();
  });
  results.addEventListener("click", function (event) { if (event.target.closest("a")) dialog.close(); });
  input.addEventListener("input", search);
  addEventListener("keydown", function (event) {
    if ((event.key === "/" || (event.key === "k" && (event.ctrlKey || event.metaKey))) && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); show(); }
  });
})();
