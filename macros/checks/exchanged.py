"""Words in the place of others: texts of a file that a change has exchanged or copied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from macros.checks.places import Keys, at
from macros.checks.readings import files_not_read_again
from macros.model.handbook import Handbook, parts
from macros.model.problem import Problem
from macros.model.types import Block, Label, Related, Table, Text
from macros.text.languages import DEFAULT, LANGUAGES


def words_keep_their_places(handbook: Handbook) -> Iterator[Problem]:
    """No text takes the place of another one of its file, unless what says so is read again."""
    for path, was, advice in files_not_read_again(handbook):
        for keys, words, others in _in_the_place_of_others(was, handbook.models[path]):
            message = f"“{words[:30]}” stands elsewhere, and here was “{others[:30]}”"
            yield at(handbook.documents[path], keys, message, f"put it back; or {advice}")
            break


# The names of fields that lead to a text from the nearest thing with an id, or from the file.
Place = tuple[str, ...]


def _in_the_place_of_others(before: Any, now: Any) -> Iterator[tuple[Keys, str, str]]:
    """Texts of a file that stand where others stood, each with its keys and the other text.

    A text that stays in its old place, too, may have been made alike in all languages.
    """
    were, are = _texts(before), _texts(now)
    gone = dict(were.keys() - are.keys())
    moved = {(place[-1], said) for place, said in gone.items()}
    copied = {(place[-1], said) for place, said in were} - moved
    half_kept = {place[:-1] for place, _ in were.keys() & are.keys()}
    for (place, said), keys in are.items():
        if (place, said) in were or place not in gone:
            continue
        named = (place[-1], said)  # by its language
        if named in moved or (named in copied and place[:-1] in half_kept):
            yield keys, said, gone[place]


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
        elif isinstance(value, Text | Label | Block):
            yield here, (*keys, name), part


def _cells(table: Table, place: Place, keys: Keys) -> Iterator[tuple[Place, Keys, str]]:
    """The heads of a table, known by what is below them; and its cells, by row and head."""
    rows = [[cell[DEFAULT.code] for cell in row] for row in table.rows]
    heads = [head[DEFAULT.code] for head in table.columns]
    for code in LANGUAGES:
        for number, head in enumerate(table.columns):
            below = (row[number] for row in rows)
            yield (*place, *below, code), (*keys, "columns", number, code), head[code]
        for row, cells in enumerate(table.rows):
            for number, cell in enumerate(cells):
                here = (*place, rows[row][0], heads[number], code)
                yield here, (*keys, "rows", row, number, code), cell[code]
