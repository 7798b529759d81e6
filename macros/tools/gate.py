"""Refuses a built site that holds something dangerous, and a clone that brings what is made here."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from macros.model.handbook import read
from macros.site import gate
from macros.site.css import style

ROOT = Path(__file__).parents[2]
SOURCES = ("data", "docs", "macros", "overrides")
MADE_HERE = (".build", "site")


def main(arguments: list[str]) -> int:
    """Looks at a built site (`gate FOLDER`) and refuses what must not get out."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m macros gate FOLDER, where FOLDER holds a built site")
        return 2
    problems = [*clone_problems(ROOT)]
    handbook = read(ROOT)
    expected = style(ROOT, handbook.site.brand)
    problems += map(str, gate.check(Path(arguments[0]), handbook, expected))
    if not problems:
        return 0
    print("this site must not get out", *problems, sep="\n", file=sys.stderr)
    print(f"problems: {len(problems)}", file=sys.stderr)
    return 1


def clone_problems(root: Path) -> Iterator[str]:
    """Symbolic links among the sources, and what git brings in folders that a build fills."""
    for name in SOURCES:
        for folder, folders, files in os.walk(root / name):
            for path in (Path(folder, entry) for entry in [*folders, *files]):
                if path.is_symlink():
                    yield _problem(path.relative_to(root), "is a symbolic link", "put a file there")
    for name in MADE_HERE:
        if (root / name).is_symlink():
            yield _problem(Path(name), "is a symbolic link", "remove it")
    for tracked in _tracked(root):
        yield _problem(Path(tracked), "is made by a build and tracked", "git rm --cached it")


def _problem(path: Path, message: str, fix: str) -> str:
    return f"{path.as_posix()}: clone_is_clean: {message} → {fix}"


def _tracked(root: Path) -> list[str]:
    """What git tracks of the folders that a build fills; nothing where there is no git."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--", *MADE_HERE]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        return []
    return [name for name in done.stdout.decode("utf-8", "replace").split("\0") if name]
