"""`make diff BASE=origin/main`: prints the report, and writes it for a comment and a browser."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from macros.tools.diff.output import as_markdown, as_page, as_plain_text
from macros.tools.diff.report import report


def base_tree(root: Path, base: str, target: Path) -> tuple[str, list[str]]:
    """Writes out the tree of the commit that `base` and HEAD have in common.

    Returns what it is called, and the files that changed and are not compared. Raises
    ValueError when git has no such commit. The tree is read out of git's store: neither working
    tree nor index is touched, and nothing stays behind in .git.
    """

    def git(*arguments: str) -> bytes:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            said = said or f"{base} and HEAD have no commit in common"
            raise ValueError(f"{said} → git fetch, or name another BASE")
        return done.stdout

    commit = git("merge-base", "--", base, "HEAD").decode().strip()
    with tempfile.TemporaryFile() as tar:
        tar.write(git("archive", "--format=tar", commit))
        tar.seek(0)
        with tarfile.open(fileobj=tar) as archive:
            archive.extractall(target, filter="data")
    names = git("diff", "--name-only", "-z", commit)
    names += git("ls-files", "--others", "--exclude-standard", "-z")
    others = {name for name in names.decode(errors="replace").split("\0") if not _compared(name)}
    return f"{base} ({commit[:10]})", sorted(others)


def _compared(name: str) -> bool:
    """Whether the report shows what changed in a file."""
    in_data = name.startswith("data/") and name.endswith(".yml")
    return not name or in_data or name == "data/permalinks.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `main`."""
    parser.add_argument("base", help="a branch or commit to compare with, e.g. origin/main")
    parser.add_argument("--markdown", type=Path, help="where to write the report for a comment")
    parser.add_argument("--html", type=Path, help="where to write the whole report as a page")
    parser.add_argument(
        "--preview",
        default="",
        help="an address under which the changed pages can be seen, else the folder `site` beside"
        " the page, where they are built",
    )


def main(
    base: str, markdown: Path | None = None, html: Path | None = None, preview: str = ""
) -> int:
    """Prints and writes the report. Returns 2 when git has no such commit, else 0."""
    root = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        try:
            name, others = base_tree(root, base, Path(folder))
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
        built = html.resolve().parent / "site" if html else None
        preview = preview or (built.name if built else "")
        pieces = report(Path(folder), root, name, others, preview, built)
    for file, content in ((markdown, as_markdown(pieces)), (html, as_page(pieces))):
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    print(as_plain_text(pieces))
    return 0
