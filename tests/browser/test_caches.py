"""Yesterday's files in a browser's cache do not meet today's pages.

A file's page shows its permalink.
"""

from __future__ import annotations

import re
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from browsing import search, until
from conftest import built, copy_project, edit, serve

HOME = "/youxiang/"


class KeepingHandler(SimpleHTTPRequestHandler):
    """Lets browsers keep everything but pages for a year. folder: the build that it serves now."""

    folder = ""

    def __init__(self, *arguments, directory):
        super().__init__(*arguments, directory=KeepingHandler.folder)

    def end_headers(self):
        age = 0 if self.path.split("?")[0].endswith(("/", ".html", "errors")) else 31536000
        self.send_header("Cache-Control", f"max-age={age}")
        super().end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def tomorrow(tmp_path_factory) -> Path:
    """A build in which every script, the servers of a mailbox and the errors have changed."""
    root = copy_project(tmp_path_factory.mktemp("tomorrow") / "copy")
    for script in (root / "docs/assets/js").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        script.write_text(f'{text}\n"tomorrow";\n', encoding="utf-8")
    qq = "data/providers/qq/"
    edit(root, f"{qq}provider.yml", "- foxmail.com\n", "- foxmail.com\n- foxmail.example\n")
    edit(root, f"{qq}evidence.yml", "[vip.qq.com]", "[vip.qq.com, foxmail.example]")
    return built(root)


def test_pages_never_meet_the_files_of_another_build(browser, site, tomorrow):
    """A browser that kept all of yesterday's files loads today's with today's pages."""
    KeepingHandler.folder = str(site)
    with serve(site, KeepingHandler) as origin:
        context = browser.new_context()
        for use in TOOLS:
            use(context.new_page(), origin)
        KeepingHandler.folder = str(tomorrow)
        loaded = {}
        for use in TOOLS:
            page, answers = context.new_page(), []
            page.on("response", lambda answer, answers=answers: answers.append(answer))
            use(page, origin)
            for answer in answers:
                path = answer.url.removeprefix(origin).partition("?")[0]
                if path.endswith((".js", ".json")):
                    loaded[path] = answer.body()
        assert {name for path in loaded if (name := path.rpartition("/")[2])} >= {
            *("site.js", "search.js", "address.js", "errors.js"),
            *("settings.json", "errors.json", "index.json"),
        }
        for path, body in loaded.items():
            assert body == (tomorrow / path.lstrip("/")).read_bytes(), path
        context.close()


def use_start(page, origin: str) -> None:
    """Asks for an address, and searches."""
    page.goto(origin + HOME)
    page.fill("main input[type=text], main input[type=email]", "x@qq.com")
    until(page, "document.querySelector('main .yx-tool__answer').textContent")
    search(page, "qq")


def use_errors(page, origin: str) -> None:
    """Asks for an error."""
    page.goto(f"{origin}{HOME}errors.html")
    page.fill("main textarea", "535 login fail")
    until(page, "document.querySelector('main .yx-tool__answer').textContent")


TOOLS = (use_start, use_errors)


def test_a_page_at_its_files_address_shows_its_permalink(page):
    """What stands behind ? and # stays."""
    page.goto(f"{HOME}errors.html?x=1#unknown")
    until(page, "!location.pathname.endsWith('.html')")
    assert re.search("/youxiang/errors\\?x=1#unknown$", page.url)
