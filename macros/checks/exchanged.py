"""Words in each other's place: two texts of a file that a change has exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from macros.checks.places import Keys, at
from macros.checks.readings import files_not_read_again
from macros.model.handbook import Handbook, parts
from macros.model.problem import Problem
from macros.model.types import Block, Label, Related, Table, Text
from macros.text.languages import DEFAULT


def words_keep_their_places(handbook: Handbook) -> Iterator[Problem]:
    """No two texts are put in each other's place, unless what says so has been read again."""
    for path, was, advice in files_not_read_again(handbook):
        for keys, words, others in _put_in_each_others_place(was, handbook.models[path]):
            message = f"“{words[:30]}” stands where “{others[:30]}” stood, and the other way round"
            yield at(handbook.documents[path], keys, message, f"put both back; or {advice}")
            break


# The names of fields that lead to a text from the nearest thing with an id, or from the file.
Place = tuple[str, ...]


def _put_in_each_others_place(before: Any, now: Any) -> Iterator[tuple[Keys, str, str]]:
    """Texts of a file that stand where others stood, each with its keys and the other text."""
    were, are = _texts(before), _texts(now)
    left = {said: place for place, said in were.keys() - are.keys()}
    came = {said: place for place, said in are.keys() - were.keys()}
    moved = {(left[said], place): said for said, place in came.items() if said in left}
    for (place, said), keys in are.items():
        if came.get(said) == place and (other := moved.get((place, left.get(said, ())))):
            yield keys, said, other


def _texts(value: Any) -> dict[tuple[Place, str], Keys]:
    """What a value says, with its place and the keys that lead to it."""
    return {(place, said): keys for place, keys, said in _walk(value, (), ())}


def _walk(value: Any, place: Place, keys: Keys) -> Iterator[tuple[Place, Keys, str]]:
    if isinstance(value, Table):
        yield from _cells(value, place, keys)
        return
    for name, part in parts(value):
        id = part.to if isinstance(part, Related) else getattr(part, "id", None)
        names = (name,) if isinstance(name, str) else ()
        here = (*place[-1:], id) if id else (*place, *names)
        if not isinstance(part, str):
            yield from _walk(part, here, (*keys, name))
        elif isinstance(value, Text | Label | Block | list):
            yield here, (*keys, name), part


def _cells(table: Table, place: Place, keys: Keys) -> Iterator[tuple[Place, Keys, str]]:
    """The heads of a table, known by what is below them; and its cells, by row and head."""
    rows = [[cell[DEFAULT.code] for cell in row] for row in table.rows]
    heads = [head[DEFAULT.code] for head in table.columns]
    for number, head in enumerate(heads):
        yield (*place, *(row[number] for row in rows)), (*keys, "columns", number), head
    for row, cells in enumerate(rows):
        for number, cell in enumerate(cells):
            yield (*place, cells[0], heads[number]), (*keys, "rows", row, number), cell
