"""Paste your error: the form in a real browser.

What a message means is tested in tests/site/test_errors.py.
"""

from __future__ import annotations

import pytest
from browsing import requests_of, until

from macros.text.languages import LANGUAGES


@pytest.fixture(params=LANGUAGES)
def language(request) -> str:
    return request.param


@pytest.fixture
def folder(language) -> str:
    """Where the pages of the language are."""
    return f"/{LANGUAGES[language].prefix}youxiang/"


@pytest.fixture
def paste(page, folder):
    """Pastes into the tool, and returns its answer."""

    def paste(text: str, mailbox: str = ""):
        page.goto(f"{folder}errors")
        page.locator("#error").focus()
        page.locator("#error-mailbox").select_option(mailbox)
        page.locator("#error").fill(text)
        answer = page.locator(".yx-tool__answer")
        until(page, "document.querySelector('.yx-tool__answer details') !== null")
        return answer

    return paste


def test_the_likeliest_cause_is_the_answer_and_the_next_stand_below(paste, handbook, language):
    """A catch-all of QQ.

    The first cause with what to do, the others under their names, the doubt said.
    """
    answer = paste(
        "535 Login fail. Account is abnormal, service is not open, password is incorrect."
    )
    first = handbook.causes["wrong-authorization-code"]
    second = handbook.causes["password-is-login-password"]
    assert answer.locator("> .yx-error h3").inner_text() == first.name[language]
    assert answer.locator("> .yx-error ol > li").count() == len(first.fix)
    names = answer.locator("> details:not(.yx-error__chat) > summary").all_inner_texts()
    assert names[0] == second.name[language]
    known = {cause.name[language] for cause in handbook.causes.values()}
    assert set(names) < known and len(names) >= 3
    assert answer.locator("> p").inner_text() == answer.get_attribute("data-unsure")
    assert answer.locator("> details[open]").count() == 1


def test_a_remedy_leads_to_the_reader_s_own_guide(paste, handbook):
    """By the server it names, or by the mailbox the reader chose.

    To the start page when nobody knows.
    """

    def link(answer):
        return answer.locator("> .yx-error ol a").first.get_attribute("href")

    slug = handbook.mailboxes["sina"].provider.slug
    assert link(paste("535 5.7.8 authentication failed")) == "./"
    assert link(paste("smtp.sina.com 535 5.7.8 authentication failed")) == f"{slug}#get-code"
    assert link(paste("535 5.7.8 authentication failed", "sina")) == f"{slug}#get-code"


def test_the_mailbox_has_a_remedy_of_its_own(paste, handbook, language):
    """Where it differs, what to do at the chosen mailbox stands first, and no other mailbox's."""
    answer = paste("535 5.7.8 authentication failed", "aliyun")
    own = handbook.causes["wrong-credentials"].at["aliyun"].do[language]
    assert answer.locator("> .yx-error .yx-error__at li").count() == 1
    assert own in answer.locator("> .yx-error .yx-error__at li").inner_text()


def test_the_guide_one_comes_from_is_the_mailbox(page, handbook, language):
    """Who follows the link on a guide gets the answer for that mailbox."""
    page.goto(f"/{handbook.pages['icloud'].address(language)}")
    page.locator('article a[href="errors"]').first.click()
    page.locator("#error").fill("535 5.7.8 authentication failed")
    page.locator(".yx-tool__answer > .yx-error h3").wait_for()
    assert page.locator("#error-mailbox").input_value() == "icloud"
    cause = handbook.causes["app-password-required"].name[language]
    assert page.locator(".yx-tool__answer > .yx-error h3").inner_text() == cause


def test_what_is_not_known_is_not_guessed(paste, handbook, language):
    """The answer is what to check, and names no cause."""
    answer = paste("Segmentation fault (core dumped)")
    title = handbook.site.pages["errors"].sections["unknown"].title
    assert answer.locator("h2").inner_text().startswith(title[language])
    assert answer.locator(".yx-error").count() == 0


def test_on_a_phone_the_answer_is_in_view_after_pasting(page, folder):
    """Above the choice of mailbox; the reader need not scroll to see what it is."""
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{folder}errors")
    page.locator("#error").click()
    until(page, "document.activeElement.id === 'error'")
    page.evaluate(
        """() => {
            const area = document.querySelector("#error");
            area.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
            document.execCommand("insertText", false, "535 Login fail. mailbox is full");
        }"""
    )
    name = page.locator(".yx-tool__answer > .yx-error h3")
    name.wait_for()
    until(
        page,
        """() => {
            const heading = document.querySelector(".yx-tool__answer > .yx-error h3");
            const box = heading.getBoundingClientRect();
            return box.top > 48 && box.bottom < innerHeight;
        }""",
    )
    assert name.bounding_box()["y"] < page.locator("#error-mailbox").bounding_box()["y"]


PRIVATE = """smtp.qq.com:465 AUTH LOGIN someone.private@qq.com pass: 'hunter2!' password=geheim99
535 Login Fail. Please enter your authorization code to login. vxkqhzpwnmlrbcaf abcd efgh ijkl mnop
token: eyJhbGciOiJIUzI1NiIsInR5cCI6 from 203.0.113.77 授权码：xkqhzpwnmlrbcafv"""


def test_what_is_copied_on_is_masked(paste, page):
    """Address, code, password, token and IP address are not in it.

    The message, its meaning and the permalink are.
    """
    answer = paste(PRIVATE)
    answer.locator(".yx-error__chat > summary").click()
    text = answer.locator("pre").inner_text()
    private_words = "someone private hunter2 geheim vxkq abcd eyJ 203.0.113 xkqh".split()
    for private in private_words:
        assert private not in text, private
    assert "@qq.com" in text
    assert "Please enter your authorization code" in text
    assert "#cause-" in text
    assert answer.locator(".yx-caution").is_visible()  # a code was pasted: say what to do
    page.evaluate(
        "navigator.clipboard.writeText = text => { window.copied = text; return "
        "Promise.resolve(); }"
    )
    answer.locator("button.yx-copy").click()
    assert page.evaluate("window.copied.trim()") == text.strip()


def test_nothing_that_is_pasted_leaves_the_page(paste, page):
    """No request, no storage, no address carries it; there is no password field."""
    asked = requests_of(page)
    paste("535 Login fail for vertraulich@example.org")
    assert not [each for each in asked if "vertraulich" in each]
    assert "vertraulich" not in page.url + page.evaluate(
        "JSON.stringify([localStorage, sessionStorage, document.cookie])"
    )
    assert page.locator("input[type=password]").count() == 0
    assert page.locator("#error").get_attribute("name") is None


def test_markup_that_is_pasted_stays_text(paste, page):
    """What is pasted never becomes HTML."""
    answer = paste("<img src=x onerror=window.hit=1><b>535 Error: authentication failed</b>")
    assert page.evaluate("window.hit") is None and answer.locator("img").count() == 0
    assert "<img" in answer.locator("pre").text_content()


def test_all_causes_stand_on_the_page_without_javascript(new_page, handbook, folder):
    """Every cause with a link of its own and what is said of it.

    The tool, which needs a script, is not shown.
    """
    page = new_page(java_script_enabled=False)
    page.goto(f"{folder}errors")
    assert page.locator(".yx-error h3").evaluate_all("all => all.map(each => each.id)") == [
        f"cause-{id}" for id in handbook.causes
    ]
    listed = page.locator(".yx-error__said li").evaluate_all("all => all.map(each => each.id)")
    assert set(listed) == {f"error-{error.id}" for error in handbook.errors if error.is_listed}
    assert page.locator(".yx-no-js").is_visible()
    assert not page.locator("#error").is_visible()


def test_a_guide_lists_what_its_own_servers_say(page, handbook, language):
    """From the same data, each linked to what it means."""
    page.goto(f"/{handbook.pages['qq'].address(language)}")
    links = page.locator(".yx-own-errors a").evaluate_all(
        "all => all.map(each => [each.getAttribute('href'), each.textContent])"
    )
    assert links == [[f"errors#error-{each.id}", each.example] for each in handbook.errors_of("qq")]


def test_the_keyboard_is_enough(page, folder):
    """Tab reaches the text, the choice of mailbox and what the answer offers."""
    page.goto(f"{folder}errors")
    page.locator("#error").focus()
    page.keyboard.insert_text("535 Login fail")
    page.wait_for_selector(".yx-tool__answer details")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.yx-tool__answer') !== null")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "error-mailbox":
            break
    assert page.evaluate("document.activeElement.id") == "error-mailbox"


@pytest.mark.parametrize(
    ("path", "field", "typed", "broken"),
    [
        ("errors", "#error", "535 Login fail", "**/paste.js*"),
        ("errors", "#error", "535 Login fail", "**/errors.json*"),
        ("", "#address", "someone@qq.com", "**/settings.json*"),
    ],
)
def test_a_tool_that_cannot_load_says_so_and_tries_again(
    new_page, strings, language, folder, path, field, typed, broken
):
    """On a bad network: a message, no silence.

    When the network is back, the next key brings the answer.
    """
    page = new_page()
    page.route(broken, lambda route: route.abort())
    page.goto(folder + path)
    page.locator(field).focus()
    page.get_by_text(strings["tool_error"][language]).wait_for()
    page.unroute(broken)
    page.locator(field).press_sequentially(typed)
    page.locator(".yx-tool__answer > *").first.wait_for()
