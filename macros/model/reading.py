"""Reads `data/` into a handbook, or says what keeps it from being one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from macros.model import types
from macros.model.data_file import load_file
from macros.model.dependencies import Dependencies, NotingMapping
from macros.model.handbook import PROVIDERS, BadData, Handbook
from macros.model.pages import Mailbox, Page
from macros.model.problem import Problem
from macros.model.types import MAILBOX_FILES, SHARED_FILES
from macros.model.yaml_file import Document, digest

# A mailbox may lack the other files of MAILBOX_FILES.
_NEEDED = ("provider.yml", "guide.yml", "faq.yml")
_FOLDER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read(root: Path, earlier: Handbook | None = None) -> Handbook:
    """Loads `root`/data. earlier: the handbook before a change, in a preview.

    It is the preview's one cache: files that are as they were are taken from it, with what was
    found in them, and pages that read no other files (see site/page_states.py).

    Returns the handbook. Raises BadData with every problem of every file when one of them cannot be
    used as it stands; what must hold across files is for `checks`.
    """
    files = _Files(root, earlier)
    for name in SHARED_FILES:
        files.add(root / "data" / name)
    folders = sorted((root / PROVIDERS).iterdir())
    for folder in folders:
        files.add_mailbox(folder)
    if files.problems and any(f"data/{name}" not in files.models for name in SHARED_FILES):
        raise BadData(sorted(files.problems))
    sound = [folder.name for folder in folders if files.is_sound(folder.name)]
    handbook = _handbook(root, files, sorted(sound, key=files.place))
    if earlier:
        handbook.earlier = {**earlier.earlier, **earlier.rendered}
    if files.problems:
        raise BadData(sorted(files.problems), handbook)
    return handbook


class _Files:
    """The files of data/ as they are read: documents and models by path, and all problems."""

    def __init__(self, root: Path, earlier: Handbook | None) -> None:
        self._root, self._earlier = root, earlier
        self.documents: dict[str, Document] = {}
        self.models: dict[str, Any] = {}
        self.problems: list[Problem] = []

    def add(self, path: Path) -> None:
        """Reads one file."""
        document, value = self._unchanged(path) or load_file(path, self._root)
        self.documents[document.path] = document
        self.problems += document.problems
        if value is not None:
            self.models[document.path] = value

    def _unchanged(self, path: Path) -> tuple[Document, Any] | None:
        """A file as the earlier handbook has it; None when that has none, or another."""
        name = path.relative_to(self._root).as_posix()
        if self._earlier is None or name not in self._earlier.models or not path.is_file():
            return None
        document = self._earlier.documents[name]
        is_same = digest(path.read_bytes()) == document.digest
        return (document, self._earlier.models[name]) if is_same else None

    def add_mailbox(self, folder: Path) -> None:
        """Reads the files of one mailbox."""
        where = folder.relative_to(self._root).as_posix()
        if not _FOLDER.fullmatch(folder.name) or not folder.is_dir():
            message = f"`{folder.name}` is not the folder of a mailbox"
            fix = "one folder per mailbox, named by its id"
            self.refuse(where, "folder_is_a_mailbox", message, fix)
            return
        present = {path.name for path in folder.iterdir()}
        for name in sorted(present - set(MAILBOX_FILES)):
            message = f"`{name}` is not read by anything"
            fix = f"use one of {', '.join(MAILBOX_FILES)}"
            self.refuse(f"{where}/{name}", "file_is_known", message, fix)
        for name in MAILBOX_FILES:
            if name in present or name in _NEEDED:
                self.add(folder / name)

    def refuse(self, path: str, rule: str, message: str, fix: str) -> None:
        """Adds a problem of a file that is not read."""
        self.problems.append(Problem(path, 1, rule, message, fix))

    def is_sound(self, id: str) -> bool:
        """Whether the files of a mailbox, by its id, have no problem."""
        folder = f"{PROVIDERS}/{id}"
        return not any(
            problem.path == folder or problem.path.startswith(f"{folder}/")
            for problem in self.problems
        )

    def place(self, id: str) -> tuple[int, int]:
        """The sort key of a mailbox in every list: its place in search.yml, then its number."""
        order = self.models["data/search.yml"].mailbox_order
        number = self.models[f"{PROVIDERS}/{id}/provider.yml"].number
        return order.index(id) if id in order else len(order), number


def _handbook(root: Path, files: _Files, ids: list[str]) -> Handbook:
    """The handbook of these mailboxes, which notes what is read of it."""
    digests = {path: document.digest for path, document in files.documents.items()}
    dependencies = Dependencies(root, {**digests, PROVIDERS: " ".join(ids)})
    mailboxes = {id: _mailbox(id, files, dependencies) for id in ids}
    pages = _pages(files.models["data/site.yml"], mailboxes.values())

    def file_of(key: str) -> str:  # the address of a guide and its mailbox's name are in it
        is_guide = key in mailboxes or key not in pages
        return f"{PROVIDERS}/{key}/provider.yml" if is_guide else "data/site.yml"

    listing = ("data/site.yml", PROVIDERS)
    return Handbook(
        root,
        files.documents,
        files.models,
        NotingMapping(mailboxes, dependencies.note, file_of, listing),
        NotingMapping(pages, dependencies.note, file_of, listing),
        dependencies,
    )


def _mailbox(id: str, files: _Files, dependencies: Dependencies) -> Mailbox:
    paths = {name: f"{PROVIDERS}/{id}/{name}" for name in MAILBOX_FILES}
    models = {name: files.models[path] for name, path in paths.items() if path in files.models}
    noting = NotingMapping(models, dependencies.note, paths.__getitem__, paths.values())
    return Mailbox(id, noting)


def _pages(site: types.Site, mailboxes: Iterable[Mailbox]) -> dict[str, Page]:
    """Pages by link key: the site's own, then the mailboxes, the most used first."""
    pages = {
        key: Page(key, f"{site.base}/{page.path}" if page.path else site.base, words=page)
        for key, page in site.pages.items()
    }
    for mailbox in mailboxes:
        path = f"{site.base}/{mailbox.provider.slug}"
        pages[mailbox.id] = Page(mailbox.id, path, mailbox=mailbox)
    return pages
