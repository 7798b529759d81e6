"""A guide one can follow.

The whole way first, steps that are ticked off, the end for those who are still stuck, paper.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
import zxingcpp
from bench.pages import SCREENS
from browsing import PHONE, QQ, STARTS, requests_of, until
from conftest import tree_of

from macros.render.page_parts import support
from macros.render.view import View
from macros.text.languages import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_is_visible_first(site, handbook, language):
    """Where something is to be done first, a guide begins with links to each part, binding last."""
    found = 0
    for mailbox in handbook.mailboxes.values():
        tree = tree_of(site, handbook.pages[mailbox.id], language)
        if tree.get_element_by_id("glance", None) is None:
            continue
        found += 1
        [glance] = tree.xpath("//section[@aria-labelledby='glance']")
        links = [each.get("href").removeprefix("#") for each in glance.xpath(".//ol/li/a")]
        assert len(links) > 1 and links[-1] == "bind", mailbox.id
        assert all(tree.get_element_by_id(link, None) is not None for link in links), mailbox.id
        sections = tree.xpath("//h2/@id")
        assert sections.index("glance") < sections.index("get-code"), mailbox.id
    assert found > len(handbook.mailboxes) / 2


@pytest.mark.parametrize(("language", "limit"), [("zh", 15), ("en", 17)])
def test_a_guide_is_short_and_its_first_view_reaches_the_way(page, handbook, language, limit):
    """Without scrolling one sees what to enter and the first entry of the way.

    limit: phone screens that a guide may have, with its answers folded.
    """
    page.set_viewport_size(PHONE)
    for mailbox in handbook.mailboxes.values():
        page.goto(f"/{handbook.pages[mailbox.id].address(language)}")
        first = page.locator(".yx-way > li").first.bounding_box()
        assert first["y"] + first["height"] <= 740, mailbox.id
        screens = page.evaluate(SCREENS, 740)
        assert screens["whole"] <= limit, (mailbox.id, screens)
        assert screens["host"] < 1 and screens["form"] <= 8.5, (mailbox.id, screens)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_guide_ends_with_what_to_do_when_stuck(site, handbook, language):
    """What to collect, never the code, and the support contact that site.yml names."""
    contact = handbook.link("support", handbook.pages["home"], language)
    for mailbox in handbook.mailboxes.values():
        tree = tree_of(site, handbook.pages[mailbox.id], language)
        after = "//*[@id='help']/following::*[ancestor::article]"
        assert tree.xpath(f"{after}/self::li"), mailbox.id
        assert tree.xpath(f"{after}[contains(@class, 'yx-box--danger')]"), mailbox.id
        assert contact.url in tree.xpath(f"{after}/self::a/@href"), mailbox.id


def test_without_a_support_contact_nothing_is_shown(handbook):
    """The contact is configured in site.yml; without one there is no link and no empty line."""
    site = handbook.site.model_copy(update={"support": None})
    without = replace(handbook, models={**handbook.models, "data/site.yml": site}, rendered={})
    assert support(View(handbook, handbook.pages["qq"], "zh"))
    assert support(View(without, without.pages["qq"], "zh")) == ""


@pytest.mark.parametrize("start", STARTS)
def test_ticked_steps_stay_ticked_on_this_device(page, strings, start):
    """By keyboard or finger; after a reload and in the other language, too; counted.

    On no other page and in no address.
    """
    language = STARTS[start]
    page.goto(start + QQ)
    boxes = page.get_by_role("checkbox", name=strings["step_done"][language])
    total = page.locator(
        "[aria-labelledby=get-code] .yx-steps > li, [aria-labelledby=bind] .yx-steps > li"
    ).count()
    assert boxes.count() == total > 5
    assert page.get_by_role("button", name=strings["steps_again"][language]).count() == 0
    size = boxes.first.bounding_box()
    assert size["width"] >= 24 and size["height"] >= 24
    assert "QQ" in page.evaluate(
        "document.getElementById(document.querySelector('.yx-steps "
        "input').getAttribute('aria-describedby')).textContent"
    )
    boxes.first.focus()
    page.keyboard.press("Space")
    boxes.nth(2).click()
    page.goto(("" if start else "/en") + QQ + ".html#faq")
    ticked = page.locator(".yx-steps input:checked")
    assert ticked.count() == 2 and "2" in page.locator(".yx-progress").inner_text()
    assert "done" not in page.url and page.evaluate("document.cookie") == ""
    page.locator(".yx-again").click()
    assert ticked.count() == 0 and page.evaluate(
        "document.activeElement === document.querySelector('.yx-steps input')"
    )
    page.reload()
    assert ticked.count() == 0
    boxes = page.locator(".yx-steps input")
    boxes.last.check()
    page.goto(f"{start}/youxiang/105-souhu-sohuyouxiang-sohu-personal-email")
    assert page.locator(".yx-steps input").count() > 3 and ticked.count() == 0


def test_steps_can_be_ticked_where_nothing_can_be_kept(page):
    """Private windows may refuse storage: ticks then last as long as the page, without an error."""
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', "
        "'SecurityError'); }});"
    )
    page.goto(QQ)
    page.locator(".yx-steps input").first.check()
    assert "1" in page.locator(".yx-progress").inner_text()


@pytest.mark.parametrize("start", STARTS)
def test_what_is_seen_otherwise_stands_in_the_step(page, handbook, start):
    """“Not what you see?” follows its own step, visible, not folded away."""
    page.goto(start + QQ)
    parts = handbook.mailboxes["qq"].guide.sections["get-code"].parts.values()
    steps = [step for part in parts for block in part.blocks for step in block.steps or ()]
    assert {bool(step.otherwise) for step in steps} == {True, False}
    for step in steps:
        assert page.locator(f"#{step.id} > .yx-otherwise:visible").count() == bool(
            step.otherwise
        ), step.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scanner_reads_the_permalink_of_every_guide(page, handbook, language):
    """The PNG beside each guide, as the browser shows it, is a QR code of exactly the permalink,
    with its border, each of its modules some whole pixels wide.
    """
    page.set_viewport_size({"width": 1280, "height": 900})
    for mailbox in handbook.mailboxes.values():
        address = handbook.pages[mailbox.id].address(language)
        page.goto(f"/{address}")
        shown = page.locator(".yx-qr img")
        shown.scroll_into_view_if_needed()
        until(page, "document.querySelector('.yx-qr img').complete")
        side, modules, grey = shown.evaluate("""image => {
            const {width, height, naturalWidth} = image;
            const canvas = Object.assign(document.createElement('canvas'), {width, height});
            const pen = canvas.getContext('2d');
            pen.imageSmoothingEnabled = false;
            pen.drawImage(image, 0, 0, width, height);
            const {data} = pen.getImageData(0, 0, width, height);
            return [width, naturalWidth, [...data].filter((_, at) => at % 4 === 0)];
        }""")
        box = shown.bounding_box()
        assert box["width"] == box["height"] == side and side % modules == 0
        assert shown.get_attribute("alt")
        read = zxingcpp.read_barcode(memoryview(bytes(grey)).cast("B", (side, side)))
        assert read and read.text == f"{handbook.site.url}/{address}", mailbox.id


@pytest.mark.parametrize("start", STARTS)
def test_a_phone_does_not_fetch_the_code_that_is_meant_for_it(page, start):
    """Below the wide layout the code is neither shown nor asked for, however far one scrolls."""
    asked = requests_of(page)
    page.goto(start + QQ)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_selector("html.ready")
    assert not page.locator(".yx-qr").is_visible() and not [
        url for url in asked if url.endswith(".png")
    ]


@pytest.mark.parametrize("start", STARTS)
def test_paper_has_the_guide_with_addresses_and_without_controls(page, handbook, start):
    """Printed from a dark screen.

    Light, no controls, an empty square a step, links with their whole address, the permalink, the
    code.
    """
    page.emulate_media(color_scheme="dark")
    page.goto(start + QQ)
    page.locator(".yx-steps input").first.check()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(23, 33, 29)"
    shown = page.locator(
        "button:visible, input:visible, label:visible, dialog:visible, .headerlink:visible, "
        "header:visible, nav:visible, footer:visible, .yx-progress:visible, .yx-start:visible"
    )
    assert shown.count() == 0, shown.evaluate_all(
        "all => all.map(each => each.outerHTML.slice(0, 90))"
    )
    assert page.locator("[aria-labelledby=get-code] .yx-path").first.is_visible()
    behind = "(element, part) => getComputedStyle(element, part)"
    assert page.locator(
        "[aria-labelledby=get-code] .yx-steps > li, [aria-labelledby=bind] .yx-steps > li"
    ).evaluate_all(
        f"all => all.every(each => ({behind})(each, '::before').borderTopWidth === '1px')"
    )
    assert page.locator(".yx-picture, .yx-table tr").evaluate_all(
        "all => all.every(each => getComputedStyle(each).breakInside === 'avoid')"
    )
    printed = page.locator("article a:not(.headerlink)").evaluate_all(
        """all => all.map(a => [a.getAttribute("href"), getComputedStyle(a, "::after").content])"""
    )
    for href, behind in printed:
        if href.startswith("#"):
            assert behind == "none", href
        elif not href.startswith(handbook.site.url + start + QQ):
            path = "/".join(part for part in href.split("/") if part not in ("", ".", ".."))
            assert "https://" in behind, href
            assert path.removeprefix("https:/") in behind, (href, behind)
    assert page.locator(".yx-permalink a").inner_text() == handbook.site.url + start + QQ
    assert page.locator(".yx-qr img").is_visible() and page.locator("#table-servers").is_visible()
    assert page.locator("h2#about").is_visible()


@pytest.mark.parametrize("start", STARTS)
def test_paper_has_the_notes_of_a_guide_and_none_of_its_script(page, start):
    """What the page says in boxes is printed, what a press brought up is not: a note, a menu."""
    page.goto(start + QQ)
    page.locator(".yx-card .yx-copy").first.click()
    page.locator(".yx-note:not([hidden])").wait_for()
    page.locator("[aria-labelledby=bind] .yx-share").click()
    page.locator(".yx-share__menu").wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".yx-note:visible, .yx-share__menu:visible").count() == 0
    for printed in (".yx-box", ".yx-expect", ".yx-otherwise > p", ".yx-checked", ".yx-needs"):
        of_kind = page.locator(f"article {printed}")
        assert of_kind.count() and all(each.is_visible() for each in of_kind.all()), printed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("days", [300, 400])
def test_facts_that_are_old_say_so(new_page, handbook, strings, language, days):
    """A page whose facts were checked over a year before the reader's day says that.

    A fresh one does not.
    """
    checked = handbook.mailboxes["qq"].provider.checked
    page = new_page()
    page.clock.set_fixed_time(datetime.combine(checked + timedelta(days=days), time(12)))
    page.goto(f"/{handbook.pages['qq'].address(language)}")
    page.wait_for_selector("html.ready")
    words = strings["checked_old"][language]
    assert (words in page.locator(".yx-checked").inner_text()) == (days > 365)
