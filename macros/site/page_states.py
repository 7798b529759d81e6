"""Every page in every language, rendered once: for the rules, for the site and for the search.

A page is rendered again when a file has changed that was read while it was rendered. That is for
`make serve`: other commands render each page once and end. Code counts as unchanged.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.render.outline import ids, render
from macros.render.texts import TextRenderer, WordError
from macros.render.view import TEMPLATES, Heading
from macros.text.languages import LANGUAGES


@dataclass
class State:
    """What the rules need to know of a page in one language.

    errors: what went wrong, with the line of the outline; outline_errors: the same of what the
    outline holds beside calls of macros; word_errors: the same with file and keys of the words;
    sections: ids of the sections on it; links: keys of pages and #ids on them that its words lead
    to.
    """

    ids: Sequence[str]
    links: set[tuple[str, str]]
    sections: list[str] = field(default_factory=list)
    errors: list[tuple[int, WordError]] = field(default_factory=list)
    outline_errors: list[tuple[int, WordError]] = field(default_factory=list)
    word_errors: list[tuple[str, tuple, WordError]] = field(default_factory=list)


@dataclass(frozen=True)
class Content:
    """What a page shows: its HTML and its table of contents."""

    html: str
    headings: list[Heading]


@dataclass(frozen=True)
class _Rendered:
    """A page in one language. html is compressed: all pages wait in memory until they are built."""

    state: State
    html: bytes
    headings: list[Heading]
    files: dict[str, bytes]
    read_files: dict[str, str]


@lru_cache(maxsize=1)  # many rules ask
def states(handbook: Handbook) -> dict[tuple[str, str], State]:
    """The state of every page that has an outline, by page key and language."""
    return {
        (page.key, language): rendered.state
        for page in handbook.pages.values()
        for language in LANGUAGES
        if (rendered := _rendered(handbook, page, language))
    }


def content(handbook: Handbook, page: Page, language: str) -> Content:
    """What a page shows, of a handbook that the rules found nothing wrong with."""
    rendered = handbook.rendered[page.key, language]
    return Content(zlib.decompress(rendered.html).decode(), rendered.headings)


def files_of(handbook: Handbook, page: Page, language: str) -> dict[str, bytes]:
    """What goes with a page, by address, of a handbook that the rules found nothing wrong with."""
    return handbook.rendered[page.key, language].files


def _rendered(handbook: Handbook, page: Page, language: str) -> _Rendered | None:
    """A page, rendered now, or earlier from files that are unchanged; None without an outline."""
    key = page.key, language
    if key not in handbook.rendered:
        earlier = handbook.earlier.get(key)
        if earlier and handbook.dependencies.are_unchanged(earlier.read_files):
            handbook.rendered[key] = earlier
        elif (handbook.root / "docs" / page.source).is_file():
            with handbook.dependencies.noted() as read_files:
                handbook.rendered[key] = _render(handbook, page, language, read_files)
    return handbook.rendered.get(key)


def _render(handbook: Handbook, page: Page, language: str, read_files: dict[str, str]) -> _Rendered:
    page = handbook.pages[page.key]
    handbook.dependencies.note(TEMPLATES)
    texts = TextRenderer(handbook, page, language)
    state = State([], set())
    for document, keys, text in handbook.texts_of(page):
        try:
            texts.html(text)
            state.links |= {
                (link.page.key, link.anchor)
                for link in texts.links(text)
                if link.page and link.anchor
            }
        except WordError as error:
            state.word_errors.append((document.path, keys, error))
    rendered = render(handbook, page, language, handbook.outline(page), texts)
    state.ids, state.errors = ids(rendered.html), rendered.errors
    state.sections, state.outline_errors = rendered.sections, rendered.outline_errors
    html = zlib.compress(rendered.html.encode(), level=1)
    return _Rendered(state, html, rendered.headings, rendered.files, read_files)
