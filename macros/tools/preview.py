"""What `make serve` adds to MkDocs' preview: addresses as hosts answer them, and problems shown."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

from macros.model.handbook import Handbook
from macros.model.problem import printable_lines
from macros.model.yaml_file import digest
from macros.site import files, redirects, search_index
from macros.text.languages import ENGLISH

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

log = logging.getLogger("mkdocs.youxiang")
RESTART = "a Python file has changed: stop `make serve` (Ctrl+C) and start it again"
TROUBLE = (
    f'<!doctype html><html lang="{ENGLISH.code}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="1">'
    "<title>Problems</title></head><body><h1>The site cannot be built</h1>"
    '<pre style="white-space:pre-wrap">{}</pre>'
    "<p>This page shows the site again once this is put right.</p></body></html>"
)


def refuse_taken_port(host: str, port: int) -> None:
    """Raises OSError, with what to do, when another program listens on the port already."""
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            raise OSError(f"port {port} is taken by another program → make serve PORT={port + 1}")


def print_safely(record: logging.LogRecord) -> bool:
    """A filter for logs: requests, names of files and what errors quote never command a terminal.

    Returns True: everything is said.
    """
    record.msg, record.args = printable_lines(record.getMessage()), ()
    if record.exc_info:
        record.exc_text = printable_lines(logging.Formatter().formatException(record.exc_info))
    return True


class Preview:
    """The preview of a repository. trouble: why the last build failed, if it did."""

    def __init__(self, root: Path) -> None:
        self.trouble = ""
        self._root, self._code = root, _code(root)
        self._earlier: Handbook | None = None

    def handbook(self, address: tuple[str, int]) -> Handbook:
        """The handbook as it is now, in which the rules find nothing wrong.

        address: where the preview is served. Raises BadData, and OSError when files cannot be read
        or another program has the port.
        """
        from macros.checks import load  # which no build needs

        if not self._earlier:
            refuse_taken_port(*address)
        self._earlier = load(self._root, earlier=self._earlier)
        return self._earlier

    def take_over(self, server: Any, watched: list[str], handbook: Callable[[], Handbook]) -> None:
        """Makes MkDocs' server ours. watched: what it watches so far; handbook: gives the newest.

        It looks for changes five times a second; MkDocs' own does twice.
        """
        from watchdog.observers.polling import PollingObserver  # which no build needs

        server.set_app(self.app(server.get_app(), Path(server.root), handbook))
        server.builder = self.guarded(server.builder)
        server.build_delay = 0.02  # an editor saves one file at a time
        for path in watched:
            server.unwatch(path)
        server.observer = PollingObserver(timeout=0.2)
        for path in watched:
            server.watch(path)

    def guarded(self, build: Callable[[], None]) -> Callable[[], None]:
        """The same build, but it never raises: MkDocs would let browsers wait until it works."""

        def guarded_build() -> None:
            if _code(self._root) != self._code:
                log.warning(RESTART)
            self.trouble = ""
            try:
                build()
            except SystemExit as error:  # MkDocs has said why
                self.trouble = self.trouble or str(error)
            except Exception as error:
                self.trouble = self.trouble or str(error) or type(error).__name__
                log.exception("the site cannot be built")

        return guarded_build

    def app(self, inner: App, site: Path, handbook: Callable[[], Handbook]) -> App:
        """The preview as a WSGI application. inner: MkDocs' own; site: what it builds.

        handbook: gives the newest.

        /x and /x/ are x.html, as on a host. What no page waits for is written when it is asked
        for, and a redirect is made then. While a build fails, every page shows why.
        """

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            def page(html: str) -> Iterable[bytes]:
                start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
                return [html.encode()]

            path = environ["PATH_INFO"].strip("/")
            if self.trouble and "." not in path.rpartition("/")[2]:
                return page(TROUBLE.format(escape(self.trouble)))
            if (site / f"{path}.html").is_file():
                environ["PATH_INFO"] = f"/{path}.html"
            elif not (site / path).is_file() and not _write_late(path, handbook(), site):
                redirect = redirects.of_pages(handbook()).get(f"{path}.html")
                if redirect and environ["PATH_INFO"].endswith("/"):  # its links are relative
                    start_response("302 Found", [("Location", f"/{path}")])
                    return [b""]
                if redirect:
                    return page(redirect)
            return inner(environ, start_response)

        return answer


def _write_late(path: str, handbook: Handbook, site: Path) -> bool:
    """Writes what no page waits for, once it is asked for. Returns whether the path is of that."""
    if path.endswith(f"{files.SEARCH}{search_index.INDEX}"):
        files.write_search(handbook, site)
    elif path.endswith((".svg", ".png")):
        files.write_files(handbook, site)
    elif path.endswith(".md"):
        files.write_for_programs(handbook, site)
    else:
        return False
    return True


def _code(root: Path) -> str:
    paths = sorted((root / "macros").rglob("*.py"))
    return digest(b"\0".join(path.read_bytes() for path in paths))
