"""Takes an article apart, for the search and for Markdown.

In what our templates write, every tag is closed and no attribute holds < or > (see gate.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from macros.model.pages import Page

Article = Callable[[Page, str], str]
"""Gives the HTML of a page in a language."""

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
WITHIN_A_LINE = frozenset("a abbr b code em i mark s small span strong sub sup time u wbr".split())
_WITHOUT_AN_END = frozenset("br hr img input wbr".split())
_CONTROLS = frozenset("button figure form input nav select".split())
# What one presses, and what is said beside the form of a tool
CONTROL = re.compile(r'\sclass="(?:[^"]* )?(?:headerlink|yx-button|yx-js|yx-tool__[a-z]+)[ "]')
_PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)")


def pieces(html: str, left_out: re.Pattern[str] = CONTROL) -> Iterator[tuple[str, str, str, str]]:
    """An article's pieces in order: ("", tag, attributes, ""), ("/", tag, "", "") or a text, last.

    Figures and what one presses are left out, and elements whose attributes match `left_out`.
    """
    skipped, depth = "", 0  # the tag that is passed over, and how many like it are open in it
    for piece in _PIECE.findall(html):
        closing, tag, attributes, _ = piece
        if skipped:
            if tag == skipped:
                depth += -1 if closing else 1
                skipped = skipped if depth else ""
        elif tag not in _CONTROLS and not (attributes and left_out.search(attributes)):
            yield piece
        elif tag not in _WITHOUT_AN_END:
            skipped, depth = tag, 1


def value_of(name: str, attributes: str) -> str:
    """The value of an attribute, as it stands in the HTML; empty when there is none."""
    found = re.search(rf'\s{name}="([^"]*)"', attributes)
    return found[1] if found else ""
