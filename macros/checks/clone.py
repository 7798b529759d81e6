"""What a clone must not bring: links that lead elsewhere, and files that are made here."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from macros.model.problem import Problem

SOURCES = ("data", "docs", "macros", "overrides")
MADE_HERE = (".build", "site")


def clone_is_clean(root: Path) -> Iterator[Problem]:
    """No symbolic links among the sources, and nothing from git in folders that a build fills."""
    for name in SOURCES:
        for folder, folders, files in os.walk(root / name):
            for path in (Path(folder, entry) for entry in sorted([*folders, *files])):
                if path.is_symlink():
                    yield _problem(path.relative_to(root), "is a symbolic link", "put a file there")
    for name in MADE_HERE:
        if (root / name).is_symlink():
            yield _problem(Path(name), "is a symbolic link", "remove it")
    for tracked in _tracked(root):
        yield _problem(Path(tracked), "is made by a build and tracked", "git rm --cached it")


def _problem(path: Path, message: str, fix: str) -> Problem:
    return Problem(path.as_posix(), 1, "clone_is_clean", message, fix)


def _tracked(root: Path) -> list[str]:
    """What git tracks of the folders that a build fills; nothing where there is no git."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--", *MADE_HERE]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        return []
    return [name for name in done.stdout.decode("utf-8", "replace").split("\0") if name]
