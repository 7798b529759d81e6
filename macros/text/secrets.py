"""Passwords, authorization codes and keys, which no text may hold."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

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
