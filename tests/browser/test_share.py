"""What a reader takes along: values, links to one place, a section for a chat."""

from __future__ import annotations

import pytest

PAGE = "/youxiang/106-tengxun-qqyouxiang-tencent-personal-email"
STARTS = [("", "已复制"), ("/en", "Copied")]


@pytest.fixture
def copied(page):
    """What the page last copied, through the clipboard API."""
    page.add_init_script(
        "window.copied = []; Object.defineProperty(navigator, 'clipboard', {value: "
        "{writeText: text => { window.copied.push(text); return Promise.resolve(); }}});"
    )
    return lambda: page.evaluate("window.copied")[-1]


@pytest.mark.parametrize(("start", "said"), STARTS)
def test_a_value_is_copied_and_that_is_said(page, copied, start, said):
    """Host and port have a button of a finger's size that copies them exactly."""
    page.goto(start + PAGE)
    row = page.locator("#table-servers tbody tr").first
    for number, value in enumerate(("imap.qq.com", "993")):
        button = row.locator(".yx-copy").nth(number)
        assert value in button.get_attribute("aria-label")
        box = button.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24
        button.click()
        assert copied() == value
        assert said in page.locator("[role=status].yx-note").inner_text()


@pytest.mark.parametrize(("works", "said"), [(True, "已复制"), (False, "没能复制")])
def test_copying_works_without_the_clipboard_api_and_tells_the_truth(page, works, said):
    """Old kernels and pages without https have no clipboard API.

    When the old way fails as well, that is said.
    """
    page.add_init_script(
        f"Object.defineProperty(navigator, 'clipboard', {{value: undefined}}); "
        f"document.execCommand = name => {{ window.taken = document.activeElement.value; "
        f"return {str(works).lower()}; }};"
    )
    page.goto(PAGE)
    page.locator("#table-servers .yx-copy").first.click()
    assert page.evaluate("window.taken") == "imap.qq.com"
    page.get_by_text(said).wait_for()


@pytest.mark.parametrize(
    ("start", "id"),
    [
        ("", "faq-vpn"),
        ("/en", "pit-qq-password"),
        ("/en", "step-open-account"),
        ("", "server-imap"),
    ],
)
def test_every_place_has_a_link_to_share(page, copied, handbook, start, id):
    """Sections, questions, steps and rows.

    The link is the permalink with the place's id, shown on touch, and it is copied.
    """
    page.goto(start + PAGE)
    ids = page.evaluate(
        "[...document.querySelectorAll('h2[id], h3[id], .yx-steps > li[id], .yx-table "
        "tr[id]')].map(each => each.id)"
    )
    assert (
        ids
        and page.evaluate(
            'ids => ids.filter(id => !document.querySelector(`.headerlink[href="#${id}"]`))', ids
        )
        == []
    )
    link = (
        page.locator(f'.headerlink[href="#{id}"]')
        if id in ids
        else page.locator(f'.headerlink[href="#{ids[-1]}"]')
    )
    assert (
        link.is_visible() and float(link.evaluate("link => getComputedStyle(link).opacity")) > 0.4
    )
    box = link.bounding_box()
    assert box["width"] >= 24 and box["height"] >= 24
    link.click()
    assert copied() == f"{handbook.site.url}{start}{PAGE}{link.get_attribute('href')}"
    assert page.url.endswith(link.get_attribute("href"))


@pytest.mark.parametrize(
    ("start", "title", "value"),
    [("", "服务器设置", "收信"), ("/en", "Server settings", "receiving")],
)
def test_a_section_is_copied_as_plain_text(page, copied, handbook, start, title, value):
    """Title, values, permalink: ready for a chat, without controls."""
    page.goto(start + PAGE)
    page.locator("#server-settings .yx-chat").click()
    page.wait_for_function("window.copied.length")
    lines = copied().split("\n")
    assert lines[0] == title and lines[-1] == f"{handbook.site.url}{start}{PAGE}#server-settings"
    assert lines[1].startswith(f"IMAP {value}: imap.qq.com · 993 · SSL/TLS")
    assert "#" not in "".join(lines[:-1]) and "<" not in copied()


def test_steps_are_copied_with_their_numbers(page, copied):
    """Steps keep their order, boxes and questions their words."""
    page.goto(PAGE)
    page.locator("#get-code .yx-chat").click()
    page.wait_for_function("window.copied.length")
    assert "\n1. " in copied() and "\n2. " in copied() and copied().count("https://") == 1


FALLEN = """() => [
    ...document.querySelectorAll("article h2[id], article h3[id]")
].filter(heading => {
    const icons = [...heading.querySelectorAll(".headerlink, .yx-chat")];
    const words = document.createRange();
    words.setStart(heading, 0);
    words.setEndBefore(icons[0]);
    const line = [...words.getClientRects()].pop();
    return icons.some(icon => {
        const box = icon.getBoundingClientRect();
        return box.top > line.bottom - 2 || box.right > innerWidth;
    });
}).map(heading => heading.id)"""


@pytest.mark.parametrize("path", ["", "106-tengxun-qqyouxiang-tencent-personal-email", "errors"])
@pytest.mark.parametrize("start", ["", "/en"])
def test_what_stands_behind_a_heading_keeps_to_its_last_word(page, start, path):
    """However long a heading and however narrow the phone.

    No icon falls onto a line of its own, or out of the screen.
    """
    for width in range(320, 420, 11):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(f"{start}/youxiang/{path}")
        assert page.evaluate(FALLEN) == [], width


@pytest.mark.parametrize("start", ["", "/en"])
def test_a_finger_is_enough(browser, server, handbook, start):
    """On a touch screen.

    A value and a link are copied, a step is ticked, an error is looked up and its mailbox chosen.
    """
    context = browser.new_context(
        base_url=server, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: text => { "
        "window.taken = text; return Promise.resolve(); }}})"
    )
    page.goto(start + PAGE)
    page.locator("#table-servers .yx-copy").first.tap()
    assert page.evaluate("window.taken") == handbook.mailboxes["qq"].provider.servers["imap"].host
    page.locator('.headerlink[href="#pitfalls"]').tap()
    assert page.evaluate("window.taken") == f"{handbook.site.url}{start}{PAGE}#pitfalls"
    box = page.locator("#step-sign-in input[type=checkbox]")
    box.tap()
    assert box.is_checked()
    page.goto(f"{start}/youxiang/errors")
    page.locator("#error").tap()
    page.locator("#error").fill("535 Login fail")
    page.locator("#error-mailbox").select_option("sina")
    page.locator(".yx-tool__answer summary").tap()
    assert "535" in page.locator(".yx-tool__answer pre").inner_text()
    context.close()
