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
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")


def pieces(html: str, left_out: re.Pattern[str] = CONTROL) -> Iterator[tuple[str, str, str, str]]:
    """An article's tags in order: "/" if it closes, its name, attributes, the words behind it.

    Figures and what one presses are left out, and elements whose attributes match `left_out`; the
    words behind such an element come with an empty name.
    """
    parts = _TAG.split(html)  # the words before the first tag, of which there are none, and so on
    skipped, depth = "", 0  # the tag that is passed over, and how many like it are open in it
    for piece in zip(parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True):
        closing, tag, attributes, words = piece
        if skipped:
            if tag == skipped:
                depth += -1 if closing else 1
                if not depth:
                    skipped = ""
                    yield "", "", "", words
        elif tag not in _CONTROLS and not (attributes and left_out.search(attributes)):
            yield piece
        elif tag in _WITHOUT_AN_END:
            yield "", "", "", words
        else:
            skipped, depth = tag, 1


def value_of(name: str, attributes: str) -> str:
    """The value of an attribute, as it stands in the HTML; empty when there is none."""
    found = re.search(rf'\s{name}="([^"]*)"', attributes)
    return found[1] if found else ""
