"""A tree, built by its own code and read page by page."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from macros.model.yaml_file import digest
from macros.site import files


@dataclass
class Page:
    """A built page.

    Its article as lines of visible text by section, its ids, its markup, its size on the wire.
    """

    sections: dict[str, list[str]]
    ids: list[str]
    markup: str
    digest: str  # of the whole page
    size: int


@dataclass
class Site:
    """A built site: pages by address, every address, every other file.

    Or why it could not be built.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    error: str = ""


def build(root: Path, target: Path) -> Site:
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
        return Site(error=(done.stdout + done.stderr).strip()[-2000:])
    site = Site()
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
        article = re.search(r"<article\b.*?</article>", content.decode("utf-8", "replace"), re.S)
        if article:
            reader = _Reader()
            reader.feed(article[0])
            reader.close()
            site.pages[address] = Page(
                reader.finished(), reader.ids, article[0], digest(content), weight(content)
            )
    return site


def weight(content: bytes) -> int:
    """The bytes that a reader loads."""
    return len(gzip.compress(content, mtime=0))


class _Reader(HTMLParser):
    """The visible text of an article, a line per paragraph, item or row, by section.

    Link targets and pictures are said.
    """

    BREAKS = {
        "p",
        "li",
        "tr",
        "caption",
        "div",
        "section",
        "article",
        "ul",
        "ol",
        "table",
        "thead",
        "tbody",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "form",
        "pre",
        "blockquote",
        "summary",
    }
    VOID = {"img", "input", "br", "hr", "wbr", "meta", "link"}
    UNSEEN = {"button", "script", "style", "svg", "template"}

    def __init__(self) -> None:
        super().__init__()
        self.sections: dict[str, list[str]] = {"": []}
        self.ids: list[str] = []
        self.section, self.line, self.skipping = "", "", 0
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if given.get("id"):
            self.ids.append(given["id"])
        if self.skipping or tag in self.UNSEEN or "headerlink" in given.get("class", "").split():
            self.skipping += tag not in self.VOID
            return
        if tag in self.BREAKS:
            self._end_line()
        if re.fullmatch("h[1-6]", tag) and given.get("id"):
            self.section = given["id"]
            self.sections.setdefault(self.section, [])
        if tag in ("td", "th") and self.line.strip():
            self.line += " | "
        if tag == "li":
            self.line = "• "
        if tag == "a":
            self.links.append(given.get("href"))
        if tag == "img":
            self.line += f"[{given.get('alt', '')}: {given.get('src', '')[:200]}]"

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= tag not in self.VOID
            return
        if tag == "a" and self.links and (target := self.links.pop()):
            self.line += f" ‹{target}›"
        if tag in self.BREAKS:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.line += re.sub(r"\s+", " ", data)

    def _end_line(self) -> None:
        if self.line.strip(" •|"):
            self.sections[self.section].append(re.sub(" +", " ", self.line).strip())
        self.line = ""

    def finished(self) -> dict[str, list[str]]:
        self._end_line()
        return self.sections
