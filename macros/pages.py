"""Every page in every language, rendered once and kept by content.

A page is kept in `.build/pages` under a digest of all that it was made from: our code, the shared files, its own files. What
it took from other mailboxes is noted with it and compared before it is used again, so nothing kept can be stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .handbook import OWN, SHARED, Handbook, Page
from .loader import digest
from .model import LANGUAGES
from .render import Heading, ids, render, size_of
from .words import WordError, Words

EVERY = "*"  # stands for all mailboxes: the page lists them


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
    """What a page shows: its HTML, its table of contents, its pictures as SVG by address."""

    html: str
    headings: list[Heading]
    pictures: dict[str, str]


def states(handbook: Handbook) -> dict[tuple[str, str], State]:
    """The state of every page that has an outline, by page key and language."""
    if "states" not in handbook.cache:
        handbook.cache["states"] = {}
        used = set()
        for page in handbook.pages.values():
            if (handbook.root / "docs" / page.source).is_file():
                for language in LANGUAGES:
                    file = _file(handbook, page, language)
                    used.add(file.name)
                    kept = _kept(handbook, file)
                    handbook.cache["states"][page.key, language] = State(kept["ids"], {tuple(link) for link in kept["links"]}) if kept else _make(handbook, page, language, file)[1]
        _sweep(handbook, used)
    return handbook.cache["states"]


def content(handbook: Handbook, page: Page, language: str) -> Content:
    """A page of a handbook that the rules found nothing wrong with."""
    file = _file(handbook, page, language)
    kept = _kept(handbook, file)
    return Content(kept["html"], [Heading(*each) for each in kept["headings"]], kept["pictures"]) if kept else _make(handbook, page, language, file)[0]


def _make(handbook: Handbook, page: Page, language: str, file: Path) -> tuple[Content, State]:
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
    if not state.errors and not state.word_errors:
        kept = {
            "needs": _needs(handbook, words.needs), "html": rendered.html, "headings": [(each.level, each.id, each.title) for each in rendered.headings],
            "pictures": rendered.pictures,
            "ids": state.ids, "links": sorted(state.links),
        }
        with suppress(OSError):  # a folder that cannot be written costs time, nothing else
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(".part")
            unfinished.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            unfinished.replace(file)
    return Content(rendered.html, rendered.headings, rendered.pictures), state


def _file(handbook: Handbook, page: Page, language: str) -> Path:
    if "shared" not in handbook.cache:
        handbook.cache["shared"] = _code() + "".join(handbook.documents[f"data/{name}"].digest for name in SHARED)
    own = [handbook.documents.get(f"data/providers/{page.mailbox.id}/{name}") for name in OWN] if page.mailbox else []
    shots = sorted((handbook.root / f"docs/assets/pictures/{page.key}").glob(f"{language}/*.png")) if page.mailbox else []
    parts = [handbook.cache["shared"], page.key, language, handbook.outline(page), *(each.digest if each else "-" for each in own), *(f"{each.name} {size_of(each)}" for each in shots)]
    return handbook.root / ".build/pages" / f"{digest(chr(0).join(parts).encode())}.json"


def _kept(handbook: Handbook, file: Path) -> dict | None:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return kept if kept["needs"] == _needs(handbook, kept["needs"]) else None
    except (OSError, ValueError, TypeError, KeyError):  # not there, or damaged
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


@lru_cache(maxsize=1)
def _code() -> str:
    """A digest of this package: what renders a page is part of what it was made from."""
    here = Path(__file__).parent
    return digest(b"".join(path.read_bytes() for path in sorted([*here.glob("*.py"), *here.glob("templates/*")])))


def _sweep(handbook: Handbook, used: set[str]) -> None:
    """Forgets pages that this handbook does not have."""
    for path in (handbook.root / ".build/pages").glob("*.json"):
        if path.name not in used:
            path.unlink(missing_ok=True)
