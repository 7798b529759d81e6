"""Pages that only lead on: to a permalink that is spelt otherwise, has moved, or is the start."""

from __future__ import annotations

from html import escape

from macros.model.handbook import Handbook
from macros.model.pages import Page, file_of
from macros.render.texts import relative
from macros.site.csp import REDIRECT, policy
from macros.text.languages import DEFAULT, LANGUAGES


def of_pages(handbook: Handbook) -> dict[str, str]:
    """The redirects of every page, by their paths in the site.

    A page arrives with a slash behind its address, too, by each slug that it had before, by its
    short names, and at the root, where the original site had its pages once.
    """
    found = {}
    for page in handbook.pages.values():
        for language in LANGUAGES:
            for other in _other_spellings(page, language):
                found[file_of(other)] = _to_page(handbook, other, page, language)
    return found


def of_roots(handbook: Handbook) -> dict[str, str]:
    """The redirects to each language's start, by their paths in the site."""
    home = handbook.pages["home"]
    return {
        f"{language.prefix}index.html": _to_page(handbook, language.prefix, home, language.code)
        for language in LANGUAGES.values()
    }


def _other_spellings(page: Page, language: str) -> list[str]:
    """The addresses that lead to a page, below the site's root; a slash at the end is a folder."""
    address = page.address(language)
    folder = address.rpartition("/")[0]
    names = [f"{folder}/{slug}" for slug in (*page.moved_from, *page.short_names)]
    if language == DEFAULT.code:
        names += [slug for slug in (page.slug, *page.moved_from) if slug]
    spellings = [spelling for name in names for spelling in (name, f"{name}/")]
    return spellings if address.endswith("/") else [f"{address}/", *spellings]


def _to_page(handbook: Handbook, start: str, page: Page, language: str) -> str:
    """A redirect at `start` to the .html file of a page.

    Some hosts would lead from the permalink back to this folder. The page shows its permalink.
    """
    file = page.file(language).removesuffix("index.html")
    return redirect(relative(start, file), handbook.permalink(page, language), language)


def redirect(to: str, canonical: str, language: str) -> str:
    """A page that leads on to another of the site.

    to: the address of the other, relative to this one; canonical: its absolute address.
    """
    # The script keeps what follows ? and #; where none runs, the refresh still arrives.
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(REDIRECT)}">'
        f'<title>{escape(canonical)}</title><link rel="canonical" href="{escape(canonical)}">'
        '<meta name="robots" content="noindex">'
        f'<meta http-equiv="refresh" content="0; url={escape(to)}"></head>'
        f'<body><a href="{escape(to)}">{escape(canonical)}</a>'
        f"<script>{REDIRECT}</script></body></html>\n"
    )
