"""What a text shows: words without facts, code and the keys of links."""

from __future__ import annotations

import re

from macros.text.typography import HAN, OPAQUE

_FACTS_AND_LINKS = r"\{\{.*?\}\}|(?<=\])\([^)]*\)"
_HIDDEN = re.compile(_FACTS_AND_LINKS, re.S)
_HIDDEN_OR_CODE = re.compile(rf"{_FACTS_AND_LINKS}|`[^`]*`", re.S)
_HAN = re.compile(f"[{HAN}]")


def shown(text: str) -> str:
    """The text with OPAQUE in place of each fact and each key of a link."""
    return _HIDDEN.sub(OPAQUE, text)


def shown_words(text: str, instead: str = OPAQUE) -> str:
    """The same without code. instead: what stands in place of what is left out."""
    return _HIDDEN_OR_CODE.sub(instead, text)


def is_chinese(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return _HAN.search(text) is not None
