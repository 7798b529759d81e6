"""Links that a change leads elsewhere: their words, unchanged, fit the new place as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from macros.checks.exchanged import words_of
from macros.checks.places import Keys, at, at_half
from macros.checks.surroundings import models_before
from macros.model.handbook import Handbook, walk
from macros.model.pages import Page
from macros.model.problem import Problem
from macros.model.types import OwnRemedy, Provider, Related, Remedy, Step, Text
from macros.site.page_states import states
from macros.text.languages import DEFAULT, LANGUAGES

Links = list[tuple[str, str]]  # the words of each link, and its key

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")


def links_fit_as_before(handbook: Handbook, base: str | None = None) -> Iterator[Problem]:
    """A link that leads elsewhere than before the change fits its words no worse."""
    for path, before in models_before(handbook, base).items():
        was = {said: links for said, _, links in _links(before)}
        for said, keys, links in _links(handbook.models[path]):
            page = _page(handbook, [*path.split("/"), *keys])
            for (words, key), (_, old) in zip(links, was.get(said, ()), strict=False):
                if key != old and _fits_worse(handbook, page, words, key, old):
                    yield at_half(
                        handbook.documents[path],
                        keys,
                        DEFAULT.code,
                        f"“{words}” fits `{old}`, where it led before, better than `{key}`",
                        "correct the link, or its words",
                    )
                    break


def _links(value: Any) -> Iterator[tuple[str, Keys, Links]]:
    """What is said with links in it, but for where they lead; its place; its links."""
    for keys, text in walk(value):
        found = [link for code in LANGUAGES for link in _LINK.findall(text[code])]
        if found:
            yield _LINK.sub(r"[\1]", _said(text)), keys, found
    for kind, words in ((Related, "why"), (Remedy, "do"), (OwnRemedy, "do")):
        for keys, item in walk(value, of=kind):
            said, key = _said(getattr(item, words)), item.to or ""
            to_an_id = kind is not Related and not key.startswith("zhinan.")
            yield said, (*keys, "to"), [(said, f"#{key}" if to_an_id else key)]


def _page(handbook: Handbook, names: list[Any]) -> Page:
    """The guide of the mailbox that a file or a place in it is about; else any guide."""
    guides = [*(name for name in names if name in handbook.mailboxes), *handbook.mailboxes]
    return handbook.pages[guides[0]]


def _said(text: Text | None) -> str:
    return " ".join(text[code] for code in LANGUAGES) if text else ""


def _fits_worse(handbook: Handbook, page: Page, words: str, key: str, old: str) -> bool:
    """Whether words have less in common with what a key leads to than with what another does."""
    keys = {key: handbook.link(key, page, DEFAULT.code) for key in (key, old)}
    at_providers = all(link and link.url for link in keys.values())  # see sources_are_read_again
    return not at_providers and _fit(handbook, page, words, key) < _fit(handbook, page, words, old)


def _fit(handbook: Handbook, page: Page, words: str, key: str) -> int:
    return len(_long(words_of(words)) & _long(words_of(f"{key} {_called(handbook, page, key)}")))


def _long(words: set[str]) -> set[str]:
    """Words without the short Latin ones, which everything has."""
    return {word for word in words if not word.isascii() or len(word) > 3}


def _called(handbook: Handbook, page: Page, key: str) -> str:
    """What a link key leads to is called, in all languages."""
    link = handbook.link(key, page, DEFAULT.code)
    if link is None or not (link.anchor and link.page):
        return _said(link.title) if link else ""
    titles = [
        heading.title
        for code in LANGUAGES
        for heading in states(handbook)[link.page.key, code].headings
        if heading.id == link.anchor
    ]
    paths = handbook.files_of(link.page.key)
    steps = [step for path in paths for _, step in handbook.walk(path, of=Step)]
    return " ".join(
        [*titles, *(_said(step.name or step.do) for step in steps if step.id == link.anchor)]
    )


def former_ids_lead_as_before(handbook: Handbook, base: str | None = None) -> Iterator[Problem]:
    """A former id that now leads to another section fits its id no worse."""
    for path, before in models_before(handbook, base).items():
        if isinstance(before, Provider):
            was = {id: section for section, ids in before.formerly.items() for id in ids}
            for section, ids in handbook.models[path].formerly.items():
                for number, id in enumerate(ids):
                    fits = [
                        len(words_of(id) & words_of(each))
                        for each in (section, was.get(id, section))
                    ]
                    if fits[0] < fits[1]:
                        yield at(
                            handbook.documents[path],
                            ("formerly", section, number),
                            f"`{id}` led to `{was[id]}` before",
                            "let it lead there",
                        )
