"""What tests in a browser share: addresses, the search, what a page asked for."""

from __future__ import annotations

from conftest import PATIENCE
from playwright.sync_api import Page

QQ = "/youxiang/106-tengxun-qqyouxiang-tencent-personal-email"
PHONE = {"width": 360, "height": 740}
STARTS = {"": "zh", "/en": "en"}
"""What addresses begin with, and their language."""


def search(page: Page, asked: str) -> None:
    """Opens the search, types, and waits for what is found."""
    page.locator("[data-yx=search]").click()
    page.locator(".yx-search input").fill(asked)
    page.locator(".yx-search__results li > a").first.wait_for()


def links(page: Page, selector: str) -> list[str]:
    """The addresses of links, as they stand in the page."""
    return page.locator(selector).evaluate_all("all => all.map(a => a.getAttribute('href'))")


def requests_of(page: Page) -> list[str]:
    """A list that fills with the address, and the body if any, of each request."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    return asked


def until(page: Page, condition: str) -> None:
    """Waits until a JavaScript expression holds.

    Playwright's own wait_for_function needs eval, which the pages' policy forbids.
    """
    page.evaluate(
        f"""([condition, patience]) => new Promise((held, failed) => {{
        setTimeout(() => failed(new Error(`never held: ${{condition}}`)), patience);
        (function look() {{ ({condition}) ? held() : requestAnimationFrame(look); }})();
        }})""",
        [condition, PATIENCE * 1000],
    )
