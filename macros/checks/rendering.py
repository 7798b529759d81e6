"""Rendering: every name and link key in words exists, and every call of an outline works.

What cannot be rendered is said once, in data/ if it is there, and its consequences are
not said at all: a page that is not whole lacks ids for no other reason (`sound_pages`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from macros.checks.outlines import outlined, page_file
from macros.checks.places import Keys, at, refused
from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.model.problem import Problem, WordError
from macros.model.types import SHARED_FILES, Text
from macros.render.outline import ids
from macros.render.texts import TextRenderer
from macros.site.page_states import State, states
from macros.text.languages import DEFAULT, LANGUAGES

# Said of the data by the rules of these names, wherever a page meets them.
_SAID_OF_DATA = {"string_exists", "labels_exist"}


class BrokenText(NamedTuple):
    """A text that cannot be rendered in one language: where it is, and why."""

    path: str
    keys: Keys
    language: str
    error: WordError


@lru_cache(maxsize=1)  # several rules ask
def broken_texts(handbook: Handbook) -> list[BrokenText]:
    """The texts that cannot be rendered: those of pages, then those that all pages share."""
    return [*_broken_texts(handbook)]


def _broken_texts(handbook: Handbook) -> Iterator[BrokenText]:
    for (_, language), state in states(handbook).items():
        for path, keys, error in state.word_errors:
            yield BrokenText(path, keys, language, error)
    some_guide = next(iter(handbook.mailboxes), "home")
    for language in LANGUAGES:
        texts = TextRenderer(handbook, handbook.pages[some_guide], language)
        shared = (f"data/{name}" for name in SHARED_FILES)
        for document, keys, text in handbook.find(Text, shared):
            try:
                texts.html(text)
            except WordError as error:
                yield BrokenText(document.path, keys, language, error)


def words_can_be_rendered(handbook: Handbook) -> Iterator[Problem]:
    """Every name and link key in words exists, and every mark is closed, in both languages."""
    for text in broken_texts(handbook):
        place = (*text.keys, text.language)
        found = refused(handbook.documents[text.path], place, text.error)
        yield found if found.name else replace(found, message=f"{text.error} ({text.language})")


def pages_can_be_rendered(handbook: Handbook) -> Iterator[Problem]:
    """Every macro call of a page works."""
    in_words = {(text.error.rule, str(text.error)) for text in broken_texts(handbook)}
    for (key, language), state in states(handbook).items():
        path = f"docs/{handbook.pages[key].source}"
        for line, error in state.errors:
            if error.rule not in _SAID_OF_DATA and (error.rule, str(error)) not in in_words:
                yield Problem(path, line, error.rule, f"{error} ({language})", error.fix)


def words_are_shown(handbook: Handbook) -> Iterator[Problem]:
    """A section that a guide has words for is on its page."""
    for page in outlined(handbook):
        for id in _lost_sections(page, states(handbook)[page.key, DEFAULT.code]):
            document, keys = page_file(handbook, page, "guide.yml")
            message = f"the section `{id}` is on no page"
            fix = f"name it in `guide_sections` of common.yml, or call it in docs/{page.source}"
            yield at(document, (*keys, "sections", id), message, fix)


def _lost_sections(page: Page, state: State) -> list[str]:
    """The sections with words that are not on the page, though it is rendered whole."""
    if state.errors or state.outline_errors:
        return []
    return [id for id in page.sections if id not in state.sections]


@lru_cache(maxsize=1)  # several rules ask
def whole_pages(handbook: Handbook) -> dict[str, State]:
    """The pages that are rendered whole, by key, as they are in the default language."""
    broken = {
        key
        for (key, _), state in states(handbook).items()
        if state.errors
        or state.word_errors
        or state.outline_errors
        or _lost_sections(handbook.pages[key], state)
    }
    return {
        key: state
        for (key, language), state in states(handbook).items()
        if language == DEFAULT.code and key not in broken
    }


def repeated_ids(handbook: Handbook, state: State) -> list[str]:
    """The ids that are on a page more than once, or that every page has in its frame."""
    counts = Counter([*state.ids, *_ids_of_frame(handbook)])
    return [id for id, count in counts.items() if count > 1]


@lru_cache(maxsize=1)  # each page asks
def _ids_of_frame(handbook: Handbook) -> set[str]:
    files = (handbook.root / "overrides").rglob("*.html")
    return {id for file in files for id in ids(file.read_text(encoding="utf-8"))}


@lru_cache(maxsize=1)  # several rules ask
def sound_pages(handbook: Handbook) -> dict[str, State]:
    """The pages whose ids are what their author meant: whole ones, with each id once."""
    return {
        key: state
        for key, state in whole_pages(handbook).items()
        if not repeated_ids(handbook, state)
    }
