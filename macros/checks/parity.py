"""What the two halves of a text have in common: a change made in one language only shows here.

A rule takes the halves and yields what is wrong and what to do. The languages word things
differently, so only what does not depend on wording is compared: facts, links, quotations,
figures, what is strong, and whether a sentence is finished.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterable, Iterator

from macros.render.texts import ParsedText
from macros.text.marks import is_chinese, shown_words
from macros.text.typography import OPAQUE


class Half:
    """A text in one language, taken apart.

    source: as typed; shown: without code, facts and link targets;
    names: figures that mailboxes are called by, such as 163.
    """

    def __init__(
        self, source: str, parsed: ParsedText, names: frozenset[str] = frozenset()
    ) -> None:
        self.source, self.parsed, self.names = source, parsed, names
        self.shown = shown_words(source)


Finding = tuple[str, str]  # what is wrong, what to do
ParityRule = Callable[[Half, Half], Iterator[Finding]]


def each_half_is_in_its_language(zh: Half, en: Half) -> Iterator[Finding]:
    """The Chinese half has Chinese in it, the English one at most a name in brackets or quotes."""
    lacks = not is_chinese(zh.shown) and re.search("[A-Za-z]{2}", zh.shown)
    extra = is_chinese(re.sub(r"\([^)]*\)|“[^”]*”", "", en.shown))
    if lacks and extra:
        yield "the two halves are swapped", "swap them back"
    elif lacks:
        yield "the Chinese half has no Chinese", "write it in Chinese; `both:` is for names alone"
    elif extra:
        yield "the English half has Chinese", "write it in English; a Chinese name goes in quotes"


_SLOT = re.compile("HOST|MAILBOX|COUNT|DOMAIN|NAME|FIRST|LAST")  # of templates and scripts

# Names, which a language may leave out or replace; labels of mailboxes, of which
# halves_name_the_same_labels speaks.
_WORDING = re.compile(r"(?:.*\.)?(?:name|short)|(?:mailbox.*\.)?ui\..*")


def halves_fill_in_the_same_facts(zh: Half, en: Half) -> Iterator[Finding]:
    """A host, port, domain, length or term that one language fills in, the other fills in, too."""
    facts = [
        {name for name in half.parsed.names if not _WORDING.fullmatch(name)}
        | set(_SLOT.findall(half.source))
        for half in (zh, en)
    ]
    yield from _differ("{{{{ {} }}}}", *facts)


def halves_link_alike(zh: Half, en: Half) -> Iterator[Finding]:
    """Both languages link to the same places."""
    yield from _differ("the link to `{}`", zh.parsed.links, en.parsed.links)


def halves_quote_alike(zh: Half, en: Half) -> Iterator[Finding]:
    """What is quoted as code is the same in both languages."""
    yield from _differ("`{}`", *(re.findall(r"`([^`]*)`", half.source) for half in (zh, en)))


_MONTHS = list(month_name)[1:]
_MONTH = re.compile("|".join(_MONTHS))
_FIGURE = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,:]\d+)*(?![A-Za-z\d])")
_ANY_FIGURE = re.compile(rf"\d|{_MONTH.pattern}")
_NOT_FIGURES = "2-Step"  # Google's name


def halves_count_alike(zh: Half, en: Half) -> Iterator[Finding]:
    """Both languages have the same figures."""
    fix = "write it in both languages, as a figure or in words"
    yield from _differ("the figure {}", _figures(zh), _figures(en), fix=fix)


def _figures(half: Half) -> set[str]:
    if not _ANY_FIGURE.search(half.shown):  # most texts have none
        return set()
    text = _MONTH.sub(lambda month: f" {_MONTHS.index(month[0]) + 1} ", half.shown)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text.replace(_NOT_FIGURES, ""))
    return set(_FIGURE.findall(text)) - half.names


_UNITS = {
    "minutes": ("分钟", re.compile(r"(?i)\bminutes?\b")),
    "hours": ("小时", re.compile(r"(?i)(?<!quarter of an )\bhours?\b")),
    "POP3": ("POP3", re.compile("POP3")),
}


def halves_measure_alike(zh: Half, en: Half) -> Iterator[Finding]:
    """Both languages speak of minutes, of hours and of POP3, or neither does."""
    for name, (chinese, english) in _UNITS.items():
        is_in_chinese = chinese in zh.shown
        if is_in_chinese != bool(english.search(en.shown)):
            language = "Chinese" if is_in_chinese else "English"
            yield f"only the {language} half speaks of {name}", "say the same in both languages"


_STRONG = re.compile(r"\*\*(.+?)\*\*")


def halves_stress_alike(zh: Half, en: Half) -> Iterator[Finding]:
    """What is strong in one language is strong in the other."""
    counts = [len(_STRONG.findall(half.source)) for half in (zh, en)]
    if counts[0] != counts[1]:
        yield (
            f"{counts[0]} places are strong in Chinese, {counts[1]} in English",
            "stress the same in both languages",
        )


_CLOSING = f"*”\"'’)）]{OPAQUE}"


def halves_end_alike(zh: Half, en: Half) -> Iterator[Finding]:
    """A sentence ends with a mark in both languages or in neither."""
    chinese, english = (half.shown.strip().rstrip(_CLOSING)[-1:] for half in (zh, en))
    if chinese and chinese in "。！？：；" and english not in tuple(".!?:;"):
        yield "the English half does not end", "end it as the Chinese one ends, with . ? ! or :"
    elif english and english in ".:;" and chinese not in tuple("。！？：；"):
        yield "the Chinese half does not end", "end it as the English one ends, with 。？！ or ："


def _differ(
    what: str, zh: Iterable[str], en: Iterable[str], *, fix: str = "say the same in both languages"
) -> Iterator[Finding]:
    """Says what one of two collections has and the other has not."""
    missing = {"Chinese": set(zh) - set(en), "English": set(en) - set(zh)}
    said = [
        f"{', '.join(what.format(name) for name in sorted(names))} is in the {language} half alone"
        for language, names in missing.items()
        if names
    ]
    if said:
        yield " and ".join(said), fix


PARITY_RULES: list[ParityRule] = [
    each_half_is_in_its_language,
    halves_fill_in_the_same_facts,
    halves_link_alike,
    halves_quote_alike,
    halves_count_alike,
    halves_measure_alike,
    halves_stress_alike,
    halves_end_alike,
]


def first_difference(zh: Half, en: Half) -> tuple[str, Finding] | None:
    """The name of the first rule that two halves break, and what is wrong; the rest follows it."""
    for rule in PARITY_RULES:
        for difference in rule(zh, en):
            return rule.__name__, difference
    return None
