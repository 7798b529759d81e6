"""Links that a change leads elsewhere: their words, unchanged, fit the new place as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from macros.checks.links import words_of
from macros.checks.places import Keys, at
from macros.checks.readings import files_not_read_again
from macros.model.handbook import Handbook, walk
from macros.model.pages import Page
from macros.model.problem import Problem
from macros.model.types import Cause, Related, Step, Text
from macros.site.page_states import states
from macros.text.languages import DEFAULT, LANGUAGES


class WordedLink(NamedTuple):
    """A link: what is said around it, its own words, the key of where it leads, its place."""

    around: str
    words: str
    key: str
    keys: Keys


def links_fit_as_before(handbook: Handbook) -> Iterator[Problem]:
    """A link leads elsewhere than before only if its words fit that better, or with a reading."""
    for path, before, advice in files_not_read_again(handbook):
        links = [*_links(before)]
        led = {(link.around, link.words): link.key for link in links}
        stood = {link[:3] for link in links}  # two links may have the same words
        wrong: dict[Keys, Problem] = {}  # one for both halves of a text
        for link in _links(handbook.models[path]):
            if link[:3] in stood:
                continue
            old = led.get((link.around, link.words), link.key)
            page = _page(handbook, [*path.split("/"), *link.keys])
            if old and not link.key:
                message = f"“{link.words[:40]}” led to `{old}` before, and leads nowhere now"
            elif not old or link.key == old or _fits_better(handbook, page, link, old):
                continue
            else:
                message = f"“{link.words[:40]}” led to `{old}` before, and does not fit"
                message += f" `{link.key}` better"
            fix = f"correct where it leads, or its words; or {advice}"
            wrong.setdefault(link.keys, at(handbook.documents[path], link.keys, message, fix))
        yield from wrong.values()


_ANY_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")


def _links(value: Any) -> Iterator[WordedLink]:
    """The links of a file of data/: in words, beside words, and from former ids."""
    for keys, text in walk(value):
        for words in (text[code] for code in LANGUAGES):
            around = _ANY_LINK.sub(r"[\1]", words)
            for own, key in _ANY_LINK.findall(words):
                yield WordedLink(around, own, key, (*keys, DEFAULT.code))
    for keys, related in walk(value, of=Related):
        why = _halves(related.why)
        yield WordedLink(why, why, related.to, (*keys, "to"))
    for keys, cause in walk(value, of=Cause):
        yield from _links_of_cause(keys, cause)
    if (mx := getattr(value, "mx", None)) and mx.anchor:
        yield WordedLink("mx", "MX", f"#{mx.anchor}", ("mx", "anchor"))
    if support := getattr(value, "support", ""):
        yield WordedLink("support", "Support", support, ("support",))
    for section, ids in getattr(value, "formerly", {}).items():
        for number, id in enumerate(ids):
            yield WordedLink(id, id, f"#{section}", ("formerly", section, number))


def _links_of_cause(keys: Keys, cause: Cause) -> Iterator[WordedLink]:
    for number, remedy in enumerate(cause.fix):
        to = remedy.to or ""
        key = f"#{to}" if to and not to.startswith("zhinan.") else to
        do = _halves(remedy.do)
        yield WordedLink(do, do, key, (*keys, "fix", number, "to"))
    for id, own in cause.at.items():
        do = _halves(own.do)
        around = do or f"{cause.id} {id}"
        yield WordedLink(around, do or _halves(cause.name), f"{id}#{own.to}", (*keys, "at", id))


def _page(handbook: Handbook, names: list[Any]) -> Page:
    """The page that a file or a place in it is about; else any guide."""
    keys = [*(name for name in names if name in handbook.pages), *handbook.mailboxes]
    return handbook.pages[keys[0]]


def _halves(text: Text | None) -> str:
    return " ".join(text[code] for code in LANGUAGES) if text else ""


def _fits_better(handbook: Handbook, page: Page, link: WordedLink, old: str) -> bool:
    """Whether a link's words have more in common with the new place than with the old one."""
    places = [handbook.link(key, page, DEFAULT.code) for key in (link.key, old)]
    if all(place and place.url and not place.title for place in places):
        return True  # sources_are_read_again speaks of pages of providers
    was = places[1]
    if was and was.page and was.anchor:
        ids = {*states(handbook)[was.page.key, DEFAULT.code].ids} - was.page.former_ids
        if was.anchor not in ids:
            return True  # it is gone
    now, before = (
        len(_telling(link.words) & _telling(f"{key} {_called(handbook, page, key)}"))
        for key in (link.key, old)
    )
    return now > before


def _telling(text: str) -> set[str]:
    """The words of a text without the short Latin ones, which everything has."""
    words = words_of(re.sub(r"\{\{.*?\}\}", "", text))
    return {word for word in words if not word.isascii() or len(word) > 3}


def _called(handbook: Handbook, page: Page, key: str) -> str:
    """What the place that a link leads to is called, in all languages."""
    link = handbook.link(key, page, DEFAULT.code)
    if link is None or not (link.anchor and link.page):
        return _halves(link.title) if link else ""
    headings = [
        heading.title
        for code in LANGUAGES
        for heading in states(handbook)[link.page.key, code].headings
        if heading.id == link.anchor
    ]
    steps = [
        _halves(step.name or step.do)
        for *_, step in handbook.find(Step, handbook.files_of(link.page.key))
        if step.id == link.anchor
    ]
    return " ".join([*headings, *steps])
