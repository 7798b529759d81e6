"""The search of one language: what the places of a page say, and an index of it in small files, of which a browser fetches the few that a query needs.

Chinese is looked up by pairs of neighbouring characters (as Lucene's CJKBigramFilter does), which needs no dictionary; other scripts
by words. `docs/assets/js/search.js` takes queries apart in the same way (`terms`) and ranks by BM25; what BM25 wants to know of a place
alone is worked out here (`runs`), so that a page's share of the index depends on nothing but the page.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from html import unescape
from operator import add
from pathlib import Path
from typing import NamedTuple

from macros.model.yaml_file import digest
from macros.text.typography import HAN

INDEX = "index.json"  # the one file whose name does not depend on what is in it
SHARD = 12_000  # bytes of JSON that a file of terms has at least
LENGTH, SATURATION, LEVELLING = 100, 1.2, 0.6  # of a usual place, in terms; BM25's k1 and b
IN_TITLE, IN_PAGE_TITLE, BESIDE = (
    6,
    1,
    2,
)  # what a word counts in a heading, in that of the whole page, and beside the text; in the text it counts 1
TENTHS = 10

_PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)")
_RUN = re.compile(f"[0-9a-z\u00c0-\u024f\u0400-\u04ff]+|[{HAN}]+")
_BREAK = "\0"
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_WITHIN_A_LINE = frozenset("a abbr b code em i mark s small span strong sub sup time u".split())
_WITHOUT_AN_END = frozenset("br hr img input".split())
_NOT_SEARCHED = re.compile(r'\s(?:data-unsearched|class="headerlink")(?=[\s>]|$)')


class Place(NamedTuple):
    """What stands below one heading. id: empty above the first one that has an id; title: the heading; text: without marks."""

    id: str
    title: str
    text: str


def places(html: str) -> list[Place]:
    """The places of an article of ours (every tag closed, see gate.py), in order, but for what is marked `data-unsearched` and for buttons."""
    found: list[tuple[str, list[str], list[str]]] = [("", [], [])]
    into = found[0][2]
    skipped, depth = "", 0  # the tag that is passed over, and how many like it are open in it
    for closing, name, attributes, text in _PIECE.findall(html):
        if skipped:
            depth += (-1 if closing else 1) if name == skipped else 0
            skipped = skipped if depth else ""
        elif text:
            into.append(text)
        elif closing:
            into.append("" if name in _WITHIN_A_LINE else _BREAK)
            if name in _HEADINGS:
                into = found[-1][2]
        elif name == "button" or _NOT_SEARCHED.search(attributes):
            skipped, depth = ("", 0) if name in _WITHOUT_AN_END else (name, 1)
        elif name in _HEADINGS:
            id = re.search(r'\sid="([^"]+)"', attributes)
            if id or name == "h1":
                found.append((id[1] if id else "", [], []))
                into = found[-1][1]
        elif name not in _WITHIN_A_LINE:
            into.append(_BREAK)
    return [
        Place(id, _in_one_line(title), _in_one_line(text)) for id, title, text in found if title
    ]


def _in_one_line(pieces: list[str]) -> str:
    """Pieces of HTML as one line: what stood in paragraphs or cells of its own is told apart."""
    line = ""
    for each in unescape("".join(pieces)).split(_BREAK):
        if each := " ".join(each.split()):
            line += (
                ""
                if not line or line[-1] in "。！？；：，"
                else " "
                if line[-1] in ".!?;:,"
                else " · "
            ) + each
    return line


def terms(text: str) -> list[str]:
    """What a text is looked up by, in order: words without a plural s, and every two neighbouring Chinese characters."""
    found: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if run < HAN:
            found.append(
                run[:-1] if run[-1] == "s" and len(run) > 3 and run[-2] not in "sui" else run
            )
        elif len(run) == 1:
            found.append(run)
        else:
            found += map(add, run, run[1:])
    return found


def runs(places: list[Place], beside: Mapping[str, str]) -> dict[str, str]:
    """A page's share of the index. beside: what else places answer to, by their ids.

    Returns per term how many places have it, and for each of them its number on the page and the term's weight in it (BM25 but
    for the term's rarity, in tenths), as numbers with commas.
    """
    share: dict[str, str] = {}
    for number, place in enumerate(places):
        counts = Counter(terms(place.text))
        levelled = SATURATION * (1 - LEVELLING + LEVELLING * counts.total() / LENGTH)
        for term in terms(place.title):
            counts[term] += IN_TITLE if place.id else IN_PAGE_TITLE
        for term in terms(beside.get(place.id, "")):
            counts[term] += BESIDE
        said = {
            count: f"{number},{round(TENTHS * count * (SATURATION + 1) / (count + levelled)) or 1}"
            for count in set(counts.values())
        }
        for term, count in counts.items():
            share[term] = f"{share[term]},{said[count]}" if term in share else said[count]
    return {term: f"{each.count(',') // 2 + 1},{each}" for term, each in share.items()}


class Found(NamedTuple):
    """What the search knows of a page. places and runs: as above; mailbox: what a reader may call it, on a mailbox's page."""

    title: str
    places: list[Place]
    runs: dict[str, str]
    mailbox: dict | None = None


def write(folder: Path, found: Iterable[tuple[str, Found]]) -> None:
    """Writes the index into a folder: a file of places for each page, files of terms in the order of the alphabet, and INDEX, which says what is where.

    found: the pages by their addresses, absolute in the site. All files but INDEX are named by their content, so that no two builds
    are ever mixed. A file of terms has, per term, for each page that has it how many pages further it is, and its run. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pages: list[tuple] = []
    mailboxes: list[dict] = []
    index: dict[str, tuple[bytearray, list[int]]] = {}
    for number, (address, page) in enumerate(found):
        pages.append(
            (
                address,
                page.title,
                _write(
                    folder,
                    json.dumps(page.places, ensure_ascii=False, separators=(",", ":")).encode(),
                ),
                len(page.places),
            )
        )
        if page.mailbox:
            mailboxes.append({"url": address, **page.mailbox})
        for term, run in page.runs.items():
            known = index.get(term)
            if known is None:
                known = index[term] = bytearray(), [0]
            known[0].extend(f"{',' if known[0] else ''}{number - known[1][0]},{run}".encode())
            known[1][0] = number
    shards, first, size, lines = [], "", 0, []
    ordered = sorted(index, key=lambda term: term.encode("utf-16-be"))  # as JavaScript compares
    for term in ordered:
        first = first if lines else term
        lines.append(b'"%s":[%s]' % (term.encode(), index.pop(term)[0]))
        size += len(lines[-1])
        if size >= SHARD or term == ordered[-1]:
            shards.append((first, _write(folder, b"{%s}" % b",".join(lines))))
            size, lines = 0, []
    (folder / INDEX).write_text(
        json.dumps(
            {"pages": pages, "shards": shards, "mailboxes": mailboxes},
            ensure_ascii=False,
            separators=(",", ":"),
        ),
        encoding="utf-8",
    )


def _write(folder: Path, content: bytes) -> str:
    """Writes a file named by what is in it. Returns the name without ending."""
    name = digest(content)[:8]
    with open(f"{folder}/{name}.json", "wb") as file:
        file.write(content)
    return name
