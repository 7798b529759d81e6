"""`make permalinks`: adds new addresses and ids to data/permalinks.txt."""

from __future__ import annotations

from pathlib import Path

from macros.checks import load
from macros.checks.permalinks import RECORD, record, recorded


def main() -> int:
    """Adds new addresses and ids to data/permalinks.txt. Returns 0."""
    handbook = load(Path.cwd())
    before = len(recorded(handbook))
    (handbook.root / RECORD).write_text(record(handbook), encoding="utf-8")
    print(f"{RECORD}: {len(recorded(handbook)) - before} new")
    return 0
