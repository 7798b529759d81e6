"""Rules that look at one file at a time. In a preview, an unchanged file is not looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from macros.checks.places import Keys
from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.model.types import Text
from macros.model.yaml_file import Document

Compared = TypeVar("Compared")
Texts = list[tuple[Keys, Text]]


def file_by_file(
    handbook: Handbook,
    find: Callable[[Document, Texts, Compared], Iterator[Problem]],
    compared: Compared,
) -> Iterator[Problem]:
    """What `find` finds in each file of data/, given the file, its texts and `compared`.

    compared: all else that the problems depend on. The document keeps the result, which is used
    again while the file and `compared` are unchanged.
    """
    for path in handbook.models:
        document = handbook.documents[path]
        before = document.findings.get(find)
        if before is None or before[0] != compared:
            before = compared, list(find(document, handbook.walk(path), compared))
            document.findings[find] = before
        yield from before[1]
