"""`make permalinks`: enters new addresses and ids into data/permalinks.txt, the record of what was ever published."""

from __future__ import annotations

from pathlib import Path

from .rules import load, permalinks

HEAD = "# Every address and #id ever published, in both languages. Lines are added by `make permalinks`, never removed.\n"


def record(root: Path) -> str:
    """The text of the record with everything that the site has now. Raises BadData when the data cannot be built from."""
    path = root / "data/permalinks.txt"
    before = {line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")} if path.is_file() else set()
    return HEAD + "".join(f"{line}\n" for line in sorted(before | set(permalinks(load(root)))))


if __name__ == "__main__":
    Path("data/permalinks.txt").write_text(record(Path.cwd()), encoding="utf-8")
