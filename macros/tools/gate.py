"""Refuses a built site that holds something dangerous, and a clone that brings built files."""

from __future__ import annotations

import sys
from pathlib import Path

from macros.checks.clone import clone_is_clean
from macros.model.reading import read
from macros.site import gate
from macros.site.css import styles

ROOT = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    """Looks at a built site (`gate FOLDER`) and refuses what must not get out."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m macros gate FOLDER, where FOLDER holds a built site")
        return 2
    problems = [*map(str, clone_is_clean(ROOT))]
    handbook = read(ROOT)
    expected = styles(ROOT, handbook.site.brand)
    problems += map(str, gate.findings_in(Path(arguments[0]), handbook, expected))
    if not problems:
        return 0
    print("this site must not get out", *problems, sep="\n", file=sys.stderr)
    print(f"problems: {len(problems)}", file=sys.stderr)
    return 1
