"""Reads one YAML file into plain values and remembers the line of each of them.

Only the part of YAML that data needs is accepted: mappings, lists and scalars. Anchors, aliases,
tags, duplicate keys, invisible characters and oversize files are refused, because each of them lets
a diff say one thing and the file another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, NoReturn

import yaml

from macros.model.problem import Problem
from macros.text.unsafe_text import find_odd_character, find_odd_non_letter

# the C parser, where PyYAML has it, is about seven times faster
Parser: Any = getattr(yaml, "CLoader", yaml.Loader)

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

MAX_CHARACTERS = 1500  # of a value: three times the longest text
MAX_KEY = 60
# What people type into a search and what programs say.
_IN_ANY_SCRIPT = frozenset({"aliases", "words", "says", "traditional", "same"})

_INT = re.compile(r"(0|-?[1-9][0-9]*)$")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+$")


@dataclass
class Document:
    """A loaded file: its value, what is wrong with it, and a digest of its bytes.

    found: what `Handbook.walk` found in it, by the type that was asked for; findings: what
    `file_by_file` found, by the function that looked, each with what it compared the file with.
    """

    path: str
    file: Path
    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""
    found: dict[type, list[tuple[tuple, Any]]] = field(default_factory=dict)
    findings: dict[Callable[..., Any], tuple[Any, list[Problem]]] = field(default_factory=dict)

    @cached_property
    def lines(self) -> dict[tuple, int]:
        """The line of every key and item by path, e.g. ("servers", "imap", "port") → 7.

        Read when a problem first asks.
        """
        lines: dict[tuple, int] = {}
        with suppress(OSError, UnicodeDecodeError, yaml.YAMLError, _Stop):
            _Builder(Document(self.path, self.file), lines).build(
                self.file.read_bytes().decode("utf-8")
            )
        return lines

    def line(self, *keys: Any) -> int:
        """The line of a value, or of its nearest parent that is in the file.

        1 when nothing is known.
        """
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)

    def refuse(self, line: int, rule: str, message: str, fix: str) -> None:
        """Adds a problem of this file."""
        self.problems.append(Problem(self.path, line, rule, message, fix))


def digest(content: bytes) -> str:
    """What stands for a file's content: equal for equal bytes only."""
    return blake2b(content, digest_size=16).hexdigest()


def load_yaml(path: Path, root: Path) -> Document:
    """Reads one YAML file.

    path: the file; root: the repository, so that problems name the file as the contributor does.
    Returns a Document whose `problems` is empty when the file can be used. Scalars stay text except
    plain whole numbers, decimals, `true` and `false`: `no`, `12:30` and dates are text here and get
    their type from the model. Never raises for what is in the file; a file that cannot be read is a
    problem too.
    """
    document = Document(path.relative_to(root).as_posix(), path)
    text = _text_of(document)
    if text is None:
        return document
    try:
        document.value = _Builder(document).build(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        document.refuse(
            mark.line + 1 if mark else 1,
            "file_is_yaml",
            what,
            "check indentation, quotes and colons on this line and the one above",
        )
    except _Stop:
        pass
    return document


def _text_of(document: Document) -> str | None:
    """The text of a file; None when it has a problem, which the document then has, too."""
    try:
        if document.file.stat().st_size > MAX_BYTES:
            message = f"the file is larger than {MAX_BYTES // 1024} KiB"
            fix = "split it or remove what does not belong there"
            document.refuse(1, "file_has_sane_size", message, fix)
            return None
        content = document.file.read_bytes()
        document.digest = digest(content)
        text = content.decode("utf-8")
    except OSError as error:
        document.refuse(1, "file_is_readable", f"{error.strerror}", "bring the file back")
        return None
    except UnicodeDecodeError as error:
        document.refuse(1, "file_is_readable", f"is not UTF-8 text ({error})", "save it as UTF-8")
        return None
    if odd := find_odd_non_letter(text):  # also in comments
        _refuse_character(document, text.count("\n", 0, text.index(odd)) + 1, odd)
        return None
    return text


def _refuse_character(document: Document, line: int, odd: str) -> None:
    what = f"contains U+{ord(odd):04X} {unicodedata.name(odd, 'control character')}"
    if unicodedata.category(odd)[0] in "LNPS":
        document.refuse(line, "letters_are_known", what, "retype the word by hand")
    else:
        fix = "run `make fix`" if odd in "\r\ufeff" else "delete it, or write a plain space"
        document.refuse(line, "no_invisible_characters", what, fix)


def parse(text: str) -> Any:
    """The value of a YAML text. Raises ValueError when `load_yaml` would not take it."""
    document = Document("", Path())
    try:
        value = _Builder(document).build(text)
    except (yaml.YAMLError, _Stop) as error:
        raise ValueError("not YAML that data may use") from error
    if document.problems:
        raise ValueError("a key appears twice")
    return value


class _Stop(Exception):
    """The file has a problem after which reading on makes no sense."""


class _Builder:
    """Builds the value of a document out of the parser's events.

    document: takes the problems; lines: takes the line of every key and item, if it is asked for.
    """

    def __init__(self, document: Document, lines: dict[tuple, int] | None = None) -> None:
        self.document, self.lines = document, lines
        self.parser: Any = None
        self.in_braces = False
        self.text = ""
        self.may_be_odd = False  # whether any value can hold an odd character

    def build(self, text: str) -> Any:
        """The value of a text. Raises YAMLError, and _Stop when the document has the problem."""
        self.parser = Parser(text)
        self.text = text
        # asked of the whole text once, which is quicker; behind \ a value can have any character
        self.may_be_odd = "\\" in text or bool(find_odd_character(text))
        try:
            self.parser.get_event()  # stream start
            if self.parser.check_event(yaml.StreamEndEvent):
                self.document.refuse(
                    1, "file_is_not_empty", "the file is empty", "fill it or delete it"
                )
                raise _Stop
            self.parser.get_event()  # document start
            value = self._node((), 0)
            self.parser.get_event()  # document end
            if not self.parser.check_event(yaml.StreamEndEvent):
                message = "a second document begins with `---`"
                fix = "keep one document per file"
                self._stop(self.parser.peek_event(), "file_is_one_document", message, fix)
            return value
        finally:
            self.parser.dispose()

    def _stop(self, event: Any, rule: str, message: str, fix: str) -> NoReturn:
        self.document.refuse(event.start_mark.line + 1, rule, message, fix)
        raise _Stop

    def _node(self, path: tuple, depth: int) -> Any:
        event = self.parser.get_event()
        if self.lines is not None:
            self.lines.setdefault(path, event.start_mark.line + 1)
        if event.anchor or event.tag:
            self._refuse_extra(event)
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep"
            self._stop(event, "nesting_is_shallow", message, "flatten it")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        around, self.in_braces = self.in_braces, bool(event.flow_style)
        inside = self._sequence if isinstance(event, yaml.SequenceStartEvent) else self._mapping
        value = inside(path, depth)
        self.in_braces = around
        return value

    def _refuse_extra(self, event: Any) -> NoReturn:
        """An anchor, an alias or a tag."""
        if event.anchor:
            message = "YAML anchors (&) and aliases (*) are not used here"
            fix = "write the value out, or quote the text if it begins with & or *"
            self._stop(event, "no_anchors_or_aliases", message, fix)
        message = f"the YAML tag {event.tag} is not used here"
        self._stop(event, "no_tags", message, "remove it, or quote the text if it begins with !")

    def _sequence(self, path: tuple, depth: int) -> list[Any]:
        items: list[Any] = []
        while not self.parser.check_event(yaml.SequenceEndEvent):
            items.append(self._node((*path, len(items)), depth + 1))
        self.parser.get_event()
        return items

    def _mapping(self, path: tuple, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        twice = False
        while not self.parser.check_event(yaml.MappingEndEvent):
            key = self.parser.get_event()
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarEvent) or key.anchor or key.tag:
                message = "a key must be plain text"
                self._stop(key, "keys_are_text", message, "write a simple name before the colon")
            self._refuse_odd(key, (), MAX_KEY)
            if key.value in mapping and not twice:
                twice = True  # two mappings run together have many keys twice: one says it
                message = f"the key `{key.value}` appears twice in one mapping"
                self.document.refuse(line, "keys_are_unique", message, "keep one of the two")
            below = (*path, key.value)
            if self.lines is not None:
                self.lines[below] = line
            mapping[key.value] = self._node(below, depth + 1)
        self.parser.get_event()
        return mapping

    def _scalar(self, event: Any, path: tuple) -> Any:
        self._refuse_odd(event, path, MAX_CHARACTERS)
        if self.in_braces and not event.style and "?" in event.value:
            # YAML 1.1 ends the text there, as PyYAML's own parser does; libyaml goes on
            message = "a text in braces has a ? and no quotes"
            fix = 'put the whole text in quotes: "…?"'
            self.document.refuse(event.start_mark.line + 1, "question_mark_is_quoted", message, fix)
        return event.value if event.style else _plain_scalar(event.value)

    def _refuse_odd(self, event: Any, path: tuple, most: int) -> None:
        """A key or value that is too long, or holds what it seems not to hold."""
        if len(event.value) > most:
            message = f"{len(event.value)} characters, and {most} are the most"
            self._stop(event, "length_is_sane", message, "shorten it, or split it")
        if not self.may_be_odd:
            return
        any_script = not _IN_ANY_SCRIPT.isdisjoint(path)
        if odd := find_odd_character(event.value, any_script):
            _refuse_character(self.document, self._line_of(odd, event), odd)
            raise _Stop

    def _line_of(self, char: str, event: Any) -> int:
        """The first line of a value that has a character; where it begins, if it is escaped."""
        first, last = event.start_mark.line, event.end_mark.line
        lines = self.text.split("\n")[first : last + 1]
        return first + 1 + next((at for at, line in enumerate(lines) if char in line), 0)


_CONSTANTS = {"true": True, "false": False, "": None, "~": None, "null": None}


def _plain_scalar(text: str) -> Any:
    """What a scalar without quotes stands for."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "-0123456789":  # as most
        return text
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text
