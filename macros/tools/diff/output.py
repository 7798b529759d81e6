"""The pieces of the report, and what they become: a comment, a page, lines on the screen."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from macros.text.languages import ENGLISH
from macros.tools.diff.comment import MAX_CHARACTERS, safe_text


class Piece(NamedTuple):
    """A piece of the report, as HTML: what opens it, its rows, what closes it.

    It can be cut after any row. Links and pictures are for the page: a comment has none.
    """

    opening: str
    rows: list[str]
    closing: str = ""


def table(title: str, heads: list[str], rows: list[list[str]]) -> list[Piece]:
    """A table of HTML cells below a heading; nothing without rows."""
    cells = "".join(f"<th>{head}</th>" for head in heads)
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    opening = f"<h3>{safe_text(title)}</h3>\n<table>\n<tr>{cells}</tr>"
    return [Piece(opening, lines, "</table>")] if rows else []


def listed(title: str, items: list[str]) -> list[Piece]:
    """A list of HTML items below a heading; nothing without items."""
    rows = [f"<li>{item}</li>" for item in items]
    return [Piece(f"<h3>{safe_text(title)}</h3>\n<ul>", rows, "</ul>")] if rows else []


def as_markdown(pieces: list[Piece], limit: int = MAX_CHARACTERS - 1000) -> str:
    """The report as one HTML block for a comment, cut after the last row that fits."""
    lines: list[str] = []
    left = limit
    for number, piece in enumerate(pieces):
        rows = _fitting([_without_attributes(row) for row in piece.rows], left)
        if rows:
            shown = [piece.opening, *rows, *([piece.closing] if piece.closing else [])]
            lines += shown
            left -= sum(len(line) + 1 for line in shown)
        cut = len(piece.rows) - len(rows)
        if cut:
            cut += sum(len(later.rows) for later in pieces[number + 1 :])
            lines.append(f"<p><b>{cut} more rows: diff.html has the whole.</b></p>")
            break
    return "\n".join(lines) + "\n"


def _without_attributes(markup: str) -> str:
    """Without links and pictures, the only tags of the report that have attributes."""
    return re.sub(r"<a [^>]*>|</a>|<img [^>]*>", "", markup)


def _fitting(rows: list[str], room: int) -> list[str]:
    """The first rows that fit into as many characters."""
    for number, row in enumerate(rows):
        if len(row) > room:
            return rows[:number]
        room -= len(row) + 1
    return rows


_STYLE = """
body { max-width: 70em; margin: 1em auto; padding: 0 1em; font: 16px/1.6 system-ui, sans-serif }
body { overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse }
td, th { border: 1px solid #999; padding: .2em .5em; text-align: left; vertical-align: top }
img { display: block; max-width: 100%; height: auto; margin: .3em 0; background: #fff }
summary { font-weight: bold }
details p { margin: .2em 0 }
ul { padding-left: 1.2em }
del { background: #fdd }
ins { background: #dfd; text-decoration: none }
@media (max-width: 45em) {
  table, tbody, tr, td { display: block }
  tr:first-child { display: none }
  tr + tr { border: 1px solid #999; margin: .5em 0; padding: .2em .5em }
  td { border: 0; padding: .2em 0 }
  td:first-child { font-weight: bold }
}
@media (prefers-color-scheme: dark) {
  body { background: #111; color: #ddd }
  a { color: #8bf }
  del { background: #622 }
  ins { background: #252 }
}
"""

_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>What this change means</title><style>{style}</style>
{pieces}
</html>
"""


def as_page(pieces: list[Piece]) -> str:
    """The whole report as a page of its own, without scripts and without requests."""
    whole = "\n".join("\n".join([piece.opening, *piece.rows, piece.closing]) for piece in pieces)
    return _PAGE.format(
        language=ENGLISH.code, style=_STYLE, pieces=whole.replace("<details>", "<details open>")
    )


_SIGNS = {
    "<del>": "[-",
    "</del>": "-]",
    "<ins>": "{+",
    "</ins>": "+}",
    "<li>": "  ",
    "<br>": "; ",
    "<h3>": "\n",
    "<summary>": "\n",
}


def as_plain_text(pieces: list[Piece]) -> str:
    """The report for a terminal: [-gone-], {+come+}."""
    shown = "\n".join("\n".join([piece.opening, *piece.rows]) for piece in pieces)
    for tag, sign in _SIGNS.items():
        shown = shown.replace(tag, sign)
    shown = re.sub(r"</t[dh]><t[dh]>", "  |  ", shown)
    shown = re.sub(r"</?[a-z0-9]+(?: [^>]*)?>", "", shown)
    shown = re.sub(r"\n{3,}", "\n\n", shown)
    return unescape(shown).replace("\u2060", "").strip()
