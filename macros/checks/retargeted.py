"""Links that a change leads elsewhere: their words, unchanged, fit the new place as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from macros.checks.history import models_before
from macros.checks.links import words_of
from macros.checks.places import Keys, at
from macros.model.handbook import Handbook, walk
from macros.model.pages import Page
from macros.model.problem import Problem
from macros.model.types import OwnRemedy, Related, Remedy, Step, Text
from macros.site.page_states import states
from macros.text.languages import DEFAULT, LANGUAGES


class WordedLink(NamedTuple):
    """A link: what is said around it, its own words, the key of where it leads, its place.

    described: whether its words describe the page that it leads to.
    """

    around: str
    words: str
    key: str
    keys: Keys
    described: bool = False


def links_fit_as_before(handbook: Handbook, base: str | None = None) -> Iterator[Problem]:
    """A link or former id that leads elsewhere than before the change fits its words no worse."""
    for path, before in models_before(handbook, base).items():
        led = {(link.around, link.words): link.key for link in _links(before)}
        wrong: dict[Keys, Problem] = {}  # one for both halves of a text
        for link in _links(handbook.models[path]):
            old = led.get((link.around, link.words), link.key)
            page = _page(handbook, [*path.split("/"), *link.keys])
            if link.key != old and _fits_worse(handbook, page, link, old):
                message = f"“{link.words}” fits `{old}`, where it led before, better than "
                message += f"`{link.key}`"
                fix = "correct where it leads, or its words"
                wrong.setdefault(link.keys, at(handbook.documents[path], link.keys, message, fix))
        yield from wrong.values()


_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")


def _links(value: Any) -> Iterator[WordedLink]:
    """The links of a file of data/: in words, beside words, and from former ids."""
    for keys, text in walk(value):
        for words in (text[code] for code in LANGUAGES):
            around = _LINK.sub(r"[\1]", words)
            for own, key in _LINK.findall(words):
                yield WordedLink(around, own, key, (*keys, DEFAULT.code))
    for keys, related in walk(value, of=Related):
        why = _said(related.why)
        yield WordedLink(why, why, related.to, (*keys, "to"), described=True)
    for keys, remedy in [*walk(value, of=Remedy), *walk(value, of=OwnRemedy)]:
        if remedy.to:
            do = _said(remedy.do)
            key = remedy.to if remedy.to.startswith("zhinan.") else f"#{remedy.to}"
            yield WordedLink(do, do, key, (*keys, "to"))
    for section, ids in getattr(value, "formerly", {}).items():
        for number, id in enumerate(ids):
            yield WordedLink(id, id, f"#{section}", ("formerly", section, number))


def _page(handbook: Handbook, names: list[Any]) -> Page:
    """The guide of the mailbox that a file or a place in it is about; else any guide."""
    guides = [*(name for name in names if name in handbook.mailboxes), *handbook.mailboxes]
    return handbook.pages[guides[0]]


def _said(text: Text | None) -> str:
    return " ".join(text[code] for code in LANGUAGES) if text else ""


def _fits_worse(handbook: Handbook, page: Page, link: WordedLink, old: str) -> bool:
    """Whether a link's words have more in common with the place where it led before; or as much, if
    they describe it: of another page they would say something else."""
    places = [handbook.link(key, page, DEFAULT.code) for key in (link.key, old)]
    pages = [place.page for place in places if place and place.page]
    if all(place and place.url and not place.title for place in places):
        return False  # sources_are_read_again speaks of pages of providers
    now, before = (
        len(_telling(link.words) & _telling(f"{key} {_called(handbook, page, key)}"))
        for key in (link.key, old)
    )
    elsewhere = len(pages) == 2 and pages[0] is not pages[1]
    return now <= before if link.described or elsewhere else now < before


def _telling(text: str) -> set[str]:
    """The words of a text without the short Latin ones, which everything has."""
    return {word for word in words_of(text) if not word.isascii() or len(word) > 3}


def _called(handbook: Handbook, page: Page, key: str) -> str:
    """What the place that a link leads to is called, in all languages."""
    link = handbook.link(key, page, DEFAULT.code)
    if link is None or not (link.anchor and link.page):
        return _said(link.title) if link else ""
    headings = [
        heading.title
        for code in LANGUAGES
        for heading in states(handbook)[link.page.key, code].headings
        if heading.id == link.anchor
    ]
    steps = [
        _said(step.name or step.do)
        for path in handbook.files_of(link.page.key)
        for _, step in handbook.walk(path, of=Step)
        if step.id == link.anchor
    ]
    return " ".join([*headings, *steps])
