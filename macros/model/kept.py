"""What was made once is kept in `.build`, under a digest of all that it was made from; a second process may make it ahead of this one."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import jinja2
from jinja2 import FileSystemBytecodeCache

from macros.model.yaml_file import digest

ROOM = (
    165 * 2**20
)  # bytes that a process may take up for a copy to be made: at 1,000 mailboxes, the two of them stay below 200 MB (`make bench`)


@lru_cache(maxsize=1)
def code() -> str:
    """A digest of this package and of what it makes things with: what makes a thing is part of what it is made from."""
    here = Path(__file__).parent.parent
    versions = [
        version(each) for each in ("jinja2", "markdown-it-py", "markupsafe", "segno", "tinycss2")
    ]
    return digest(
        b"".join(
            [
                repr(versions).encode(),
                *(
                    path.read_bytes()
                    for path in sorted([*here.rglob("*.py"), *here.glob("render/templates/*")])
                ),
            ]
        )
    )


def keep(file: Path, text: str) -> None:
    """Writes a file that is there whole or not at all. A folder that cannot be written costs time, nothing else."""
    unfinished = file.with_name(
        f"{file.name}.{os.getpid()}.part"
    )  # two processes may be at the same file
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(file)


def forget(folder: Path, but: Iterable[str]) -> None:
    """Deletes what a folder keeps, but for the files named."""
    needed = set(but)
    for path in folder.glob("*"):
        if path.name not in needed:
            path.unlink(missing_ok=True)


def templates(root: Path) -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept (Jinja2 looks at what they are made from); None where nothing can be."""
    folder = root / ".build/templates" / jinja2.__version__
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def _can_copy() -> bool:
    # a copy has the thread that made it alone: what others hold locked would stay so
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        return False
    size = Path("/proc/self/statm")  # Linux; where it is not there, nobody counts
    return (
        not size.is_file()
        or int(size.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") < ROOM
    )


class Ahead:
    """Does `work` in a copy of this process, where there is room and another processor for it, until the end of a `with`.

    What it has kept by then is there for this process; what it raises only costs the time that it would have saved. What either of
    them touches is there twice: where there is much, do a part of it, and begin anew.
    """

    def __init__(self, work: Callable[[], object] | None) -> None:
        self._process = 0
        if work and _can_copy():
            gc.freeze()  # or collecting garbage would touch, and so copy, all that the two have in common
            self._process = os.fork()
            if not self._process:
                try:
                    work()
                finally:
                    os._exit(0)  # without what this process means to do at its end

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *error: object) -> None:
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            gc.unfreeze()
            self._process = 0
