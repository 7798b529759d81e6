"""Every page in every language, rendered once and kept by content.

A page is kept in `.build/pages` under a digest of all that it was made from: our code, the shared files, its own files. What
it took from other mailboxes is noted with it and compared before it is used again, so nothing kept can be stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from sys import intern

from . import search
from .handbook import OWN, SHARED, Handbook, Page
from .kept import Ahead, code, forget, keep
from .loader import digest
from .model import LANGUAGES
from .render import Heading, ids, render, size_of
from .search import Place
from .words import WordError, Words

EVERY = "*"  # stands for all mailboxes: the page lists them
FOLDER = ".build/pages"
STATE, CONTENT, BESIDE = range(3)  # the lines of a kept page: who needs one of them does not read the others
FEW = 8  # pages that are made sooner than a second process is there


@dataclass
class State:
    """What the rules need to know of a page in one language.

    errors: what went wrong, with the line of the outline; word_errors: the same with file and keys of the words;
    links: keys of pages and #ids on them that its words lead to.
    """

    ids: list[str]
    links: set[tuple[str, str]]
    errors: list[tuple[int, WordError]] = field(default_factory=list)
    word_errors: list[tuple[str, tuple, WordError]] = field(default_factory=list)


@dataclass(frozen=True)
class Content:
    """What a page shows: its HTML and its table of contents."""

    html: str
    headings: list[Heading]


@dataclass(frozen=True)
class Beside:
    """What goes with a page: its files by address, and what the search knows of it (see search.py)."""

    files: dict[str, bytes]
    places: list[Place]
    runs: dict[str, str]


def states(handbook: Handbook) -> dict[tuple[str, str], State]:
    """The state of every page that has an outline, by page key and language."""
    if "states" not in handbook.cache:
        handbook.cache["states"] = {}
        for page, language, file in _files(handbook):
            kept = _kept(handbook, file, STATE)
            state = State(kept["ids"], {tuple(link) for link in kept["links"]}) if kept else _make(handbook, page, language, file)[STATE]
            state.ids = [*map(intern, state.ids)]  # thousands of pages have them in common
            handbook.cache["states"][page.key, language] = state
        forget(handbook.root / FOLDER, (file.name for _, _, file in _files(handbook)))
    return handbook.cache["states"]


def ahead(handbook: Handbook) -> Ahead:
    """Begins to make the pages that are not kept, in a process of its own and from the last one on: `states`, which begins at the first, finds them kept."""
    missing = [each for each in _files(handbook) if not each[2].exists()]

    def make() -> None:
        for page, language, file in reversed(missing):
            if file.exists():  # this is where the two meet
                return
            _make(handbook, page, language, file)

    return Ahead(make if len(missing) > FEW else None)


def _files(handbook: Handbook) -> list[tuple[Page, str, Path]]:
    """Every page that has an outline, in each language, and where it is kept."""
    if "files" not in handbook.cache:
        pages = [page for page in handbook.pages.values() if (handbook.root / "docs" / page.source).is_file()]
        handbook.cache["files"] = [(page, language, _file(handbook, page, language)) for page in pages for language in LANGUAGES]
    return handbook.cache["files"]


def content(handbook: Handbook, page: Page, language: str) -> Content:
    """What a page shows, of a handbook that the rules found nothing wrong with."""
    file = _file(handbook, page, language)
    kept = _kept(handbook, file, CONTENT)
    return Content(kept["html"], [Heading(*each) for each in kept["headings"]]) if kept else _make(handbook, page, language, file)[CONTENT]


def beside(handbook: Handbook, page: Page, language: str) -> Beside:
    """What goes with a page, of a handbook that the rules found nothing wrong with."""
    file = _file(handbook, page, language)
    kept = _kept(handbook, file, BESIDE)
    if not kept:
        return _make(handbook, page, language, file)[BESIDE]
    return Beside({name: file.encode("latin-1") for name, file in kept["files"].items()}, [Place(*each) for each in kept["places"]], kept["runs"])


def _make(handbook: Handbook, page: Page, language: str, file: Path) -> tuple[State, Content, Beside]:
    words = Words(handbook, page, language)
    state = State([], set())
    for document, keys, text in handbook.texts_of(page):
        try:
            words.html(text)
            state.links |= {(link.page.key, link.anchor) for link in words.links(text) if link.page and link.anchor}
        except WordError as error:
            state.word_errors.append((document.path, keys, error))
    rendered = render(handbook, page, language, handbook.outline(page), words)
    state.ids, state.errors = ids(rendered.html), rendered.errors
    content, places = Content(rendered.html, rendered.headings), search.places(rendered.html)
    beside = Beside(rendered.files, places, search.runs(places, _known_by(handbook, page)))
    if not state.errors and not state.word_errors:
        keep(file, "\n".join(json.dumps(part, ensure_ascii=False) for part in (
            {"needs": _needs(handbook, words.needs), "ids": state.ids, "links": sorted(state.links)},
            {"html": content.html, "headings": [(each.level, each.id, each.title) for each in content.headings]},
            {"files": {name: file.decode("latin-1") for name, file in beside.files.items()}, "places": beside.places, "runs": beside.runs},
        )))
    return state, content, beside


def _known_by(handbook: Handbook, page: Page) -> dict[str, str]:
    """What people search for and no text says: on the page of errors, the other wordings that each message is known by."""
    return {f"error-{error.id}": " ".join(" ".join(each) for each in error.when) for error in handbook.errors} if page.key == "errors" else {}


def _file(handbook: Handbook, page: Page, language: str) -> Path:
    if "shared" not in handbook.cache:
        handbook.cache["shared"] = code() + "".join(handbook.documents[f"data/{name}"].digest for name in SHARED)
    own = [handbook.documents.get(f"data/providers/{page.mailbox.id}/{name}") for name in OWN] if page.mailbox else []
    shots = sorted((handbook.root / f"docs/assets/pictures/{page.key}").glob(f"{language}/*.png")) if page.mailbox else []
    parts = [handbook.cache["shared"], page.key, language, handbook.outline(page), *(each.digest if each else "-" for each in own), *(f"{each.name} {size_of(each)}" for each in shots)]
    return handbook.root / FOLDER / f"{digest(chr(0).join(parts).encode())}.json"


def _kept(handbook: Handbook, file: Path, part: int) -> dict | None:
    """One of the lines of a file, if the page is what it would be now."""
    try:
        with file.open(encoding="utf-8") as lines:
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
            known[need] = digest(repr([_face(handbook, id) for id in handbook.mailboxes] if need == EVERY else _face(handbook, need[1:]) if need[0] == "@" else _facts(handbook, need)).encode())
    return {need: known[need] for need in sorted(needs)}


def _face(handbook: Handbook, id: str) -> list:
    """What other pages show of a mailbox when they link to it or list it."""
    provider = handbook.mailboxes[id].provider if id in handbook.mailboxes else None
    return [id, *((provider.slug, provider.kind, provider.name, provider.short, provider.domains, provider.acts, provider.password.kind) if provider else ())]


def _facts(handbook: Handbook, id: str) -> str:
    document = handbook.documents.get(f"data/providers/{id}/provider.yml")
    return document.digest if document else ""
