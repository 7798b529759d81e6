"""Readings: facts, and what sources say, change only when a source has been read on a later day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from macros.checks.places import Keys, at, at_half
from macros.checks.surroundings import changed_files
from macros.model.git import git
from macros.model.handbook import Handbook, walk
from macros.model.problem import Problem
from macros.model.types import FILES, Endpoint, Evidence, Others, Provider, Records, Sources, Step
from macros.model.yaml_file import parse
from macros.text.languages import DEFAULT

_SOURCES, _RECORDS = "data/sources.yml", "data/records.yml"


class Said(NamedTuple):
    """What sources say. keys: its place in the file; read: the places of the days of reading."""

    keys: Keys
    words: Any
    read: frozenset[Keys]


def sources_are_read_again(
    handbook: Handbook, base: str | None = None, today: date | None = None
) -> Iterator[Problem]:
    """What a source says changes only together with the day on which it was read."""
    before = _before(handbook, base)
    if not before:
        return
    old_days, days = _days({**handbook.models, **before}), _days(handbook.models)
    today = today or date.today()  # a second change on the day of reading is none of its own
    again = {keys for keys, day in days.items() if day != old_days.get(keys) or day >= today}
    models_before = {**handbook.models, **before}
    mailboxes: set[str] = set()  # one message for each: a reading answers all that changed
    for path in before:
        said_before = _said(models_before, path)
        unread = [
            said
            for id, said in _said(handbook.models, path).items()
            if (was := said_before.get(id))
            and said.words != was.words
            and said.read <= was.read
            and not said.read & again
        ]
        folder = path.rpartition("/")[0]
        if folder == "data":
            yield from (_not_read_again(handbook, path, [said]) for said in unread)
        elif unread and folder not in mailboxes:
            mailboxes.add(folder)
            yield _not_read_again(handbook, path, unread)
    for keys, day in days.items():
        if keys in old_days and day < old_days[keys]:
            yield at(
                handbook.documents[_SOURCES if keys[0] == "sources" else _RECORDS],
                (*keys, "read"),
                f"{keys[1]} was read on {old_days[keys]}",
                "enter that day or a later one",
            )


def _not_read_again(handbook: Handbook, path: str, unread: list[Said]) -> Problem:
    if type(handbook.models[path]) in _OF_SOURCES:
        names = sorted({keys[-1] for each in unread for keys in each.read})
        message = f"{', '.join(names)} did not say this before"
        fix = "read it again, and enter the day as its `read`"
    else:
        message = f"{', '.join('.'.join(map(str, each.keys)) for each in unread)} changed"
        fix = "read again what says so, and enter the day as its `read` in sources.yml"
    return at_half(handbook.documents[path], unread[0].keys, DEFAULT.code, message, fix)


def _before(handbook: Handbook, base: str | None) -> dict[str, Any]:
    """The files of data/ that have changed, as they were where the change began."""
    start, changed = changed_files(handbook.root, base)
    before = {}
    for path in sorted(changed & {*handbook.models}):
        with suppress(ValueError):  # a file of another form, or none
            value = parse(git(handbook.root, "show", f"{start}:{path}"))
            before[path] = FILES[path.rpartition("/")[2]].model_validate(value)
    return before


def _days(models: dict[str, Any]) -> dict[Keys, date]:
    """The days of reading by their places."""
    sources, databases = models[_SOURCES].sources, models[_RECORDS].databases
    return {
        **{("sources", id): each.read for id, each in sources.items()},
        **{("databases", id): each.read for id, each in databases.items()},
    }


def _said(models: dict[str, Any], path: str) -> dict[str, Said]:
    """What a file of data/ says on the word of sources, by something that names it."""
    value = models[path]
    if type(value) in _OF_SOURCES:
        statements = _statements(value)
    else:
        provider = models.get(f"{path.rpartition('/')[0]}/provider.yml")
        read = [("sources", id) for id in provider.all_sources] if provider else []
        statements = ((id, keys, words, read) for id, keys, words in _facts(value) if provider)
    return {id: Said(keys, words, frozenset(read)) for id, keys, words, read in statements}


_OF_SOURCES = {Sources, Evidence, Others, Records}


def _statements(value: Any) -> Iterator[tuple[str, Keys, Any, list[Keys]]]:
    match value:
        case Sources():
            for id, source in value.sources.items():
                yield id, ("sources", id, "url"), source.url, [("sources", id)]
        case Evidence():
            for id, statement in value.says.items():
                yield id, ("says", id), statement, [("sources", id)]
        case Others():
            for number, other in enumerate(value.others):
                facts = other.domains, other.mx, other.servers, other.webmail, other.password
                yield other.id, ("others", number), facts, [("sources", id) for id in other.sources]
        case Records():
            for number, record in enumerate(value.records):
                name = f"{record.database}/{record.file}"
                words = record.domains, record.servers, record.as_of
                yield name, ("records", number), words, [("databases", record.database)]


_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")


def _facts(value: Any) -> Iterator[tuple[str, Keys, Any]]:
    """What only a source can know of a mailbox, and evidence.yml does not repeat; in words, the
    figures, where nothing else of a sentence changes."""
    facts: dict[Keys, Any] = {}
    if isinstance(value, Provider):
        facts["acts",] = value.acts
        facts |= {("servers", key): _use(server) for key, server in value.servers.items()}
        facts |= {("ui", key): (label.zh, label.en) for key, label in value.ui.items()}
        facts |= {("paths", key): path.labels for key, path in value.paths.items()}
        facts |= {("links", key): address for key, address in value.links.items()}
        facts |= {("facts", key): fact for key, fact in value.facts.items()}
    facts |= {(*keys, "where"): step.where for keys, step in walk(value, of=Step) if step.where}
    yield from ((str(keys), keys, fact) for keys, fact in facts.items())
    for keys, text in walk(value):
        words = str(text)
        yield f"{keys} {_FIGURES.sub('', words)}", keys, _FIGURES.findall(words)


def _use(server: Endpoint) -> tuple[Any, ...]:
    return server.settings, server.use, server.domains
