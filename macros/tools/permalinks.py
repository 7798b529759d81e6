"""`make permalinks`: enters new addresses and ids into data/permalinks.txt."""

from __future__ import annotations

from pathlib import Path

from macros.checks import load
from macros.checks.permalinks import RECORD, permalinks, recorded
from macros.model.handbook import Handbook

HEAD = (
    "# Every address and #id ever published, in both languages. "
    "Lines are added by `make permalinks`, never removed.\n"
)


def record(handbook: Handbook) -> str:
    """The text of the record, with everything that the site has now."""
    lines = {line for _, line in recorded(handbook)} | set(permalinks(handbook))
    return HEAD + "".join(f"{line}\n" for line in sorted(lines))


def main(arguments: list[str]) -> int:
    """Enters new addresses and ids into data/permalinks.txt. Returns 0."""
    handbook = load(Path.cwd())
    before = len(recorded(handbook))
    (handbook.root / RECORD).write_text(record(handbook), encoding="utf-8")
    print(f"{RECORD}: {len(recorded(handbook)) - before} new")
    return 0
