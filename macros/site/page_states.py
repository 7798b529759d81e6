"""Every page in every language, rendered once and kept by content.

A page is kept in `.build/pages` under a digest of all that it was made from: our code, the shared files, its own files. What
it took from other mailboxes is noted with it and compared before it is used again, so nothing kept can be stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from sys import intern

from macros.model.handbook import OWN, SHARED, Handbook, Page
from macros.model.kept import Ahead, code, forget, keep
from macros.model.types import LANGUAGES
from macros.model.yaml_file import digest
from macros.render.macros import Heading, ids, render, size_of
from macros.render.texts import WordError, Words
from macros.site import search_index as search
from macros.site.search_index import Found, Place

EVERY = "*"  # stands for all mailboxes: the page lists them
FOLDER = ".build/pages"
STATE, CONTENT, FILES, FOUND = range(
    4
)  # the lines of a kept page: who needs one of them does not read the others
FEW = 8  # pages that are made sooner than a second process is there
PART = 100  # pages that two processes make together before there is a new second one (see kept.py)


@dataclass
class State:
    """What the rules need to know of a page in one language.

    errors: what went wrong, with the line of the outline; word_errors: the same with file and keys of the words;
    links: keys of pages and #ids on them that its words lead to.
    """

    ids: Sequence[str]
    links: set[tuple[str, str]]
    errors: list[tuple[int, WordError]] = field(default_factory=list)
    word_errors: list[tuple[str, tuple, WordError]] = field(default_factory=list)


@dataclass(frozen=True)
class Content:
    """What a page shows: its HTML and its table of contents."""

    html: str
    headings: list[Heading]


def states(handbook: Handbook) -> dict[tuple[str, str], State]:
    """The state of every page that has an outline, by page key and language."""
    if "states" not in handbook.cache:
        handbook.cache["states"] = {}
        shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        pages = _outlined(handbook)
        for start in range(0, len(pages), PART):
            with ahead(handbook, start):
                for page, language in pages[start : start + PART]:
                    kept = _kept(handbook, page, language, STATE)
                    state = (
                        State(kept["ids"], {tuple(link) for link in kept["links"]})
                        if kept
                        else _make(handbook, page, language)[STATE]
                    )
                    ids = tuple(
                        map(intern, state.ids)
                    )  # thousands of pages have them in common, and two languages all
                    state.ids = shared.setdefault(ids, ids)
                    handbook.cache["states"][page.key, language] = state
        forget(handbook.root / FOLDER, (_file(handbook, *each).name for each in pages))
    return handbook.cache["states"]


def ahead(handbook: Handbook, start: int = -PART) -> Ahead:
    """Begins to make a part of the pages that are not kept, in a process of its own and from the last one on: `states`, which begins at the first, finds them kept.

    start: the number of the part's first page; the last part by default.
    """
    missing = [
        each for each in _outlined(handbook)[start:][:PART] if not _file(handbook, *each).exists()
    ]

    def make() -> None:
        for each in reversed(missing):
            if _file(handbook, *each).exists():  # this is where the two meet
                return
            _make(handbook, *each)

    return Ahead(make if len(missing) > FEW else None)


def _outlined(handbook: Handbook) -> list[tuple[Page, str]]:
    """Every page that has an outline, in each language."""
    if "outlined" not in handbook.cache:
        pages = [
            page
            for page in handbook.pages.values()
            if (handbook.root / "docs" / page.source).is_file()
        ]
        handbook.cache["outlined"] = [(page, language) for page in pages for language in LANGUAGES]
    return handbook.cache["outlined"]


def content(handbook: Handbook, page: Page, language: str) -> Content:
    """What a page shows, of a handbook that the rules found nothing wrong with."""
    kept = _kept(handbook, page, language, CONTENT)
    return (
        Content(kept["html"], [Heading(*each) for each in kept["headings"]])
        if kept
        else _make(handbook, page, language)[CONTENT]
    )


def files(handbook: Handbook, page: Page, language: str) -> dict[str, bytes]:
    """What goes with a page, by address, of a handbook that the rules found nothing wrong with."""
    kept = _kept(handbook, page, language, FILES)
    return (
        {name: file.encode("latin-1") for name, file in kept.items()}
        if kept is not None
        else _make(handbook, page, language)[FILES]
    )


def found(handbook: Handbook, page: Page, language: str) -> Found:
    """What the search knows of a page, of a handbook that the rules found nothing wrong with."""
    kept = _kept(handbook, page, language, FOUND)
    return (
        Found(**kept | {"places": [Place(*each) for each in kept["places"]]})
        if kept
        else _make(handbook, page, language)[FOUND]
    )


def _make(
    handbook: Handbook, page: Page, language: str
) -> tuple[State, Content, dict[str, bytes], Found]:
    words = Words(handbook, page, language)
    state = State([], set())
    for document, keys, text in handbook.texts_of(page):
        try:
            words.html(text)
            state.links |= {
                (link.page.key, link.anchor)
                for link in words.links(text)
                if link.page and link.anchor
            }
        except WordError as error:
            state.word_errors.append((document.path, keys, error))
    rendered = render(handbook, page, language, handbook.outline(page), words)
    state.ids, state.errors = ids(rendered.html), rendered.errors
    content = Content(rendered.html, rendered.headings)
    if state.errors or state.word_errors:
        return state, content, rendered.files, Found("", [], {})
    places = search.places(rendered.html)
    known = Found(
        words.plain(page.title),
        places,
        search.runs(places, _known_by(handbook, page)),
        _called(handbook, page, words),
    )
    keep(
        _file(handbook, page, language),
        "\n".join(
            json.dumps(part, ensure_ascii=False)
            for part in (
                {
                    "needs": _needs(handbook, words.needs),
                    "ids": state.ids,
                    "links": sorted(state.links),
                },
                {
                    "html": content.html,
                    "headings": [(each.level, each.id, each.title) for each in content.headings],
                },
                {name: file.decode("latin-1") for name, file in rendered.files.items()},
                known._asdict(),
            )
        ),
    )
    return state, content, rendered.files, known


def _known_by(handbook: Handbook, page: Page) -> dict[str, str]:
    """What people search for and no text says: on the page of errors, the other wordings that each message is known by."""
    return (
        {
            f"error-{error.id}": " ".join(" ".join(each) for each in error.when)
            for error in handbook.errors
        }
        if page.key == "errors"
        else {}
    )


def _called(handbook: Handbook, page: Page, words: Words) -> dict | None:
    """What a reader may call the page's mailbox, and its name."""
    if page.mailbox is None:
        return None
    provider = page.mailbox.provider
    shorts = [Words(handbook, page, each).plain(provider.short) for each in LANGUAGES]
    return {
        "name": words.plain(provider.name),
        "domains": provider.domains,
        "aliases": [*provider.aliases, *shorts],
    }


def _file(handbook: Handbook, page: Page, language: str) -> Path:
    """Where a page is kept."""
    where = handbook.cache.setdefault("files", {})
    if (page.key, language) not in where:
        if "shared" not in handbook.cache:
            handbook.cache["shared"] = code() + "".join(
                handbook.documents[f"data/{name}"].digest for name in SHARED
            )
        own = (
            [handbook.documents.get(f"data/providers/{page.mailbox.id}/{name}") for name in OWN]
            if page.mailbox
            else []
        )
        shots = (
            sorted((handbook.root / f"docs/assets/pictures/{page.key}").glob(f"{language}/*.png"))
            if page.mailbox
            else []
        )
        parts = [
            handbook.cache["shared"],
            page.key,
            language,
            handbook.outline(page),
            *(each.digest if each else "-" for each in own),
            *(f"{each.name} {size_of(each)}" for each in shots),
        ]
        where[page.key, language] = (
            handbook.root / FOLDER / f"{digest(chr(0).join(parts).encode())}.json"
        )
    return where[page.key, language]


def _kept(handbook: Handbook, page: Page, language: str, part: int) -> dict | None:
    """One of the lines of a kept page, if it is what it would be now."""
    try:
        with _file(handbook, page, language).open(encoding="utf-8") as lines:
            state = json.loads(next(lines))
            if state["needs"] != _needs(handbook, state["needs"]):
                return None
            return json.loads(next(islice(lines, part - 1, None))) if part else state
    except (OSError, ValueError, TypeError, KeyError, StopIteration):  # not there, or damaged
        return None


def _needs(handbook: Handbook, needs: Iterable[str]) -> dict[str, str]:
    """What a page took from other mailboxes, as digests: all facts of `qq`, the name and address of `@qq`, the names of `*`."""
    known = handbook.cache.setdefault("needs", {})
    for need in needs:
        if need not in known:
            known[need] = digest(
                repr(
                    [_face(handbook, id) for id in handbook.mailboxes]
                    if need == EVERY
                    else _face(handbook, need[1:])
                    if need[0] == "@"
                    else _facts(handbook, need)
                ).encode()
            )
    return {need: known[need] for need in sorted(needs)}


def _face(handbook: Handbook, id: str) -> list:
    """What other pages show of a mailbox when they link to it or list it."""
    provider = handbook.mailboxes[id].provider if id in handbook.mailboxes else None
    return [
        id,
        *(
            (
                provider.slug,
                provider.kind,
                provider.name,
                provider.short,
                provider.domains,
                provider.acts,
                provider.password.kind,
            )
            if provider
            else ()
        ),
    ]


def _facts(handbook: Handbook, id: str) -> str:
    document = handbook.documents.get(f"data/providers/{id}/provider.yml")
    return document.digest if document else ""
