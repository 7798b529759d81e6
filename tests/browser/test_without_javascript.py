"""Without JavaScript a page has no control that would do nothing."""

from __future__ import annotations

import pytest
from conftest import serve

PAGES = (
    "",
    "errors",
    "100-invented-personal",
    "200-invented-enterprise",
    "101-bluebird-personal-mail",
)


@pytest.mark.parametrize("start", ["", "en/"])
def test_no_control_is_shown_that_needs_a_script(browser, invented_site, start):
    """Buttons, fields and tools are hidden on every kind of page; links and words are there."""
    with serve(invented_site) as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        for name in PAGES:
            page.goto(f"{address}/{start}youxiang/{name}")
            controls = page.locator("button, input:not([type=checkbox]), textarea, select")
            shown = [each for each in controls.all() if each.is_visible()]
            assert shown == [], (name, [each.evaluate("e => e.outerHTML") for each in shown])
            assert page.locator("article h1").is_visible()
            assert page.locator("article a").first.is_visible()
        context.close()
