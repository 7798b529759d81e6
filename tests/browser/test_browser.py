"""The site in a real browser: phone and desktop, light and dark, with and without JavaScript."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from browsing import PHONE, QQ, STARTS, until
from conftest import ROOT, chromium, need

PAGES = [
    "/youxiang/",
    "/youxiang/100-gerenyouxiang-personal-mailbox",
    QQ,
    "/youxiang/205-tengxun-qiyeyouxiang-tencent-enterprise-mailbox",
    "/youxiang/nothing-here",
]


def both(paths):
    return [start + path for path in paths for start in STARTS]


OUTSIDE = """width => [...document.querySelectorAll('article *')].filter(
    e => e.checkVisibility() && e.getBoundingClientRect().right > width + 1 && !e.closest('thead')
).map(e => e.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_overflows(page, width):
    """On every kind of page, nothing is wider than the screen, and no table scrolls off it."""
    page.set_viewport_size({"width": width, "height": 740})
    for path in both([*PAGES, "/youxiang/errors", "/youxiang/api"]):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(OUTSIDE, width) == [], path


def test_text_of_twice_the_size_fits_a_phone(browser, server):
    """For readers who set their browser so (WCAG 2.2, 1.4.4)."""
    large = browser.browser_type.launch(
        executable_path=chromium(),
        args=["--no-sandbox", "--disable-gpu", "--blink-settings=defaultFontSize=32"],
    )
    page = large.new_page(base_url=server, viewport=PHONE)
    for path in both([*PAGES, "/youxiang/errors", "/youxiang/api"]):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert page.evaluate(OUTSIDE, PHONE["width"]) == [], path
        language = page.locator(".yx-language:visible").bounding_box()
        assert language["x"] + language["width"] <= PHONE["width"], path
    large.close()


@pytest.mark.parametrize("path", both(["/youxiang/"]))
def test_a_host_in_a_table_stands_on_one_line(page, path):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(path)
    lines = page.evaluate(
        "[...document.querySelectorAll('td > a[href^=http]')].map(a => a.getClientRects().length)"
    )
    assert lines and set(lines) == {1}


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize("path", both(PAGES))
def test_axe_finds_nothing(page, path, scheme, width):
    """No accessibility problem that axe can find, contrast included."""
    axe = ROOT / "tests/node_modules/axe-core/axe.min.js"
    need("axe" if axe.is_file() else None, "axe-core (npm ci in tests/)")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    page.evaluate(axe.read_text(encoding="utf-8"))  # a script tag is what the page's policy forbids
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => "
        "n.html.slice(0, 120)).join(' | ')))"
    )
    assert found == []


def test_the_language_switch_keeps_the_place(page):
    """Leaving a language keeps the page and the #id."""
    page.goto(f"{QQ}#faq-vpn")
    page.locator("[data-yx=language]").click()
    page.wait_for_url(f"**/en{QQ}#faq-vpn")
    page.locator("[data-yx=language]").click()
    page.wait_for_url(re.compile(f"//[^/]*{QQ}#faq-vpn$"))


IN_SIGHT = (
    "(link => { const at = link.getBoundingClientRect(), bar = "
    "link.closest('.yx-side').getBoundingClientRect(); return at.top >= bar.top "
    "&& at.bottom <= bar.bottom && bar.bottom <= innerHeight; })"
)


@pytest.mark.parametrize("height", [600, 1400])
@pytest.mark.parametrize("path", both([QQ]))
def test_the_table_of_contents_follows_the_reader(page, path, height):
    """The place that one was sent to is marked in it, and in sight even on a low screen.

    So is the one that is scrolled to.
    """
    page.set_viewport_size({"width": 1280, "height": height})
    for id in ("glance", "faq", "faq-vpn", "about"):
        page.goto(f"{path}#{id}")
        until(
            page,
            "[...document.querySelectorAll('[data-yx=toc] [aria-current]')].map(each "
            f"=> each.hash).join() === '#{id}'",
        )
        until(page, f"{IN_SIGHT}(document.querySelector('[data-yx=toc] [aria-current]'))")
    until(
        page,  # again while sections that come into sight get their real heights
        "document.getElementById('pitfalls').scrollIntoView() || "
        "(link => link && link.hash === '#pitfalls' && "
        f"{IN_SIGHT}(link))(document.querySelector('[data-yx=toc] [aria-current]'))",
    )


def test_the_side_bars_reach_their_ends(page, handbook):
    """On a low screen each scrolls by itself, and the page that is open is in sight in the list of
    all.
    """
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto(f"/{list(handbook.pages.values())[-1].address('zh')}")
    until(page, f"{IN_SIGHT}(document.querySelector('[aria-current=page]'))")
    for bar in page.locator(".yx-side").all():
        last = bar.locator("a").last
        last.scroll_into_view_if_needed()
        assert last.evaluate(IN_SIGHT)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "id",
    [
        "get-code",
        "verify",
        "faq-vpn",
        "step-send-sms",
        "bind-save",
        "pit-bulk",
        "server-smtp",
        "field-imap",
        "help",
    ],
)
def test_a_linked_place_is_marked_and_below_the_header(page, id, width):
    """Whatever one was sent to has a bar beside it and is right below the header, or as near as the
    end of the page allows; above a first step, its heading stays in sight."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"/en{QQ}")
    place = f"document.getElementById('{id}')"
    bar = f"""[
            getComputedStyle({place}).boxShadow,
            getComputedStyle({place}, '::after').backgroundColor,
        ].filter(each => each.includes('rgb(138, 83, 0)')).length"""
    assert page.evaluate(bar) == 0
    page.evaluate(f"location.hash = '{id}'")
    assert page.evaluate(bar) == 1
    page.goto(f"{QQ}#{id}")
    page.wait_for_selector("html.ready")
    top = page.evaluate(f"{place}.getBoundingClientRect().top")
    header = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.yx-header, .yx-contents')].map("
        "each => each.getBoundingClientRect().bottom))"
    )
    above = 60 if page.evaluate(f"{place}.matches('.yx-steps > li:first-child')") else 0
    assert header + above <= top < header + above + 32 or page.evaluate(
        "scrollY + innerHeight >= document.documentElement.scrollHeight - 1"
    )


@pytest.mark.parametrize("id", ["about", "faq-vpn"])
def test_the_bar_of_a_linked_fold_stands_behind_its_triangle(page, id):
    """Within its heading, and the words beside the bar."""
    page.goto(f"{QQ}#{id}")
    heading = page.locator(f"#{id}")
    shadow, room = heading.evaluate(
        "each => (style => [style.boxShadow, style.paddingLeft])(getComputedStyle(each))"
    )
    [width] = re.findall(r"([\d.]+)px 0px 0px 0px inset$", shadow)
    assert 0 < float(width) < float(room.removesuffix("px"))


def test_the_language_switch_keeps_the_place_of_one_who_scrolled(page):
    """Somebody who scrolled, without a # in the address, arrives at the same heading."""
    marked = page.locator("[data-yx=toc] [aria-current]")
    page.goto(QQ)
    page.evaluate("document.getElementById('pitfalls').scrollIntoView()")
    marked.wait_for(state="attached")
    press = "document.querySelector('[data-yx=language]').click()"  # Playwright's click scrolls
    page.evaluate(press)
    page.wait_for_url(f"**/en{QQ}#pitfalls")
    marked.wait_for(state="attached")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(press)
    page.wait_for_url(lambda url: url.endswith(QQ) and "/en/" not in url)


@pytest.mark.parametrize("path", ["/youxiang/", QQ])
def test_what_has_the_focus_is_seen(page, path):
    """Whatever Tab reaches has a frame (WCAG 2.4.7)."""
    page.goto(path)
    for _ in range(40):
        page.keyboard.press("Tab")
        reached, outline = page.evaluate(
            """() => {
                const reached = document.activeElement;
                const { outlineStyle, outlineWidth } = getComputedStyle(reached);
                return [reached.outerHTML.slice(0, 90), `${outlineStyle} ${outlineWidth}`];
            }"""
        )
        assert reached.startswith("<body") or not re.search("none|^0| 0px", outline), reached


def test_nothing_moves_for_those_who_ask_for_less_motion(page):
    """A linked place and the drawer are there at once (WCAG 2.3.3); for others both move.

    Nothing fades or scrolls smoothly either.
    """
    moving = """[...document.querySelectorAll("*")].map(each => getComputedStyle(each)).filter(
        ({ animationName, transitionDuration, scrollBehavior }) => animationName !== "none"
            || transitionDuration !== "0s" || scrollBehavior !== "auto"
    ).length"""
    for setting in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=setting)
        page.goto("/youxiang/")
        page.goto(f"{QQ}#faq-vpn")
        arrived = page.evaluate(moving)
        page.locator(".yx-menu").click()
        seen = arrived, page.evaluate(moving)
        assert all(seen) if setting == "no-preference" else not any(seen), (setting, seen)


def test_icons_are_seen_in_colours_that_the_reader_forces(page):
    """High contrast drops backgrounds, which is what an icon is painted with (CSS Color Adjust)."""
    page.emulate_media(forced_colors="active")
    page.goto("/youxiang/")
    until(page, "document.documentElement.classList.contains('ready')")
    for name in (".yx-icon--search", ".yx-icon--scheme"):
        adjusted, paint = page.locator(f".yx-header {name}").evaluate(
            "e => { const s = getComputedStyle(e, '::before');"
            " return [s.forcedColorAdjust, s.backgroundColor]; }"
        )
        button = page.evaluate(
            "() => { const e = document.createElement('p'); e.style.color = 'ButtonText';"
            " document.body.append(e); return getComputedStyle(e).color; }"
        )
        assert (adjusted, paint) == ("none", button), name


def test_one_feature_that_fails_takes_no_other_with_it(page):
    """Each feature of site.js runs by itself: without a form, storage or search, the rest works."""
    page.add_init_script(
        """addEventListener('DOMContentLoaded', () => {
            document.querySelector('.yx-search').remove();
            const broken = () => { throw new Error('broken'); };
            document.querySelector('[data-yx=language]').getAttribute = broken;
        });"""
    )
    page.goto(QQ)
    page.wait_for_selector("html.ready")
    page.locator(".yx-steps input").first.check()
    page.locator("[data-yx=scheme]").click()
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"


def test_the_scheme_is_chosen_and_kept(page):
    """Dark or light by one button; the choice survives a reload."""
    page.emulate_media(color_scheme="light")
    page.goto(QQ)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("[data-yx=scheme]").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


# Exactly what is known and meant; anything else fails.
ALLOWED = {
    # a browser would bring the drawer back open
    "Attribute “autocomplete” is only allowed when the input type is",
    # or "expect", says the standard by now
    "A “link” element with a “blocking” attribute must have a “rel” attribute whose value is "
    "“stylesheet”.",
}


def test_html_validates(site):
    """vnu accepts every page, but for a short list of the theme's own."""
    jar = ROOT / "tests/node_modules/vnu-jar/build/dist/vnu.jar"
    need("vnu" if jar.is_file() else None, "vnu-jar (npm ci in tests/)")
    java = need(shutil.which("java"), "Java")
    pages = sorted(str(path) for path in site.rglob("*.html"))
    done = subprocess.run(
        [
            java,
            "-XX:TieredStopAtLevel=1",  # optimising takes longer than the few pages do
            "-XX:+UseSerialGC",
            "-Xss4m",
            "-jar",
            str(jar),
            "--format",
            "json",
            "--exit-zero-always",
            "--errors-only",
            *pages,
        ],
        capture_output=True,
        text=True,
    )
    messages = json.loads(done.stderr or done.stdout or '{"messages": []}')["messages"]
    stale = {known for known in ALLOWED if not any(known in each["message"] for each in messages)}
    assert not stale, "no longer needed: take it out of the list"
    unknown = {
        f"{each['url'].rpartition('/site/')[2]}:{each.get('lastLine')}: {each['message']}"
        for each in messages
        if not any(known in each["message"] for known in ALLOWED)
    }
    assert unknown == set()
