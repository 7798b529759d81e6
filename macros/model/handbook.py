"""Everything in `data/` and `docs/`, loaded once and looked up by key. Knows nothing of MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from macros.model import types as model
from macros.model.data_file import load_cached
from macros.model.problem import Problem
from macros.model.types import Text
from macros.model.yaml_file import Document
from macros.text.languages import DEFAULT, LANGUAGES

SHARED = (
    "site.yml",
    "laifaxin.yml",
    "common.yml",
    "terms.yml",
    "sources.yml",
    "records.yml",
    "errors.yml",
)
OWN = ("provider.yml", "guide.yml", "pits.yml", "faq.yml", "tables.yml")  # of each mailbox


class BadData(Exception):
    """Data that cannot be built from. `problems` holds all of them, sorted; `rest` is a handbook of the files that are sound, if it makes one."""

    def __init__(self, problems: list[Problem], rest: Handbook | None = None) -> None:
        self.rest = rest
        self.problems = sorted(set(problems))
        super().__init__(
            "\n".join(map(str, self.problems))
            + f"\n{len(self.problems)} problem{'s' * (len(self.problems) != 1)}"
        )


@dataclass(frozen=True)
class Mailbox:
    """One mailbox, whole: the facts of provider.yml and the words of the files beside it."""

    id: str
    provider: model.Provider
    guide: model.Guide
    pits: tuple[model.Pit, ...] = ()
    faq: tuple[model.Question, ...] = ()
    tables: dict[str, model.Table] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """One page of the site, in both languages. `path` is its address below the site, without language and ending."""

    key: str
    path: str
    title: Text
    description: Text
    sections: dict[str, model.Section]
    mailbox: Mailbox | None = None
    kind: str | None = None
    formerly: dict[str, list[str]] = field(default_factory=dict)
    moved_from: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The outline of the page, relative to docs/."""
        return f"{self.path}/index.md" if "/" not in self.path else f"{self.path}.md"

    @property
    def slug(self) -> str:
        """The numbered last part of the address; empty for pages that have none. The original site once had these pages at its root."""
        last = self.path.rpartition("/")[2]
        return last if last[0].isdigit() else ""

    def address(self, language: str) -> str:
        """The permalink below the site's root: no ending; a slash only behind a folder's landing page."""
        return LANGUAGES[language].prefix + self.path + ("/" if "/" not in self.path else "")


@dataclass(frozen=True)
class Link:
    """A link key, resolved: a page of this site (`page`, `anchor`) or an absolute address (`url`)."""

    page: Page | None = None
    anchor: str = ""
    url: str = ""
    language: str = ""
    title: Text | None = None


@dataclass
class Handbook:
    """The whole of the data. Made by `read`; raises nothing once it exists."""

    root: Path
    documents: dict[str, Document]
    site: model.Site
    laifaxin: model.Laifaxin
    common: model.Common
    terms: dict[str, model.Term]
    sources: dict[str, model.Source]
    errors: list[model.ServerError]
    records: model.Records
    mailboxes: dict[str, Mailbox]
    models: dict[str, BaseModel]
    cache: dict[str, Any] = field(
        default_factory=dict
    )  # what other modules derive once per handbook

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Pages by link key: the site's own, then the mailboxes in the order of their slugs."""
        pages = {
            key: Page(
                key,
                page.path,
                page.title,
                page.description,
                page.sections,
                kind=page.kind,
                formerly=page.formerly,
                moved_from=page.moved_from,
            )
            for key, page in self.site.pages.items()
        }
        for mailbox in self.mailboxes.values():
            pages[mailbox.id] = Page(
                mailbox.id,
                f"youxiang/{mailbox.provider.slug}",
                mailbox.guide.title,
                mailbox.guide.description,
                mailbox.guide.sections,
                mailbox,
                formerly=mailbox.provider.formerly,
                moved_from=mailbox.provider.moved_from,
            )
        return pages

    @cached_property
    def pages_by_source(self) -> dict[str, Page]:
        return {page.source: page for page in self.pages.values()}

    def outline(self, page: Page) -> str:
        """The .md of a page: its macro calls. Raises OSError when the file is missing."""
        outlines = self.cache.setdefault("outlines", {})
        if page.key not in outlines:
            outlines[page.key] = (self.root / "docs" / page.source).read_text(encoding="utf-8")
        return outlines[page.key]

    def questions(self, mailbox: Mailbox) -> list[model.Question]:
        """A guide's own questions, then those of common.yml that it does not answer itself."""
        own = {question.id for question in mailbox.faq}
        login = mailbox.provider.password.kind == "login_password"
        return [
            *mailbox.faq,
            *(
                question
                for question in self.common.faq
                if not own & {question.id, *question.unless}
                and not (login and question.not_for_login_password)
            ),
        ]

    def of_kind(self, kind: str) -> list[Mailbox]:
        """The mailboxes of a kind, in the order of their slugs."""
        return [mailbox for mailbox in self.mailboxes.values() if mailbox.provider.kind == kind]

    def link(self, key: str, page: Page, language: str) -> Link | None:
        """Resolves a link key as it stands in words; None when nothing has that key.

        `qq`, `qq#faq-vpn`: a page of this site; `#bind`: this page; `zhinan.email-account`: Laifaxin's own guide;
        `accounts`: where Laifaxin binds mailboxes; `webmail`: this mailbox on the web; `support`: where help is.
        """
        name, _, anchor = key.partition("#")
        if not name and anchor:
            return Link(page=page, anchor=anchor)
        if name in self.pages:
            target = self.pages[name]
            return Link(
                page=target,
                anchor=anchor,
                title=target.mailbox.provider.name if target.mailbox else target.title,
            )
        if anchor:
            return None
        if name.startswith("zhinan."):
            guide = self.laifaxin.zhinan.get(name.removeprefix("zhinan."))
            if guide is None:
                return None
            url = guide[language]
            return Link(
                url=url or guide[DEFAULT.code] or "",
                language="" if url else DEFAULT.code,
                title=guide.title,
            )
        if name == "accounts":
            return Link(url=self.laifaxin.accounts)
        if name == "support" and self.site.support and self.site.support != name:
            return self.link(self.site.support, page, language)
        if name == "webmail" and page.mailbox:
            return Link(url=page.mailbox.provider.webmail)
        return None

    def link_keys(self) -> list[str]:
        return [
            *self.pages,
            *(f"zhinan.{key}" for key in self.laifaxin.zhinan),
            "accounts",
            "webmail",
        ]

    @property
    def texts(self) -> Iterator[tuple[Document, tuple, Text]]:
        """Every pair of words in data/, with its file and its path in the file."""
        return (
            (self.documents[path], keys, text)
            for path, value in self.models.items()
            for keys, text in walk(value)
        )

    def files_of(self, mailbox: str) -> list[str]:
        """The files of a mailbox, by its id, as `models` and `documents` name them."""
        return [path for name in OWN if (path := f"data/providers/{mailbox}/{name}") in self.models]

    def texts_of(self, page: Page) -> Iterator[tuple[Document, tuple, Text]]:
        """The words of one page: its mailbox's files, or its own part of site.yml."""
        if page.mailbox:
            return (
                (self.documents[path], keys, text)
                for path in self.files_of(page.mailbox.id)
                for keys, text in walk(self.models[path])
            )
        return (
            (self.documents["data/site.yml"], ("pages", page.key, *keys), text)
            for keys, text in walk(self.site.pages[page.key])
        )


def walk(value: Any, keys: tuple = (), of: type[BaseModel] = Text) -> list[tuple[tuple, Any]]:
    """Every Text (or other model, `of`) below a value, with the keys that lead to it."""
    found: list[tuple[tuple, Any]] = []

    def look(value: Any, keys: tuple) -> None:
        kind = type(value)  # isinstance would ask pydantic, which takes longer than all else here
        if kind is of:
            found.append((keys, value))
            return
        below = (
            value.items()
            if kind is dict
            else enumerate(value)
            if kind is list
            else value.__dict__.items()
        )
        for name, item in below:
            if type(item) not in _LEAVES:
                look(item, (*keys, name))

    look(value, keys)
    return found


_LEAVES = frozenset({str, int, float, bool, date, type(None)})


def read(root: Path) -> Handbook:
    """Loads `root`/data.

    Returns the handbook. Raises BadData with every problem of every file when one of them cannot be used as it stands;
    what must hold across files is for `rules.check`.
    """
    data = root / "data"
    documents: dict[str, Document] = {}
    models: dict[str, Any] = {}
    problems: list[Problem] = []

    def take(path: Path) -> None:
        document, value = load_cached(path, root)
        documents[document.path] = document
        problems.extend(document.problems)
        if value is not None:
            models[document.path] = value

    for name in SHARED:
        take(data / name)
    folders = sorted((data / "providers").iterdir())
    for folder in folders:
        where = folder.relative_to(root).as_posix()
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", folder.name) or not folder.is_dir():
            problems.append(
                Problem(
                    where,
                    1,
                    "folder_is_a_mailbox",
                    f"`{folder.name}` is not the folder of a mailbox",
                    "one folder per mailbox, named by its id",
                )
            )
            continue
        present = {path.name for path in folder.iterdir()}
        for name in sorted(present - set(OWN)):
            problems.append(
                Problem(
                    f"{where}/{name}",
                    1,
                    "file_is_known",
                    f"`{name}` is not read by anything",
                    f"use one of {', '.join(OWN)}",
                )
            )
        for name in OWN:
            if name in present or name in ("provider.yml", "guide.yml"):
                take(folder / name)
    if problems and any(f"data/{name}" not in models for name in SHARED):
        raise BadData(problems)

    broken = {
        problem.path.split("/")[2]
        for problem in problems
        if problem.path.startswith("data/providers/")
    }
    mailboxes = []
    for folder in folders:
        if folder.name in broken:
            continue
        part = {name: models.get(f"data/providers/{folder.name}/{name}") for name in OWN}
        mailboxes.append(
            Mailbox(
                folder.name,
                part["provider.yml"],
                part["guide.yml"],
                tuple(part["pits.yml"].pits) if part["pits.yml"] else (),
                tuple(part["faq.yml"].faq) if part["faq.yml"] else (),
                part["tables.yml"].tables if part["tables.yml"] else {},
            )
        )
    mailboxes.sort(key=lambda mailbox: int(mailbox.provider.slug.partition("-")[0]))
    handbook = Handbook(
        root,
        documents,
        models["data/site.yml"],
        models["data/laifaxin.yml"],
        models["data/common.yml"],
        models["data/terms.yml"].terms,
        models["data/sources.yml"].sources,
        models["data/errors.yml"].errors,
        models["data/records.yml"],
        {mailbox.id: mailbox for mailbox in mailboxes},
        models,
    )
    if problems:
        raise BadData(problems, handbook)
    return handbook
