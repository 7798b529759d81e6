"""A no that a change puts into one half of a text alone, or takes out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def halves_negate_alike(handbook: Handbook) -> Iterator[Problem]:
    """No half of a text says yes for no, or no for yes, since a change that leaves the other."""
    for path, before in models_before(handbook).items():
        # languages differ in how often they say no: a change may not add to the difference
        were = {(code, text[code]): text for _, text in walk(before) for code in LANGUAGES}
        for keys, text in walk(handbook.models[path]):
            for kept, code in permutations(LANGUAGES, 2):
                was = were.get((kept, text[kept]), text)[code]
                if _differ_in_a_no(code, text[code], was):
                    there = _nos(kept, text[kept])
                    if abs(_nos(code, text[code]) - there) > abs(_nos(code, was) - there):
                        message = "this half alone says no now, or no longer does"
                        fix = "say the same in both languages"
                        yield at_half(handbook.documents[path], keys, code, message, fix)


def _differ_in_a_no(code: str, now: str, before: str) -> bool:
    """Whether two sentences of a language differ in a no, and in nothing else."""
    rest = {_WITH_IT[code].sub("", _NO[code].sub("", half)).lower() for half in (now, before)}
    return now != before and len(rest) == 1


def _nos(code: str, half: str) -> int:
    return len(_NO[code].findall(half))
