"""Notes which files a page reads while it is rendered, so that the preview can reuse pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from macros.model.yaml_file import digest

Value = TypeVar("Value")


class Dependencies:
    """The files of a repository, each with a digest of its content.

    root: the repository; data: the digests of the files of `data/`, as they were loaded.
    Other files are digested when they are first asked for, which is before they are read: if one
    changes in between, its pages are only rendered once more than needed.
    """

    def __init__(self, root: Path, data: dict[str, str]) -> None:
        self._root, self._digests = root, dict(data)
        self._noted: dict[str, str] | None = None

    def digest(self, path: str) -> str:
        """The digest of a file, or of all files of a folder, by its path; empty without one."""
        if path not in self._digests:
            self._digests[path] = "" if path.startswith("data/") else _digest(self._root / path)
        return self._digests[path]

    def note(self, path: str) -> None:
        """Notes that a file is read."""
        if self._noted is not None and path not in self._noted:
            self._noted[path] = self.digest(path)

    @contextmanager
    def noted(self) -> Iterator[dict[str, str]]:
        """Yields a dict that fills with the digests of the files read in the `with`, by path."""
        noted: dict[str, str] = {}
        self._noted = noted
        try:
            yield noted
        finally:
            self._noted = None

    def are_unchanged(self, noted: Mapping[str, str]) -> bool:
        """Whether all these files are as they were noted."""
        return all(self.digest(path) == before for path, before in noted.items())


class NotingMapping(Mapping[str, Value]):
    """A mapping that notes the file of a value when the value is asked for.

    note: takes the path of a file; file_of: gives the path for a key; listing: the paths of the
    files that decide which keys there are.
    """

    def __init__(
        self,
        values: dict[str, Value],
        note: Callable[[str], None],
        file_of: Callable[[str], str],
        listing: Iterable[str],
    ) -> None:
        self._values, self._note, self._file_of, self._listing = values, note, file_of, listing

    def __getitem__(self, key: str) -> Value:
        self._note(self._file_of(key))
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        self._note_listing()
        return iter(self._values)

    def __len__(self) -> int:
        self._note_listing()
        return len(self._values)

    def _note_listing(self) -> None:
        for path in self._listing:
            self._note(path)


def _digest(path: Path) -> str:
    if path.is_dir():
        files = [each for each in sorted(path.rglob("*")) if each.is_file()]
        return " ".join(f"{each.name} {digest(each.read_bytes())}" for each in files)
    return digest(path.read_bytes()) if path.is_file() else ""
