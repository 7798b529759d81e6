"""Every page in every language, rendered once for all who ask: rules, site and search.

A build that asks no rules renders its pages in tools/build.py. In a preview, a page is rendered
again when a file has changed that was read while it was rendered. Code counts as unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.model.problem import WordError
from macros.render.outline import Rendered, render
from macros.render.texts import TextRenderer
from macros.render.view import TEMPLATES
from macros.text.languages import LANGUAGES


@dataclass(frozen=True)
class State(Rendered):
    """A page in one language, and what the rules need to know of it.

    links: keys of pages and #ids on them that its words lead to; word_errors: what is wrong with
    its words, with file and keys; read_files: the digests of the files that were read for it.
    """

    links: set[tuple[str, str]]
    word_errors: list[tuple[str, tuple, WordError]]
    read_files: dict[str, str]


@lru_cache(maxsize=1)  # many rules ask
def states(handbook: Handbook) -> dict[tuple[str, str], State]:
    """The state of every page that has an outline, by page key and language."""
    return {
        (page.key, language): state
        for page in handbook.pages.values()
        for language in LANGUAGES
        if (state := _state(handbook, page, language))
    }


def rendered(handbook: Handbook, page: Page, language: str) -> Rendered:
    """A page that the rules or a build have rendered."""
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
    return State(**vars(made), links=links, word_errors=word_errors, read_files=read_files)
