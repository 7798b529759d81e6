"""`make fix`: applies corrections that are unambiguous, in place.

Chinese spacing and punctuation in words, blanks at the end of a line, Windows line ends, a
byte-order mark, a last line without an end. A file is edited where it is wrong, never written anew:
comments, quotes, flow maps and keys stay as they were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from difflib import ndiff
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from macros.model.handbook import walk
from macros.model.problem import WordError, printable
from macros.model.types import FILES, Model
from macros.model.yaml_file import Parser, parse
from macros.render.texts import parse_text
from macros.text.languages import LANGUAGES
from macros.text.typography import repair


def main() -> int:
    """Repairs data/ and docs/ and prints each line that changed, or that none did.

    Returns 1 when a file cannot be read or written, else 0.
    """
    root = Path.cwd()
    changed = unreadable = 0
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        try:
            before = path.read_bytes().decode("utf-8")
            after = fixed(before, FILES.get(path.name))
            if after != before:
                path.write_bytes(after.encode("utf-8"))
                changed += 1
                print(name, _changed_lines(before, after), sep="\n", end="")
        except UnicodeDecodeError:
            print(f"{name}: not UTF-8 text; left as it is → save it as UTF-8")
            unreadable += 1
        except OSError as error:
            print(f"{name}: {error.strerror}; left as it is")
            unreadable += 1
    if not changed:
        print("nothing to repair")
    return int(bool(unreadable))


def _files(root: Path) -> list[Path]:
    """The files that people write."""
    data, docs = root / "data", root / "docs"
    return sorted([*data.rglob("*.yml"), *data.rglob("*.txt"), *docs.rglob("*.md")])


def _changed_lines(before: str, after: str) -> str:
    changed = [line for line in ndiff(before.split("\n"), after.split("\n")) if line[0] in "+-"]
    return "".join(f"{printable(line)}\n" for line in changed)


def fixed(text: str, shape: type[Model] | None = None) -> str:
    """The text of a file, repaired.

    shape: what the file holds, when it is data. Then its words are repaired, too, if it loads and
    has that shape. The text is given back as it was if the file would not say the same afterwards,
    but for those words.
    """
    lines = re.sub(r"\r+\n", "\n", text.removeprefix("\ufeff"))
    clean = re.sub(r"[ \t]+$", "", lines, flags=re.M).rstrip("\n") + "\n"
    if shape is None:
        return clean if lines.strip() else text
    try:
        meant = parse(lines)
        if parse(clean) != meant:
            return text
        return _with_repaired_words(clean, meant, shape) or text
    except ValidationError:
        return clean
    except ValueError:
        return text


def _with_repaired_words(text: str, meant: Any, shape: type[Model]) -> str | None:
    """A file's text with its words repaired; None if it would not say just that afterwards.

    meant: the value of the file.
    """
    words = {
        (*keys, language.code)
        for keys, each in walk(shape.model_validate(meant))
        for language in LANGUAGES.values()
        if language.is_han and getattr(each, language.code)
    }
    after, wanted = text, deepcopy(meant)
    node = yaml.compose(text, Parser)
    spans = [*_spans(node)] if node else []
    for start, end, keys in reversed(spans):  # what is before a repaired text stays in its place
        if keys in words:
            parent = wanted
            for key in keys[:-1]:
                parent = parent[key]
            right = _repaired(parent[keys[-1]])
            if right != parent[keys[-1]]:
                parent[keys[-1]] = right
                after = after[:start] + repair(after[start:end]) + after[end:]
    return after if parse(after) == wanted else None


def _repaired(words: str) -> str:
    """Chinese words put right, or as they are when their marks are wrong, before or afterwards."""
    right = repair(words)
    try:
        parse_text(words)
        parse_text(right)
    except WordError:
        return words
    return right


def _spans(
    node: yaml.Node, keys: tuple[Any, ...] = ()
) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """Where each value of a YAML file begins and ends, with the keys that lead to it."""
    yield node.start_mark.index, node.end_mark.index, keys
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _spans(value, (*keys, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _spans(value, (*keys, number))
