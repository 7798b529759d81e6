"""Characters that deceive, and hosts that look like others: no text may hold them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from macros.text.typography import HAN

# Common characters need no lookup in the Unicode character database.
_UNUSUAL = re.compile(rf"[^\t\n -~{HAN}，。、：；？！（）“”…]")
_WORD = re.compile(r"[^\W\d_]+")
_JAPANESE = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}


def find_odd_character(text: str, any_script: bool = False) -> str:
    """The first character of a text that cannot be seen or may be taken for another; or empty.

    Letters are Latin or Chinese. any_script: whole words may also be in one other script.
    """
    odd = next(filter(_is_odd, _UNUSUAL.findall(text)), "")
    if odd and any_script:
        words = _WORD.sub(lambda word: "" if _is_of_one_script(word[0]) else word[0], text)
        return find_odd_character(words)
    return odd


def find_odd_non_letter(text: str) -> str:
    """The first such character that is not a visible letter; or empty.

    For texts with comments, in which letters of any script do no harm.
    """
    odd = filter(_is_odd, _UNUSUAL.findall(text))
    return next(
        (char for char in odd if not char.isalpha() or "FILLER" in unicodedata.name(char)), ""
    )


@lru_cache(maxsize=1 << 12)
def _is_odd(char: str) -> bool:
    """Whether a character is not what it seems, by its properties.

    Those are its general category, script, and compatibility form (Unicode Standard, chapter 4;
    UAX 15): full-width and mathematical letters, Roman numerals and radicals have another form.
    """
    category, plain = unicodedata.category(char), unicodedata.normalize("NFKC", char)
    if category[0] == "L":
        base = unicodedata.normalize("NFD", char.casefold())[0]
        is_latin = _script(char) == "LATIN" and base.isascii()
        return plain != char or not (is_latin or _script(char) == "CJK")
    if category[0] == "P":  # a full stop in another form may end a label of a host
        return plain == "." and char != "."
    if category[0] == "S":
        return category == "So" and (plain != char or "BLANK" in unicodedata.name(char))
    return char not in "\t\n "  # a control, a space, a mark on another letter, a number


def _is_of_one_script(word: str) -> bool:
    """Whether a word is in its plain form and in one script; Japanese is written in four."""
    scripts = {_script(char) for char in word}
    return unicodedata.normalize("NFKC", word) == word and (
        len(scripts) == 1 or scripts <= _JAPANESE
    )


@lru_cache(maxsize=1 << 12)
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


_HOST = re.compile(rf"(?:(?![{HAN}])[\w-])+(?:[.․．](?:(?![{HAN}])[\w-])+)+")


def find_lookalike_host(text: str) -> str:
    """The first thing in a text that is written like a host, but not in ASCII; or empty."""
    if text.isascii() or not re.search("[.․．]", text):
        return ""
    return next((host for host in _HOST.findall(text) if not host.isascii()), "")
