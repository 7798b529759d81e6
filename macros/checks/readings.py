"""Readings: what sources say changes only with the day of reading, which is never in the future."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from macros.checks.guides import labels_in
from macros.checks.history import models_before
from macros.checks.pictures import NAMES_OF_LABELS
from macros.checks.places import Keys, at, at_half
from macros.model.handbook import Handbook, parts, walk
from macros.model.problem import Problem
from macros.model.types import (
    Block,
    Causes,
    Endpoint,
    Errors,
    Evidence,
    Guide,
    Laifaxin,
    Others,
    Picture,
    Provider,
    Question,
    Record,
    Records,
    Sources,
    Step,
    Table,
)
from macros.text.languages import DEFAULT

_SOURCES, _RECORDS, _LAIFAXIN = "data/sources.yml", "data/records.yml", "data/laifaxin.yml"


class Said(NamedTuple):
    """What sources say.

    id: what names it wherever it stands; keys: its place in the file; read: the places of the days
    of reading.
    """

    id: Keys
    keys: Keys
    words: Any
    read: frozenset[Keys]


def days_are_past(handbook: Handbook) -> Iterator[Problem]:
    """No day of reading or checking is in the future, in any time zone."""
    last = date.today() + timedelta(days=1)  # any time zone
    days = {(*keys, "read"): day for keys, day in _days(handbook.models).items()}
    days |= {("data/verified.yml", "servers", key): day for key, day in handbook.verified.items()}
    for (path, *place), day in days.items():  # `checked` is one of them
        if day > last:
            message, fix = f"{day} is in the future", "enter the day it was read"
            yield at(handbook.documents[path], tuple(place), message, fix)


def evidence_is_read_again(handbook: Handbook) -> Iterator[Problem]:
    """What a source says changes, or goes, only together with the day on which it was read."""
    for path, unread in _unread(handbook, _statements):
        yield _not_read_again(handbook, path, unread)
    old_days = _days({**handbook.models, **models_before(handbook)})
    for keys, day in _days(handbook.models).items():
        if day < old_days.get(keys, day):
            path, *place = keys
            message = f"{keys[-1]} was read on {old_days[keys]}"
            fix = "enter that day or a later one"
            yield at(handbook.documents[path], (*place, "read"), message, fix)


def sources_are_read_again(handbook: Handbook) -> Iterator[Problem]:
    """What words have from sources changes only together with a day of reading."""
    for path, unread in _unread(handbook, _facts):
        yield _not_read_again(handbook, path, unread)


def _not_read_again(handbook: Handbook, path: str, unread: list[Said]) -> Problem:
    places = dict.fromkeys(
        _name_of(handbook.models[path], each.keys)
        if each.words is not None
        else ".".join(map(str, each.id))
        for each in unread
    )
    each_of_one = all(len(each.read) == 1 for each in unread)
    fix = _read_again({day for each in unread for day in each.read}, all_of_them=each_of_one)
    message = f"{', '.join(places)} changed"
    return at_half(handbook.documents[path], unread[0].keys, DEFAULT.code, message, fix)


def _unread(
    handbook: Handbook, find: Callable[[dict[str, Any], str], Iterable[Said]]
) -> Iterator[tuple[str, list[Said]]]:
    """What a change alters without a reading: files, each with what one reading answers.

    find: what sources say in a file.
    """
    before = models_before(handbook)
    again = _days_moved(handbook, before)
    groups: dict[str, tuple[str, list[Said]]] = {}  # a mailbox, or a file that mailboxes share
    for path in before:
        now = {said.id: said for said in find(handbook.models, path)}
        keeps = isinstance(handbook.models[path], Evidence | Laifaxin | Records)
        for was in find({**handbook.models, **before}, path):
            said = now.get(was.id) or was._replace(words=None if keeps else was.words)
            if _differs(said.words, was.words) and said.read and said.read.isdisjoint(again):
                group = path if path.count("/") == 1 else path.rpartition("/")[0]
                file, unread = groups.setdefault(group, (path, []))
                if file == path:
                    keys = _where_it_differs(said.keys, said.words, was.words)
                    unread.append(said._replace(keys=keys))
    for path, unread in groups.values():
        line = handbook.documents[path].line
        yield path, sorted(unread, key=lambda said: line(*said.keys))


def files_not_read_again(handbook: Handbook) -> Iterator[tuple[str, Any, str]]:
    """The files that a change alters without a reading: path, what was there before, advice."""
    before = models_before(handbook)
    again = _days_moved(handbook, before)
    for path, was in before.items():
        days = _days_of(handbook.models, path)
        if again.isdisjoint(days):
            yield path, was, _read_again(days)


def _read_again(days: Iterable[Keys], all_of_them: bool = False) -> str:
    """The advice to read a source again, or all of them. days: of reading, file and keys."""
    (path, *_), *_ = places = sorted(days)
    if path == _LAIFAXIN:
        return f"look again at Laifaxin's pages and screens, and enter the day as `read` in {path}"
    names = ", ".join(str(place[-1]) for place in places)
    what = names if all_of_them else "a source that says so"
    return f"read again {what}, and enter the day as `read` in {path}"


def _days_moved(handbook: Handbook, before: dict[str, Any]) -> set[Keys]:
    """The places of the days of reading that a change moved. before: as of `models_before`."""
    days, old_days = _days(handbook.models), _days({**handbook.models, **before})
    today = date.today()  # a second change on the day of reading is none of its own
    moved = {keys for keys, day in days.items() if day != old_days.get(keys) or day >= today}
    return moved | (old_days.keys() - days.keys())


def _differs(now: Any, before: Any) -> bool:
    """Whether something changed. A set may gain items, and lose none."""
    return bool(before - now) if isinstance(before, frozenset) else now != before


def _name_of(value: Any, keys: Keys) -> str:
    """The name of a place in a file: its keys from the last thing with an id on."""
    names: list[str] = []
    for key in keys:
        value = dict(parts(value)).get(key)
        id = getattr(value, "id", None)
        names = [id] if id else [*names, str(key)]
    return ".".join(names)


def _where_it_differs(keys: Keys, now: Any, before: Any) -> Keys:
    """Where a value first differs from what it was before."""
    were = dict(parts(before))
    for name, part in parts(now):
        if part != were.get(name):
            return _where_it_differs((*keys, name), part, were.get(name))
    return keys


def _days(models: dict[str, Any]) -> dict[Keys, date]:
    """The days of reading by their places: file and keys."""
    sources, databases = models[_SOURCES].sources, models[_RECORDS].databases
    return {
        **{_source(id): each.read for id, each in sources.items()},
        **{_database(id): each.read for id, each in databases.items()},
        (_LAIFAXIN,): models[_LAIFAXIN].read,
    }


def _source(id: str) -> Keys:
    return _SOURCES, "sources", id


def _database(id: str) -> Keys:
    return _RECORDS, "databases", id


def _days_of(models: dict[str, Any], path: str) -> list[Keys]:
    """The places of the days of reading of what says the facts in a file of data/."""
    if provider := models.get(_provider_of(path)):
        return [_source(id) for id in provider.all_sources]
    if isinstance(causes := models[path], Causes):
        return [_source(id) for cause in causes.causes for id in cause.sources]
    return [(_LAIFAXIN,)]


def _provider_of(path: str) -> str:
    return f"{path.rpartition('/')[0]}/provider.yml"


# Of the things in a file, by the key that has them: what sources say. None stands for all.
_STATEMENTS: dict[type, tuple[str, tuple[str, ...] | None]] = {
    Causes: ("causes", ()),
    Errors: ("errors", ("mailbox", "example")),
    Evidence: ("says", None),
    Others: ("others", ("name", "domains", "mx", "servers", "webmail", "password", "sure")),
    Records: ("records", ("domains", "servers")),
    Sources: ("sources", ("url",)),
}


def _statements(models: dict[str, Any], path: str) -> Iterator[Said]:
    """What sources say in a file of data/ that says which ones."""
    value = models[path]
    if isinstance(value, Laifaxin):
        yield from _of_laifaxin(value)
    name, fields = _STATEMENTS.get(type(value), ("", None))
    for key, item in parts(getattr(value, name, ())):
        if isinstance(item, Record):
            id, read = item.file, frozenset([_database(item.database)])
        else:
            id = getattr(item, "id", key)
            read = frozenset(map(_source, getattr(item, "sources", [key])))
        words = {each: part for each, part in parts(item) if fields is None or each in fields}
        words |= {"sources": read, "caution": getattr(item, "caution", None) is None}
        yield Said((id,), (name, key), words, read)


def _of_laifaxin(laifaxin: Laifaxin) -> Iterator[Said]:
    for name, said in laifaxin:
        for key, part in [*parts(said)] or [(None, said)]:
            keys = (name, key) if key else (name,)
            yield Said(keys, keys, part, frozenset([(_LAIFAXIN,)]))


def _facts(models: dict[str, Any], path: str) -> Iterator[Said]:
    """What only a source can know in a file of words, and evidence.yml does not repeat."""
    value, provider = models[path], models.get(_provider_of(path))
    if type(value) in {*_STATEMENTS, Laifaxin} - {Causes}:
        return
    read = frozenset(_days_of(models, path))
    for id, keys, words in _details(value, provider):
        yield Said(id, keys, words, read)


Detail = tuple[Keys, Keys, Any]
"""What names it whatever its place is, its place in the file, and what it is."""


def _details(value: Any, provider: Provider | None) -> Iterator[Detail]:
    if isinstance(value, Provider):
        yield from ((keys, keys, fact) for keys, fact in _facts_of_mailbox(value).items())
    if isinstance(value, Guide):
        yield ("needs",), ("needs",), frozenset(range(len(value.needs)))
    for keys, question in walk(value, of=Question):
        shared = [block.use for block in question.answer if block.use]
        yield ("shared", question.id, len(shared)), (*keys, "answer"), shared
    for keys, table in walk(value, of=Table):
        yield ("rows", keys[-1]), (*keys, "rows"), (len(table.rows), len(table.columns))
    yield from _facts_of_steps(value)
    yield from _facts_of_pictures(value)
    yield from _filled_in(value, provider)


def _facts_of_mailbox(provider: Provider) -> dict[Keys, Any]:
    """The facts of provider.yml by their places."""
    return {
        ("name",): provider.name,
        ("acts",): provider.acts,
        ("caution",): provider.caution is None,
        ("domains",): provider.domains[:1],  # evidence.yml has no order
        ("sign_in",): provider.sign_in,
        ("password",): provider.password.never and provider.password.never[DEFAULT.code],
        ("password", "otherwise"): provider.password.otherwise,
        **{("servers", key): _use(server) for key, server in provider.servers.items()},
        **{("ui", key): (label.zh, label.en) for key, label in provider.ui.items()},
        **{("paths", key): path.labels for key, path in provider.paths.items()},
        **{("paths", key, "seen"): path.seen for key, path in provider.paths.items()},
        **{("links", key): address for key, address in provider.links.items()},
        **{("facts", key): fact for key, fact in provider.facts.items()},
    }


def _use(server: Endpoint) -> dict[str, Any]:
    note = server.note and server.note[DEFAULT.code]
    return {"host": server.settings, "use": server.use, "domains": server.domains, "note": note}


def _facts_of_steps(value: Any) -> Iterator[Detail]:
    """Where a step is done and by whom, what one sees then, and in which order steps come."""
    for keys, step in walk(value, of=Step):
        yield ("where", step.id), (*keys, "where"), step.where
        if who := step.name and step.name[DEFAULT.code].rpartition("：")[0]:
            yield ("who", step.id), (*keys, "name"), who
        seen = ["", *labels_in(step.expect[DEFAULT.code])] if step.expect else []
        yield ("expect", step.id), (*keys, "expect"), frozenset(seen)
        screens = {*range(len(step.pictures)), *(["otherwise"] if step.otherwise else [])}
        yield ("screens", step.id), keys, frozenset(screens)
    blocks = [*walk(value, of=Block)]
    all_steps = tuple(sorted(step.id for _, block in blocks for step in block.steps or ()))
    for keys, block in blocks:
        ids = [step.id for step in block.steps or ()]
        for number, (before, id) in enumerate(zip([None, *ids], ids, strict=False)):
            yield ("order", id, all_steps), (*keys, "steps", number), before
        for kind in ("danger", "warning", "note", "text"):
            if text := getattr(block, kind):
                boxed = "note" if kind == "text" else kind  # neither is a warning
                yield ("block", text[DEFAULT.code]), keys, boxed


def _facts_of_pictures(value: Any) -> Iterator[Detail]:
    """What pictures show of a screen: their frames, titles, labels and ways."""
    for keys, picture in walk(value, of=Picture):
        shown = {
            number: (*(getattr(part, name) for name in ("path", *NAMES_OF_LABELS)), part.press)
            for number, part in enumerate(picture.shows)
        }
        title = picture.title and picture.title.both
        screen = {"frame": picture.frame, "otherwise": picture.otherwise, "title": title}
        yield ("screen", picture.id), keys, screen
        yield ("picture", picture.id), (*keys, "shows"), shown


_AROUND_A_FACT = re.compile(r"`([^`]*\{\{[^`]*)`|(`[^`]*`)")  # the fact counts, not all of it
_FILLED_IN = re.compile(
    "|".join(
        (
            r"`[^`]+`",  # what a server says
            r"(?<!\d)(?!(?<=第)\d+步)"  # links_count_steps_right speaks of numbers of steps
            r"\d+(?:[.,]\d+)*(?:分钟|小时|秒|天|周|个月|年|[KMG]B)?",  # a figure and its unit
            r"[一二三四五六七八九十]",
            r"\{\{\s*([a-z0-9_.]+)\s*\}\}",  # a fact
            r"(?<=\]\()(?:webmail|accounts|open\.[a-z0-9_]+)(?=\))",  # a page of the provider
        )
    )
)


def _filled_in(value: Any, provider: Provider | None) -> Iterator[Detail]:
    """The figures and facts in words, by the words around them: of a sentence that says something
    else, too, only a person can judge."""
    rows: dict[Keys, dict[Any, str]] = {}
    for keys, text in walk(value):
        cell_of_a_row = [*map(type, keys[-2:])] == [int, int]
        row, cell = (keys[:-1], keys[-1]) if cell_of_a_row else (keys, None)
        words = _AROUND_A_FACT.sub(r"\1\2", text[DEFAULT.code])
        rows.setdefault(row, {})[cell] = "".join(words.split())
    alike: dict[str, list[tuple[Keys, Any]]] = {}
    for row, cells in rows.items():
        around = _FILLED_IN.sub("0", "".join(cells.values()))
        figures = {
            cell: tuple(_as_read(provider, each) for each in _FILLED_IN.finditer(words))
            for cell, words in cells.items()
        }
        alike.setdefault(around, []).append((row, figures.get(None, figures)))
    for around, places in alike.items():
        for number, (row, filled_in) in enumerate(places):
            yield (number, len(places), around), row, filled_in


def _as_read(provider: Provider | None, figure: re.Match[str]) -> Any:
    """What a figure, a label or a menu path in words is to a reader; else its name."""
    match (figure[1] or "").split("."):
        case ["ui", key] if provider and key in provider.ui:
            return provider.ui[key].screen
        case ["path", key] if provider and key in provider.paths:
            return provider.paths[key].labels
    return figure[0]
