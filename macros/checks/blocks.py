"""Sections and blocks: what they name by key exists. Said here, where the key is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from macros.checks.outlines import page_file
from macros.checks.places import Keys, at, own_file, refused, shared_file
from macros.model.handbook import PROVIDERS, Handbook
from macros.model.problem import Problem, WordError
from macros.model.types import Block, Section
from macros.model.yaml_file import Document
from macros.render.registry import find_macro
from macros.render.tables import find_table
from macros.render.view import no_section
from macros.text.languages import DEFAULT


def blocks_name_what_exists(handbook: Handbook) -> Iterator[Problem]:
    """A block names by `show` a macro without arguments, by `table` a table, by `use` blocks."""
    for document, keys, block in handbook.find(Block):
        mailbox = handbook.mailboxes.get(document.path.split("/")[-2])
        if block.show is not None:
            yield from _refused(document, (*keys, "show"), _check_show, block.show)
        if block.table is not None:
            lost = [*_refused(document, (*keys, "table"), find_table, mailbox, block.table)]
            if lost and mailbox and not mailbox.tables:
                path = f"{PROVIDERS}/{mailbox.id}/tables.yml"
                fix = "bring back this file, which the words name tables of"
                lost = [replace(lost[0], path=path, line=1, fix=fix, name="tables.yml")]
            yield from lost
        if block.use is not None:
            yield from _refused(document, (*keys, "use"), handbook.shared_blocks, block.use)


def sections_have_titles(handbook: Handbook) -> Iterator[Problem]:
    """A section and each of its parts has a title of its own, or common.yml has one."""
    for page in handbook.pages.values():
        document, keys = page_file(handbook, page, "guide.yml")
        for where, id, section in _with_parts((*keys, "sections"), page.sections):
            yield from _refused(document, where, handbook.section_title, id, section)


def guide_sections_exist(handbook: Handbook) -> Iterator[Problem]:
    """Every section of `guide_sections` is one of the `sections` of common.yml."""
    document, common = shared_file(handbook, "common.yml"), handbook.common
    for number, id in enumerate(common.guide_sections):
        if id not in common.sections:
            yield refused(document, ("guide_sections", number), no_section(id))


def related_pages_exist(handbook: Handbook) -> Iterator[Problem]:
    """Every related page exists, is named by its link key, and is another page."""
    for mailbox in handbook.mailboxes.values():
        document, page = own_file(handbook, mailbox, "guide.yml"), handbook.pages[mailbox.id]
        for number, related in enumerate(mailbox.guide.related):
            where = ("related", number, "to")
            if related.to == mailbox.id:
                yield at(document, where, "no page leads to itself", "name another page")
            arguments = (related.to, page, DEFAULT.code)
            yield from _refused(document, where, handbook.related_link, *arguments)


def _with_parts(keys: Keys, sections: dict[str, Section]) -> Iterator[tuple[Keys, str, Section]]:
    """Sections and their parts, each with its place and its id."""
    for id, section in sections.items():
        yield (*keys, id), id, section
        yield from _with_parts((*keys, id, "parts"), section.parts)


def _check_show(name: str) -> None:
    find_macro(name).check_arguments([])


def _refused(
    document: Document, keys: Keys, function: Callable[..., Any], *arguments: Any
) -> Iterator[Problem]:
    """The problem that a function refuses its arguments with, if it does."""
    try:
        function(*arguments)
    except WordError as error:
        yield refused(document, keys, error)
