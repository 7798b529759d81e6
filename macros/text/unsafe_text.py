"""What no text may hold: characters that deceive, hosts that look like others, passwords, keys."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from macros.text.typography import HAN

# What most texts are made of; all else is looked up in the Unicode character database.
_UNUSUAL = re.compile(rf"[^\t\n -~{HAN}，。、：；？！（）“”…]")
_WORD = re.compile(r"[^\W\d_]+")
_JAPANESE = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}
_HOST = re.compile(rf"(?:(?![{HAN}])[\w-])+(?:[.․．](?:(?![{HAN}])[\w-])+)+")


def find_odd_character(text: str, any_script: bool = False) -> str:
    """The first character of a text that cannot be seen or may be taken for another; or empty.

    Letters are Latin or Chinese. any_script: whole words may also be in one other script.
    """
    odd = _UNUSUAL.search(text) and next(filter(_is_odd, _UNUSUAL.findall(text)), "")
    if odd and any_script:
        words = _WORD.sub(lambda word: "" if _is_of_one_script(word[0]) else word[0], text)
        return find_odd_character(words)
    return odd or ""


@lru_cache(maxsize=1 << 12)
def _is_odd(char: str) -> bool:
    """Whether a character is not what it seems, by its properties.

    Those are its general category, script, and compatibility form (Unicode Standard, chapter 4;
    UAX 15): full-width and mathematical letters, Roman numerals and radicals have another form.
    """
    category, plain = unicodedata.category(char), unicodedata.normalize("NFKC", char)
    match category[0]:
        case "L":
            base = unicodedata.normalize("NFD", char.casefold())[0]
            return plain != char or not (
                _script(char) == "CJK" or (_script(char) == "LATIN" and base.isascii())
            )
        case "P":
            return plain == "." != char
        case "S":
            return category == "So" and (plain != char or "BLANK" in unicodedata.name(char))
    return char not in "\t\n "  # a control, a space, a mark on another letter, a number


def _is_of_one_script(word: str) -> bool:
    """Whether a word is in its plain form and in one script; Japanese is written in four."""
    scripts = {_script(char) for char in word}
    return unicodedata.normalize("NFKC", word) == word and (
        len(scripts) == 1 or scripts <= _JAPANESE
    )


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def printable(text: str) -> str:
    """A text for a terminal: escapes stand for what is no character to print."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


# By letter, those that follow it within English words and pinyin.
_FOLLOWERS = {
    "a": "bcdfgiklmnoprstuvwxy",
    "b": "aeijlorsuy",
    "c": "acdehiklmorstu",
    "d": "abcdefilorstu",
    "e": "abcdefgiklmnopqrstvwxy",
    "f": "adefilorstu",
    "g": "aeghilnorsu",
    "h": "aeiortu",
    "i": "abcdefglmnoprstuvxz",
    "j": "aeiou",
    "k": "aeiosu",
    "l": "acdeilopstuy",
    "m": "abdeilmopsu",
    "n": "acdefgiklnopstuv",
    "o": "abcdfgiklmnoprstuvwx",
    "p": "aehiloprstuy",
    "q": "iu",
    "r": "abcdefgiklmnoprstuvy",
    "s": "acefhiklmnoprstuwy",
    "t": "abcdefhilmnoprstuwy",
    "u": "abcdefgilmnoprst",
    "v": "aeio",
    "w": "aehinoru",
    "x": "ceiptu",
    "y": "aeinopstu",
    "z": "aehiou",
}
_MIN_ODD_PAIRS = 4  # in 16 letters: 97 of 100 random codes have them, hardly any words do
_MIN_LETTERS = 8  # different ones: xxxx-xxxx-xxxx-xxxx shows a form, not a code

_RUN = re.compile(r"\b\w{16,}", re.ASCII)
# As Google and Apple print theirs: four groups of four letters.
_APP_PASSWORD = re.compile(r"\b(?<!-)[a-z]{4}([ -])[a-z]{4}\1[a-z]{4}\1[a-z]{4}\b(?!-)", re.ASCII)


def find_lookalike_host(text: str) -> str:
    """The first thing in a text that is written like a host, but not in ASCII; or empty."""
    if text.isascii() or not re.search("[.․．]", text):
        return ""
    return next((host for host in _HOST.findall(text) if not host.isascii()), "")


def find_secret(text: str) -> tuple[str, str]:
    """The first thing that looks like a password, code or key.

    Returns what it would be, and its first letters; both are empty when there is none.
    """
    if "PRIVATE KEY-----" in text:
        return "a private key", "-----…"
    for match in _APP_PASSWORD.finditer(text):
        if _is_random(match[0]):
            return "an app password", f"{match[0][:6]}…"
    for run in _RUN.findall(text):
        for word in run.split("_"):
            if kind := _kind_of_secret(word):
                return kind, f"{word[:6]}…"
    return "", ""


@lru_cache(maxsize=1 << 15)  # pages share their long words
def _kind_of_secret(word: str) -> str:
    """Which kind of secret a word looks like; empty for a word of a language."""
    has_upper, has_lower, has_digit = (
        re.search(kind, word) is not None for kind in ("[A-Z]", "[a-z]", "[0-9]")
    )
    is_hexadecimal = re.search("[G-Zg-z]", word) is None
    if len(word) == 16 and not has_digit and has_upper != has_lower and _is_random(word):
        return "an authorization code"
    if len(word) >= 16 and has_digit and (has_upper or has_lower) and is_hexadecimal:
        return "a hexadecimal key"
    if len(word) >= 32 and has_upper and has_lower and has_digit:
        return "a token"
    return ""


def _is_random(letters: str) -> bool:
    """Whether the letters do not follow each other as in words."""
    odd_pairs = sum(
        after not in _FOLLOWERS[letter]
        for group in re.split("[ -]", letters.lower())
        for letter, after in pairwise(group)
    )
    return odd_pairs >= _MIN_ODD_PAIRS and len(set(letters)) >= _MIN_LETTERS
