"""What differs between two trees' data/, value by value."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from macros.model.problem import Problem
from macros.model.yaml_file import Document, load_yaml
from macros.text.languages import LANGUAGES


class Change(NamedTuple):
    """One value that is not what it was: its file, the keys that lead to it, old and new.

    A value is None where there is none.
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


def changes(base: Path, head: Path) -> tuple[list[Change], list[Problem]]:
    """Every value that differs between two trees' data/, those that stand in both first.

    The second list has what cannot be read.
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


def _data(root: Path) -> dict[str, Document]:
    return {
        document.path: document
        for file in sorted((root / "data").rglob("*.yml"))
        for document in [load_yaml(file, root)]
    }


def _compare(path: str, keys: tuple[str, ...], old: Any, new: Any) -> Iterator[Change]:
    """The changes below one value of both trees; a value is None where there is none."""
    if old == new and str(old) == str(new):  # the order of keys is seen by readers, too
        return
    known = new if old is None else old
    if _is_text(old) or _is_text(new):
        yield Change(path, keys, old, new)
    elif (old is None or new is None) and _is_flat(known):  # e.g. a server that came or went
        yield Change(path, keys, _summary(old), _summary(new))
    elif _are(dict, old, new):
        yield from _compare_mappings(path, keys, old or {}, new or {})
    elif _are(list, old, new):
        yield from _compare_lists(path, keys, old or [], new or [])
    else:
        yield Change(path, keys, old, new)


def _are(kind: type, old: Any, new: Any) -> bool:
    """Whether both are of a kind, as far as they are there."""
    return all(value is None or isinstance(value, kind) for value in (old, new))


def _summary(mapping: dict[str, Any] | None) -> str | None:
    if mapping is None:
        return None
    return ", ".join(f"{key}: {_listed(value)}" for key, value in mapping.items())


def _compare_mappings(
    path: str, keys: tuple[str, ...], old: dict[str, Any], new: dict[str, Any]
) -> Iterator[Change]:
    for key in dict.fromkeys([*old, *new]):
        yield from _compare(path, (*keys, str(key)), old.get(key), new.get(key))
    old_order = [key for key in old if key in new]
    new_order = [key for key in new if key in old]
    if old_order != new_order:
        yield Change(path, (*keys, "order"), _listed(old_order), _listed(new_order))


def _compare_lists(
    path: str, keys: tuple[str, ...], old: list[Any], new: list[Any]
) -> Iterator[Change]:
    old_by_id, new_by_id = _by_id(old), _by_id(new)
    if old_by_id is not None and new_by_id is not None:
        yield from _compare(path, keys, old_by_id, new_by_id)
    elif any(isinstance(item, (dict, list)) for item in (*old, *new)):
        for at, before, after in _paired(old, new):
            yield from _compare(path, (*keys, str(at)), before, after)
    else:
        yield Change(path, keys, _listed(old) or None, _listed(new) or None)


def _by_id(items: list[Any]) -> dict[str, Any] | None:
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
