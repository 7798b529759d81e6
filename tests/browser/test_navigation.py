"""Finding one's place: contents, path, neighbours, short addresses, missing pages, the landing."""

from __future__ import annotations

import pytest
from browsing import PHONE, QQ, STARTS, until

WIDE = {"width": 1280, "height": 800}


@pytest.mark.parametrize("start", STARTS)
def test_a_phone_has_contents_and_a_bar_that_names_the_section(page, start):
    """The list is there at once; further down, the bar names what is read and leads up again."""
    page.set_viewport_size(PHONE)
    page.goto(start + QQ)
    sections = page.locator("article h2").evaluate_all("all => all.map(each => each.id)")
    links = page.locator(".yx-contents li a").evaluate_all("all => all.map(a => a.hash.slice(1))")
    assert links == sections
    page.locator(".yx-contents summary").click()
    page.locator('.yx-contents a[href="#bind"]').click()
    name = "document.getElementById('bind').innerText"
    until(page, f"document.querySelector('.yx-here').innerText === {name}")
    assert not page.locator(".yx-contents ol").is_visible()
    heading, bar = (page.locator(each).bounding_box() for each in ("#bind", ".yx-contents"))
    assert heading["y"] >= bar["y"] + bar["height"]
    page.locator(".yx-up").click()
    until(page, "scrollY < 100")


@pytest.mark.parametrize("id", ["bind", "faq", "about", "permalink"])
def test_the_contents_mark_where_a_link_led(page, id):
    """Beside a wide page, also where the page ends before the heading reaches its upper edge."""
    page.set_viewport_size(WIDE)
    page.goto(QQ)
    page.locator(f'[data-yx=toc] a[href="#{id}"]').click()
    marked = "[data-yx=toc] [aria-current]"
    until(page, f"(a => a && a.hash === '#{id}')(document.querySelector('{marked}'))")


def test_the_path_and_the_neighbours_follow_the_order_of_mailboxes(page, handbook):
    """Handbook › kind › guide above; below, the guides before and after it in the index."""
    order = [handbook.pages[each.id].path for each in handbook.of_kind("personal")]
    page.goto(f"/{order[1]}")
    links = page.locator(".yx-crumbs a").evaluate_all("all => all.map(a => a.pathname)")
    assert links == [f"/{handbook.pages[key].address('zh')}" for key in ("home", "personal")]
    for rel, path in (("prev", order[0]), ("next", order[2])):
        link = page.locator(f".yx-neighbours [rel={rel}]")
        assert link.evaluate("a => a.pathname") == f"/{path}"
    page.goto("/youxiang/")
    assert page.locator(".yx-crumbs").count() == 0 and page.locator(".yx-neighbours").count() == 0


def test_the_language_switch_ignores_what_is_folded(page):
    """A heading within a closed fold is not where the reader is."""
    page.set_viewport_size(PHONE)
    page.goto(f"{QQ}#bind")
    page.locator("[data-yx=language]").click()
    page.wait_for_url("**/en/**#bind")


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("name", ["qq", "106", "qq/"])
def test_an_address_that_can_be_said_leads_to_the_guide(page, start, name):
    """With an id behind it, to that place; the page then shows its permalink."""
    page.goto(f"{start}/youxiang/{name}#faq")
    page.wait_for_url(f"**{start}{QQ}#faq")
    canonical = page.locator("link[rel=canonical]").get_attribute("href")
    assert canonical.endswith(start + QQ)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(
    "path", [f"{QQ}。", f"{QQ}.", f"{QQ.upper()}", "/youxiang/QQ，打开看看", "/qq", "/106）"]
)
def test_a_slip_in_an_address_is_put_right(page, start, path):
    """A full stop, words that a chat glued to it, capitals, a missing folder."""
    page.goto(f"{start}{path}")
    page.wait_for_url(f"**{start}{QQ}")


@pytest.mark.parametrize("start", STARTS)
def test_the_page_of_errors_is_found_without_its_folder(page, start):
    page.goto(f"{start}/errors")
    page.wait_for_url(f"**{start}/youxiang/errors")


@pytest.mark.parametrize("start", STARTS)
def test_a_number_is_enough_for_an_offer(page, strings, start):
    """A missing page has the language of its address and offers what its number may mean."""
    heading = strings["not_found"][STARTS[start]]
    page.goto(f"{start}/youxiang/106x")
    link = page.locator(".yx-meant:visible a")
    link.wait_for()
    assert page.locator("h1:visible").inner_text() == page.title() == heading
    assert link.evaluate("a => a.pathname") == start + QQ
    page.goto(f"{start}/youxiang/nothing")
    until(page, f"document.title === '{heading}'")
    assert page.locator(".yx-meant:visible").count() == 0


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(
    ("name", "mailbox"),
    [
        ("163", "netease"),
        ("Foxmail", "qq"),
        ("139", "mobile139"),
        ("263", "mail263"),
        ("exmail", "tencent-exmail"),
        ("netease-mail", "netease"),
        ("gmial", "gmail"),
    ],
)
def test_what_people_call_a_mailbox_is_offered(page, handbook, start, name, mailbox):
    """By the name in its domain, its own number, a part of its name, a name with one slip."""
    page.goto(f"{start}/youxiang/{name}")
    link = page.locator(".yx-meant:visible a")
    link.wait_for()
    assert link.evaluate("a => a.pathname") == f"{start}/{handbook.pages[mailbox].path}"


@pytest.mark.parametrize("start", STARTS)
def test_the_landing_page_offers_the_most_used_first(page, handbook, start):
    """The field below the title, then six mailboxes and the errors, then all."""
    page.set_viewport_size(PHONE)
    page.goto(f"{start}/youxiang/")
    tops = [
        page.locator(each).first.bounding_box()["y"]
        for each in ("h1", "#address", ".yx-popular", ".yx-popular__error", "#table-mailboxes")
    ]
    assert tops == sorted(tops) and tops[2] < PHONE["height"]
    links = page.locator(".yx-popular a").evaluate_all("all => all.map(a => a.pathname)")
    keys = [*[*handbook.mailboxes][:6], "errors"]
    assert links == [f"{start}/{handbook.pages[key].path}" for key in keys]
