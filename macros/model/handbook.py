"""Everything in `data/` and `docs/`, loaded once and looked up by key. Knows nothing of MkDocs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from macros.model import types
from macros.model.dependencies import Dependencies
from macros.model.pages import Link, Mailbox, Page
from macros.model.problem import Problem, WordError, counted, did_you_mean
from macros.model.types import MAILBOX_FILES, Text
from macros.model.yaml_file import Document
from macros.text.languages import DEFAULT

PROVIDERS = "data/providers"


class BadData(Exception):
    """The data has problems, so that no site can be built.

    problems: all of them, in order; rest: a handbook of the sound files, if there is enough of it.
    """

    def __init__(self, problems: list[Problem], rest: Handbook | None = None) -> None:
        self.rest = rest
        self.problems = list(dict.fromkeys(problems))
        super().__init__(
            "\n".join([*map(str, self.problems), counted(len(self.problems), "problem")])
        )


@dataclass(eq=False)  # what is worked out of a handbook is cached by the handbook
class Handbook:
    """The whole of the data. Built by `reading.read`.

    models and documents: the files of data/ by their paths. dependencies: notes what is read
    through a handbook. rendered: its pages, once they are rendered, by page key and language;
    earlier: the same of the handbook before, in a preview.
    """

    root: Path
    documents: dict[str, Document]
    models: dict[str, Any]
    mailboxes: Mapping[str, Mailbox]
    pages: Mapping[str, Page]
    dependencies: Dependencies
    rendered: dict[tuple[str, str], Any] = field(default_factory=dict)
    earlier: dict[tuple[str, str], Any] = field(default_factory=dict)

    def home(self, language: str) -> str:
        """The address of the landing page, which is the folder of all pages in a language."""
        return self.pages["home"].address(language)

    def permalink(self, page: Page, language: str) -> str:
        """The absolute address of a page, which never changes."""
        return f"{self.site.url}/{page.address(language)}"

    @property
    def checked(self) -> date:
        """The latest day on which the facts of a mailbox were checked."""
        return max(mailbox.provider.checked for mailbox in self.mailboxes.values())

    @property
    def site(self) -> types.Site:
        """data/site.yml."""
        return self._shared("site.yml")

    @property
    def laifaxin(self) -> types.Laifaxin:
        """data/laifaxin.yml."""
        return self._shared("laifaxin.yml")

    @property
    def common(self) -> types.Common:
        """data/common.yml."""
        return self._shared("common.yml")

    @property
    def terms(self) -> dict[str, types.Term]:
        """data/terms.yml."""
        return self._shared("terms.yml").terms

    @property
    def sources(self) -> dict[str, types.Source]:
        """data/sources.yml."""
        return self._shared("sources.yml").sources

    @property
    def causes(self) -> dict[str, types.Cause]:
        """data/causes.yml."""
        return {cause.id: cause for cause in self._shared("causes.yml").causes}

    @property
    def errors(self) -> list[types.ServerError]:
        """data/errors.yml."""
        return self._shared("errors.yml").errors

    def errors_of(self, mailbox: str) -> list[types.ServerError]:
        """What a mailbox's own servers say, in the order of its likeliest causes in causes.yml."""
        order = list(self.causes)
        own = [each for each in self.errors if each.is_listed and each.mailbox == mailbox]
        return sorted(own, key=lambda each: (order.index(each.first), each.example.lower()))

    @property
    def search(self) -> types.Search:
        """data/search.yml."""
        return self._shared("search.yml")

    @property
    def others(self) -> list[types.Other]:
        """data/others.yml."""
        return self._shared("others.yml").others

    @property
    def listed_others(self) -> list[types.Other]:
        """Those that the table lists, with a sign-in page; the address tool knows the rest, too."""
        return [other for other in self.others if other.webmail]

    @property
    def records(self) -> types.Records:
        """data/records.yml."""
        return self._shared("records.yml")

    @property
    def verified(self) -> dict[str, date]:
        """data/verified.yml."""
        return self._shared("verified.yml").servers

    def answered(self, mailbox: Mailbox) -> date | None:
        """The last day on which all its recommended servers answered; None if one never did."""
        provider = mailbox.provider
        servers = [*provider.first_choices("imap"), *provider.first_choices("smtp")]
        days = [self.verified.get(server.host_and_port) for server in servers]
        known = [day for day in days if day]
        return min(known) if len(known) == len(days) else None

    def _shared(self, name: str) -> Any:
        path = f"data/{name}"
        self.dependencies.note(path)
        return self.models[path]

    @cached_property
    def pages_by_source(self) -> dict[str, Page]:
        """The pages by the paths of their outlines, relative to docs/."""
        return {page.source: page for page in self.pages.values()}

    def outline(self, page: Page) -> str:
        """The .md of a page: its macro calls. Raises OSError when the file is missing."""
        self.dependencies.note(f"docs/{page.source}")
        # what is not UTF-8 is no call of a macro either, and the rules say so
        return (self.root / "docs" / page.source).read_text(encoding="utf-8", errors="replace")

    def stray_outlines(self) -> list[str]:
        """The .md files that belong to no page, by their paths below docs/."""
        docs = self.root / "docs"
        there = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
        return sorted(there - set(self.pages_by_source))

    def questions(self, mailbox: Mailbox) -> list[types.Question]:
        """A guide's own questions, then those of common.yml that it does not answer itself."""
        own = {question.id for question in mailbox.faq}
        login = mailbox.provider.password.is_login_password
        shared = [
            question
            for question in self.common.faq
            if own.isdisjoint({question.id, *question.unless})
            and not (login and question.not_for_login_password)
        ]
        return [*mailbox.faq, *shared]

    def section(self, page: Page, id: str) -> types.Section | None:
        """A section by id: the page's own, or common.yml's; None when neither has words."""
        own, common = page.sections.get(id), self.common.sections.get(id)
        if own and (own.blocks or own.parts):
            return own
        return common if common and common.blocks else None

    def section_title(self, id: str, section: types.Section) -> Text:
        """The title of a section or part: its own, or common.yml's. Raises WordError."""
        common = self.common.sections.get(id)
        title = section.title or (common.title if common else None)
        if title is None:
            message = f"the section `{id}` has no title"
            fix = "give it a `title`, or one in common.yml's `sections`"
            raise WordError("section_has_title", message, fix, f"section.{id}")
        return title

    def shared_blocks(self, key: str) -> list[types.Block]:
        """The blocks of common.yml under a key. Raises WordError."""
        blocks = self.common.blocks
        if key not in blocks:
            message = f"common.yml has no blocks `{key}`"
            fix = "use a key of `blocks` in common.yml" + did_you_mean(key, list(blocks))
            raise WordError("shared_blocks_exist", message, fix, f"blocks.{key}")
        return blocks[key]

    def of_kind(self, kind: str) -> list[Mailbox]:
        """The mailboxes of a kind, the most used first."""
        return [mailbox for mailbox in self.mailboxes.values() if mailbox.provider.kind == kind]

    def breadcrumbs(self, page: Page) -> list[Page]:
        """The pages from the landing page down to a page: to a guide, through its index."""
        found = [self.pages["home"]]
        if page.mailbox:
            kind = page.mailbox.provider.kind
            found += [self.pages[key] for key, each in self.site.pages.items() if each.kind == kind]
        return found if page.key == "home" else [*found, page]

    def link(self, key: str, page: Page, language: str) -> Link | None:
        """Resolves a link key; None when nothing has that key.

        `qq`, `qq#faq-vpn`: a page of this site; `#bind`: this page;
        `zhinan.email-account`: Laifaxin's own guide; `accounts`: where Laifaxin binds mailboxes;
        `webmail`: this mailbox on the web; `open.<key>`: another page of its provider;
        `support`: where readers get help.
        """
        name, _, anchor = key.partition("#")
        if not name and anchor:
            return Link(page=page, anchor=anchor)
        if name in self.pages:
            target = self.pages[name]
            title = target.mailbox.provider.name if target.mailbox else target.title
            return Link(page=target, anchor=anchor, title=title)
        return None if anchor else self._outside_link(name, page, language)

    def related_link(self, key: str, page: Page, language: str) -> Link:
        """What a key of `related` leads to. Raises WordError unless that is a page with a title."""
        link = self.link(key, page, language)
        if link is None or link.title is None:
            raise WordError(
                "link_key_is_known",
                f"`{key}` is not a page one can be sent to",
                "use a mailbox id, an index, or zhinan.<page>"
                + did_you_mean(key, self.link_keys()),
                key,
            )
        return link

    def _outside_link(self, name: str, page: Page, language: str) -> Link | None:
        """A link key that stands for no page of this site."""
        provider = page.mailbox.provider if page.mailbox else None
        match name.split(".", 1):
            case ["zhinan", key]:
                return self._guide_of_laifaxin(key, language)
            case ["support"] if self.site.support and self.site.support != name:
                return self.link(self.site.support, page, language)
            case ["accounts"]:
                return Link(url=self.laifaxin.accounts)
            case ["webmail"] if provider:
                return Link(url=provider.webmail)
            case ["open", key] if provider and key in provider.links:
                return Link(url=provider.links[key])
        return None

    def _guide_of_laifaxin(self, key: str, language: str) -> Link | None:
        """A page of Laifaxin's guide; the default language's, and marked so, if need be."""
        guide = self.laifaxin.zhinan.get(key)
        if guide is None:
            return None
        url = guide[language]
        if url:
            return Link(url=url, title=guide.title)
        return Link(url=guide[DEFAULT.code] or "", language=DEFAULT.code, title=guide.title)

    def link_keys(self) -> list[str]:
        """The keys that links may have, for advice about one that is not known."""
        return [
            *self.pages,
            *(f"zhinan.{key}" for key in self.laifaxin.zhinan),
            "accounts",
            "webmail",
        ]

    @property
    def texts(self) -> Iterator[tuple[Document, tuple, Text]]:
        """Every text in data/, with its file and the keys that lead to it."""
        return self.find(Text)

    def find(
        self, of: type, paths: Iterable[str] | None = None
    ) -> Iterator[tuple[Document, tuple, Any]]:
        """Every value of a type in these files of data/, or in all, with its file and its keys."""
        for path in self.models if paths is None else paths:
            for keys, value in self.walk(path, of):
                yield self.documents[path], keys, value

    def walk(self, path: str, of: type = Text) -> list[tuple[tuple, Any]]:
        """`walk` for a file of data/, by its path. The result is kept, as many rules ask for it."""
        found = self.documents[path].found
        if of not in found:
            found[of] = walk(self.models[path], of=of)
        return found[of]

    def files_of(self, mailbox: str) -> list[str]:
        """The files of a mailbox, by its id, as `models` and `documents` name them."""
        paths = [f"{PROVIDERS}/{mailbox}/{name}" for name in MAILBOX_FILES]
        return [path for path in paths if path in self.models]

    def texts_of(self, page: Page) -> Iterator[tuple[Document, tuple, Text]]:
        """The words of one page: its mailbox's files, or its own part of site.yml."""
        if not page.mailbox:
            for keys, text in walk(self.site.pages[page.key]):
                yield self.documents["data/site.yml"], ("pages", page.key, *keys), text
            return
        folder = f"{PROVIDERS}/{page.mailbox.id}"
        yield from self.find(Text, (f"{folder}/{name}" for name in page.mailbox.files))


LEAVES = frozenset({str, int, float, bool, date, type(None), Text, types.Label})
"""The types of values that hold no others, as far as a walk is concerned."""


def walk(value: Any, keys: tuple = (), of: type = Text) -> list[tuple[tuple, Any]]:
    """Every Text (or other model, `of`) below a value, with the keys that lead to it."""
    found: list[tuple[tuple, Any]] = []

    def add(value: Any, keys: tuple) -> None:
        for name, item in parts(value):
            kind = type(item)  # isinstance would ask pydantic, which takes longer than all else
            if kind is of:
                found.append(((*keys, name), item))
            elif kind not in LEAVES:
                add(item, (*keys, name))

    if type(value) is of:
        return [(keys, value)]
    add(value, keys)
    return found


def parts(value: Any) -> Iterable[tuple[Any, Any]]:
    """The items of a dict, list or model, each with its key, index or name; else nothing."""
    if type(value) is dict:
        return value.items()
    if type(value) is list:
        return enumerate(value)
    if hasattr(value, "__dict__"):
        return value.__dict__.items()
    kind: type = type(value)
    return [(name, getattr(value, name)) for name in _slots(kind)]


@cache
def _slots(kind: type) -> tuple[str, ...]:
    """The names of what instances of a class hold, those that it inherits first."""
    return tuple(name for each in kind.__mro__[::-1] for name in each.__dict__.get("__slots__", ()))
