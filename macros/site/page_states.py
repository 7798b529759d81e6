"""Every page in every language, rendered once: for the rules, for the site and for the search.

A page is rendered again when a file has changed that was read while it was rendered. That is for
`make serve`: other commands render each page once and end. Code counts as unchanged.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.model.problem import WordError
from macros.render.outline import ids, render
from macros.render.texts import TextRenderer
from macros.render.view import TEMPLATES, Heading
from macros.text.languages import LANGUAGES


@dataclass(frozen=True)
class State:
    """A page in one language, and what the rules need to know of it.

    packed: its HTML, compressed: all pages wait in memory until they are built; headings: its
    table of contents; files: what goes with it, by address; ids: all that are on it; sections: ids
    of the sections on it; links: keys of pages and #ids on them that its words lead to; errors:
    what went wrong, with the line of the outline; outline_errors: the same of what the outline
    holds beside calls of macros; word_errors: the same with file and keys of the words;
    read_files: the digests of the files that were read for it.
    """

    packed: bytes
    headings: list[Heading]
    files: dict[str, bytes]
    ids: list[str]
    sections: list[str]
    links: set[tuple[str, str]]
    errors: list[tuple[int, WordError]]
    outline_errors: list[tuple[int, WordError]]
    word_errors: list[tuple[str, tuple, WordError]]
    read_files: dict[str, str]

    @property
    def html(self) -> str:
        """The HTML of the page, between what frames every page."""
        return zlib.decompress(self.packed).decode()


@lru_cache(maxsize=1)  # many rules ask
def states(handbook: Handbook) -> dict[tuple[str, str], State]:
    """The state of every page that has an outline, by page key and language."""
    return {
        (page.key, language): state
        for page in handbook.pages.values()
        for language in LANGUAGES
        if (state := _state(handbook, page, language))
    }


def rendered(handbook: Handbook, page: Page, language: str) -> State:
    """A page of a handbook that the rules found nothing wrong with."""
    return handbook.rendered[page.key, language]


def _state(handbook: Handbook, page: Page, language: str) -> State | None:
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


def _render(handbook: Handbook, page: Page, language: str, read_files: dict[str, str]) -> State:
    page = handbook.pages[page.key]
    handbook.dependencies.note(TEMPLATES)
    texts = TextRenderer(handbook, page, language)
    links: set[tuple[str, str]] = set()
    word_errors = []
    for document, keys, text in handbook.texts_of(page):
        try:
            texts.html(text)
            links |= {
                (link.page.key, link.anchor)
                for link in texts.links(text)
                if link.page and link.anchor
            }
        except WordError as error:
            word_errors.append((document.path, keys, error))
    made = render(handbook, page, language, handbook.outline(page), texts)
    return State(
        packed=zlib.compress(made.html.encode(), level=1),
        headings=made.headings,
        files=made.files,
        ids=ids(made.html),
        sections=made.sections,
        links=links,
        errors=made.errors,
        outline_errors=made.outline_errors,
        word_errors=word_errors,
        read_files=read_files,
    )
