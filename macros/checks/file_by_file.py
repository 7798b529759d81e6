"""Rules that look at one file at a time. In a preview, an unchanged file is not looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.model.yaml_file import Document

Compared = TypeVar("Compared")

_found: dict[tuple[Callable[..., Any], str], tuple[Document, Any, list[Problem]]] = {}


def file_by_file(
    handbook: Handbook,
    find: Callable[[Document, Any, Compared], Iterator[Problem]],
    compared: Compared,
) -> Iterator[Problem]:
    """What `find` finds in each file of data/, given the file, its model and `compared`.

    compared: all else that the problems depend on. The result is reused while the file and
    `compared` are unchanged.
    """
    for path, value in handbook.models.items():
        document = handbook.documents[path]
        before = _found.get((find, path))
        if before is None or before[0] is not document or before[1] != compared:
            before = document, compared, list(find(document, value, compared))
            _found[find, path] = before
        yield from before[2]
