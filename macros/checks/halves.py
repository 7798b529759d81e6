"""Halves of texts that a change alters alone: a no put in or taken out, a sentence that is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import permutations

from macros.checks.history import models_before
from macros.checks.places import at_half
from macros.model.handbook import Handbook, walk
from macros.model.problem import Problem
from macros.text.languages import CHINESE, ENGLISH, LANGUAGES

_NO = {
    CHINESE.code: re.compile("[不别勿没未非无]"),
    ENGLISH.code: re.compile(r"(?i)\b(?:no[tr]?|never|cannot|without|none|neither)\b|n[’']t\b"),
}
# What comes and goes with a no: 没有, 无法, do not, not any.
_WITH_IT = {
    CHINESE.code: re.compile(r"[法要能会可以有\s]"),
    ENGLISH.code: re.compile(r"(?i)\b(?:do|does|did|can|with|any|always)\b|\W"),
}
_END = {  # of a sentence
    CHINESE.code: re.compile("[。！？；]"),
    ENGLISH.code: re.compile(r"[.!?;](?=\W|$)"),
}


def halves_change_alike(handbook: Handbook) -> Iterator[Problem]:
    """No half of a text turns yes into no, or loses a sentence, while the other stays as it was."""
    for path, before in models_before(handbook).items():
        texts = dict.fromkeys(text for _, text in walk(before))
        were = {(code, text[code]): text for text in texts for code in LANGUAGES}
        for keys, text in walk(handbook.models[path]):
            # two texts may have one half in common
            for kept, code in permutations(LANGUAGES, 2) if text not in texts else ():
                now, was = text[code], were.get((kept, text[kept]), text)[code]
                if now != was and (what := _what_happened(code, now, was, kept, text[kept])):
                    message, fix = f"this half alone {what}", "say the same in both languages"
                    yield at_half(handbook.documents[path], keys, code, message, fix)


def _what_happened(code: str, now: str, was: str, kept: str, other: str) -> str:
    """What happened to a half of a text that the other did not share; empty for nothing.

    code, kept: the languages of this half and of the one that stays as it was; other: that one.
    """

    def are_further_apart(marks: dict[str, re.Pattern[str]]) -> bool:
        # languages differ in how many they have: a change may not add to the difference
        there = len(marks[kept].findall(other))
        here, before = (abs(len(marks[code].findall(each)) - there) for each in (now, was))
        return here > before

    rest = {_WITH_IT[code].sub("", _NO[code].sub("", half)).lower() for half in (now, was)}
    if len(rest) == 1 and are_further_apart(_NO):
        return "says no now, or no longer does"
    codes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    if {tag for tag, *_ in codes} <= {"equal", "delete"} and are_further_apart(_END):
        return "has lost a sentence"
    return ""
