"""Chinese typography: what is wrong with a text, and the text put right where there is one right answer.

A text is looked at as it shows: marks and link targets are left out, and what is filled in, quoted as code or a web address stands as one
character that is neither Chinese nor Latin. Spacing and punctuation follow W3C, Requirements for Chinese Text Layout (clreq).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

HAN = "\u3400-\u9fff"
OPAQUE = "\u3000"
_UNSEEN = re.compile(
    r"(?P<opaque>\{\{.*?\}\}|`[^`]*`|https?://[!#-&+-;=?-Z^_a-z|~]+)|(?P<closing>\]\([^)]*\))|(?P<strong>\*\*)|\[",
    re.S,
)
_WIDE = dict(zip(",;:?!().", "，；：？！（）。", strict=True))
_GAP = re.compile(f"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{HAN}])")
_HALF = re.compile(
    rf"(?<![A-Za-z0-9])[,;:?!()]|[,;:?!()](?! ?[A-Za-z0-9]|[<>=&/|_@#])|(?<=[{HAN}{OPAQUE}])\.(?![A-Za-z0-9.])"
)  # not 12:30, not “yes, please”
_BLANK = re.compile("(?<=[，。；：？！（）、“”])[ ]+|[ ]+(?=[，。；：？！（）、])")


def find_mistakes(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a Chinese text, and what to do: the first place of each kind."""
    for step, message, fix in _STEPS:
        right = step(text)
        if right != text:
            at = next(
                (at for at, (one, other) in enumerate(zip(text, right)) if one != other), len(right)
            )
            yield f"{message}: {text[max(0, at - 4) : at + 5]!r}", f"{fix} (`make fix`)"


def repair(text: str) -> str:
    """The text with all of that put right. Nothing is touched inside {{ }}, `code` and link targets."""
    for step, _, _ in _STEPS:
        text = step(text)
    return text


@lru_cache(maxsize=1)  # one step after the other asks for the same text
def _shown(text: str) -> tuple[str, list[int]]:
    """The characters that show, and where in the text each of them stands."""
    chars, places, end = [], [], 0
    for match in _UNSEEN.finditer(text):
        chars.append(text[end : match.start()])
        places += range(end, match.start())
        if match["opaque"]:
            chars.append(OPAQUE)
            places.append(match.end() - 1)
        end = match.end()
    return "".join(chars) + text[end:], [*places, *range(end, len(text))]


def _widen(text: str) -> str:
    shown, places = _shown(text)
    if not re.search(f"[{HAN}]", shown):
        return text
    found = {match.start() for match in _HALF.finditer(shown)}
    if (
        not found and "(" not in shown and ")" not in shown
    ):  # a half-width bracket may still be the other one of a pair
        return text
    chars, pair = list(text), []
    for at, char in enumerate(
        shown
    ):  # the other bracket of a pair goes with the one beside Chinese
        if char in "(（":
            pair.append(at)
        elif char in ")）" and pair:
            both = {pair.pop(), at}
            if both & found or {shown[each] for each in both} & set("（）"):
                found |= {each for each in both if shown[each] in _WIDE}
    if not found:
        return text
    for at in found:
        chars[places[at]] = _WIDE[shown[at]]
    return "".join(chars)


def _close_up(text: str) -> str:
    shown, places = _shown(text)
    if not _BLANK.search(shown):
        return text
    gone = {places[at] for match in _BLANK.finditer(shown) for at in range(*match.span())}
    return "".join(char for at, char in enumerate(text) if at not in gone)


def _space(text: str) -> str:
    shown, places = _shown(text)
    if not _GAP.search(shown):
        return text
    opening, inserts = [mark.start() for mark in _UNSEEN.finditer(text) if mark["strong"]][::2], []
    for match in _GAP.finditer(shown):
        at = places[match.start() - 1] + 1
        for mark in _UNSEEN.finditer(
            text, at, places[match.start()]
        ):  # the space goes behind marks that close, before marks that open
            if mark["closing"] or mark["strong"] and mark.start() not in opening:
                at = mark.end()
        inserts.append(at)
    for at in reversed(inserts):
        text = f"{text[:at]} {text[at:]}"
    return text


_STEPS = (
    (_widen, "half-width punctuation in Chinese", "use ，；：？！（）。"),
    (_close_up, "a space beside full-width punctuation", "remove the space"),
    (_space, "no space between Chinese and Latin letters or digits", "put one space between them"),
)
