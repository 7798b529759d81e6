"""The report of `make diff` as a page, on a phone."""

from __future__ import annotations

import pytest
from conftest import copy_invented, edit

from macros.tools.diff.output import as_page
from macros.tools.diff.report import report_of_data


@pytest.mark.parametrize("width", [360, 390])
def test_the_report_is_read_without_scrolling_sideways(browser, tmp_path, width):
    """Not even a host or an address without a gap makes it wider than the screen."""
    head = copy_invented(tmp_path / "head")
    provider = "data/providers/bluebird/provider.yml"
    edit(head, provider, "mail.bluebird", f"{'mail' * 40}.bluebird")
    (tmp_path / "empty/data").mkdir(parents=True)
    blocks, _ = report_of_data(tmp_path / "empty", head)
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.set_content(as_page(blocks))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("td").first.evaluate("cell => cell.offsetWidth") > width / 2
    page.close()
