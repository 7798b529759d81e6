"""`make permalinks`: enters new addresses and ids into data/permalinks.txt, the record of what was ever published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from macros.checks.rules import load, permalinks
from macros.model.handbook import Handbook
from macros.model.yaml_file import Problem

HEAD = "# Every address and #id ever published, in both languages. Lines are added by `make permalinks`, never removed.\n"


def record(root: Path) -> str:
    """The text of the record with everything that the site has now. Raises BadData when the data cannot be built from."""
    path = root / "data/permalinks.txt"
    before = (
        {
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")
        }
        if path.is_file()
        else set()
    )
    return HEAD + "".join(f"{line}\n" for line in sorted(before | set(permalinks(load(root)))))


def problems(handbook: Handbook) -> Iterator[Problem]:
    """Addresses and ids that are not on record yet: nothing would notice when they went."""
    lines = (handbook.root / "data/permalinks.txt").read_text(encoding="utf-8").splitlines()
    for line in sorted(set(permalinks(handbook)) - set(lines)):
        after = sum(entry < line for entry in lines if not entry.startswith("#")) + 1
        yield Problem(
            "data/permalinks.txt",
            after,
            "permalinks_are_entered",
            f"`{line}` is not on record",
            "enter it below this line: `make permalinks`",
        )


def main(arguments: list[str]) -> int:
    """Enters new addresses and ids into data/permalinks.txt. Returns 0."""
    Path("data/permalinks.txt").write_text(record(Path.cwd()), encoding="utf-8")
    return 0
