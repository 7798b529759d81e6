"""What differs between two trees' data/, value by value."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from macros.model import yaml_file as loader
from macros.text.languages import LANGUAGES


class Change(NamedTuple):
    """One value that is not what it was: its file, the keys that lead to it, old and new.

    None where there is none.
    """

    path: str
    keys: tuple[str, ...]
    old: Any
    new: Any

    @property
    def is_text(self) -> bool:
        return _is_text(self.old) or _is_text(self.new)

    @property
    def languages(self) -> list[str]:
        """The languages in which a text changed."""
        return [
            language
            for language in LANGUAGES
            if half(self.old, language) != half(self.new, language)
        ]

    @property
    def where(self) -> str:
        file = (
            self.path.removeprefix("data/")
            .removeprefix("providers/")
            .removesuffix(".yml")
            .removesuffix("/provider")
        )
        return " · ".join((file, *self.keys))


def changes(base: Path, head: Path) -> tuple[list[Change], list[loader.Problem]]:
    """Every value that differs between two trees' data/, those that stand in both first.

    And what of it cannot be read.
    """
    before, after = _data(base), _data(head)
    problems = [
        problem
        for side in (before, after)
        for document in side.values()
        for problem in document.problems
    ]
    unread = {problem.path for problem in problems}
    found = [
        change
        for path in sorted({*before, *after} - unread)
        for change in _compare(
            path,
            (),
            getattr(before.get(path), "value", None),
            getattr(after.get(path), "value", None),
        )
    ]
    return sorted(found, key=lambda change: change.old is None or change.new is None), problems


def _data(root: Path) -> dict[str, loader.Document]:
    return {
        document.path: document
        for file in sorted((root / "data").rglob("*.yml"))
        for document in [loader.load(file, root)]
    }


def _compare(path: str, keys: tuple[str, ...], old: Any, new: Any) -> Iterator[Change]:
    if old == new and str(old) == str(new):  # the order of keys is seen by readers, too
        return
    if _is_text(old) or _is_text(new):
        yield Change(path, keys, old, new)
    elif (old is None or new is None) and _is_flat(
        old or new
    ):  # a server that came or went is one thing
        yield Change(
            path,
            keys,
            *(
                side and ", ".join(f"{key}: {_listed(value)}" for key, value in side.items())
                for side in (old, new)
            ),
        )
    elif isinstance(old or new, dict) and isinstance(new or old, dict):
        old, new = old or {}, new or {}
        for key in dict.fromkeys([*old, *new]):
            yield from _compare(path, (*keys, str(key)), old.get(key), new.get(key))
        order = [[key for key in side if key in old and key in new] for side in (old, new)]
        if order[0] != order[1]:
            yield Change(path, (*keys, "order"), *map(_listed, order))
    elif isinstance(old or new, list) and isinstance(new or old, list):
        old, new = old or [], new or []
        named = [_by_id(side) for side in (old, new)]
        if None not in named:
            yield from _compare(path, keys, *named)
        elif any(isinstance(item, (dict, list)) for item in (*old, *new)):
            for at, before, after in _paired(old, new):
                yield from _compare(path, (*keys, str(at)), before, after)
        else:
            yield Change(path, keys, *(_listed(side) or None for side in (old, new)))
    else:
        yield Change(path, keys, old, new)


def _by_id(items: list) -> dict | None:
    """A list of things that have ids, by id, and without it; None when it is another list."""
    for name in ("id", "to", "file"):
        ids = [item.get(name) if isinstance(item, dict) else None for item in items]
        if None not in ids and len({str(each) for each in ids}) == len(ids):
            return {
                str(item[name]): {key: value for key, value in item.items() if key != name}
                for item in items
            }
    return None


def _paired(old: list, new: list) -> Iterator[tuple[int, Any, Any]]:
    """What changed between two lists: place, item before and after; None where one has nothing."""
    for tag, a, b, c, d in SequenceMatcher(
        None, [repr(item) for item in old], [repr(item) for item in new], autojunk=False
    ).get_opcodes():
        for number in range(max(b - a, d - c) if tag != "equal" else 0):
            yield (
                (c if c + number < d else a) + number + 1,
                old[a + number] if a + number < b else None,
                new[c + number] if c + number < d else None,
            )


def _is_flat(value: Any) -> bool:
    """Whether it has nothing but scalars and lists of them."""
    return isinstance(value, dict) and not any(
        isinstance(part, (dict, list))
        for each in value.values()
        for part in (each if isinstance(each, list) else [each])
    )


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and set(value) <= {*LANGUAGES, "both", "gloss"}
        and not any(isinstance(each, (dict, list)) for each in value.values())
    )


def half(value: Any, language: str) -> str:
    if not _is_text(value):
        return "" if value is None else str(value)
    return str(
        next((value[key] for key in (language, "both", "gloss") if value.get(key) is not None), "")
    )
