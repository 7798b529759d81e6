"""Outlines: every page has one, and it calls macros and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from macros.checks.places import Keys, at, at_line, own_file, shared_file
from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.model.problem import Problem
from macros.model.yaml_file import Document
from macros.render.outline import check_outline
from macros.text.unsafe_text import find_odd_character


def outlined(handbook: Handbook) -> list[Page]:
    """The pages whose outline is there."""
    docs = handbook.root / "docs"
    return [page for page in handbook.pages.values() if (docs / page.source).is_file()]


def page_file(handbook: Handbook, page: Page, name: str) -> tuple[Document, Keys]:
    """Where a page's own data are: a file of its mailbox, or its part of site.yml."""
    if page.mailbox:
        return own_file(handbook, page.mailbox, name), ()
    return shared_file(handbook, "site.yml"), ("pages", page.key)


def every_page_has_an_outline(handbook: Handbook) -> Iterator[Problem]:
    """Every mailbox and site page has its .md in docs/, and every .md there is a page."""
    have = {page.key for page in outlined(handbook)}
    missing = [page for page in handbook.pages.values() if page.key not in have]
    stray = handbook.stray_outlines()
    if len(missing) == len(stray) == 1 and missing[0].mailbox:
        document, keys = page_file(handbook, missing[0], "provider.yml")
        message = f"docs/{missing[0].source} is missing, and docs/{stray[0]} is no page's outline"
        fix = "correct the slug; or rename the outline, and enter the former slug in `moved_from`"
        yield at(document, (*keys, "slug"), message, fix)
        return
    for page in missing:
        message = "the page's outline is missing"
        yield at_line(f"docs/{page.source}", 1, message, "copy another mailbox's .md to this name")
    for source in stray:
        message = "no mailbox and no page of site.yml has this address"
        yield at_line(f"docs/{source}", 1, message, "name it like a slug of data/, or delete it")


def pages_only_call_macros(handbook: Handbook) -> Iterator[Problem]:
    """An outline consists of calls of macros and comments, and nothing else."""
    for page in outlined(handbook):
        outline = handbook.outline(page)
        if odd := find_odd_character(outline, any_script=True):
            line = outline.count("\n", 0, outline.index(odd)) + 1
            message = f"contains U+{ord(odd):04X}"
            yield at_line(f"docs/{page.source}", line, message, "retype it by hand")
        for line, error in check_outline(outline):
            yield Problem(f"docs/{page.source}", line, error.rule, str(error), error.fix)
