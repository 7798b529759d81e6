"""What keeps the site fast: bytes and requests of the first view, pages kept by content.

Times are for `make bench`.
"""

from __future__ import annotations

import gzip
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from browsing import PHONE, QQ, STARTS, requests_of, until
from conftest import ROOT
from lxml import html as lxml_html

MOST_KB = 24  # of gzip, in the first view
MOST_KB_OF = {  # what all servers say; the longest guide
    "errors.html": 28,
    "106-tengxun-qqyouxiang-tencent-personal-email.html": 28,
}
MOST_REQUESTS = 4
GUIDES = [f"{start}{QQ}" for start in STARTS]
PAINTED = "() => performance.getEntriesByType('paint').length"


def test_the_first_view_stays_within_its_budget(site):
    """Every page with all that loads with it, each address once: what gzip makes of it."""
    for path in sorted(site.glob("**/youxiang/*.html")):
        tree = lxml_html.fromstring(path.read_text(encoding="utf-8"))
        loaded = set(
            tree.xpath(
                "//script/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='preload' "
                "or @rel='modulepreload']/@href | //img[not(@loading='lazy')]/@src | "
                "//header//img/@src"
            )
        )
        size = len(gzip.compress(path.read_bytes(), 6)) + sum(
            len(gzip.compress((path.parent / each.partition("?")[0]).read_bytes(), 6))
            for each in loaded
        )
        assert 1 + len(loaded) <= MOST_REQUESTS, (path.name, loaded)
        assert size <= MOST_KB_OF.get(path.name, MOST_KB) * 1000, f"{path.name} weighs {size} bytes"


def test_nothing_outside_the_page_blocks_its_first_paint(site):
    """No stylesheet to wait for, and every script file is a module, which waits for the page."""
    for path in site.glob("**/youxiang/*.html"):
        tree = lxml_html.fromstring(path.read_text(encoding="utf-8"))
        assert not tree.xpath(
            "//link[@rel='stylesheet'] | //script[@src and not(@type='module')] | "
            "//style[contains(text(), '@import')]"
        ), path


def test_the_first_paint_has_the_title_and_makes_no_pictures(site):
    """The browser is told to paint once it has the heading below the title.

    What stands above needs no SVG, whose style and parts cost more than all the text.
    """
    for path in sorted(site.glob("**/youxiang/*.html")):
        text = path.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' in text:
            continue
        style = re.search("<style>(.*?)</style>", text)[1]
        expected = re.search(r'<link rel="expect" href="#([a-z0-9-]+)" blocking="render">', text)
        body = text[text.index("<body") :]
        above = body[: body.index(f' id="{expected[1]}"')]
        assert above.count("</h1>") == 1 and above.count("<h2") == 1, path
        assert "<svg" not in above and "data:" not in above, path
    assert not re.search(
        r"(?:mask|background)[a-z-]*:[^;}]*(?:url|--yx-icon)", re.sub(r"\.ready [^}]*\}", "", style)
    ), "a picture that the first paint would wait for"


def test_nothing_is_painted_before_the_title_is_there(browser, site):
    """While a page has arrived up to its title only, a browser paints nothing.

    Without our line in the head it does.
    """
    text = (site / f"{GUIDES[0][1:]}.html").read_text(encoding="utf-8")
    line = re.search('<link rel="expect"[^>]*>', text)[0]
    rest = threading.Event()

    class InTwo(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if self.path in ("/ours", "/without"):
                before, title, after = (
                    text if self.path == "/ours" else text.replace(line, "")
                ).partition("<h1>")
                self.wfile.write(before.encode())
                self.wfile.flush()
                rest.wait(60)
                self.wfile.write((title + after).encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), InTwo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ours, without = (
            browser.new_page(base_url=f"http://127.0.0.1:{server.server_port}", viewport=PHONE)
            for _ in range(2)
        )
        try:
            for page, path in ((ours, "/ours"), (without, "/without")):
                page.goto(path, wait_until="commit")
                page.wait_for_selector("article", state="attached")
            without.wait_for_function(PAINTED)
            assert ours.evaluate(PAINTED) == 0
            rest.set()
            ours.wait_for_function(PAINTED)
            assert ours.locator("h1").is_visible()
        finally:
            rest.set()
            ours.close()
            without.close()
            server.shutdown()


@pytest.mark.parametrize("path", GUIDES)
def test_a_button_is_seen_once_there_is_a_script_to_act_on_it(page, path):
    """Before site.js is there, buttons keep their place and do not show.

    Then they do, with their icons, and nothing moves. Those that copy a value are added then.
    """
    look = (
        "() => [...document.querySelectorAll('.yx-icon:not(.yx-copy)')]"
        ".filter(e => e.offsetParent).map(e => { "
        "const s = getComputedStyle(e, '::before'); return [getComputedStyle(e).visibility, "
        "(s.maskImage || s.webkitMaskImage).slice(0, 9), e.offsetLeft, e.offsetTop].join() })"
    )
    values = (
        "() => [...document.querySelectorAll('.yx-value')].map(e => "
        "[e.offsetLeft, e.offsetTop, e.offsetWidth, e.offsetHeight].join())"
    )
    held: list = []
    page.route("**/site.js?*", lambda route: held.append(route))
    with page.expect_request("**/site.js?*"):
        page.goto(path, wait_until="commit")
    page.wait_for_selector("footer")
    before, places = page.evaluate(look), page.evaluate(values)
    held[0].continue_()
    page.wait_for_selector("html.ready")
    after = page.evaluate(look)
    assert len(before) > 5 and {each.split(",")[0] + each.split(",")[1] for each in before} == {
        "hiddennone"
    }
    assert places and places == page.evaluate(values)
    assert [each.replace("hidden,none", 'visible,url("data') for each in before] == after


@pytest.mark.parametrize("path", GUIDES)
def test_a_closed_drawer_is_not_reached_by_keyboard(page, path):
    """Its links cannot be tabbed to until it is open."""
    page.set_viewport_size(PHONE)
    page.goto(path)
    link = page.locator(".yx-side--guides a").first
    assert not link.is_visible()
    page.locator(".yx-menu").click()
    link.wait_for()
    link.focus()
    assert link.evaluate("each => each === document.activeElement")
    page.keyboard.press("Escape")
    link.wait_for(state="hidden")


@pytest.mark.parametrize("path", [GUIDES[0], "/en/youxiang/"])
def test_the_page_asks_for_what_the_budget_counts_and_does_not_shift(page, path):
    """In a browser, too, the first view is few requests, none of them a tool's or the search's, and
    nothing moves. Lazy pictures do not count: Chromium fetches them 1,250 pixels ahead of a reader.
    """
    requests = requests_of(page)
    page.goto(path)
    page.wait_for_selector("html.ready")
    lazy = page.evaluate("[...document.querySelectorAll('[loading=lazy]')].map(each => each.src)")
    asked = {*requests} - {*lazy}
    assert len(asked) <= MOST_REQUESTS and not [each for each in asked if "search" in each]
    shift = page.evaluate("""() => new Promise(done => {
        let moved = 0;
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) moved += entry.value;
        }).observe({type: 'layout-shift', buffered: true});
        requestAnimationFrame(() => requestAnimationFrame(() => done(moved)));
    })""")
    assert shift == 0


@pytest.mark.parametrize("path", ["/youxiang/errors", "/en/youxiang/errors"])
def test_what_is_far_from_the_screen_is_not_laid_out_and_found_all_the_same(page, path):
    """Most cards of errors wait for a reader to come near, or for the browser to have time.

    A link arrives in each of them, the browser's own search finds them, a selection of all and
    paper have all.
    """
    page.add_init_script("window.requestIdleCallback = () => {}")  # it never has time
    laid_out = (
        "[...document.querySelectorAll('article .yx-error p')].map(text => "
        "text.checkVisibility({contentVisibilityAuto: true}))"
    )

    def load(place: str = "") -> None:
        page.goto("about:blank")  # or it would only scroll
        page.goto(f"{path}{place}")

    load()
    fields = (
        "[...document.querySelectorAll('article input:not([type=checkbox]), article "
        "textarea')].map(field => "
        "getComputedStyle(field.closest('.yx-section')).contentVisibility)"
    )
    assert set(page.evaluate(fields)) == {
        "visible"
    }  # a browser looks at fields when the page is there, in the task of our script
    there = page.evaluate(laid_out)
    assert there.count(False) > len(there) / 2
    ids = page.evaluate(
        "[...document.querySelectorAll('.yx-error h3[id], .yx-error h4[id]')].map(each => each.id)"
    )
    for id in (ids[1], ids[len(ids) // 2], ids[-1]):
        load(f"#{id}")
        until(
            page,
            f"(() => {{ const at = document.getElementById({id!r}).getBoundingClientRect(); "
            "return at.top > 0 && at.bottom < innerHeight; })()",
        )
    last = page.evaluate(
        f"document.getElementById({ids[-1]!r}).nextElementSibling.textContent.trim().slice(0, 30)"
    )
    load()
    assert page.evaluate("words => find(words)", last)
    load()
    page.keyboard.press("Control+a")
    assert last in page.evaluate("getSelection().toString()")
    page.emulate_media(media="print")
    assert all(page.evaluate(laid_out))


@pytest.mark.parametrize("path", [*GUIDES, "/youxiang/errors"])
def test_all_of_a_page_is_laid_out_once_the_browser_has_time(page, path):
    """Then the page has its height, and a picture of it has no gaps."""
    page.goto(path)
    until(
        page,
        "[...document.querySelectorAll('article p')].every(text => text.checkVisibility() "
        "=== text.checkVisibility({contentVisibilityAuto: true}))",
    )


@pytest.mark.parametrize("path", GUIDES)
def test_a_reader_who_goes_back_from_a_linked_place_keeps_the_place(page, path):
    """What is above is laid out only as it comes near, and then it pushes nothing away.

    What was seen moves by what was scrolled.
    """
    page.add_init_script("window.requestIdleCallback = () => {}")
    page.goto(f"{path}#about")
    moved = page.evaluate("""async () => {
        const frame = () => new Promise(requestAnimationFrame), moved = [];
        for (let number = 0; number < 10; number++) await frame();
        while (scrollY > 200) {
            const seen = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
            const before = seen.getBoundingClientRect().top;
            scrollBy(0, -200);
            for (let number = 0; number < 4; number++) await frame();
            moved.push(seen.getBoundingClientRect().top - before);
        }
        return moved;
    }""")
    assert len(moved) > 20
    assert [each for each in moved if abs(each - 200) > 1] == []


def test_only_browsers_that_keep_the_place_leave_out_what_is_far():
    """Without scroll anchoring, what a reader sees would jump by screens when something above is
    laid out.
    """
    for name in ("guide.css", "tools.css"):
        css = (ROOT / "docs/assets/css" / name).read_text(encoding="utf-8")
        guarded = re.search(r"^@supports \(overflow-anchor: auto\) \{\n(.*?)^\}", css, re.M | re.S)
        assert guarded[1].count("content-visibility") == css.count("content-visibility") > 0
