"""What a text may not hold whatever it says: characters that nobody sees, hosts that look like others, passwords and keys."""

from __future__ import annotations

import re
from functools import lru_cache

# Bidi controls, zero-width characters, byte-order marks, soft hyphens, line separators, private use (the words module uses
# those as markers), and tags: everything a reviewer cannot see.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ue000-\uf8ff"
    "\U000e0000-\U0010ffff]"
)

# Letters outside ASCII that some font draws like an ASCII one: Latin with marks, IPA, Greek, Cyrillic, Armenian, Georgian, Cherokee,
# full-width and mathematical letters (Unicode TS 39, confusables). Chinese is not among them, so that words may touch a host.
_LOOKALIKE = "\u00c0-\u024f\u0250-\u02af\u0370-\u058f\u10a0-\u10ff\u13a0-\u13ff\u1d00-\u1fff\u2c60-\u2dff\ua640-\ua7ff\uab30-\uabbf\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
_ANY_LOOKALIKE = re.compile(f"[{_LOOKALIKE}\u2024\uff0e\uff61]")
_HOST = re.compile(f"[A-Za-z0-9{_LOOKALIKE}-]+(?:[.\u2024\uff0e\uff61][A-Za-z0-9{_LOOKALIKE}-]+)+")

# The letters that follow a letter within English words and pinyin: a random code soon has pairs that are not among them.
_PAIRS = {
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
_ODD_PAIRS = 4  # so many in 16 letters: 97 of 100 random codes have them, of real words and sentences next to none
_LETTERS = 8  # different ones

_RUN = re.compile(r"\b\w{16,}", re.ASCII)
_APP_PASSWORD = re.compile(
    r"\b(?<!-)[a-z]{4}([ -])[a-z]{4}\1[a-z]{4}\1[a-z]{4}\b(?!-)", re.ASCII
)  # as Google and Apple print theirs


def find_lookalike_host(text: str) -> str:
    """The first thing in a text that is written like a host but not in plain ASCII; empty when there is none."""
    return (
        next((found for found in _HOST.findall(text) if not found.isascii()), "")
        if _ANY_LOOKALIKE.search(text)
        else ""
    )


def find_secret(text: str) -> tuple[str, str]:
    """What looks like a password, code or key in a text: what it would be, and its first letters; empty when nothing does."""
    if "PRIVATE KEY-----" in text:
        return "a private key", "-----…"
    for match in _APP_PASSWORD.finditer(text):
        if _is_random(match[0]):
            return "an app password", f"{match[0][:6]}…"
    for run in _RUN.findall(text):
        for word in run.split("_"):
            if what := _looks_like(word):
                return what, f"{word[:6]}…"
    return "", ""


@lru_cache(maxsize=1 << 15)  # pages have long words in common
def _looks_like(word: str) -> str:
    """What a word looks like that is no word."""
    mixes = [re.search(kind, word) is not None for kind in ("[A-Z]", "[a-z]", "[0-9]")]
    if (
        len(word) == 16
        and mixes in ([True, False, False], [False, True, False])
        and _is_random(word)
    ):
        return "an authorization code"
    if len(word) >= 16 and mixes.count(True) > 1 and mixes[2] and not re.search("[G-Zg-z]", word):
        return "a hexadecimal key"
    return "a token" if len(word) >= 32 and all(mixes) else ""


def _is_random(letters: str) -> bool:
    """Whether letters do not follow each other as in words. Too few different ones (xxxx-xxxx-xxxx-xxxx) show a form, not a code."""
    odd = sum(
        after not in _PAIRS[letter]
        for word in re.split("[ -]", letters.lower())
        for letter, after in zip(word, word[1:], strict=False)
    )
    return odd >= _ODD_PAIRS and len(set(letters)) >= _LETTERS
