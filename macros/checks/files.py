"""Files: how the files of data/ and docs/ are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from macros.checks.outlines import outlined
from macros.checks.places import at_line
from macros.model.handbook import Handbook
from macros.model.problem import Problem

_RAGGED = re.compile(r"[ \t]+$|[^\n]\Z", re.M)


def lines_end_cleanly(handbook: Handbook) -> Iterator[Problem]:
    """No line ends in blanks, and the last line has an end."""
    for path in [*handbook.models, *(f"docs/{page.source}" for page in outlined(handbook))]:
        text = (handbook.root / path).read_text(encoding="utf-8")
        if text.endswith("\n") and " \n" not in text and "\t\n" not in text:
            continue  # as nearly all are: looking at every letter takes far longer
        for match in _RAGGED.finditer(text):
            yield at_line(
                path,
                text.count("\n", 0, match.start()) + 1,
                "blanks at the end of the line"
                if match[0].isspace()
                else "the last line has no end",
                "run `make fix`",
            )
