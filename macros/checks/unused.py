"""Unused: what words, pages and code never ask for is not kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from macros.checks.facts import all_named_sources
from macros.checks.pictures import NAMES_OF_LABELS, pictures_of
from macros.checks.places import Keys, at, listed, own_file, providers, shared_file
from macros.checks.strings import code_files, read_code, script_files
from macros.model.handbook import PROVIDERS, Handbook
from macros.model.problem import Problem
from macros.model.types import FORM_FIELDS, Block, Label, Picture, Related, Remedy, Text
from macros.model.yaml_file import Document
from macros.text.languages import LANGUAGES

_OF_MAILBOX = re.compile(r'mailbox(?:\.([a-z0-9-]+)|\["([a-z0-9-]+)"\])\.(.*)')
# What is filled in, and keys of links.
_NAME_IN_WORDS = re.compile(r"(?:\{\{\s*|\]\()([a-z0-9_.\[\]\"-]+)(?:\s*\}\}|\))")


def tables_and_blocks_are_used(handbook: Handbook) -> Iterator[Problem]:
    """Every table is shown by a block; shared blocks and titles of sections are used."""
    shared = {block.use for *_, block in handbook.find(Block)}
    common = shared_file(handbook, "common.yml")
    yield from _unused(common, ("blocks",), handbook.common.blocks, shared, "blocks")
    sections = {*handbook.common.guide_sections}
    for page in handbook.pages.values():
        for id, section in page.sections.items():
            sections |= {id, *section.parts}
    yield from _unused(common, ("sections",), handbook.common.sections, sections, "section")
    for mailbox in handbook.mailboxes.values():
        if mailbox.tables:
            document = own_file(handbook, mailbox, "tables.yml")
            own = {each.table for *_, each in handbook.find(Block, handbook.files_of(mailbox.id))}
            yield from _unused(document, ("tables",), mailbox.tables, own, "table")


def labels_are_used(handbook: Handbook) -> Iterator[Problem]:
    """Every label, way, further fact and link of a screen is named by words or in a picture."""
    names_of = _names_by_mailbox(handbook)
    for document, mailbox in providers(handbook):
        provider, names = mailbox.provider, names_of[mailbox.id]
        shown = [each for *_, each in pictures_of(handbook, mailbox) if each.frame != "app"]
        ways = {key: path.labels for key, path in provider.paths.items()}
        yield from _unused_of_a_screen(document, provider.ui, ways, names, shown)
        yield from _unused(document, ("facts",), provider.facts, _after("fact", names), "fact")
        yield from _unused(document, ("links",), provider.links, _after("open", names), "open")
    laifaxin, document = handbook.laifaxin, shared_file(handbook, "laifaxin.yml")
    names = {name.removeprefix("laifaxin.") for named in names_of.values() for name in named}
    names |= {f"ui.{key}" for key in FORM_FIELDS}
    shown = [each for *_, each in handbook.find(Picture) if each.frame == "app"]
    yield from _unused_of_a_screen(document, laifaxin.ui, laifaxin.paths, names, shown)


def _unused_of_a_screen(
    document: Document,
    ui: dict[str, Label],
    ways: dict[str, list[str]],
    names: set[str],
    pictures: list[Picture],
) -> Iterator[Problem]:
    """The labels and ways that nothing uses. names: of words; pictures: of this screen."""
    parts = [part for picture in pictures for part in picture.shows]
    shown = {getattr(part, name) for part in parts for name in NAMES_OF_LABELS}
    in_ways = {label for labels in ways.values() for label in labels}
    yield from _unused(document, ("ui",), ui, _after("ui", names) | shown | in_ways, "ui")
    walked = _after("path", names) | {part.path for part in parts}
    yield from _unused(document, ("paths",), ways, walked, "path")


def terms_are_used(handbook: Handbook) -> Iterator[Problem]:
    """Every term is named by words, says what a fact is, or rules out other words for it."""
    rule_out = {key for key, term in handbook.terms.items() if term.not_zh or term.not_en}
    document, used = shared_file(handbook, "terms.yml"), _named_terms(handbook)
    yield from _unused(document, ("terms",), handbook.terms, used | rule_out, "term")


def _named_terms(handbook: Handbook) -> set[str]:
    used = _after("term", {name for each in handbook.texts for name in _names(each[2])})
    for mailbox in handbook.mailboxes.values():
        password = mailbox.provider.password
        used |= {each.kind for each in (password, password.otherwise) if each}
        used |= {server.security for server in mailbox.provider.servers.values()}
    used |= {other.password for other in handbook.others if other.password}
    return used


def sources_are_used(handbook: Handbook) -> Iterator[Problem]:
    """Every source is named by a fact, an error or a cause."""
    used = {source for _, _, source in all_named_sources(handbook)}
    document = shared_file(handbook, "sources.yml")
    yield from _unused(document, ("sources",), handbook.sources, used, "source")


def keys_are_used(handbook: Handbook) -> Iterator[Problem]:
    """Every cause, every database and every page of Laifaxin is named by something."""
    causes = {id for each in handbook.errors for id in (*each.causes, each.instead_of)}
    for document, keys, cause in listed(handbook, "causes"):
        yield from _unused(document, (*keys, "id"), [cause.id], causes, "cause")
    records = handbook.records
    named = {record.database for record in records.records}
    document = shared_file(handbook, "records.yml")
    yield from _unused(document, ("databases",), records.databases, named, "database")
    names = {name for *_, text in handbook.texts for name in _names(text)}
    names |= {each.to or "" for of in (Related, Remedy) for *_, each in handbook.find(of)}
    names.add(handbook.site.support or "")
    document = shared_file(handbook, "laifaxin.yml")
    pages = _after("zhinan", names)
    yield from _unused(document, ("zhinan",), handbook.laifaxin.zhinan, pages, "zhinan")


# A string is asked for by its name, or by the start of names that share one: f"use_{use}".
_STRING_IN_CODE = re.compile(r"""["']([a-z][a-z_]*)(?=["'{])|\bwords\.([a-z_]+)""")
_OF_SCRIPTS = "address_"  # what scripts call words.x


def strings_are_used(handbook: Handbook) -> Iterator[Problem]:
    """Every string of site.yml is used by macros, templates, overrides/ or scripts."""
    asked: set[str] = set()
    for path in (*code_files(handbook.root), *script_files(handbook.root)):
        asked |= _asked_in(read_code(path))
    starts = tuple(name for name in asked if name.endswith("_") and name != _OF_SCRIPTS)
    used = {
        key
        for key in handbook.site.strings
        if key in asked or key.startswith(starts) or key.removeprefix(_OF_SCRIPTS) in asked
    }
    document = shared_file(handbook, "site.yml")
    yield from _unused(document, ("strings",), handbook.site.strings, used, "string")


@lru_cache(maxsize=256)  # code is the same at every look at the data
def _asked_in(code: str) -> frozenset[str]:
    return frozenset(name for match in _STRING_IN_CODE.findall(code) for name in match)


UNUSED_RULES = [
    tables_and_blocks_are_used,
    labels_are_used,
    terms_are_used,
    sources_are_used,
    keys_are_used,
    strings_are_used,
]


def _unused(
    document: Document, keys: Keys, there: Iterable[str], used: Iterable[str | None], kind: str
) -> Iterator[Problem]:
    """A problem of each key that is not used. kind: what names in words begin with, such as ui."""
    for key in sorted({*there} - {*used}):
        message, fix = f"nothing uses `{key}`", "remove it, or use it"
        yield at(document, (*keys, key), message, fix, f"{kind}.{key}")


def _names(text: Text) -> set[str]:
    return {name for language in LANGUAGES for name in _NAME_IN_WORDS.findall(text[language])}


def _names_by_mailbox(handbook: Handbook) -> dict[str, set[str]]:
    """What words name of each mailbox: as their own, or as that of the mailbox by its id."""
    shared: set[str] = set()
    found: dict[str, set[str]] = {id: set() for id in handbook.mailboxes}
    for document, _, text in handbook.texts:
        own = document.path.removeprefix(f"{PROVIDERS}/").partition("/")[0]
        for name in _names(text):
            found.get(own, shared).add(name)
            if named := _OF_MAILBOX.fullmatch(name):
                found.get(named[1] or named[2], shared).add(named[3])
    return {id: names | shared for id, names in found.items()}


def _after(start: str, names: Iterable[str]) -> set[str]:
    """The second parts of names with a given first part: x of ui.x."""
    return {name.split(".")[1] for name in names if name.startswith(f"{start}.")}
