"""The search as a reader has it: what it loads, its keys, what an empty field offers."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urlsplit

import pytest
from browsing import QQ, links, requests_of, search, until

from macros.text.languages import LANGUAGES

MOST_KB = 35  # of gzip, for the first query of a visit, at 24 mailboxes


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("zh", "授权码"),
        ("zh", "为什么登录总是提示密码错误"),
        ("zh", "535 Error: authentication failed, system busy"),
        ("en", "authorization code"),
        ("en", "why does it say that the password is wrong"),
        ("en", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled"),
    ],
)
def test_the_first_query_stays_within_its_budget(page, site, language, asked):
    """Scripts, index and results of the first query of a visit, and nothing twice."""
    page.goto(f"/{LANGUAGES[language].prefix}youxiang/")
    requests = requests_of(page)
    search(page, asked)
    paths = [urlsplit(address).path.lstrip("/") for address in requests]
    paths = [path for path in paths if not path.endswith(".svg")]  # the browser's own
    sizes = {path: len(gzip.compress((site / path).read_bytes(), 6)) for path in paths}
    assert len(paths) == len(sizes), "a file was asked for twice"
    assert sum(sizes.values()) <= MOST_KB * 1000, sizes


def test_a_search_that_could_not_load_says_so_and_tries_again(page):
    """Whether the index or one of its files was out of reach: the next letter asks for it again."""
    page.goto("/youxiang/")
    for out_of_reach in (
        re.compile(r"/search/index\.json"),
        re.compile(r"/search/[0-9a-f]+\.json"),
    ):
        page.route(out_of_reach, lambda route: route.abort())
        page.locator("[data-yx=search]").click()
        page.locator(".yx-search input").fill("ETIMEDOUT")
        said = page.locator("body").get_attribute("data-offline")
        page.locator(".yx-search__results", has_text=said).wait_for()
        page.unroute(out_of_reach)
        page.locator(".yx-search input").fill("ETIMEDOU")
        page.locator(".yx-search__results a[href$='#cause-timeout-or-blocked']").wait_for()
        page.reload()


def test_the_keyboard_is_enough(page):
    """Arrows move between the field and the results, and Enter in the field opens the first."""
    page.goto("/youxiang/")
    page.locator("html.ready").wait_for()  # the script listens to keys
    page.keyboard.press("/")
    page.locator(".yx-search input").fill("授权码丢了")
    page.locator(".yx-search__results li > a").first.wait_for()
    focus = "document.activeElement.getAttribute('href') || document.activeElement.tagName"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focus).endswith("#faq-lost-code")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focus) == "INPUT"
    page.keyboard.press("Enter")
    page.wait_for_url("**/106-*#faq-lost-code")


def test_an_empty_field_offers_the_usual_questions(page, handbook):
    """Each is a question of data/search.yml; a press asks it."""
    page.goto("/en/youxiang/")
    page.locator("[data-yx=search]").click()
    questions = page.locator(".yx-search__usual")
    questions.first.wait_for()
    assert questions.all_text_contents() == [each.en for each in handbook.search.usual]
    questions.first.click()
    page.locator(".yx-search__results li > a[href$='#get-code']").wait_for()


def test_a_pasted_error_goes_to_the_error_finder(page):
    """Enter takes the message there, and it is answered without being typed again."""
    page.goto("/youxiang/")
    search(page, "554 DT:SPM 163 smtp12")
    page.keyboard.press("Enter")
    page.wait_for_url("**/youxiang/errors")
    assert page.locator("#error").input_value() == "554 DT:SPM 163 smtp12"


@pytest.mark.parametrize(("start", "asked"), [("", " QQ 授权码丢了 "), ("/en", "163.com")])
def test_what_is_found_is_in_the_language_of_the_page_and_one_press_away(page, start, asked):
    """Spaces around what was pasted do not matter."""
    page.goto(f"{start}/youxiang/")
    search(page, asked)
    found = links(page, ".yx-search__results a")
    assert all(link.startswith(f"{start}/youxiang/") for link in found), found
    page.locator(".yx-search__results a").first.click()
    page.wait_for_url(lambda url: url.endswith(found[0]))


def test_more_is_found_when_asked(page):
    """More results come on request, and do not repeat the first ones."""
    page.goto("/youxiang/")
    search(page, "密码")
    page.locator(".yx-search__results > .yx-search__more").click()
    until(page, "document.querySelectorAll('.yx-search__results li').length > 8")
    found = links(page, ".yx-search__results li > a")
    assert len(found) == len(set(found))


def test_nothing_loads_until_it_is_opened_and_nothing_found_is_said(page, strings):
    """The index costs nothing at first view; no result is said plainly."""
    requests = requests_of(page)
    page.goto(QQ)
    page.wait_for_selector("html.ready")
    assert not [url for url in requests if "search" in url]
    page.keyboard.press("/")
    page.locator(".yx-search input").fill("zzzzqqqqxxxx")
    page.locator(".yx-search__results", has_text=strings["search_none"].zh).wait_for()
