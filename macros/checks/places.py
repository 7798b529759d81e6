"""Where a problem is said: a key of a data file, one half of a text, a line of any other file.

The rule's name is left out here; the runner in `__init__` fills in the name of the function.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from macros.model.handbook import PROVIDERS, Handbook
from macros.model.pages import Mailbox
from macros.model.problem import Problem, WordError
from macros.model.yaml_file import Document

Keys = tuple[Any, ...]


def at_line(path: str, line: int, message: str, fix: str, name: str = "") -> Problem:
    """A problem on a line of any file."""
    return Problem(path, line, "", message, fix, name)


def at(document: Document, keys: Keys, message: str, fix: str, name: str = "") -> Problem:
    """A problem of the value that `keys` lead to."""
    return at_line(document.path, document.line(*keys), message, fix, name)


def at_half(
    document: Document, keys: Keys, language: str, message: str, fix: str, name: str = ""
) -> Problem:
    """A problem of one half of a text."""
    return at_line(document.path, half_line(document, keys, language), message, fix, name)


def refused(document: Document, keys: Keys, error: WordError) -> Problem:
    """What a value is refused with."""
    line = document.line(*keys)
    return Problem(document.path, line, error.rule, str(error), error.fix, error.name)


def half_line(document: Document, keys: Keys, language: str) -> int:
    """The line of one half of a text; of the text when one half stands for both languages."""
    if (*keys, language) in document.lines:
        return document.line(*keys, language)
    return document.line(*keys)


def listed(handbook: Handbook, name: str) -> Iterator[tuple[Document, Keys, Any]]:
    """The items of the list in data/<name>.yml, each with the file and its keys."""
    document = shared_file(handbook, f"{name}.yml")
    for number, item in enumerate(getattr(handbook.models[document.path], name)):
        yield document, (name, number), item


Named = tuple[Document, Keys, str]
"""A key that something names, with its place."""


def unknown(
    named: Iterable[Named], known: Container[str], kind: str, where: str, fix: str
) -> Iterator[Problem]:
    """A problem for each key that is not known.

    named: the keys, with their places; kind: what the name of the problem begins with; where: the
    file or list that should have the key.
    """
    for document, keys, key in named:
        if key not in known:
            yield at(document, keys, f"{where} has no `{key}`", fix, f"{kind}.{key}")


def providers(handbook: Handbook) -> list[tuple[Document, Mailbox]]:
    """Every mailbox with its provider.yml, the oldest first: of two, the newer one gives way."""
    mailboxes = handbook.mailboxes.values()
    oldest_first = sorted(mailboxes, key=lambda each: (each.provider.number, each.id))
    return [(provider_file(handbook, each), each) for each in oldest_first]


def provider_file(handbook: Handbook, mailbox: Mailbox) -> Document:
    """The provider.yml of a mailbox."""
    return own_file(handbook, mailbox, "provider.yml")


def own_file(handbook: Handbook, mailbox: Mailbox, name: str) -> Document:
    """One file of a mailbox. Raises KeyError when it has none of that name."""
    return handbook.documents[f"{PROVIDERS}/{mailbox.id}/{name}"]


def shared_file(handbook: Handbook, name: str) -> Document:
    """One of the files in data/ that all mailboxes share."""
    return handbook.documents[f"data/{name}"]
