"""What tests share: the built site, servers for it, a browser. A machine without a browser skips; CI fails instead."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from macros.checks import load

ROOT = Path(__file__).resolve().parent.parent


EPOCH = "1764000000"


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


def copy_project(target: Path) -> Path:
    """A copy of what a build needs, to be broken at will."""
    for name in ("data", "docs", "macros", "overrides"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", target)
    return target


@pytest.fixture(scope="session")
def handbook():
    return load(ROOT)


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("built") / "site"
    done = build(ROOT, target)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


class PagesHandler(SimpleHTTPRequestHandler):
    """Serves as GitHub Pages does: /x is x, else x.html, else x/ by redirect; 404.html for the rest."""

    def send_head(self):
        path = Path(self.translate_path(self.path))
        if (
            not path.exists()
            and path.with_name(path.name + ".html").is_file()
            and not self.path.split("?")[0].endswith("/")
        ):
            head, _, query = self.path.partition("?")
            self.path = head + ".html" + (f"?{query}" if query else "")
        # a file wins over a folder of the same name
        elif (
            path.is_dir()
            and not self.path.split("?")[0].endswith("/")
            and path.with_name(path.name + ".html").is_file()
        ):
            self.path = self.path.split("?")[0] + ".html"
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


@pytest.fixture(scope="session")
def server(site) -> Iterator[str]:
    """The address of the built site on loopback."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *arguments: PagesHandler(*arguments, directory=str(site))
    ) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.fixture(scope="session")
def browser():
    path = need(
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome"),
        "Chromium",
    )
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


def until(page, condition: str) -> None:
    """Waits until a JavaScript expression holds. Playwright's own wait_for_function needs eval, which the pages' policy forbids."""
    page.evaluate(
        """condition => new Promise((held, failed) => {
        setTimeout(() => failed(new Error(`never held: ${condition}`)), 20000);
    """
        + f"(function look() {{ ({condition}) ? held() : requestAnimationFrame(look); }})(); }})",
        condition,
    )


@pytest.fixture
def page(browser, server):
    """A fresh phone-sized page of the built site; fails the test on any script error, forbidden thing or request to another host."""
    context = browser.new_context(
        base_url=server, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    page.wait_for_function = lambda condition: until(page, condition)
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((server, "data:", "blob:"))
            else problems.append(f"asked {request.url}")
        ),
    )
    yield page
    context.close()
    assert not problems, problems
