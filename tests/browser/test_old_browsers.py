"""Chromium 78 and 88, as old as the kernels in WeChat.

The pages read, and our own scripts run without an error.
"""

from __future__ import annotations

import shutil

import pytest
from browsing import QQ, STARTS
from old_browser import OldBrowser, program

PAGES = [
    "/youxiang/errors",
    "/youxiang/",
    "/youxiang/100-gerenyouxiang-personal-mailbox",
    QQ,
    "/youxiang/nothing-here",
]


@pytest.fixture(scope="module", params=["78", "88"])
def running(request, server, tmp_path_factory):
    browser = OldBrowser(
        program(request.param, shutil.which("node")), tmp_path_factory.mktemp("profile")
    )
    browser.server = server
    assert browser.version == request.param
    yield browser
    browser.close()


@pytest.fixture
def old(running):
    """The old browser.

    Fails the test on any script error, console error or request to another host.
    """
    running.problems.clear()
    yield running
    assert [
        each
        for each in running.problems
        if "404 (Not Found)" not in each or not each.endswith("/nothing-here")
    ] == []


def test_an_error_in_a_page_is_noticed(running):
    """What the other tests rely on.

    Exceptions, console errors and foreign requests are all seen.
    """
    running.problems.clear()
    running.open(
        "data:text/html,<script>console.error('said')</script><script>nothing.there</script>"
        "<script>a b</script><script>import('data:text/javascript,a?.b??c;x y')</script>"
        "<img src=http://127.0.0.1:9/x.png>"
    )
    running.wait("document.images[0].complete")
    text = "\n".join(running.problems)
    assert "said" in text
    assert "nothing is not defined" in text
    assert "Unexpected identifier" in text
    assert "asked http://127.0.0.1:9" in text


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("path", PAGES)
def test_pages_read_and_fit(old, server, start, path):
    """Headings, text and tables are there in the page's language, nothing is wider than the screen,
    in both sizes.
    """
    for width in (360, 1280):
        old.open(server + start + path, width)
        assert old.run("document.documentElement.scrollWidth") <= width
        outside = old.run(
            "[...document.querySelectorAll('article *')].filter(each => "
            "each.getClientRects().length && getComputedStyle(each).visibility === "
            f"'visible' && each.getBoundingClientRect().right > {width + 1} && "
            "!each.closest('thead')).map(each => each.outerHTML.slice(0, 90))"
        )
        assert outside == []
        text = old.run("document.querySelector('article').innerText")
        assert ("Mail" in text or "page" in text) if start else ("邮箱" in text)
        position = old.run("getComputedStyle(document.querySelector('.yx-header')).position")
        assert position == "sticky"
        assert old.run("[...document.querySelectorAll('h1')].some(each => each.offsetHeight > 20)")


@pytest.mark.parametrize("start", STARTS)
def test_a_value_is_copied(old, server, strings, start):
    """The copy button does its work and says so."""
    old.open(f"{server}{start}{QQ}#server-settings")
    old.run(
        "document.addEventListener('copy', () => { window.taken = "
        "document.activeElement.value; }), navigator.clipboard && "
        "(navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')))"
    )
    old.click("#table-servers .yx-copy")
    old.wait("document.querySelectorAll('.yx-note').length")
    assert old.run("window.taken") == "imap.qq.com"
    said = old.run("document.querySelector('.yx-note').textContent")
    assert said == strings["copied"][STARTS[start]]


def test_a_section_is_copied_for_a_chat(old, server):
    """The module for it loads and makes the text."""
    old.open(server + QQ)
    old.run(
        "window.taken = '', Object.defineProperty(navigator, 'clipboard', {value: "
        "{writeText: text => { window.taken = text; return Promise.resolve(); }}})"
    )
    old.click("[aria-labelledby=get-code] .yx-share")
    old.wait("!!document.querySelector('[data-share=text]')")
    old.click("[data-share=text]")
    title = old.run("document.getElementById('get-code').textContent")
    assert old.wait("window.taken").startswith(title)


@pytest.mark.parametrize("start", STARTS)
def test_the_search_opens_answers_and_closes(old, server, handbook, start):
    """Mailboxes are found by name and texts by their words; the dialog closes by its button."""
    old.open(server + start + QQ)
    old.click("[data-yx=search]")
    old.wait(
        "document.querySelector('.yx-search').open && document.activeElement.type === 'search'"
    )
    old.type("gmail")
    assert old.wait(
        "document.querySelector('.yx-search__results a') && "
        "document.querySelector('.yx-search__results a').getAttribute('href')"
    ).startswith(f"{start}/youxiang/101-")
    old.run("document.activeElement.select()")
    old.type("ETIMEDOUT")
    found = old.wait(
        "(link => link && link.hash === '#cause-timeout-or-blocked' && "
        "link.getAttribute('href'))(document.querySelector('.yx-search__results a'))"
    )
    assert found == f"{start}/youxiang/errors#cause-timeout-or-blocked"
    old.click(".yx-search form button")
    assert not old.run("document.querySelector('.yx-search').open")


@pytest.mark.parametrize("start", STARTS)
def test_the_drawer_opens_and_closes(old, server, start):
    """The list of mailboxes comes in from the side and goes again."""
    old.open(server + start + QQ)
    seen = (
        "(box => box.left >= 0 && box.right > "
        "100)(document.querySelector('.yx-side--guides').getBoundingClientRect())"
    )
    assert not old.run(seen)
    old.click(".yx-menu")
    old.wait(seen)
    assert old.run(
        "(title => 0 < title.scrollHeight && title.scrollHeight <= "
        "title.clientHeight)(document.querySelector('.yx-side--guides .yx-nav__title'))"
    ), "the title of the drawer is cut off"
    old.click(".yx-overlay", across=0.95)
    old.wait(f"!{seen}")
    assert old.run("location.pathname") == start + QQ, "the click went through to a link"


@pytest.mark.parametrize("start", STARTS)
def test_the_address_tool_answers(old, server, start):
    """A known address, a slip of the finger, an unknown domain."""
    old.open(server + start + "/youxiang/")
    old.click("#address")
    old.type("Someone＠ｆｏｘｍａｉｌ.com")
    assert "imap.qq.com" in old.wait(
        "document.querySelector('.yx-tool__answer code') && "
        "document.querySelector('.yx-tool__answer').innerText"
    )
    old.run("document.activeElement.select()")
    old.type("me@gmial.com")
    old.wait("document.querySelectorAll('.yx-tool__answer button.yx-suggestion').length")
    old.click(".yx-tool__answer button.yx-suggestion")
    old.wait("document.querySelector('.yx-tool__answer').innerText.includes('imap.gmail.com')")


@pytest.mark.parametrize("start", STARTS)
def test_pictures_load_and_keep_to_the_screen(old, server, start):
    """The pictures in the steps are there when one comes to them."""
    old.open(server + start + QQ)
    old.run("document.querySelector('.yx-steps .yx-picture img').scrollIntoView()")
    old.wait(
        "(image => image.complete && image.naturalWidth > 100 && "
        "image.getBoundingClientRect().left >= 0)(document.querySelector('.yx-steps "
        ".yx-picture img'))"
    )


@pytest.mark.parametrize("start", STARTS)
def test_steps_are_ticked_and_the_scheme_changes(old, server, start):
    """What a guide offers beside.

    Ticks that stay, dark and light, the language switch that keeps the place.
    """
    old.open(f"{server}{start}{QQ}#verify")
    old.run("localStorage.clear()")
    old.click(".yx-steps input")
    assert "1" in old.run("document.querySelector('.yx-progress').textContent")
    before = old.run("getComputedStyle(document.body).backgroundColor")
    old.click("[data-yx=scheme]")
    assert old.run("getComputedStyle(document.body).backgroundColor") != before
    assert old.run("document.querySelector('[data-yx=language]').hash") == "#verify"
    old.open(f"{server}{start}{QQ}")
    assert old.run("document.querySelectorAll('.yx-steps input:checked').length") == 1
    assert old.run("document.querySelector('.yx-own').offsetHeight") > 0
    old.run("localStorage.clear()")


def test_a_linked_place_is_below_the_header(old, server):
    """Also here, what one was sent to is right below the header and the bar of contents."""
    for id in ("verify", "step-confirm-sms", "pit-bulk"):
        old.open(f"{server}{QQ}?{id}#{id}")
        top, above = old.run(
            f"[document.getElementById('{id}').getBoundingClientRect().top, "
            "document.querySelector('.yx-contents').getBoundingClientRect().bottom]"
        )
        assert above <= top < above + 32


@pytest.mark.parametrize("start", STARTS)
def test_the_error_tool_answers(old, server, handbook, start):
    """A garbled message is read, and what to copy is masked."""
    old.open(f"{server}{start}/youxiang/errors")
    old.click("#error")
    old.type(
        "someone@qq.com 535 Error: "
        "\\xc7\\xeb\\xca\\xb9\\xd3\\xc3\\xca\\xda\\xc8\\xa8\\xc2\\xeb\\xb5\\xc7\\xc2\\xbc"
    )
    answer = old.wait(
        "document.querySelector('.yx-tool__answer pre') && "
        "document.querySelector('.yx-tool__answer').textContent"
    )
    cause = handbook.causes["password-is-login-password"]
    assert cause.means[STARTS[start]] in answer
    assert f"#cause-{cause.id}" in answer
    assert "someone@" not in answer
