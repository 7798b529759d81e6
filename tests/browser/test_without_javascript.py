"""Without JavaScript a page reads, and has no control that would do nothing."""

from __future__ import annotations

import pytest
from browsing import PHONE, QQ, STARTS
from conftest import serve

PAGES = (
    "",
    "errors",
    "100-invented-personal",
    "200-invented-enterprise",
    "101-bluebird-personal-mail",
)


@pytest.mark.parametrize("start", STARTS)
def test_no_control_is_shown_that_needs_a_script(new_page, invented_site, start):
    """Buttons, fields and tools are hidden on every kind of page; links and words are there."""
    page = new_page(java_script_enabled=False)
    with serve(invented_site) as address:
        for name in PAGES:
            page.goto(f"{address}{start}/youxiang/{name}")
            controls = page.locator("button, input:not([type=checkbox]), textarea, select")
            shown = [each for each in controls.all() if each.is_visible()]
            assert shown == [], (name, [each.evaluate("e => e.outerHTML") for each in shown])
            assert page.locator("article h1").is_visible()
            assert page.locator("article a").first.is_visible()


@pytest.mark.parametrize("start", STARTS)
def test_contents_folds_and_the_drawer_open_without_a_script(new_page, start):
    """Everything on a guide can be reached."""
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto(start + QQ)
    page.locator(".yx-contents summary").click()
    page.locator('.yx-contents a[href="#faq"]').click()
    assert page.url.endswith("#faq")
    page.locator("summary:has(#server-settings)").click()
    assert page.locator("#table-servers td", has_text="993").first.is_visible()
    page.locator(".yx-menu").click()
    assert page.locator(".yx-side--guides a").first.is_visible()
