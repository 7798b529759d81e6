"""What the two halves of a text have in common: a change made in one language only shows here.

A rule takes the halves and returns what is wrong, or None. The languages word things differently, so only what does not
depend on wording is compared: facts, links, quotations, figures, and whether a sentence is finished.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from macros.render.texts import Compiled
from macros.text.typography import HAN

Rule = Callable[["Half", "Half"], str | None]
RULES: list[Rule] = []


class Half:
    """A text in one language, taken apart: `source` as typed, `shown` without code, facts and link targets; `names` are figures that mailboxes are called by."""

    def __init__(self, source: str, parsed: Compiled, names: frozenset[str] = frozenset()) -> None:
        self.source, self.parsed, self.names = source, parsed, names
        self.shown = re.sub(r"\{\{.*?\}\}|`[^`]*`|(?<=\])\([^)]*\)", "\u3000", source, flags=re.S)


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


@rule
def each_half_is_in_its_language(zh: Half, en: Half) -> str | None:
    """The Chinese half has Chinese in it, the English one at most a Chinese name in brackets or quotes."""

    def chinese(text: str) -> bool:
        return bool(re.search(f"[{HAN}]", text))

    if not chinese(zh.shown) and re.search("[A-Za-z]{2}", zh.shown):
        return "the Chinese half has no Chinese"
    return (
        "the English half has Chinese"
        if chinese(re.sub(r"\([^)]*\)|“[^”]*”", "", en.shown))
        else None
    )


# Names, which a language may leave out or replace; labels, since screens differ by language.
_WORDING = re.compile(r"(?:.*\.)?(?:name|short)|(?:laifaxin\.)?(?:ui|path|seen)\..*")


@rule
def halves_fill_in_the_same_facts(zh: Half, en: Half) -> str | None:
    """A host, port, domain, length, term or figure that one language fills in, the other fills in, too."""
    return _differ(
        "{{{{ {} }}}}",
        *(
            {name for name in each.parsed.names if not _WORDING.fullmatch(name)}
            for each in (zh, en)
        ),
    )


@rule
def halves_link_alike(zh: Half, en: Half) -> str | None:
    """Both languages link to the same places."""
    return _differ("the link to `{}`", set(zh.parsed.links), set(en.parsed.links))


@rule
def halves_quote_alike(zh: Half, en: Half) -> str | None:
    """What is quoted as code is quoted alike."""
    return _differ("`{}`", *(set(re.findall(r"`([^`]*)`", each.source)) for each in (zh, en)))


_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_MONTH = re.compile("|".join(_MONTHS))
_FIGURE = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,:]\d+)*(?![A-Za-z\d])")
_ANY_FIGURE = re.compile(rf"\d|{_MONTH.pattern}")


@rule
def halves_count_alike(zh: Half, en: Half) -> str | None:
    """The figures in one language are those in the other."""

    def figures(half: Half) -> set[str]:
        if not _ANY_FIGURE.search(half.shown):  # most have none
            return set()
        text = _MONTH.sub(lambda month: f" {_MONTHS.index(month[0]) + 1} ", half.shown).replace(
            "2-Step", ""
        )  # Google's name
        return set(_FIGURE.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text))) - half.names

    return _differ("the figure {}", figures(zh), figures(en))


@rule
def halves_end_alike(zh: Half, en: Half) -> str | None:
    """A sentence that is finished in one language is finished in the other."""

    def finished(half: Half, ends: str) -> bool:
        return half.shown.strip().rstrip("*”\"'’)）]\u3000").endswith(tuple(ends))

    if finished(zh, "。！？：；") and not finished(en, ".!?:;"):
        return "the English half does not end"
    return (
        "the Chinese half does not end"
        if finished(en, ".:;") and not finished(zh, "。！？：；")
        else None
    )


def _differ(what: str, zh: Iterable[str], en: Iterable[str]) -> str | None:
    missing = sorted(set(zh) - set(en)), sorted(set(en) - set(zh))
    said = [
        f"{', '.join(map(what.format, names))} is in the {language} half alone"
        for names, language in zip(missing, ("Chinese", "English"), strict=True)
        if names
    ]
    return " and ".join(said) or None
