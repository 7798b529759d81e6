"""A page in one language: what macros and templates print with, and what they leave behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from sys import intern
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from macros.model import types
from macros.model.handbook import Handbook
from macros.model.pages import Link, Mailbox, Page
from macros.model.problem import WordError
from macros.model.types import Text
from macros.model.yaml_file import digest
from macros.render import drawing, registry, screens
from macros.render.png import png_size
from macros.render.texts import TextRenderer, relative
from macros.text.languages import LANGUAGES

TEMPLATES = "macros/render/templates"
_PICTURES = "assets/pictures"


@lru_cache(maxsize=1)
def _templates(version: str) -> Callable[[str], Template]:
    """Gives a template by its name.

    version: the digest of all templates, so that a preview reads them again after a change.
    """
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # it would look at the files at each use of a template
    )
    templates.globals.clear()  # templates print what is handed to them
    return cache(templates.get_template)


CONTENTS = Markup("<!-- contents -->")
"""Where the contents of a page belong, which are known when all of it has been rendered."""
CONTENTS_FROM = 4  # sections: a page with fewer shows them all without a list


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents. level: 2 or 3."""

    level: int
    id: str
    title: str


class View:
    """One page in one language, while it is rendered.

    headings: the table of contents; sections: the ids of the sections on the page; files: what
    goes with the page (pictures, its QR code) by address below the site's root; errors: what
    could not be rendered.
    """

    def __init__(
        self, handbook: Handbook, page: Page, language: str, texts: TextRenderer | None = None
    ) -> None:
        self.handbook, self.page, self.language = handbook, page, language
        self.texts = texts or TextRenderer(handbook, page, language)
        self._template = _templates(handbook.dependencies.digest(TEMPLATES))
        self.headings: list[Heading] = []
        self.sections: list[str] = []
        self.files: dict[str, bytes] = {}
        self.errors: list[WordError] = []
        self.counts_steps = False  # whether the steps that are printed now have numbers
        self._steps = 0
        self._has_drawing = False

    @property
    def mailbox(self) -> Mailbox:
        """The mailbox of the page. Raises WordError when it has none."""
        if self.page.mailbox is None:
            message = "this macro needs a mailbox, and the page is not one's guide"
            raise WordError("page_has_a_mailbox", message, "call it on a mailbox's page")
        return self.page.mailbox

    @property
    def provider(self) -> types.Provider:
        """The facts of the page's mailbox. Raises WordError when it has none."""
        return self.mailbox.provider

    @cached_property
    def permalink(self) -> str:
        """The absolute address of the page that works for good."""
        return self.handbook.permalink(self.page, self.language)

    def section(self, id: str) -> types.Section:
        """A section by id, see Handbook.section. Raises WordError when there is none."""
        found = self.handbook.section(self.page, id)
        if found is None:
            raise no_section(id)
        return found

    def print(self, template: str, **values: Any) -> Markup:
        """A template as HTML. It sees these values, this view, `html` and `string`."""
        found = self._template(template)
        return Markup(found.render(view=self, html=self.html, string=self.string, **values))

    def html(self, text: Text) -> Markup:
        """A text as inline HTML. Raises WordError."""
        return self.texts.html(text)

    def string(self, key: str) -> Markup:
        """A word of the page furniture, site.yml `strings`. Raises WordError."""
        return self.html(self.texts.string(key))

    def fact(self, value: Any) -> Markup:
        """A fact as HTML. Raises WordError."""
        return Markup(self.texts.fact(value))

    def bracketed(self, text: Text) -> Markup:
        """A text in the brackets of the page's language, to be put behind words."""
        before, after = map(escape, LANGUAGES[self.language].bracketed("\n").split("\n"))
        return before + self.html(text) + after

    def label(self, label: types.Label) -> Markup:
        """A label of a screen as HTML."""
        return Markup(self.texts.label(label))

    def link_to(self, page: Page, anchor: str = "") -> str:
        """The address of a page of the site as seen from this one."""
        return self.texts.address(page, anchor)

    def link(self, link: Link, words: Markup) -> Markup:
        """A link with these words, and a remark when it leads to another language."""
        return self.print("link.html", link=link, words=words)

    def sources(self, keys: Iterable[str]) -> list[types.Source]:
        """Sources by their keys, each once."""
        known = self.handbook.sources
        return [known[key] for key in dict.fromkeys(keys) if key in known]

    def show(self, name: str, *arguments: str) -> Markup:
        """What a macro prints here. Raises WordError."""
        return registry.call(self, name, *arguments)

    def attempt(self, function: Callable[..., Markup], *args: Any) -> Markup:
        """What a function prints; nothing when it fails, which `errors` then has."""
        try:
            return function(*args)
        except WordError as error:
            self.errors.append(error)
            return Markup()

    def blocks(self, blocks: list[types.Block]) -> Markup:
        """Blocks as HTML, in order. Raises WordError."""
        return self.print("blocks.html", blocks=blocks)

    def first_number(self, steps: list[types.Step]) -> int:
        """The number that the first of these steps has on the page; 0 when they have none."""
        if not self.counts_steps:
            return 0
        self._steps += len(steps)
        return self._steps - len(steps) + 1

    def heading(self, level: int, id: str, title: Text) -> Markup:
        """A heading with an id, entered into the table of contents."""
        plain = intern(self.texts.plain(title))  # guides share most of them
        self.headings.append(Heading(level, intern(id), plain))
        ids = map(escape, self.page.formerly.get(id, ()))
        former = "".join(f'<span id="{each}"></span>' for each in ids)
        return Markup(f'{former}<h{level} id="{escape(id)}">{self.html(title)}</h{level}>')

    def contents(self) -> Markup:
        """The list of the sections, for screens without side bars; none for a short page."""
        sections = [heading for heading in self.headings if heading.level == 2]
        if len(sections) < CONTENTS_FROM:
            return Markup()
        return self.print("contents.html", headings=sections)

    def anchor(self, id: str, name: Markup | str) -> Markup:
        """A link to one place of the page, for those who share it. name: of the place."""
        label = self.string("link_to").replace("NAME", escape(Markup(name).striptags()))
        return Markup(f'<a class="headerlink" href="#{escape(id)}" aria-label="{label}">#</a>')

    def copyable(self, value: Any) -> Markup:
        """A fact that one enters into a form. A script adds the button that copies it."""
        return Markup(f'<span class="yx-value"><code>{escape(value)}</code></span>')

    def picture(self, picture: types.Picture) -> Markup:
        """A screen as a schematic, or the screenshot that stands in for it. Raises WordError."""
        screen = screens.screen_of(self.provider, self.texts, picture)
        file = f"{_PICTURES}/{self.mailbox.id}/{self.language}/{picture.id}.png"
        self.handbook.dependencies.note(f"docs/{_PICTURES}")
        size = png_size(self.handbook.root / "docs" / file)
        is_drawn = size is None
        is_first = is_drawn and not self._has_drawing  # one note on a page says what drawings are
        self._has_drawing = self._has_drawing or is_drawn
        if size is None:
            drawn, height = drawing.draw(screen, self.handbook.site.brand)
            size = drawing.WIDTH, height
            file = f"{_PICTURES}/{digest(drawn)[:8]}.svg"  # mailboxes share many drawings
            self.files[file] = drawn
        return self.print(
            "picture.html",
            src=relative(self.page.address(self.language), file),
            width=size[0],
            height=size[1],
            alt=screens.describe(screen, self.language),
            drawn=is_drawn,
            first=is_first,
        )

    def remedy(
        self, remedy: types.Remedy | types.OwnRemedy, mailbox: str | None = None
    ) -> Link | None:
        """Where a remedy is: a page of Laifaxin, or a place on a mailbox's guide.

        A link without a title is to the guide that the reader picks.
        """
        if remedy.to is None:
            return None
        if remedy.to.startswith("zhinan."):
            return self.handbook.link(remedy.to, self.page, self.language)
        if mailbox is None:
            return Link(self.handbook.pages["home"], remedy.to)
        title = self.handbook.mailboxes[mailbox].provider.short
        return Link(self.handbook.pages[mailbox], remedy.to, title=title)


def no_section(id: str) -> WordError:
    """What is said of a section that is not there."""
    message = f"the page has no section `{id}`"
    fix = "write it under `sections` in guide.yml, or take its name or call away"
    return WordError("section_has_words", message, fix, f"section.{id}")
