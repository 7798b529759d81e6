"""Rules that look at one file at a time. In a preview, an unchanged file is not looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from macros.checks.places import Keys
from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.model.types import Text
from macros.model.yaml_file import Document

Compared = TypeVar("Compared")


class File(NamedTuple):
    """A file of data/: its document, its model, its texts with the keys that lead to them."""

    document: Document
    model: Any
    texts: list[tuple[Keys, Text]]


def file_by_file(
    handbook: Handbook, find: Callable[[File, Compared], Iterator[Problem]], compared: Compared
) -> Iterator[Problem]:
    """What `find` finds in each file of data/, given the file and `compared`.

    compared: all else that the problems depend on. The document keeps the result, which is used
    again while the file and `compared` are unchanged.
    """
    for path, model in handbook.models.items():
        document = handbook.documents[path]
        before = document.findings.get(find)
        if before is None or before[0] != compared:
            file = File(document, model, handbook.walk(path))
            before = compared, list(find(file, compared))
            document.findings[find] = before
        yield from before[1]
