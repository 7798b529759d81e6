"""Readings: what a source says changes only when it has been read again, on a later day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from macros.checks.places import Keys, at
from macros.checks.surroundings import changed_files, git
from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.model.types import Evidence, Others, Records, Sources, files
from macros.model.yaml_file import parse

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
    for path, value in before.items():
        said_before = _said(value)
        for id, said in _said(handbook.models[path]).items():
            was = said_before.get(id)
            if was and said.words != was.words and said.read <= was.read and not said.read & again:
                names = ", ".join(sorted(keys[-1] for keys in said.read))
                yield at(
                    handbook.documents[path],
                    said.keys,
                    f"{names} did not say this before",
                    "read it again, and enter the day as its `read`",
                )
    for keys, day in days.items():
        if keys in old_days and day < old_days[keys]:
            yield at(
                handbook.documents[_SOURCES if keys[0] == "sources" else _RECORDS],
                (*keys, "read"),
                f"{keys[1]} was read on {old_days[keys]}",
                "enter that day or a later one",
            )


def _before(handbook: Handbook, base: str | None) -> dict[str, Any]:
    """The files of data/ that have changed, as they were where the change began."""
    start, changed = changed_files(handbook.root, base)
    before = {}
    for path in sorted(changed & {*handbook.models}):
        with suppress(ValueError):  # a file of another form, or none
            value = parse(git(handbook.root, "show", f"{start}:{path}"))
            before[path] = files()[path.rpartition("/")[2]].model_validate(value)
    return before


def _days(models: dict[str, Any]) -> dict[Keys, date]:
    """The days of reading by their places."""
    sources, databases = models[_SOURCES].sources, models[_RECORDS].databases
    return {
        **{("sources", id): each.read for id, each in sources.items()},
        **{("databases", id): each.read for id, each in databases.items()},
    }


def _said(value: Any) -> dict[str, Said]:
    """What sources say in a file of data/, by something that names it."""
    return {id: Said(keys, words, frozenset(read)) for id, keys, words, read in _statements(value)}


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
                facts = other.domains, other.mx, other.servers, other.webmail
                yield other.id, ("others", number), facts, [("sources", id) for id in other.sources]
        case Records():
            for number, record in enumerate(value.records):
                name = f"{record.database}/{record.file}"
                words = record.domains, record.servers
                yield name, ("records", number), words, [("databases", record.database)]
