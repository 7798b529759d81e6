"""Pages: their outlines, what they call, and whether they can be rendered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from macros.checks.places import Keys, at, at_line, shared_file
from macros.model.handbook import Handbook, Page
from macros.model.problem import Problem
from macros.model.yaml_file import Document
from macros.render.outline import check_outline
from macros.site.page_states import State, states
from macros.text.languages import DEFAULT


def outlined(handbook: Handbook) -> list[Page]:
    """The pages whose outline is there."""
    docs = handbook.root / "docs"
    return [page for page in handbook.pages.values() if (docs / page.source).is_file()]


def page_file(handbook: Handbook, page: Page, name: str = "provider.yml") -> tuple[Document, Keys]:
    """Where a page's own data stand: a file of its mailbox, or its part of site.yml."""
    if page.mailbox:
        return handbook.documents[f"data/providers/{page.key}/{name}"], ()
    return shared_file(handbook, "site.yml"), ("pages", page.key)


def sound_pages(handbook: Handbook) -> dict[str, State]:
    """The pages that can be rendered whole, by key, as they are in the first language.

    What the ids and links of the others lack may only be missing because of an error said already.
    """
    broken = {
        key for (key, _), state in states(handbook).items() if state.errors or state.word_errors
    }
    broken |= {page.key for page in outlined(handbook) if [*_lost_sections(page, handbook)]}
    return {
        key: state
        for (key, language), state in states(handbook).items()
        if language == DEFAULT.code and key not in broken
    }


def every_page_has_an_outline(handbook: Handbook) -> Iterator[Problem]:
    """Every mailbox and site page has its .md in docs/, and every .md there is a page."""
    docs = handbook.root / "docs"
    wanted = set(handbook.pages_by_source)
    there = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    for source in sorted(wanted - there):
        yield at_line(
            f"docs/{source}",
            1,
            "the page's outline is missing",
            "copy another mailbox's .md to this name",
        )
    for source in sorted(there - wanted):
        yield at_line(
            f"docs/{source}",
            1,
            "no mailbox and no page of site.yml has this address",
            "name it like a slug of data/, or delete it",
        )


def pages_only_call_macros(handbook: Handbook) -> Iterator[Problem]:
    """An outline consists of calls of macros and comments, and nothing else."""
    for page in outlined(handbook):
        for line, error in check_outline(handbook.outline(page)):
            yield Problem(f"docs/{page.source}", line, error.rule, str(error), error.fix)


def _calls(handbook: Handbook, page: Page) -> list[tuple[int, str]]:
    """The lines of an outline that are not empty, with their numbers."""
    lines = enumerate(handbook.outline(page).splitlines(), 1)
    return [(number, line.strip()) for number, line in lines if line.strip()]


def pages_can_be_rendered(handbook: Handbook) -> Iterator[Problem]:
    """Every macro call of a page works."""
    for (key, language), state in states(handbook).items():
        for line, error in state.errors:
            if error.rule != "string_exists":  # the rule of that name says it
                path = f"docs/{handbook.pages[key].source}"
                yield Problem(path, line, error.rule, f"{error} ({language})", error.fix)


def ids_are_unique(handbook: Handbook) -> Iterator[Problem]:
    """Every id on a page is unique."""
    for key, state in sound_pages(handbook).items():
        page = handbook.pages[key]
        twice = [id for id, count in Counter(state.ids).items() if count > 1]
        repeated = [*_repeated_calls(handbook, page)] if twice else []
        yield from repeated or (_id_stands_twice(handbook, page, id) for id in twice)


def _repeated_calls(handbook: Handbook, page: Page) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, call in _calls(handbook, page):
        if call in seen:
            yield at_line(
                f"docs/{page.source}",
                number,
                f"`{call}` stands there already, and every id on a page is unique",
                "call it once",
            )
        seen.add(call)


def _id_stands_twice(handbook: Handbook, page: Page, id: str) -> Problem:
    """A problem at the last place in the page's files where the id is typed."""
    name = re.escape(re.sub("^(?:pit|server)-", "", id))
    typed = re.compile(rf"^[ -]*id: {name}$|^ +{name}:$")
    place = (f"docs/{page.source}", 1)
    for document in {
        document.path: document for document, _, _ in handbook.texts_of(page)
    }.values():
        lines = document.file.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if typed.match(line):
                place = (document.path, number)
    return at_line(*place, f"the id `{id}` stands more than once on the page", "rename one of them")


_STRING = re.compile(r"""(?:string|both)\(\s*["']([a-z_]+)["']\)|strings\[["']([a-z_]+)["']\]""")
_SCRIPT = "docs/assets/js/address.js"


def string_exists(handbook: Handbook) -> Iterator[Problem]:
    """Every string that macros, templates, overrides/ and scripts ask for is in site.yml."""
    asked_by_pages = {
        str(error).split("`")[1]
        for state in states(handbook).values()
        for _, error in state.errors
        if error.rule == "string_exists"
    }
    asked = named_strings(handbook) | asked_by_pages
    for key in sorted(asked - set(handbook.site.strings)):
        yield at(
            shared_file(handbook, "site.yml"),
            ("strings",),
            f"site.yml has no string `{key}`",
            "add it to `strings`",
        )


def named_strings(handbook: Handbook) -> set[str]:
    """The strings that code names as they stand."""
    package = Path(__file__).parent.parent
    named = {
        match[1] or match[2]
        for path in [
            *package.rglob("*.py"),
            *package.glob("render/templates/*"),
            *(handbook.root / "overrides").rglob("*.html"),
        ]
        for match in _STRING.finditer(path.read_text(encoding="utf-8"))
    }
    # the script gets the strings that begin with address_, and two of the page's
    script = (handbook.root / _SCRIPT).read_text(encoding="utf-8")
    asked = re.findall(r"\bwords\.([a-z_]+)", script)
    return named | {name if name in handbook.site.strings else f"address_{name}" for name in asked}


def words_are_shown(handbook: Handbook) -> Iterator[Problem]:
    """A section that a guide has words for stands on its page."""
    for page in outlined(handbook):
        for id in _lost_sections(page, handbook):
            document, keys = page_file(handbook, page, "guide.yml")
            yield at(
                document,
                (*keys, "sections", id),
                f"the section `{id}` is on no page",
                f"name it in `guide_sections` of common.yml, or call it in docs/{page.source}",
            )


def _lost_sections(page: Page, handbook: Handbook) -> list[str]:
    """The sections with words that are not on the page, though its outline is sound."""
    if check_outline(handbook.outline(page)):
        return []
    shown = states(handbook)[page.key, DEFAULT.code].sections
    return [id for id in page.sections if id not in shown]
