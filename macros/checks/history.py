"""What the data was before a change, as git has it.

`make check` asks for it when everything else holds. A build does not: the same data gives the same
site without git, too.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from macros.model.git import git
from macros.model.handbook import Handbook
from macros.model.types import FILES
from macros.model.yaml_file import parse


@lru_cache(maxsize=1)  # several rules ask
def models_before(handbook: Handbook) -> dict[str, Any]:
    """The files of data/ that have changed, as they were where the change began."""
    start = start_of_change(handbook.root)
    changed = git(handbook.root, "diff", "--name-only", start, "--", "data") if start else ""
    before = {}
    for path in sorted({*changed.splitlines()} & {*handbook.models}):
        with suppress(ValueError):  # a file of another form, or none
            value = parse(git(handbook.root, "show", f"{start}:{path}"))
            before[path] = FILES[path.rpartition("/")[2]].model_validate(value)
    return before


def start_of_change(root: Path) -> str:
    """The commit where a change began, as `make diff` takes it."""
    base = os.environ.get("BASE") or "origin/main"
    return git(root, "merge-base", "--end-of-options", base, "HEAD").strip()
