"""`make check`: every problem of data, words and pages at once.

Each is one line: `file:line: rule: what is wrong → what to do`.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from macros.checks import RULES_AT_LAST, evidence, load, run
from macros.checks.clone import clone_is_clean
from macros.checks.consequences import one_of_a_text, without_what_follows
from macros.checks.readings import evidence_is_read_again
from macros.model.handbook import BadData, Handbook
from macros.model.problem import Problem, counted


def problems(root: Path, earlier: Handbook | None = None) -> list[Problem]:
    """Every problem of the repository at `root`. earlier: as of `load`."""
    return _checked(root, earlier)[0]


def _checked(root: Path, earlier: Handbook | None = None) -> tuple[list[Problem], Handbook | None]:
    """Every problem, and the handbook if its pages can be built."""
    if not_clean := list(clone_is_clean(root)):
        return not_clean, None  # a link may lead anywhere: nothing is read
    try:
        handbook = load(root, earlier)
    except BadData as error:
        if error.rest is None:
            return error.problems, None
        # where a fact and its source differ, the one that was changed is wrong
        changed = run([evidence_is_read_again], error.rest)
        found = without_what_follows([*error.problems, *changed])
        return one_of_a_text(error.rest, found), None
    found = without_what_follows([*run(RULES_AT_LAST, handbook)])
    return sorted(one_of_a_text(handbook, found)), handbook


def main() -> int:
    """Prints all problems, in CI also as annotations on their lines. Returns 1 if there are any."""
    found, handbook = _checked(Path.cwd())
    lines = [str(problem) for problem in found]
    if handbook:
        lines.append(str(evidence.count(handbook)))
    lines.append(counted(len(found), "problem") if found else "no problems")
    said = "\n".join(lines)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _annotate(said, found)
    else:
        print(said)
    return int(bool(found))


def _annotate(said: str, found: list[Problem]) -> None:
    """Prints problems for a person, then each as an annotation on its line.

    The runner takes commands from what is printed, and a problem quotes data: while the problems
    are printed for a person, it is told not to listen.
    """
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", said, f"::{token}::", sep="\n")
    for each in found:
        place = f"file={_escaped_property(each.path)},line={each.line}"
        place += f",title={_escaped_property(each.rule)}"
        print(f"::error {place}::{_escaped(f'{each.message} → {each.fix}')}")


def _escaped(text: str) -> str:
    """Escapes a workflow command's message, so that data cannot issue commands of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
