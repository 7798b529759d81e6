"""A copy of the project under git, so that a change in it has something to be compared with."""

from __future__ import annotations

import subprocess
from pathlib import Path


def put_under_git(root: Path) -> None:
    """Commits data/ as what a change is for, origin/main."""
    git = ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for arguments in (
        ["init", "-q", "--template="],
        ["add", "data"],
        ["commit", "-qm", "before"],
        ["update-ref", "refs/remotes/origin/main", "HEAD"],
    ):
        subprocess.run([*git, *arguments], check=True)
