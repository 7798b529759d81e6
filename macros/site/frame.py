"""What is around an article: the values that the templates in `overrides/` know as `yx`."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from macros.model.handbook import PROVIDERS, Handbook
from macros.model.pages import Page
from macros.render.navigation import Navigation
from macros.render.texts import TextRenderer, relative
from macros.site import csp, files, page_states, search_index
from macros.site.css import Styles
from macros.site.structured_data import LICENCE, structured_data
from macros.text.languages import DEFAULT, LANGUAGES, others


class Frame:
    """The frame of every page of a handbook.

    styles: the CSS that is inlined in pages; preview: whether they are for `mkdocs serve`, whose
    own script a policy would forbid.
    """

    def __init__(self, handbook: Handbook, styles: Styles, *, preview: bool) -> None:
        self._handbook, self._styles, self._preview = handbook, styles, preview
        self._addresses = files.addresses(handbook)
        self._checked = handbook.checked
        self._navigation = {each: Navigation(handbook, each) for each in LANGUAGES}

    def name_search(self, addresses: dict[str, str]) -> None:
        """Notes by which address pages load the search index. addresses: by path in the site."""
        self._addresses.update(addresses)

    def _loaded(self, path: str, address: str) -> str:
        """A file that a page loads, as seen from its address, with a digest of the content."""
        return relative(address, self._addresses.get(path, path))

    def _absolute(self, address: str) -> str:
        return f"{self._handbook.site.url}/{address}" if address else ""

    def head(self, page: Page, language: str) -> tuple[str, str, str]:
        """The title, the description and the address of a page."""
        texts = TextRenderer(self._handbook, page, language)
        address = self._handbook.permalink(page, language)
        return texts.plain(page.title), texts.plain(page.description), address

    def of_page(self, page: Page, language: str) -> dict[str, Any]:
        """What the templates ask for on a page."""
        handbook = self._handbook
        texts = TextRenderer(handbook, page, language)
        address, home = page.address(language), handbook.home(language)
        return {
            **self._common(self._styles.of(page), csp.SCHEME),
            "content": page_states.rendered(handbook, page, language),
            "string": lambda key: texts.html(handbook.site.strings[key]),
            "short": self._absolute(page.short_address(language)),
            "markdown": relative(address, page.file(language, ".md")),
            "name": texts.plain(handbook.site.name),
            "language": LANGUAGES[language],
            "default": DEFAULT.code,
            "key": page.key,
            "alternates": {each: handbook.permalink(page, each) for each in LANGUAGES},
            "others": [
                (other, relative(address, page.address(other.code))) for other in others(language)
            ],
            "home": "./" if page.key == "home" else texts.address(handbook.pages["home"]),
            "search": self._loaded(f"{home}{files.SEARCH}{search_index.INDEX}", address),
            "settings": self._loaded(f"{home}{files.SETTINGS}", address),
            "main_script": self._loaded(files.MAIN_SCRIPT, address),
            "shared_script": self._loaded(files.SHARED_SCRIPT, address),
            "nav": self._navigation[language].beside(page),
            "structured_data": Markup(structured_data(handbook, page, language)),
            "breadcrumbs": self._navigation[language].breadcrumbs(page),
            "neighbours": self._navigation[language].neighbours(page),
            **self._footer(page, language),
        }

    def _footer(self, page: Page, language: str) -> dict[str, Any]:
        """Where to report a mistake, where to mend it, the licence, and the date of the facts."""
        handbook, repository = self._handbook, self._handbook.site.repository
        support = handbook.link("support", page, language)
        folder = f"{PROVIDERS}/{page.key}" if page.mailbox else "data/site.yml"
        form = "issues/new?template=wrong-setting.yml"
        return {
            "report": f"{repository}/{form}" if repository else support and support.url,
            "edit": f"{repository}/tree/main/{folder}" if repository else "",
            "licence": LICENCE,
            "checked": self._checked,
        }

    def of_missing_page(self) -> dict[str, Any]:
        """What the templates ask for in 404.html, which has no address and is in all languages."""
        strings = self._handbook.site.strings
        home = self._handbook.pages["home"]
        texts = {each: TextRenderer(self._handbook, home, each) for each in LANGUAGES}

        def both(key: str) -> dict[str, Markup]:
            return {each: texts[each].html(strings[key]) for each in LANGUAGES}

        return {
            **self._common(self._styles.other, csp.SCHEME, csp.MISSING),
            "missing": csp.MISSING,
            "main_script": f"/{self._addresses[files.MAIN_SCRIPT]}",
            "shared_script": f"/{self._addresses[files.SHARED_SCRIPT]}",
            "string": lambda key: texts[DEFAULT.code].html(strings[key]),
            "both": both,
            "name": texts[DEFAULT.code].plain(self._handbook.site.name),
            "language": DEFAULT,
            "alternates": {},
            "others": [(each, f"/{home.address(each.code)}") for each in LANGUAGES.values()],
            "home": f"/{home.address(DEFAULT.code)}",
            "guides": {each: self._guides(each) for each in LANGUAGES},
            "homes": {each: f"/{home.address(each)}" for each in LANGUAGES},
        }

    def _guides(self, language: str) -> list[dict[str, Any]]:
        """The indexes, the page of errors, the guides: as a missing page lists them."""
        handbook = self._handbook
        texts = TextRenderer(handbook, handbook.pages["home"], language)
        pages = [page for page in handbook.pages.values() if page.kind or page.key == "errors"]
        lists = [(page, page.title, ()) for page in pages]
        guides = [
            (handbook.pages[each.id], each.provider.short, each.provider.main_domains)
            for each in handbook.mailboxes.values()
        ]
        return [
            {
                "title": texts.plain(title),
                "url": f"/{page.address(language)}",
                "names": page.short_names or [page.key],
                "domains": domains,
            }
            for page, title, domains in (*lists, *guides)
        ]

    def _common(self, style: str, *scripts: str) -> dict[str, Any]:
        site = self._handbook.site
        return {
            "policy": "" if self._preview else csp.policy(*scripts, styles=[style]),
            "site_url": site.url,
            "brand": site.brand,
            "style": style,
            "script": csp.SCHEME,
        }
