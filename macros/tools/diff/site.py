"""A tree, built by its own code and read page by page."""

from __future__ import annotations

import gzip
import os
import posixpath
import re
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from macros.model.yaml_file import digest
from macros.site import files


class Line(NamedTuple):
    """A line of visible text, or a picture: what describes it, and its file in the site."""

    text: str
    picture: str = ""


@dataclass
class BuiltPage:
    """A built page.

    Its article as lines by section, its ids, its markup, its size on the wire.
    """

    sections: dict[str, list[Line]]
    ids: list[str]
    markup: str
    digest: str  # of the whole page
    size: int


@dataclass
class BuiltSite:
    """A built site: pages by address, every address, every other file.

    Or why it could not be built.
    """

    pages: dict[str, BuiltPage] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    error: str = ""


def build(root: Path, target: Path) -> BuiltSite:
    """Builds the site of a tree with the tree's own code, and reads it.

    Never raises for what is in the tree.
    """
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-d", str(target)],
        cwd=root,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root), "NO_MKDOCS_2_WARNING": "1"},
    )
    if done.returncode:
        return BuiltSite(error=(done.stdout + done.stderr).strip()[-2000:])
    site = BuiltSite()
    for file in sorted(target.rglob("*")):
        name = file.relative_to(target).as_posix()
        if not file.is_file() or f"/{files.SEARCH}" in f"/{name}":
            continue
        content = file.read_bytes()
        if file.suffix != ".html":
            site.files[name] = content
            continue
        address = f"/{name.removesuffix('.html').removesuffix('index')}"
        site.addresses.add(address)
        page = read_page(name, content)
        if page:
            site.pages[address] = page
    return site


def read_page(name: str, content: bytes) -> BuiltPage | None:
    """The page in a file of the site; None when it has no article. name: of the file."""
    article = re.search(r"<article\b.*?</article>", content.decode("utf-8", "replace"), re.S)
    if not article:
        return None
    reader = _Reader(name)
    reader.feed(article[0])
    reader.close()
    return BuiltPage(reader.finished(), reader.ids, article[0], digest(content), weight(content))


def weight(content: bytes) -> int:
    """The bytes that a reader loads."""
    return len(gzip.compress(content, mtime=0))


_BREAKS = frozenset(
    "address article aside blockquote caption dd details div dl dt fieldset figcaption figure form"
    " h1 h2 h3 h4 h5 h6 header footer label legend li main nav ol option p pre section summary"
    " table tbody thead tr ul".split()
)
_VOID = frozenset("img input br hr wbr meta link".split())
_UNSEEN = frozenset("button script style svg template".split())

_INLINE = frozenset("yx-gloss yx-path yx-arrow".split())


class _Reader(HTMLParser):
    """The visible text of an article by section: a line per paragraph, item, row or picture.

    Link targets are said, and the labels of buttons and menus stand in 「」, apart from what
    explains them.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.folder = posixpath.dirname(name)
        self.sections: dict[str, list[Line]] = {"": []}
        self.ids: list[str] = []
        self.section, self.line, self.skipping = "", "", 0
        self.links: list[str | None] = []
        self.bold: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if given.get("id"):
            self.ids.append(given["id"])
        classes = given.get("class", "").split()
        if self.skipping or tag in _UNSEEN or "headerlink" in classes:
            self.skipping += tag not in _VOID
            return
        if tag in _BREAKS:
            self._end_line()
        if re.fullmatch("h[1-6]", tag) and given.get("id"):
            self.section = given["id"]
            self.sections.setdefault(self.section, [])
        elif tag == "img":
            self._add_picture(given.get("src", ""), given.get("alt", ""))
        elif tag == "a":
            self.links.append(given.get("href"))
        else:
            self.line += self._mark(tag, set(classes))

    def _mark(self, tag: str, classes: set[str]) -> str:
        """What stands in the text where an element begins."""
        if tag == "b":
            is_label = "yx-ui" in classes
            self.bold.append("」" if is_label else "")
            return "「" if is_label else ""
        if tag in ("td", "th"):
            return " | " if self.line.strip() else ""
        if tag == "span" and classes and not _INLINE & classes:
            return " "  # set apart by its style
        return {"li": "• ", "br": " "}.get(tag, "")

    def _add_picture(self, source: str, description: str) -> None:
        self._end_line()
        file = posixpath.normpath(posixpath.join(self.folder, source[:200]))
        self.sections[self.section].append(Line(description, file))

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= tag not in _VOID
            return
        if tag == "a" and self.links and (target := self.links.pop()):
            self.line += f" ‹{target}›"
        if tag == "b" and self.bold:
            self.line += self.bold.pop()
        if tag in _BREAKS:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.line += re.sub(r"\s+", " ", data)

    def _end_line(self) -> None:
        if self.line.strip(" •|"):
            self.sections[self.section].append(Line(re.sub(" +", " ", self.line).strip()))
        self.line = ""

    def finished(self) -> dict[str, list[Line]]:
        """The sections, when everything has been fed."""
        self._end_line()
        return self.sections
