"""Chinese typography: the mistakes in a text, and the text put right where that has one answer.

Works on the visible text: marks and link targets removed, each fact, code or web address replaced
by one character that is neither Chinese nor Latin. Spacing and punctuation follow W3C,
Requirements for Chinese Text Layout (clreq).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

HAN = "\u3400-\u9fff"
OPAQUE = "\u3000"
"""Stands for a fact, code or a web address in a text as it shows."""

_HIDDEN = re.compile(
    r"(?P<opaque>\{\{.*?\}\}|`[^`]*`|https?://[!#-&+-;=?-Z^_a-z|~]+)"
    r"|(?P<closing>\]\([^)]*\))"
    r"|(?P<strong>\*\*)"
    r"|\[",
    re.S,
)
_FULL_WIDTH = dict(zip(",;:?!().", "，；：？！（）。", strict=True))
_MISSING_SPACE = re.compile(f"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{HAN}])")
# Half-width punctuation that is Chinese: not in 12:30, and not in “yes, please”.
_HALF_WIDTH = re.compile(
    r"(?<![A-Za-z0-9])[,;:?!()]"
    r"|[,;:?!()](?! ?[A-Za-z0-9]|[<>=&/|_@#])"
    rf"|(?<=[{HAN}{OPAQUE}])\.(?![A-Za-z0-9.])"
)
_NEEDLESS_SPACE = re.compile("(?<=[，。；：？！（）、“”])[ ]+|[ ]+(?=[，。；：？！（）、])")


def find_mistakes(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a Chinese text, and what to do: the first place of each kind."""
    for step in _STEPS:
        right = step.repair(text)
        if right != text:
            at = first_difference(text, right)
            around = text[max(0, at - 4) : at + 5]
            yield f"{step.mistake}: “{around}”", f"{step.fix} (`make fix`)"


def repair(text: str) -> str:
    """The text without those mistakes. {{ }}, `code` and link targets stay as they are."""
    for step in _STEPS:
        text = step.repair(text)
    return text


def first_difference(text: str, other: str) -> int:
    """Where two texts begin to differ."""
    pairs = enumerate(zip(text, other, strict=False))
    return next((at for at, (one, two) in pairs if one != two), min(len(text), len(other)))


@lru_cache(maxsize=1)  # each step asks for the same text
def _shown(text: str) -> str:
    """The characters that show."""
    return _HIDDEN.sub(lambda hidden: OPAQUE if hidden["opaque"] else "", text)


def _places(text: str) -> list[int]:
    """Where in the text the characters are that show."""
    places: list[int] = []
    end = 0
    for match in _HIDDEN.finditer(text):
        places += range(end, match.start())
        if match["opaque"]:
            places.append(match.end() - 1)
        end = match.end()
    return [*places, *range(end, len(text))]


def _widen_punctuation(text: str) -> str:
    shown = _shown(text)
    if not re.search(f"[{HAN}]", shown):
        return text
    wrong = {match.start() for match in _HALF_WIDTH.finditer(shown)}
    if re.search("[()]", shown):
        wrong |= _other_brackets(shown, wrong)
    if not wrong:
        return text
    characters, places = list(text), _places(text)
    for at in wrong:
        characters[places[at]] = _FULL_WIDTH[shown[at]]
    return "".join(characters)


def _other_brackets(shown: str, wrong: set[int]) -> set[int]:
    """The half-width brackets whose partner is full-width, or is to become so."""
    found: set[int] = set()
    open_brackets: list[int] = []
    for at, character in enumerate(shown):
        if character in "(（":
            open_brackets.append(at)
        elif character in ")）" and open_brackets:
            pair = {open_brackets.pop(), at}
            if pair & wrong or any(shown[each] in "（）" for each in pair):
                found |= {each for each in pair if shown[each] in "()"}
    return found


def _remove_spaces(text: str) -> str:
    found = [*_NEEDLESS_SPACE.finditer(_shown(text))]
    if not found:
        return text
    places = _places(text)
    spaces = {places[at] for match in found for at in range(*match.span())}
    return "".join(character for at, character in enumerate(text) if at not in spaces)


def _insert_spaces(text: str) -> str:
    gaps = [*_MISSING_SPACE.finditer(_shown(text))]
    if not gaps:
        return text
    places = _places(text)
    strong = [mark.start() for mark in _HIDDEN.finditer(text) if mark["strong"]]
    opening = set(strong[::2])
    inserts = []
    for gap in gaps:
        at = places[gap.start() - 1] + 1
        # the space goes behind marks that close, and before marks that open
        for mark in _HIDDEN.finditer(text, at, places[gap.start()]):
            if mark["closing"] or (mark["strong"] and mark.start() not in opening):
                at = mark.end()
        inserts.append(at)
    for at in reversed(inserts):
        text = f"{text[:at]} {text[at:]}"
    return text


class _Step(NamedTuple):
    """One kind of mistake: how it is repaired, what it is called, and what to do."""

    repair: Callable[[str], str]
    mistake: str
    fix: str


_STEPS = (
    _Step(_widen_punctuation, "half-width punctuation in Chinese", "use ，；：？！（）。"),
    _Step(_remove_spaces, "a space beside full-width punctuation", "remove the space"),
    _Step(
        _insert_spaces,
        "no space between Chinese and Latin letters or digits",
        "put one space between them",
    ),
)
