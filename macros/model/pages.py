"""A mailbox, a page, and what a link leads to: what the handbook is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from macros.model import types
from macros.model.types import Text
from macros.text.languages import LANGUAGES


@dataclass(frozen=True)
class Mailbox:
    """One mailbox, whole: the facts of provider.yml and the words of the files beside it.

    files: their models, by the names of MAILBOX_FILES that there are.
    """

    id: str
    files: Mapping[str, Any]

    @property
    def provider(self) -> types.Provider:
        """provider.yml."""
        return self.files["provider.yml"]

    @property
    def guide(self) -> types.Guide:
        """guide.yml."""
        return self.files["guide.yml"]

    @property
    def pits(self) -> list[types.Pit]:
        """pits.yml."""
        return self.files["pits.yml"].pits if "pits.yml" in self.files else []

    @property
    def faq(self) -> list[types.Question]:
        """faq.yml."""
        return self.files["faq.yml"].faq if "faq.yml" in self.files else []

    @property
    def tables(self) -> dict[str, types.Table]:
        """tables.yml."""
        return self.files["tables.yml"].tables if "tables.yml" in self.files else {}

    @property
    def evidence(self) -> types.Evidence | None:
        """evidence.yml."""
        return self.files.get("evidence.yml")

    @property
    def unsourced(self) -> list[str]:
        """The kinds of facts that rest on our own notes; strings `own_…` of site.yml name them."""
        return self.evidence.own.given if self.evidence else []


OUTLINES = "youxiang"
"""The folder of all outlines, in docs/. The site has their pages below `base`."""


def file_of(address: str, ending: str = ".html") -> str:
    """The file that a host serves for an address."""
    return f"{address}index{ending}" if address.endswith("/") else f"{address}{ending}"


@dataclass(frozen=True)
class Page:
    """One page of the site, in all languages.

    path: its address below the site's root, without language and ending; mailbox: set for a
    guide; words: from site.yml, set for any other page.
    """

    key: str
    path: str
    mailbox: Mailbox | None = None
    words: types.SitePage | None = None

    @property
    def _words(self) -> types.Guide | types.SitePage:
        words = self.mailbox.guide if self.mailbox else self.words
        assert words
        return words

    @property
    def _past(self) -> types.Provider | types.SitePage:
        past = self.mailbox.provider if self.mailbox else self.words
        assert past
        return past

    @property
    def title(self) -> Text:
        """The page's heading."""
        return self._words.title

    @property
    def description(self) -> Text:
        """One sentence for search engines and share cards."""
        return self._words.description

    @property
    def sections(self) -> dict[str, types.Section]:
        """The page's own sections, by id."""
        return self._words.sections

    @property
    def kind(self) -> str | None:
        """The kind of mailboxes that an index page lists; None for other pages."""
        return self.words.kind if self.words else None

    @property
    def formerly(self) -> dict[str, list[str]]:
        """Ids of the original site, by the id that replaced them."""
        return self._past.formerly

    @property
    def former_ids(self) -> set[str]:
        """All ids that `formerly` lists."""
        return {id for ids in self.formerly.values() for id in ids}

    @property
    def moved_from(self) -> list[str]:
        """The slugs that the page had before."""
        return self._past.moved_from

    @property
    def source(self) -> str:
        """The outline of the page, relative to docs/."""
        return f"{OUTLINES}/{self.path.partition('/')[2] or 'index'}.md"

    @property
    def slug(self) -> str:
        """The numbered last part of the address; empty for pages that have none.

        The original site once had these pages at its root.
        """
        last = self.path.rpartition("/")[2]
        return last if last[0].isdigit() else ""

    @property
    def short_names(self) -> list[str]:
        """Short forms of the slug, e.g. `qq` and `106`; none for pages without a number."""
        return [self.key, self.slug.partition("-")[0]] if self.slug else []

    def short_address(self, language: str) -> str:
        """The first of the short names as an address below the site's root; empty without one."""
        names = self.short_names
        folder = self.address(language).rpartition("/")[0]
        return f"{folder}/{names[0]}" if names else ""

    def address(self, language: str) -> str:
        """The permalink below the site's root: no ending; a slash only behind a folder's page."""
        return LANGUAGES[language].prefix + self.path + ("/" if "/" not in self.path else "")

    def file(self, language: str, ending: str = ".html") -> str:
        """The path in the built site of the page's HTML, or of a file beside it."""
        return file_of(self.address(language), ending)


@dataclass(frozen=True)
class Link:
    """A link key, resolved: a page of this site (`page`, `anchor`) or an absolute `url`."""

    page: Page | None = None
    anchor: str = ""
    url: str = ""
    language: str = ""
    title: Text | None = None
