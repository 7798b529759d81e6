"""Files: how the files of data/ and docs/ are written, and that something reads each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from macros.checks.outlines import outlined
from macros.checks.permalinks import RECORD
from macros.checks.places import at_line
from macros.checks.strings import code_files, read_code, script_files
from macros.model.handbook import Handbook
from macros.model.problem import Problem

_NAME_IN_CODE = re.compile(r"[\w.-]+")
_RAGGED = re.compile(r"[ \t]+$|[^\n]\Z", re.M)


def lines_end_cleanly(handbook: Handbook) -> Iterator[Problem]:
    """No line ends in spaces, and the last line ends with a line break."""
    for path in [*handbook.models, *(f"docs/{page.source}" for page in outlined(handbook))]:
        text = (handbook.root / path).read_text(encoding="utf-8", errors="replace")
        if text.endswith("\n") and " \n" not in text and "\t\n" not in text:
            continue  # as nearly all are: looking at every letter takes far longer
        for match in _RAGGED.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            ends = "in spaces" if match[0].isspace() else "without a line break"
            yield at_line(path, line, f"the line ends {ends}", "run `make fix`")


def every_file_is_read(handbook: Handbook) -> Iterator[Problem]:
    """Every file in data/ and docs/ is read by something: a model, an outline's page, code."""
    data, docs = handbook.root / "data", handbook.root / "docs"
    found = [path for path in data.rglob("*") if not path.is_relative_to(data / "providers")]
    found += [path for path in docs.rglob("*") if path.suffix != ".md"]
    known = {*handbook.documents, RECORD}
    named = _named_in_code(handbook.root)
    for path in sorted(found):
        name = path.relative_to(handbook.root).as_posix()
        is_picture = name.startswith("docs/assets/pictures/")  # pictures.py speaks of those
        is_asked_for = name.startswith("docs/assets/") and any(
            path.name in names for file, names in named.items() if file != path
        )
        if path.is_file() and not (is_picture or is_asked_for or name in known):
            yield at_line(name, 1, "nothing reads this file", "remove it, or give it a known name")


def _named_in_code(root: Path) -> dict[Path, frozenset[str]]:
    """What code, templates, scripts and the settings of MkDocs name: by the file that does."""
    paths = [*code_files(root), *script_files(root), root / "mkdocs.yml"]
    return {path: _names_in(read_code(path)) for path in paths if path.is_file()}


@lru_cache(maxsize=256)  # code is the same at every look at the data
def _names_in(code: str) -> frozenset[str]:
    """Everything in code that the name of a file could be."""
    return frozenset(_NAME_IN_CODE.findall(code))
