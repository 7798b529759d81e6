"""What tests share: the built site, servers for it, a browser.

A machine without a browser skips; CI fails instead.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from lxml import html
from lxml.html import HtmlElement

from macros.checks import load
from macros.checks.permalinks import RECORD, record
from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.text.languages import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
EPOCH = "1764000000"
PATIENCE = 60  # seconds that a browser or a server may take on a busy machine
# The same examples in every run, and no clock: what fails has failed by a change.
settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")
BROWSERS = (  # the first, Chromium without its window, needs a third of the others' time
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)


def need(what: str | None, name: str) -> str:
    """The path of a tool, or a skip that says what is missing (a failure in CI)."""
    if what:
        return what
    message = f"{name} is not installed: this test did not run"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def build(root: Path, target: Path, generator: str = "mkdocs") -> subprocess.CompletedProcess:
    """Builds the site of `root` into `target`, strictly."""
    return subprocess.run(
        [sys.executable, "-m", generator, "build", "--strict", "-d", str(target)],
        cwd=root,
        capture_output=True,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": str(root)},
    )


def built(root: Path, generator: str = "mkdocs") -> Path:
    """The site of a copy, which must build."""
    done = build(root, root / "site", generator)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of a copy's own program, with nobody there to answer questions."""
    return subprocess.run(
        [sys.executable, "-m", "macros", *arguments],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def free_port() -> int:
    """A port of loopback on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def tree_of(site: Path, page: Page, language: str) -> HtmlElement:
    """A page of a built site, parsed."""
    return html.parse(str(site / page.file(language))).getroot()


def trees_of(site: Path, handbook: Handbook) -> dict[tuple[str, str], HtmlElement]:
    """Every page of a built site, parsed: (page key, language) → tree."""
    return {
        (key, language): tree_of(site, page, language)
        for key, page in handbook.pages.items()
        for language in LANGUAGES
    }


def copy_project(target: Path) -> Path:
    """A copy of what a build needs, to be broken at will."""
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, target / name)
    return copy_program(target)


def copy_program(target: Path) -> Path:
    """Everything that a build needs beside data/ and docs/youxiang/."""
    for name in ("macros", "overrides", "docs/assets"):
        shutil.copytree(
            ROOT / name,
            target / name,
            ignore=shutil.ignore_patterns("__pycache__"),
            dirs_exist_ok=True,
        )
    shutil.copy(ROOT / "mkdocs.yml", target)
    return target


def copy_with_tests(target: Path) -> Path:
    """A copy of what a build and the tests of data and code need."""
    unwanted = shutil.ignore_patterns("node_modules", "__pycache__")
    for name in ("tests", "schema", ".github"):
        shutil.copytree(ROOT / name, target / name, ignore=unwanted)
    shutil.copy(ROOT / "pyproject.toml", target)
    return copy_project(target)


def copy_invented(target: Path) -> Path:
    """A copy of the invented handbook (tests/handbook) with the program, to be broken at will."""
    return copy_program(copy_invented_data(target))


def copy_invented_data(target: Path) -> Path:
    """The same for the program of this process alone: there is none in macros/."""
    _copy_without_record(target)
    (target / RECORD).write_text(_record_of_invented(), encoding="utf-8")
    return target


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Puts something else in the place of what a file of a copy says, the first time it does."""
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, f"{path} no longer has {old!r}: adapt the test"
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


@cache
def _record_of_invented() -> str:
    with TemporaryDirectory() as folder:
        return record(load(_copy_without_record(Path(folder) / "copy")))


def _copy_without_record(target: Path) -> Path:
    """The strings of site.yml are the program's: macros and templates ask for them by name."""
    shutil.copytree(ROOT / "tests/handbook", target)
    strings = (ROOT / "data/site.yml").read_text(encoding="utf-8").partition("\nstrings:\n")[2]
    with (target / "data/site.yml").open("a", encoding="utf-8") as site:
        site.write(f"strings:\n{strings}")
    for name in ("docs/assets", "overrides"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copy(ROOT / "mkdocs.yml", target)
    (target / "macros").mkdir()
    (target / "macros/empty.txt").touch()
    return target


@pytest.fixture(scope="session")
def invented(tmp_path_factory) -> Handbook:
    """The invented handbook, read and checked. Its files are not to be changed."""
    return load(copy_invented_data(tmp_path_factory.mktemp("invented") / "copy"))


@pytest.fixture(scope="session")
def handbook():
    return load(ROOT)


@pytest.fixture(scope="session")
def strings(handbook):
    """The words of the page furniture, which may be reworded at any time."""
    return handbook.site.strings


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("built") / "site"
    done = build(ROOT, target)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture(scope="session")
def invented_site(tmp_path_factory) -> Path:
    """The built site of the invented handbook."""
    return built(copy_invented(tmp_path_factory.mktemp("invented-site") / "copy"))


class PagesHandler(SimpleHTTPRequestHandler):
    """Serves as GitHub Pages does: /x is x, else x.html, else x/ by redirect; 404.html else."""

    def send_head(self):
        address, mark, query = self.path.partition("?")
        file = self.translate_path(address)
        is_bare = not address.endswith("/") and not Path(file).is_file()
        if is_bare and Path(f"{file}.html").is_file():  # it wins over a folder of the same name
            self.path = f"{address}.html{mark}{query}"
        return super().send_head()

    def send_error(self, code, message=None, explain=None):
        page = Path(self.directory) / "404.html"
        if code == 404 and page.is_file():
            body = page.read_bytes()
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            super().send_error(code, message, explain)

    def log_message(self, *arguments):
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A browser hangs up when its page is left."""


@contextmanager
def serve(
    site: Path, handler: Callable[..., SimpleHTTPRequestHandler] = PagesHandler
) -> Iterator[str]:
    """Serves a built site on loopback. Yields its address."""
    with _Server(("127.0.0.1", 0), partial(handler, directory=str(site))) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.fixture(scope="session")
def server(site) -> Iterator[str]:
    """The address of the built site on loopback."""
    with serve(site) as address:
        yield address


def chromium() -> str:
    """The path of a Chromium; without one, the test is skipped."""
    return need(next(filter(None, map(shutil.which, BROWSERS)), None), "Chromium")


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, server) -> Iterator[Callable[..., Any]]:
    """Makes fresh pages of the built site; what they are given are options of Playwright."""
    contexts = []

    def new_page(**options: Any) -> Any:
        contexts.append(browser.new_context(**{"base_url": server, **options}))
        contexts[-1].set_default_timeout(PATIENCE * 1000)
        return contexts[-1].new_page()

    yield new_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page, server):
    """A fresh phone-sized page of the built site.

    Fails the test on any script error, forbidden thing or request to another host.
    """
    page = new_page(viewport={"width": 360, "height": 740}, locale="zh-CN")
    problems: list[str] = []

    def note(what: str, is_wrong: bool = True) -> None:
        if is_wrong:
            problems.append(what)

    ours = (server, "data:", "blob:")
    page.on("pageerror", lambda error: note(f"script error: {error}"))
    page.on("console", lambda said: note(said.text, "Content Security Policy" in said.text))
    page.on("request", lambda asked: note(f"asked {asked.url}", not asked.url.startswith(ours)))
    yield page
    assert not problems, problems


def pytest_collection_modifyitems(items):
    """A test is marked by its folder: tests/unit, tests/site, tests/browser, tests/slow."""
    for item in items:
        item.add_marker(item.path.relative_to(ROOT / "tests").parts[0])
