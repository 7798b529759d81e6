"""Checks that need today's date or the history in git.

`make check` says these when everything else holds. A build does not: the same data gives the same
site, on any day and without git.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from macros.checks.permalinks import RECORD, recorded
from macros.checks.places import Keys, at, at_line, provider_file, shared_file
from macros.model.git import git
from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.model.types import FILES
from macros.model.yaml_file import Document, parse


def days_are_past(handbook: Handbook, today: date | None = None) -> Iterator[Problem]:
    """No day of reading or checking is in the future, in any time zone."""
    last = (today or date.today()) + timedelta(days=1)  # any time zone
    for document, keys, day in _days(handbook):
        if day > last:
            yield at(document, keys, f"{day} is in the future", "enter the day it was read")


def _days(handbook: Handbook) -> Iterator[tuple[Document, Keys, date]]:
    for mailbox in handbook.mailboxes.values():
        yield provider_file(handbook, mailbox), ("checked",), mailbox.provider.checked
    for key, source in handbook.sources.items():
        yield shared_file(handbook, "sources.yml"), ("sources", key, "read"), source.read
    for server, day in handbook.verified.items():
        yield shared_file(handbook, "verified.yml"), ("servers", server), day
    yield shared_file(handbook, "laifaxin.yml"), ("read",), handbook.laifaxin.read
    for key, database in handbook.records.databases.items():
        yield shared_file(handbook, "records.yml"), ("databases", key, "read"), database.read


def record_only_grows(handbook: Handbook, base: str | None = None) -> Iterator[Problem]:
    """Whatever was in data/permalinks.txt before a change is still there after it."""
    before = _record_at(handbook.root, base)
    lost = sorted(before - {line for _, line in recorded(handbook)})
    if lost:
        more = f" and {len(lost) - 1} more were" if lost[1:] else " was"
        yield at_line(
            RECORD,
            1,
            f"`{lost[0]}`{more} on record before, and is not now",
            "put back every line: what was published once is never taken off the record",
        )


def _record_at(root: Path, base: str | None) -> set[str]:
    """The lines of the record where a change began; none without git or that commit."""
    start = _start(root, base)
    record = git(root, "show", f"{start}:{RECORD}") if start else ""
    return {line for line in record.splitlines() if line and line[0] != "#"}


@lru_cache(maxsize=1)  # several rules ask
def models_before(handbook: Handbook, base: str | None) -> dict[str, Any]:
    """The files of data/ that have changed, as they were where the change began."""
    start = _start(handbook.root, base)
    changed = git(handbook.root, "diff", "--name-only", start, "--", "data") if start else ""
    before = {}
    for path in sorted({*changed.splitlines()} & {*handbook.models}):
        with suppress(ValueError):  # a file of another form, or none
            value = parse(git(handbook.root, "show", f"{start}:{path}"))
            before[path] = FILES[path.rpartition("/")[2]].model_validate(value)
    return before


def _start(root: Path, base: str | None) -> str:
    """The commit where a change began. base: what it is for; else as `make diff` takes it."""
    base = base or os.environ.get("BASE") or "origin/main"
    return git(root, "merge-base", "--end-of-options", base, "HEAD").strip()
