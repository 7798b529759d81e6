"""What a reader takes along: values, links to one place, a section for a chat."""

from __future__ import annotations

import pytest
from browsing import PHONE, QQ, STARTS, requests_of, until


@pytest.fixture
def copied(page):
    """What the page last copied, through the clipboard API."""
    page.add_init_script(
        "window.copied = []; Object.defineProperty(navigator, 'clipboard', {value: "
        "{writeText: text => { window.copied.push(text); return Promise.resolve(); }}});"
    )
    return lambda: page.evaluate("window.copied")[-1]


@pytest.mark.parametrize("start", STARTS)
def test_a_value_is_copied_and_that_is_said(page, copied, strings, start):
    """Host and port have a button of a finger's size that copies them exactly."""
    page.goto(start + QQ)
    row = page.locator(".yx-card dd").first
    for number, value in enumerate(("imap.qq.com", "993")):
        button = row.locator(".yx-copy").nth(number)
        assert value in button.get_attribute("aria-label")
        box = button.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24
        button.click()
        assert copied() == value
        said = page.locator("[role=status].yx-note").inner_text()
        assert said == strings["copied"][STARTS[start]]


@pytest.mark.parametrize(("works", "said"), [(True, "copied"), (False, "copy_failed")])
def test_copying_works_without_the_clipboard_api_and_tells_the_truth(page, strings, works, said):
    """Old kernels and pages without https have no clipboard API.

    When the old way fails as well, that is said.
    """
    page.add_init_script(
        f"Object.defineProperty(navigator, 'clipboard', {{value: undefined}}); "
        f"document.execCommand = name => {{ window.taken = document.activeElement.value; "
        f"return {str(works).lower()}; }};"
    )
    page.goto(QQ)
    page.locator(".yx-card .yx-copy").first.click()
    assert page.evaluate("window.taken") == "imap.qq.com"
    page.get_by_text(strings[said].zh).wait_for()


@pytest.mark.parametrize("start", STARTS)
def test_parts_steps_and_rows_have_a_quiet_link(page, copied, handbook, start):
    """The link has a name of its own, shows under the pointer, and is copied."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(start + QQ)
    page.wait_for_selector("html.ready")
    page.mouse.move(600, 400)  # those of rows come with the pointer
    page.locator("#pit-qq-password .headerlink").wait_for(state="attached")
    selector = ".yx-head > h3[id], .yx-steps > li[id], .yx-table tr[id]"
    ids = page.locator(selector).evaluate_all("all => all.map(each => each.id)")
    hrefs = page.locator(".headerlink").evaluate_all("all => all.map(each => each.hash.slice(1))")
    assert ids and sorted(ids) == sorted(hrefs)
    names = page.locator(".headerlink").evaluate_all("all => all.map(each => each.ariaLabel)")
    assert len(set(names)) == len(names)
    first_step = page.locator(".yx-steps > li").first.get_attribute("id")
    for id in (first_step, "pit-qq-password"):
        link = page.locator(f'.headerlink[href="#{id}"]')
        link.hover()
        shown = (
            f"getComputedStyle(document.querySelector('.headerlink[href=\"#{id}\"]')).opacity > 0.4"
        )
        until(page, shown)
        box = link.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24
        link.click()
        assert copied() == f"{handbook.site.url}{start}{QQ}#{id}"
        assert page.url.endswith(f"#{id}")


def test_cards_on_a_phone_have_no_lone_marks(page):
    """What is a table on a wide screen shows no # as cards on a phone."""
    page.set_viewport_size(PHONE)
    page.goto(QQ)
    assert page.locator(".yx-table .headerlink:visible").count() == 0


@pytest.mark.parametrize("start", STARTS)
def test_the_mark_behind_a_step_stands_beside_its_last_word(page, start):
    """However the lines of a step break, no # has one for itself."""
    alone = """[...document.querySelectorAll('li > .headerlink')].filter(mark => {
        const words = document.createRange();
        words.setStart(mark.parentNode, 0);
        words.setEndBefore(mark);
        const last = [...words.getClientRects()].pop();
        return mark.getBoundingClientRect().top >= last.bottom;
    }).map(mark => mark.hash)"""
    for width in range(320, 420, 5):
        page.set_viewport_size({"width": width, "height": 740})
        if width == 320:
            page.goto(start + QQ)
        assert page.evaluate(alone) == [], width


MENU = ".yx-share__menu"
ITEMS = [("link", QQ), ("short", "/youxiang/qq")]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(("item", "address"), ITEMS)
def test_a_section_is_shared_by_its_menu(page, copied, handbook, start, item, address):
    """One button a section; its menu copies the permalink or the short address, and closes."""
    page.goto(start + QQ)
    title = page.locator("#bind").text_content()
    button = page.locator(f"[aria-labelledby=bind] .yx-share[aria-label$='{title}']")
    button.click()
    page.locator(f"{MENU} [data-share={item}]").click()
    assert copied() == f"{handbook.site.url}{start}{address}#bind"
    assert page.locator(MENU).count() == 0
    assert button.evaluate("button => button === document.activeElement")


def test_the_menu_closes_as_menus_do(page):
    """By Escape, by a press elsewhere, by a second press; one is open at a time."""
    page.goto(QQ)
    buttons = page.locator(".yx-share:visible")
    buttons.first.click()
    page.locator(MENU).wait_for()
    assert buttons.first.get_attribute("aria-expanded") == "true"
    buttons.nth(1).click()
    buttons.nth(1).locator("xpath=self::*[@aria-expanded='true']").wait_for()
    assert page.locator(MENU).count() == 1
    assert buttons.first.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Escape")
    assert page.locator(MENU).count() == 0
    assert buttons.nth(1).get_attribute("aria-expanded") == "false"
    assert buttons.nth(1).evaluate("button => button === document.activeElement")
    buttons.first.click()
    page.locator(MENU).wait_for()
    page.locator("h1").click()
    assert page.locator(MENU).count() == 0
    buttons.first.click()
    page.locator(MENU).wait_for()
    buttons.first.click()
    page.locator(MENU).wait_for(state="detached")


def text_of(page, section: str) -> None:
    """Presses "copy section as text" of a section."""
    page.locator(f"{section} .yx-share").first.click()
    page.locator(f"{MENU} [data-share=text]").click()
    page.locator(".yx-note:not([hidden])").wait_for()


@pytest.mark.parametrize("start", STARTS)
def test_a_section_is_copied_as_plain_text(page, copied, handbook, strings, start):
    """Title, values, permalink: ready for a chat, without controls; a folded section, too."""
    page.goto(f"{start}{QQ}#server-settings")
    text_of(page, "details:has(#server-settings)")
    lines = copied().split("\n")
    assert lines[0] == handbook.common.sections["server-settings"].title[STARTS[start]]
    assert lines[-1] == f"{handbook.site.url}{start}{QQ}#server-settings"
    value = strings["for_imap"][STARTS[start]]
    assert lines[1].startswith(f"IMAP {value}: imap.qq.com · 993 · SSL/TLS")
    assert "#" not in "".join(lines[:-1]) and "<" not in copied()


def test_steps_are_copied_with_their_numbers(page, copied):
    """Steps keep their order and count on; boxes and questions keep their words."""
    page.goto(QQ)
    text_of(page, "[aria-labelledby=get-code]")
    assert "\n1. " in copied() and "\n7. " in copied() and copied().count("https://") == 1


@pytest.mark.parametrize("path", [QQ, f"/en{QQ}", "/en/youxiang/"])
def test_the_page_is_copied_as_markdown(page, copied, site, path):
    """Exactly the file at the page's address + .md, which loads when it is asked for."""
    asked = requests_of(page)
    page.goto(path)
    page.locator(".yx-share").first.click()
    item = page.locator(f"{MENU} [data-share=markdown]")
    item.wait_for()
    assert not [url for url in asked if url.endswith(".md")]
    item.click()
    page.locator(".yx-note:not([hidden])").wait_for()
    file = f"{path}index.md" if path.endswith("/") else f"{path}.md"
    assert copied() == (site / file[1:]).read_text(encoding="utf-8")


def test_markdown_that_does_not_load_is_said_and_asked_for_again(page, copied, handbook):
    """Nothing is copied without a network; with one again, the next press does."""
    page.goto(QQ)
    page.route("**/*.md", lambda route: route.abort())
    for said in ("tool_error", "copied"):
        page.locator(".yx-share").first.click()
        page.locator(f"{MENU} [data-share=markdown]").click()
        page.get_by_text(handbook.site.strings[said].zh).wait_for()
        page.unroute("**/*.md")
    assert copied().startswith("# QQ")


def test_an_answer_is_copied_by_itself(page, copied):
    """A question of the FAQ has a menu of its own."""
    page.goto(f"{QQ}#faq-vpn")
    text_of(page, "details:has(> summary > #faq-vpn)")
    assert copied().endswith("#faq-vpn") and copied().count("？") < 4


def test_headings_are_nothing_but_their_words(page):
    """No control stands in a heading, or in the summary of what is folded."""
    page.goto(QQ)
    within = "h1 :is(a, button), h2 :is(a, button), h3 :is(a, button), summary :is(a, button)"
    assert page.locator("h2").count() > 5 and page.locator(within).count() == 0


@pytest.mark.parametrize("path", ["/youxiang/", QQ, "/youxiang/errors"])
@pytest.mark.parametrize("start", STARTS)
def test_the_controls_of_a_heading_stay_on_the_screen(page, start, path):
    """However long a heading and however narrow the phone."""
    for width in (320, 360, 411):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(start + path)
        outside = page.locator(".yx-head > :not(h2, h3)").evaluate_all(
            "all => all.filter(each => each.getBoundingClientRect().right > innerWidth).length"
        )
        assert outside == 0, width


@pytest.mark.parametrize("start", STARTS)
def test_a_finger_is_enough(new_page, handbook, start):
    """On a touch screen.

    A value and a link are copied, a step is ticked, an error is looked up and its mailbox chosen.
    """
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: text => { "
        "window.taken = text; return Promise.resolve(); }}})"
    )
    page.goto(start + QQ)
    page.locator(".yx-card .yx-copy").first.tap()
    assert page.evaluate("window.taken") == handbook.mailboxes["qq"].provider.servers["imap"].host
    page.locator("[aria-labelledby=pitfalls] .yx-share").tap()
    page.locator(f"{MENU} [data-share=link]").tap()
    assert page.evaluate("window.taken") == f"{handbook.site.url}{start}{QQ}#pitfalls"
    box = page.locator("#step-sign-in input[type=checkbox]")
    box.tap()
    assert box.is_checked()
    page.goto(f"{start}/youxiang/errors")
    page.locator("#error").tap()
    page.locator("#error").fill("535 Login fail")
    page.locator("#error-mailbox").select_option("sina")
    page.locator(".yx-tool__answer summary").last.tap()
    assert "535" in page.locator(".yx-tool__answer pre").inner_text()
