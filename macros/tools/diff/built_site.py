"""A tree, built by its own code and read page by page."""

from __future__ import annotations

import gzip
import os
import posixpath
import re
import subprocess
import sys
from dataclasses import dataclass, field
from html import unescape
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
    """A built page: its article as lines by section, its ids, its markup, its size on the wire."""

    sections: dict[str, list[Line]]
    ids: list[str]
    markup: str
    digest: str  # of the whole page
    size: int


@dataclass
class BuiltSite:
    """A built site: pages by address, every address, every other file. error: why there is none."""

    pages: dict[str, BuiltPage] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    error: str = ""


def build(root: Path, target: Path) -> BuiltSite:
    """Builds the site of a tree with its own code, and reads it. Never raises for what is in it."""
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
    markup = article[0]
    ids = re.findall(r'\sid="([^"]+)"', markup)
    lines = _sections(markup, posixpath.dirname(name))
    return BuiltPage(lines, ids, markup, digest(content), weight(content))


def weight(content: bytes) -> int:
    """The bytes that a reader loads, compressed as hosts do."""
    return len(gzip.compress(content, mtime=0))


_LINES = (
    "address article aside blockquote caption dd details div dl dt fieldset figcaption figure form"
    " h1 h2 h3 h4 h5 h6 header footer label legend main nav ol option p pre section summary table"
    " tbody thead tr ul"
)
_SHOWN = [
    (re.compile(pattern), shown)
    for pattern, shown in (
        (r"\s+", " "),
        (r'<(button|script|style|svg|template)\b.*?</\1>|<a class="headerlink".*?</a>', ""),
        (r'<b\b[^>]*\sclass="yx-ui"[^>]*>(.*?)</b>', r"「\1」"),
        (r'<a\b[^>]*\shref="([^"]*)"[^>]*>(.*?)</a>', r"\2 ‹\1›"),
        (r"(<img\b[^>]*>)", r"\n\1\n"),
        (r"<li\b[^>]*>", "\n• "),
        (r"</t[dh]> ?<t[dh]\b[^>]*>", " | "),
        (r'<br>|<span\b[^>]*\sclass="(?!yx-(?:gloss|path|arrow)")[^>]*>', " "),
        (rf"</?(?:li|{_LINES.replace(' ', '|')})\b[^>]*>", "\n"),
    )
]
"""What the elements of an article become in the report, one after the other."""
_HEADING = re.compile(r'<h[1-6]\b[^>]*\sid="([^"]*)"[^>]*>')
_PICTURE = re.compile(r'<img\b(?=[^>]*\ssrc="([^"]*)")(?=[^>]*\salt="([^"]*)")')


def _sections(article: str, folder: str) -> dict[str, list[Line]]:
    """The visible text of an article by section: a line per paragraph, item, row or picture."""
    sections: dict[str, list[Line]] = {}
    parts = ["", *_HEADING.split(article)]
    for id, markup in zip(parts[::2], parts[1::2], strict=True):
        for pattern, shown in _SHOWN:
            markup = pattern.sub(shown, markup)
        lines = sections.setdefault(id, [])
        for line in markup.split("\n"):
            words = re.sub(" +", " ", unescape(re.sub("<[^>]*>", "", line))).strip()
            if picture := _PICTURE.search(line):
                source, description = unescape(picture[1])[:200], unescape(picture[2])
                file = posixpath.normpath(posixpath.join(folder, source))
                lines.append(Line(description, file))
            elif words.strip("•| "):
                lines.append(Line(words))
    return sections
