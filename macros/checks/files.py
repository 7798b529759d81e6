"""Files: how the files of data/ and docs/ are written, and that something reads each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from macros.checks.outlines import outlined
from macros.checks.permalinks import RECORD
from macros.checks.places import at_line
from macros.checks.strings import code_files, script_files
from macros.model.handbook import Handbook
from macros.model.problem import Problem

_RAGGED = re.compile(r"[ \t]+$|[^\n]\Z", re.M)


def lines_end_cleanly(handbook: Handbook) -> Iterator[Problem]:
    """No line ends in spaces, and the last line ends with a line break."""
    for path in [*handbook.models, *(f"docs/{page.source}" for page in outlined(handbook))]:
        text = (handbook.root / path).read_text(encoding="utf-8")
        if text.endswith("\n") and " \n" not in text and "\t\n" not in text:
            continue  # as nearly all are: looking at every letter takes far longer
        for match in _RAGGED.finditer(text):
            yield at_line(
                path,
                text.count("\n", 0, match.start()) + 1,
                "spaces at the end of the line"
                if match[0].isspace()
                else "the last line has no line break",
                "run `make fix`",
            )


def every_file_is_read(handbook: Handbook) -> Iterator[Problem]:
    """Every file in data/ and docs/ is read by something: a model, an outline's page, code."""
    data, docs = handbook.root / "data", handbook.root / "docs"
    found = [path for path in data.rglob("*") if not path.is_relative_to(data / "providers")]
    found += [path for path in docs.rglob("*") if path.suffix != ".md"]
    known = {*handbook.documents, RECORD}
    code = _code(handbook.root)
    for path in sorted(found):
        name = path.relative_to(handbook.root).as_posix()
        is_picture = name.startswith("docs/assets/pictures/")  # pictures.py speaks of those
        named = name.startswith("docs/assets/") and _names(code, path)
        if path.is_file() and not (is_picture or named or name in known):
            yield at_line(name, 1, "nothing reads this file", "remove it, or give it a known name")


def _code(root: Path) -> dict[Path, str]:
    """What may name a file of docs/assets: code, templates, scripts, the settings of MkDocs."""
    paths = [*code_files(root), *script_files(root), root / "mkdocs.yml"]
    return {path: path.read_text(encoding="utf-8") for path in paths if path.is_file()}


def _names(code: dict[Path, str], file: Path) -> bool:
    """Whether code names a file, other than in the file itself."""
    name = re.compile(rf"(?<![\w.-]){re.escape(file.name)}(?![\w.-])")
    return any(
        file.name in text and name.search(text)  # looking for the mere name is far faster
        for path, text in code.items()
        if path != file
    )
