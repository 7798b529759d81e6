"""`make site`: builds strictly into a new folder, lets the gate look at it, and makes it `site/`.

The rules look at the data while MkDocs builds, which takes about as long. Until the last step,
`site/` stays as it was, whatever goes wrong. Nothing of an earlier build is used. Builds of one
repository wait for each other.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from macros.checks import load
from macros.checks.clone import clone_is_clean
from macros.model.handbook import BadData
from macros.model.reading import read
from macros.site import css, gate

NEW = ".site-new-"  # what a build that has not ended yet is called; the rest is its process
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)


def main() -> int:
    """Builds site/ of the working directory. Returns 0; 1 when site/ stayed as it was."""
    root = Path.cwd()
    try:
        with _alone(root):
            return _build(root)
    except OSError as error:
        print(f"site/ stays as it was: {error.filename or root}: {error.strerror or error}")
        return 1


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Waits until no other build of the repository runs. A lock ends with its process."""
    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another build of this folder is running: waiting for it", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _build(root: Path) -> int:
    if problems := [*clone_is_clean(root)]:
        print(*problems, "site/ stays as it was: the clone is not clean", sep="\n")
        return 1
    for left in root.glob(f"{NEW}*"):  # of a build that was killed, whose MkDocs may still write
        shutil.rmtree(left, ignore_errors=True)
    new = root / f"{NEW}{os.getpid()}"
    new.mkdir()
    building = None
    try:
        building = _start_mkdocs(root, new)
        handbook = load(root)
        said, _ = building.communicate()
        print(said, end="")
        if building.returncode:
            print("site/ stays as it was: the build failed")
            return 1
        if read(root, handbook).models != handbook.models:
            print("site/ stays as it was: the data has changed meanwhile → run make site again")
            return 1
        findings = gate.findings_in(new, handbook, css.styles(root, handbook.site.brand))
        if findings:
            print(*findings, f"site/ stays as it was: the gate found {len(findings)}", sep="\n")
            return 1
        count = sum(each.is_file() for each in new.rglob("*"))
        _replace(root / "site", new)
        print(f"site/ is new: {count} files")
        return 0
    except BadData as error:
        print(error, "site/ stays as it was: the data has problems", sep="\n")
        return 1
    finally:
        if building:
            building.kill()
            building.wait()
        _remove(new)


def _start_mkdocs(root: Path, target: Path) -> subprocess.Popen[str]:
    """A strict build into a folder, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(target)],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="backslashreplace",
    )


def _replace(site: Path, new: Path) -> None:
    """Makes the new folder `site`, in one step where the system can; the old one takes its name."""
    if not os.path.lexists(site):
        new.rename(site)
        return
    if _exchange(site, new):
        return
    old = new.with_name(f"{new.name}-old")
    site.rename(old)
    new.rename(site)
    _remove(old)


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges two names in one step (Linux); False where the system cannot."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
