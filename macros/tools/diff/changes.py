"""What differs between two trees' data/, value by value."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import count, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from macros.model.problem import Problem
from macros.model.yaml_file import Document, load_yaml
from macros.text.languages import LANGUAGES

FRAMES = {"sections", "parts", "blocks", "steps", "pictures", "shows"}
"""Keys that say nothing to a reader of the report."""


class Change(NamedTuple):
    """A value that changed: its file, the keys that lead to it, old and new; None for no value."""

    path: str
    keys: tuple[str, ...]
    old: Any
    new: Any

    @property
    def is_text(self) -> bool:
        """Whether its values are words in both languages."""
        return _is_text(self.old) or _is_text(self.new)

    @property
    def languages(self) -> list[str]:
        """The languages in which a text changed."""
        return [each for each in LANGUAGES if half(self.old, each) != half(self.new, each)]

    @property
    def file(self) -> str:
        """What its file is called in the report: `qq/faq`, `sources`; a mailbox's facts: `qq`."""
        name = self.path.removeprefix("data/").removeprefix("providers/").removesuffix(".yml")
        return name.removesuffix("/provider")

    @property
    def mailbox(self) -> str:
        """The id of the mailbox whose file it is in, or nothing."""
        _, _, below = self.path.partition("data/providers/")
        return below.partition("/")[0]

    @property
    def key(self) -> str:
        """The first of the keys."""
        return self.keys[0] if self.keys else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that say something to a reader of the report."""
        own = self.file.rpartition("/")[2]  # `causes` of causes.yml
        keys = self.keys[1:] if self.keys[:1] == (own,) else self.keys
        return tuple(key for key in keys if key not in FRAMES)

    @property
    def is_evidence(self) -> bool:
        """Whether its values are what a source says of a mailbox."""
        return bool(self.mailbox) and self.file.endswith("/evidence")

    @property
    def where(self) -> str:
        """The file and the names that lead to the value, as the report shows them."""
        return " · ".join((self.file, *self.names))


def changes(base: Path, head: Path) -> tuple[list[Change], list[Problem]]:
    """Every value that differs between two trees' data/, in the order of the files.

    The second list has what cannot be read.
    """
    before, after = _data(base), _data(head)
    files = [*before.values(), *after.values()]
    problems = [problem for file in files for problem in file.problems]
    found: list[Change] = []
    for path in sorted({*before, *after} - {problem.path for problem in problems}):
        old, new = (side[path].value if path in side else None for side in (before, after))
        found += compare(path, (), old, new)
    return found, problems


def _data(root: Path) -> dict[str, Document]:
    documents = [load_yaml(file, root) for file in sorted((root / "data").rglob("*.yml"))]
    return {document.path: document for document in documents}


def compare(path: str, keys: tuple[str, ...], old: Any, new: Any) -> Iterator[Change]:
    """The changes below one value of both trees; a value is None where there is none."""
    if old == new and (_is_text(old) or str(old) == str(new)):
        return  # readers see the order of keys, but not of a text's halves
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
    """Whether both values are of a kind, or not there."""
    return all(value is None or isinstance(value, kind) for value in (old, new))


def _summary(mapping: dict[str, Any] | None) -> str | None:
    if mapping is None:
        return None
    return ", ".join(f"{key}: {_listed(value)}" for key, value in mapping.items())


def _compare_mappings(
    path: str, keys: tuple[str, ...], old: dict[str, Any], new: dict[str, Any]
) -> Iterator[Change]:
    renamed = _renamed(old, new)
    for before, after in renamed.items():
        yield Change(path, (*keys, "renamed"), before, after)
    for key in dict.fromkeys([*old, *new]):
        if key not in renamed and key not in renamed.values():
            yield from compare(path, (*keys, str(key)), old.get(key), new.get(key))
    old_order = [renamed.get(key, key) for key in old if key in new or key in renamed]
    new_order = [key for key in new if key in old or key in renamed.values()]
    if old_order != new_order:
        yield Change(path, (*keys, "order"), _listed(old_order), _listed(new_order))


def _renamed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    """Old keys and new ones, where all that is below them stayed as it was."""
    added = [key for key in new if key not in old]
    renamed: dict[str, str] = {}
    for key, value in old.items():
        if key not in new and isinstance(value, (dict, list)):
            same = next((each for each in added if new[each] == value), None)
            if same is not None:
                renamed[key] = same
                added.remove(same)
    return renamed


def _compare_lists(
    path: str, keys: tuple[str, ...], old: list[Any], new: list[Any]
) -> Iterator[Change]:
    old_by_id, new_by_id = by_id(old), by_id(new)
    if old_by_id is not None and new_by_id is not None:
        yield from compare(path, keys, old_by_id, new_by_id)
    elif any(isinstance(item, (dict, list)) for item in (*old, *new)):
        is_a_row = keys[-2:-1] == ("rows",) and len(old) == len(new)
        cells = zip(count(1), old, new) if is_a_row else _paired(old, new)
        for at, before, after in cells:
            yield from compare(path, (*keys, str(at)), before, after)
    else:
        yield Change(path, keys, _listed(old) or None, _listed(new) or None)


def by_id(items: list[Any]) -> dict[str, Any] | None:
    """The items of a list by their ids, without the ids; None if not all have one."""
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
    before, after = ([repr(item) for item in items] for items in (old, new))
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for tag, old_start, old_end, start, end in codes:
        if tag != "equal":
            pairs = zip_longest(old[old_start:old_end], new[start:end])
            for number, (item_before, item_after) in enumerate(pairs):
                is_there = start + number < end  # what went has the place that it had
                yield (start if is_there else old_start) + number + 1, item_before, item_after


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
    """What a value says in one language; empty for nothing."""
    if not _is_text(value):
        return "" if value is None else str(value)
    return str(
        next((value[key] for key in (language, "both", "gloss") if value.get(key) is not None), "")
    )
