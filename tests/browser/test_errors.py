"""Paste your error: every message of the corpus is understood in a real browser, and nothing leaves the device."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import ROOT

CORPUS = yaml.safe_load((ROOT / "tests/errors.yml").read_text(encoding="utf-8"))["errors"]
SCRIPT = "new URL('../assets/js/errors.js', location.href).href"


@pytest.fixture(params=["", "en/"], ids=["zh", "en"])
def language(request):
    return request.param


@pytest.fixture
def paste(page, language):
    """Pastes into the tool, and returns its answer."""

    def paste(text: str, mailbox: str = ""):
        page.goto(f"/{language}youxiang/errors")
        page.locator("#error").focus()
        page.locator("#error-mailbox").select_option(mailbox)
        page.locator("#error").fill(text)
        answer = page.locator(".yx-tool__answer")
        page.wait_for_function("document.querySelector('.yx-tool__answer details') !== null")
        return answer

    return paste


def in_tool(page, expression: str, argument):
    """What the tool's own functions (`tool`) make of an argument."""
    page.goto("/youxiang/errors")
    return page.evaluate(
        f"async argument => {{ const tool = await import(new URL('/assets/js/errors.js', location.href).href); "
        f"const data = await (await fetch('/youxiang/errors.json')).json(); return {expression}; }}",
        argument,
    )


def test_the_corpus_is_broad():
    """At least 80 real messages with their sources, of at least 10 mailboxes, some of which nobody can explain."""
    assert len({each["text"] for each in CORPUS}) == len(CORPUS) >= 80
    assert len({each["mailbox"] for each in CORPUS if "mailbox" in each}) >= 10
    assert all(each["source"].startswith("https://") for each in CORPUS)
    assert sum(each["means"] is None for each in CORPUS) >= 10


def test_the_corpus_names_no_machine():
    """Whoever posted a trace posted where their files lie; here paths begin at the package."""
    folders = "root home Users app usr opt srv tmp".split()
    machine = re.compile(rf"(?<![\w/.-])(?:/(?:{'|'.join(folders)})/|[A-Z]:\\)")
    for start in (
        *(f"/{folder}/" for folder in folders),
        f"C:{chr(92)}",
    ):  # put together here, or this file would name a machine
        assert machine.search(f"at send ({start}mailer.js:6:1)") and machine.search(
            f'File "{start}mail.py"'
        )
        assert not machine.search(f"see https://example.com{start}help")
    assert [each["text"] for each in CORPUS if machine.search(each["text"])] == []


def test_every_message_of_the_corpus_is_understood(page):
    """Each message finds the error it stands for, however garbled; a message that nobody can explain finds none."""
    found = in_tool(
        page,
        "argument.map(text => (tool.find(text, data.errors) || { id: null }).id)",
        [each["text"] for each in CORPUS],
    )
    assert [
        (each["text"], each["means"], id)
        for each, id in zip(CORPUS, found, strict=True)
        if id != each["means"]
    ] == []


def test_page_and_data_rules_find_the_same(page, handbook):
    """The example of every error is found by that error in the browser, too."""
    examples = [each.example for each in handbook.errors]
    assert in_tool(page, "argument.map(text => tool.find(text, data.errors).id)", examples) == [
        each.id for each in handbook.errors
    ]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("错误代码:535", "only-535"),
        ("(535, b'no')", "only-535"),
        ("535.", "only-535"),
        ("535-5.0", "only-535"),
        ("550 User not found", "no-such-recipient"),
        ("550", "only-550"),
        ("535 Login Fail.", "qq-five-in-one"),
        ("5350", None),
        ('File "smtplib.py", line 535, in login', None),
        ("at connect (net.js:550:12)", None),
        ("v1.535.2", None),
        ("x535", None),
        ("10.0.0.554", None),
    ],
)
def test_a_number_counts_only_when_it_stands_alone(page, handbook, text, means):
    """A reply code is one; a line number, a version, a part of an address is not. Page and data rules agree."""
    assert in_tool(page, "(tool.find(argument, data.errors) || { id: null }).id", text) == means
    assert next((each.id for each in handbook.errors if each.fits(text)), None) == means


CHINESE = "535 Error: 请使用授权码登录。详情请看: 帮助中心"
GARBLED = {
    "bytes as Python prints them": repr(CHINESE.encode("gb18030")),
    "UTF-8 bytes as Python prints them": repr(CHINESE.encode()),
    "GBK read as Latin-1": CHINESE.encode("gb18030").decode("latin-1"),
    "UTF-8 read as Latin-1": CHINESE.encode().decode("latin-1"),
    "JSON": CHINESE.encode("unicode_escape").decode(),
    "quoted-printable": "".join(
        f"={byte:02X}" if byte > 126 else chr(byte) for byte in CHINESE.encode("gb18030")
    ),
    "percent-encoded": "".join(
        f"%{byte:02X}" if byte > 126 else chr(byte) for byte in CHINESE.encode()
    ),
    "full-width": CHINESE.replace("535", "５３５"),
    "broken over lines": CHINESE.replace("Error", "Error\n   "),
}


@pytest.mark.parametrize("how", GARBLED)
def test_garbled_chinese_is_read(page, how):
    """The same sentence, as programs mangle it."""
    assert (
        in_tool(page, "tool.find(argument, data.errors).id", GARBLED[how])
        == "qq-authorization-code"
    )


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("imap.126.com: NO LOGIN", "netease"),
        ("Could not connect to SMTP.QQ.COM:465", "qq"),
        ("imap.exmail.qq.com refused", "tencent-exmail"),
        ("sender <someone@foxmail.com> refused", "qq"),
        ("to a@163.com from b@qq.com", ""),
        ("535 refused", ""),
        ("notimap.qq.com.example.org", ""),
    ],
)
def test_it_knows_whose_message_it_is(page, text, mailbox):
    """By the server it names, else by the address; it does not choose between two."""
    assert in_tool(page, "tool.whose(argument, data.mailboxes)", text) == mailbox


def test_a_catch_all_gets_a_list_of_causes(paste, handbook, language):
    """QQ's five-in-one text is answered by what it may mean, likeliest first, each with what to do and where."""
    error = next(each for each in handbook.errors if each.id == "qq-five-in-one")
    answer = paste(error.example)
    assert answer.locator("ol > li").count() == len(error.causes) == 5
    first = answer.locator("ol > li").first
    assert getattr(error.causes[0].cause, language and "en" or "zh") in first.inner_text()
    assert (
        first.locator("a").get_attribute("href")
        == f"{handbook.pages['qq'].path.rpartition('/')[2]}#enable-service"
    )


def test_a_general_message_leads_to_the_reader_s_own_guide(paste, page, handbook):
    """By the server it names, or by the mailbox the reader chose; to the start page when nobody knows."""

    def link(answer):
        return answer.locator("ol a").first.get_attribute("href")

    slug = handbook.mailboxes["sina"].provider.slug
    assert link(paste("535 Error: authentication failed")) == "./"
    assert link(paste("smtp.sina.com 535 Error: authentication failed")) == f"{slug}#get-code"
    assert link(paste("535 Error: authentication failed", "sina")) == f"{slug}#get-code"


def test_what_is_not_known_is_not_guessed(paste, page, handbook, language):
    """The answer is what to check, and names no cause."""
    answer = paste("Segmentation fault (core dumped)")
    title = handbook.site.pages["errors"].sections["unknown"].title
    assert answer.locator("h2").inner_text().startswith(title.en if language else title.zh)
    assert answer.locator(".yx-error").count() == 0


PRIVATE = """smtp.qq.com:465 AUTH LOGIN someone.private@qq.com pass: 'hunter2!' password=geheim99
535 Login Fail. Please enter your authorization code to login. vxkqhzpwnmlrbcaf abcd efgh ijkl mnop
token: eyJhbGciOiJIUzI1NiIsInR5cCI6 from 203.0.113.77 授权码：xkqhzpwnmlrbcafv"""


def test_what_is_copied_on_is_masked(paste, page):
    """Address, code, password, token and IP address are not in it; the message, its meaning and the permalink are."""
    answer = paste(PRIVATE)
    answer.locator("summary").click()
    text = answer.locator("pre").inner_text()
    for private in (
        "someone",
        "private",
        "hunter2",
        "geheim",
        "vxkq",
        "abcd efgh",
        "eyJ",
        "203.0.113",
        "xkqh",
    ):
        assert private not in text, private
    assert (
        "@qq.com" in text
        and "Please enter your authorization code" in text
        and "#error-qq-authorization-code" in text
    )
    assert answer.locator(".yx-caution").is_visible()  # a code was pasted: say what to do
    page.evaluate(
        "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }"
    )
    answer.locator("button.yx-copy").click()
    assert page.evaluate("window.copied.trim()") == text.strip()


def test_nothing_that_is_pasted_leaves_the_page(paste, page):
    """No request, no storage, no address carries it; there is no password field."""
    asked = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    paste("535 Login fail for vertraulich@example.org")
    assert not [each for each in asked if "vertraulich" in each]
    assert "vertraulich" not in page.url + page.evaluate(
        "JSON.stringify([localStorage, sessionStorage, document.cookie])"
    )
    assert (
        page.locator("input[type=password]").count() == 0
        and page.locator("#error").get_attribute("name") is None
    )


def test_markup_that_is_pasted_stays_text(paste, page):
    """What is pasted never becomes HTML."""
    answer = paste("<img src=x onerror=window.hit=1><b>535 Error: authentication failed</b>")
    assert page.evaluate("window.hit") is None and answer.locator("img").count() == 0
    assert "<img" in answer.locator("pre").text_content()


def test_all_messages_stand_on_the_page_without_javascript(browser, server, handbook, language):
    """Every error with its causes and a link of its own; the tool, which needs a script, is not shown."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/{language}youxiang/errors")
    assert set(page.locator(".yx-error h4").evaluate_all("all => all.map(each => each.id)")) == {
        f"error-{each.id}" for each in handbook.errors
    }
    assert page.locator(".yx-no-js").is_visible()
    assert page.locator(".yx-error li").count() == sum(len(each.causes) for each in handbook.errors)
    assert not page.locator("#error").is_visible()
    context.close()


def test_a_guide_lists_what_its_own_servers_say(page, handbook, language):
    """From the same data, each linked to what it means."""
    page.goto(f"/{language}{handbook.pages['qq'].path}")
    links = page.locator(".yx-own-errors a").evaluate_all(
        "all => all.map(each => [each.getAttribute('href'), each.textContent])"
    )
    assert links == [
        [f"errors#error-{each.id}", each.example]
        for each in handbook.errors
        if each.mailbox == "qq"
    ]


def test_the_keyboard_is_enough(page, language):
    """Tab reaches the text, the choice of mailbox and what the answer offers."""
    page.goto(f"/{language}youxiang/errors")
    page.locator("#error").focus()
    page.keyboard.insert_text("535 Login fail")
    page.wait_for_selector(".yx-tool__answer details")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "error-mailbox"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.yx-tool__answer') !== null")


@pytest.mark.parametrize(
    ("path", "field", "typed", "broken"),
    [
        ("youxiang/errors", "#error", "535 Login fail", "**/errors.js"),
        ("youxiang/errors", "#error", "535 Login fail", "**/errors.json"),
        ("youxiang/", "#address", "someone@qq.com", "**/settings.json"),
    ],
)
def test_a_tool_that_cannot_load_says_so_and_tries_again(
    browser, server, handbook, language, path, field, typed, broken
):
    """On a bad network: a message, no silence; when the network is back, the next key brings the answer."""
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.route(broken, lambda route: route.abort())
    page.goto(f"/{language}{path}")
    page.locator(field).focus()
    words = handbook.site.strings["tool_error"]
    page.get_by_text(words.en if language else words.zh).wait_for()
    page.unroute(broken)
    page.locator(field).press_sequentially(typed)
    page.locator(".yx-tool__answer > *").first.wait_for()
    context.close()
