"""`make check`: every problem of data, words and pages at once, as `file:line: rule: what is wrong → what to do`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from macros.checks import permalinks
from macros.checks.rules import load
from macros.model.handbook import BadData
from macros.model.yaml_file import Problem


def problems(root: Path) -> list[Problem]:
    """Every problem of the repository at `root`, sorted: what a build refuses, and what is not entered in the records."""
    try:
        handbook = load(root)
    except BadData as error:
        return error.problems
    return sorted(permalinks.problems(handbook))


def main(arguments: list[str]) -> int:
    """Prints all problems, in CI also as annotations on their lines. Returns 1 if there are any."""
    found = problems(Path.cwd())
    said = "\n".join([*map(str, found), f"{len(found) or 'no'} problem{'s' * (len(found) != 1)}"])
    if os.environ.get("GITHUB_ACTIONS") != "true":
        print(said)
    else:  # the runner takes commands from what is printed, and a problem quotes data: it listens to the annotations alone
        token = secrets.token_hex(16)
        print(f"::stop-commands::{token}", said, f"::{token}::", sep="\n")
        for each in found:
            print(
                f"::error file={_property(each.path)},line={each.line},title={_property(each.rule)}::{_data(f'{each.message} → {each.fix}')}"
            )
    return int(bool(found))


def _data(text: str) -> str:
    """Escapes a workflow command's message, so that data cannot issue commands of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
