"""The navigation beside a page: the index pages, and after each its mailboxes."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.model.types import Text
from macros.render.texts import TextRenderer, relative
from macros.text.languages import DEFAULT

# Mailboxes shown beside a page. With all of them on every page, the site would grow with the
# square of their number; the index pages list all.
LIMIT = 40


@dataclass(frozen=True)
class NavigationEntry:
    """A link of the navigation. key: of its page; group: whether others belong to it."""

    key: str
    title: Markup
    url: str
    group: bool = False


class Navigation:
    """The navigation of one language. Its links are alike on all pages, which lie in one folder."""

    def __init__(self, handbook: Handbook, language: str) -> None:
        self._handbook = handbook
        self._home = handbook.home(DEFAULT.code)
        self._texts = TextRenderer(handbook, handbook.pages["home"], language)
        strings = handbook.site.strings
        self._kinds: list[tuple[NavigationEntry, list[NavigationEntry]]] = []
        for index in [page for page in handbook.pages.values() if page.kind]:
            mailboxes = handbook.of_kind(index.kind or "")
            self._kinds.append(
                (
                    self._entry(index.key, strings[f"nav_{index.kind}"], group=True),
                    [self._entry(each.id, each.provider.short) for each in mailboxes],
                )
            )
        self._errors = self._entry("errors", strings["nav_errors"], group=True)
        listed = [entry for index, mailboxes in self._kinds for entry in (index, *mailboxes)]
        home = self._entry("home", strings["path_home"])
        self._known = {entry.key: entry for entry in (home, self._errors, *listed)}

    def beside(self, page: Page) -> list[NavigationEntry]:
        """The entries to show beside a page; of many mailboxes only those near it."""
        shown: list[NavigationEntry] = []
        for index, mailboxes in self._kinds:
            shown += [index, *_near(page.key, mailboxes)]
        return [*shown, self._errors]

    def breadcrumbs(self, page: Page) -> list[NavigationEntry]:
        """The links from the landing page down to a page; none to the landing page itself."""
        pages = self._handbook.breadcrumbs(page)
        if len(pages) == 1:
            return []
        return [self._known.get(each.key) or self._entry(each.key, each.title) for each in pages]

    def neighbours(self, page: Page) -> tuple[NavigationEntry | None, NavigationEntry | None]:
        """The guides before and after a guide in the order of its kind; none beside other pages."""
        for _, mailboxes in self._kinds:
            keys = [entry.key for entry in mailboxes]
            if page.key in keys:
                at = keys.index(page.key)
                before = mailboxes[at - 1] if at else None
                after = mailboxes[at + 1] if at + 1 < len(mailboxes) else None
                return before, after
        return None, None

    def _entry(self, key: str, title: Text, *, group: bool = False) -> NavigationEntry:
        url = relative(self._home, self._handbook.pages[key].address(DEFAULT.code))
        return NavigationEntry(key, self._texts.html(title), url, group)


def _near(key: str, entries: list[NavigationEntry]) -> list[NavigationEntry]:
    at = next((number for number, entry in enumerate(entries) if entry.key == key), 0)
    start = max(0, min(at - LIMIT // 2, len(entries) - LIMIT))
    return entries[start : start + LIMIT]
