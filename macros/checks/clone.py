"""Files that a repository must not contain: links, binaries, build output.

Runs before anything is read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from macros.model.git import git
from macros.model.problem import Problem

SOURCES = ("data", "data/providers", "docs", "macros", "overrides")
MADE_HERE = (".build", "site")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
_MAX_BYTES = 300_000  # a screenshot; nothing else comes near
_NO_TEXT = (".png", ".pyc")


def clone_is_clean(root: Path) -> Iterator[Problem]:
    """Sources are plain files, text is UTF-8, and nothing is from git in folders a build fills."""
    for name in SOURCES:
        if (root / name).is_symlink() or not (root / name).is_dir():
            yield _problem(name, "is not a folder", "put the folder there")
        elif "/" not in name:
            yield from _files_below(root, name)
    for name in MADE_HERE:
        if (root / name).is_symlink():
            yield _problem(name, "is a symbolic link", "remove it")
    for tracked in _tracked(root):
        yield _problem(tracked, "is made by a build and tracked", "git rm --cached it")


def _files_below(root: Path, name: str) -> Iterator[Problem]:
    for folder, folders, files in os.walk(root / name):
        for path in (Path(folder, entry) for entry in sorted([*folders, *files])):
            shown = path.relative_to(root).as_posix()
            if path.is_symlink():
                yield _problem(shown, "is a symbolic link", "put a file there")
            elif not _NAME.fullmatch(path.name):
                yield _problem(shown, "has an odd name", "use ASCII letters, digits and . _ -")
            elif path.is_file():
                if path.suffix != ".yml":  # of which the loader says more
                    yield from _not_plain(path, shown)
            elif not path.is_dir():
                yield _problem(shown, "is neither a file nor a folder", "remove it")


def _not_plain(path: Path, shown: str) -> Iterator[Problem]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            yield _problem(shown, f"is larger than {_MAX_BYTES // 1000} KB", "make it smaller")
        elif path.suffix not in _NO_TEXT:
            path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield _problem(shown, f"cannot be read as UTF-8 text ({error})", "save it as UTF-8")


def _problem(path: str, message: str, fix: str) -> Problem:
    return Problem(path, 1, "clone_is_clean", message, fix)


def _tracked(root: Path) -> list[str]:
    """What git tracks of the folders that a build fills; nothing where there is no git."""
    made = [name for name in MADE_HERE if (root / name).exists()]
    tracked = git(root, "ls-files", "-z", "--", *made) if made else ""
    return [name for name in tracked.split("\0") if name]
