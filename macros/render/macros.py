"""(page, language) → HTML: the macros that an outline in docs/ may call.

Code computes rows, templates in `templates/` print them. Nothing here knows MkDocs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from macros.model import types as model
from macros.model.handbook import CALL, Handbook, Link, Mailbox, Page
from macros.model.types import Text
from macros.model.yaml_file import digest
from macros.render import pictures, qr
from macros.render.texts import Term, WordError, Words, relative, server

# What a page may call, with or without one "argument".
MACROS = (
    "title",
    "glance",
    "section",
    "bind_guide",
    "server_table",
    "bind_table",
    "domain_table",
    "mailbox_table",
    "enterprise_table",
    "address_tool",
    "mx_table",
    "error_tool",
    "error_table",
    "own_errors",
    "table",
    "pits",
    "faq",
    "tips",
    "related",
    "sources",
    "support",
    "permalink",
)
# The guide proper, in the order one works.
BIND_GUIDE = ("server-settings", "get-code", "bind")


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents. level: 2 or 3."""

    level: int
    id: str
    title: str


@dataclass(frozen=True)
class Row:
    """A row of a table: HTML cells, the first of which names the row; `id` if it can be linked to."""

    cells: list[Markup]
    id: str = ""
    tone: str = ""


@dataclass
class Rendered:
    """A page in one language: its HTML, its table of contents, each call that failed with its line in the outline, and the files
    that go with it (pictures, its QR code) by their address below the site's root."""

    html: str
    headings: list[Heading]
    errors: list[tuple[int, WordError]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    environment.globals.clear()  # templates print what is handed to them
    return environment


class Macros:
    """The macros of one page in one language. Each returns HTML; `headings` and `files` fill as sections are rendered."""

    def __init__(
        self, handbook: Handbook, page: Page, language: str, words: Words | None = None
    ) -> None:
        self.handbook, self.page, self.language = handbook, page, language
        self.words = words or Words(handbook, page, language)
        self.headings: list[Heading] = []
        self.files: dict[str, bytes] = {}

    # What pages call

    def title(self) -> Markup:
        """The page's heading, with the day the facts were last checked."""
        mailbox = self.page.mailbox
        return self._print(
            "title.html",
            title=self.page.title,
            checked=mailbox.provider.checked if mailbox else None,
        )

    def glance(self) -> Markup:
        """The whole way before its first step: what it takes, who acts, and links to its parts."""
        code, mailbox = self._section("get-code"), self._mailbox
        way = [(step.id, step.name) for step in self._steps(code) if step.name] or [
            (id, self.section_title(id, part)) for id, part in code.parts.items()
        ]
        steps = [step for id in BIND_GUIDE for step in self._steps(self._section(id))]
        own = qr.code(self._permalink)
        file = f"{self.page.address(self.language)}.png"
        self.files[file] = own.png
        return self._print(
            "glance.html",
            qr=file.rpartition("/")[2],
            side=own.side,
            caution=mailbox.provider.caution,
            acts=mailbox.provider.acts,
            needs=mailbox.guide.needs,
            way=way,
            bind=self.section_title("bind", self._section("bind")),
            errors=self.words.address(self.handbook.pages["errors"]),
            count=self.string("glance_steps").replace("COUNT", str(len(steps))),
        )

    def section(self, id: str, level: int = 2) -> Markup:
        """A whole section by id: the page's own, or the one that common.yml has for every guide."""
        section = self._section(id)
        return self._print(
            "section.html",
            id=id,
            section=section,
            level=level,
            title=self.section_title(id, section),
        )

    def bind_guide(self) -> Markup:
        """The guide proper: server settings, the password, the form."""
        return Markup("").join(self.section(id) for id in BIND_GUIDE)

    def server_table(self) -> Markup:
        """Every server of the mailbox, recommended ones first."""
        rows = []
        for key, endpoint in self._provider.servers.items():
            facts = server(self.handbook, endpoint)
            rows.append(
                Row(
                    [
                        Markup("<b>{}</b>").format(endpoint.protocol.upper())
                        + Markup(' <span class="yx-for">{}</span>').format(
                            self.string(f"for_{endpoint.protocol}")
                        ),
                        self.value(endpoint.host),
                        self.value(endpoint.port),
                        Markup(self.words.value(facts["security"])),
                        self.string(f"username_{endpoint.username}"),
                        self._use(endpoint),
                    ],
                    id=f"server-{key.replace('_', '-')}",
                    tone="off" if endpoint.use == "unusable" else "",
                )
            )
        columns = [
            self.string(f"column_{name}")
            for name in ("purpose", "server", "port", "encryption", "username", "use")
        ]
        return self._table("servers", self.string("caption_servers"), columns, rows)

    def bind_table(self) -> Markup:
        """What goes into which field of Laifaxin's form."""
        provider, ui = self._provider, self.handbook.laifaxin.ui
        password = (
            "fill_login_password" if provider.password.kind == "login_password" else "fill_password"
        )
        rows = [
            Row(
                [
                    self.label(ui["address"]),
                    self._print("own-address.html", domains=provider.domains),
                ],
                id="field-address",
            ),
            Row([self.label(ui["password"]), self.string(password)], id="field-password"),
        ]
        for protocol in ("imap", "smtp"):
            endpoints = [
                each
                for each in provider.servers.values()
                if each.protocol == protocol and each.use in model.FIRST_CHOICES
            ]
            rows.append(
                Row(
                    [
                        self.label(ui[protocol]),
                        self._print(
                            "endpoints.html",
                            endpoints=[(each, server(self.handbook, each)) for each in endpoints],
                        ),
                    ],
                    id=f"field-{protocol}",
                )
            )
        return self._table(
            "fields",
            self.string("caption_fields"),
            [self.string("column_field"), self.string("column_fill")],
            rows,
        )

    def domain_table(self) -> Markup:
        """The address domains of the mailbox and the servers each of them uses."""
        rows = []
        for domain in self._provider.domains:
            hosts = [
                next(
                    (
                        each.host
                        for each in self._provider.servers.values()
                        if each.protocol == protocol and domain in each.domains
                    ),
                    self._provider.servers[protocol].host,
                )
                for protocol in ("imap", "smtp")
            ]
            rows.append(
                Row(
                    [
                        Markup("<code>@{}</code>").format(domain),
                        *(Markup("<code>{}</code>").format(host) for host in hosts),
                    ]
                )
            )
        return self._table(
            "domains",
            self.string("caption_domains"),
            [self.string("column_domain"), "IMAP", "SMTP"],
            rows,
        )

    def mailbox_table(self, kind: str = "") -> Markup:
        """The mailboxes of a kind (the page's own by default): link, domains or who has to act, password."""
        self.words.needs.add("*")
        rows = []
        shown = kind or self.page.kind or "personal"
        for mailbox in self.handbook.of_kind(shown):
            page = self.handbook.pages[mailbox.id]
            kind_of = self.handbook.terms.get(mailbox.provider.password.kind)
            if kind_of is None:
                raise WordError(
                    "password_kind_is_a_term",
                    f"terms.yml has no `{mailbox.provider.password.kind}`",
                    "use a key of terms.yml",
                )
            rows.append(
                Row(
                    [
                        Markup('<a href="{}">{}</a>').format(
                            self.words.address(page), self.words.html(mailbox.provider.name)
                        ),
                        Markup(" → ").join(
                            self.string(f"acts_{who}") for who in mailbox.provider.acts
                        )
                        if shown == "enterprise"
                        else self._print("domains.html", domains=mailbox.provider.domains),
                        Markup(self.words.value(Term(kind_of.zh, kind_of.en)))
                        + (
                            Markup('<span class="yx-caution">{}</span>').format(
                                self.words.html(mailbox.provider.caution)
                            )
                            if mailbox.provider.caution
                            else ""
                        ),
                    ],
                    id=f"mailbox-{mailbox.id}",
                )
            )
        columns = [
            self.string(f"column_{name}")
            for name in ("mailbox", "acts" if shown == "enterprise" else "domains", "password")
        ]
        return self._table(
            "-".join(filter(None, ("mailboxes", kind))),
            self.string("caption_mailboxes"),
            columns,
            rows,
        )

    def enterprise_table(self) -> Markup:
        """The enterprise mailboxes, on any page."""
        return self.mailbox_table("enterprise")

    def mx_table(self) -> Markup:
        """What the MX hosts of a company's domain end in, and whose mail that is."""
        self.words.needs.add("*")
        rows = []
        for mailbox in self.handbook.mailboxes.values():
            mx = mailbox.provider.mx
            if mx:
                self.words.needs.add(mailbox.id)
                hosts = Markup(" ").join(
                    Markup("<code>{}</code>").format(host) for host in mx.hosts
                )
                rows.append(
                    Row(
                        [
                            hosts,
                            Markup('<a href="{}">{}</a>').format(
                                self.words.address(
                                    self.handbook.pages[mailbox.id], mx.anchor or ""
                                ),
                                self.words.html(mx.name or mailbox.provider.name),
                            )
                            + (
                                Markup("<br>") + self.string("unconfirmed")
                                if mx.sure == "low"
                                else Markup("")
                            ),
                        ],
                        id=f"mx-{mailbox.id}",
                    )
                )
        return self._table(
            "mx",
            self.string("caption_mx"),
            [self.string("column_mx"), self.string("column_mailbox")],
            rows,
        )

    def address_tool(self) -> Markup:
        """Type an address, see its settings: works on the reader's device alone, and only with JavaScript."""
        return self._print("address.html")

    def error_tool(self) -> Markup:
        """Paste an error, see what it means: works on the reader's device alone, and only with JavaScript."""
        self.words.needs.add("*")
        return self._print(
            "paste.html",
            mailboxes=[
                (
                    each.id,
                    self.words.plain(each.provider.short),
                    self.words.address(self.handbook.pages[each.id]),
                )
                for each in self.handbook.mailboxes.values()
            ],
        )

    def error_table(self) -> Markup:
        """Every message of errors.yml, those of any mailbox first, then mailbox by mailbox; what one message means is a card of its own."""
        said: dict[str | None, list[model.ServerError]] = {None: []}
        for id in self.handbook.mailboxes:
            said[id] = []
        for error in self.handbook.errors:
            said.setdefault(error.mailbox, []).append(
                error
            )  # whether the mailbox exists is a rule's business
        groups = [
            (self.handbook.mailboxes.get(id), errors) for id, errors in said.items() if errors
        ]
        self.words.needs.update(f"@{mailbox.id}" for mailbox, _ in groups if mailbox)
        return self._print("errors.html", groups=groups)

    def own_errors(self) -> Markup:
        """What this mailbox's own servers say, each with a link to what it means."""
        errors = [each for each in self.handbook.errors if each.mailbox == self._mailbox.id]
        return self._print("own-errors.html", errors=errors, page=self.handbook.pages["errors"])

    def table(self, key: str) -> Markup:
        """A comparison table of tables.yml (or common.yml), by key."""
        table = self._tables.get(key)
        if table is None:
            raise WordError(
                "table_exists",
                f"there is no table `{key}`",
                "name a key of tables.yml or of common.yml's tables",
            )
        html = self.words.html
        return self._table(
            key.replace("_", "-"),
            html(table.caption),
            [html(column) for column in table.columns],
            [Row([html(cell) for cell in row]) for row in table.rows],
        )

    def pits(self) -> Markup:
        """The pits of the mailbox: severity, consequence, how to avoid each."""
        html = self.words.html
        rows = [
            Row(
                [
                    html(pit.pit),
                    Markup('<span class="yx-severity yx-severity--{}">{}</span>').format(
                        pit.severity, self.string(f"severity_{pit.severity}")
                    ),
                    html(pit.consequence),
                    html(pit.avoid),
                ],
                id=f"pit-{pit.id}",
            )
            for pit in self._mailbox.pits
        ]
        columns = [
            self.string(f"column_{name}") for name in ("pit", "severity", "consequence", "avoid")
        ]
        return self._table("pits", self.string("caption_pits"), columns, rows)

    def faq(self) -> Markup:
        """The questions of the mailbox and those of every guide, each under a heading of its own."""
        return self._print("faq.html", questions=self.handbook.questions(self._mailbox))

    def tips(self) -> Markup:
        """The section of tips."""
        return self.section("tips")

    def related(self) -> Markup:
        """Where to go from here, each link with its reason."""
        links = []
        for related in self.page.mailbox.guide.related if self.page.mailbox else ():
            link = self.handbook.link(related.to, self.page, self.language)
            if link is None or link.title is None:
                raise WordError(
                    "link_key_is_known",
                    f"`{related.to}` is not a page one can be sent to",
                    "use a mailbox id, an index, or zhinan.<page>",
                )
            if link.page and link.page.mailbox:
                self.words.needs.add(f"@{link.page.mailbox.id}")
            links.append((link, related.why))
        return self._print("related.html", links=links)

    def sources(self) -> Markup:
        """Where the facts of this page were read, and when."""
        provider = self._provider
        keys = dict.fromkeys(
            [
                *provider.sources,
                *(provider.mx.sources if provider.mx else ()),
                *(key for each in provider.servers.values() for key in each.sources),
                *(path.source for path in provider.paths.values()),
            ]
        )
        return self._print(
            "sources.html",
            sources=[self.handbook.sources[key] for key in keys if key in self.handbook.sources],
        )

    def support(self) -> Markup:
        """The support contact; nothing when none is set."""
        return self._print(
            "support.html", link=self.handbook.link("support", self.page, self.language)
        )

    def permalink(self) -> Markup:
        """The address of this page that works for good."""
        return self._print("permalink.html", url=self._permalink)

    # What templates use

    def blocks(self, blocks: list[model.Block]) -> Markup:
        """Blocks as HTML, in order."""
        return self._print("blocks.html", blocks=blocks)

    def shared(self, key: str) -> list[model.Block]:
        """The blocks of common.yml under a key."""
        if key not in self.handbook.common.blocks:
            raise WordError(
                "shared_blocks_exist",
                f"common.yml has no blocks `{key}`",
                "use a key of `blocks` in common.yml",
            )
        return self.handbook.common.blocks[key]

    def show(self, name: str) -> Markup:
        """A table or list made from facts, by the name of its macro."""
        return getattr(self, name)()

    def heading(self, level: int, id: str, title: Text) -> Markup:
        """A heading with an id and a link to itself, entered into the table of contents."""
        self.headings.append(Heading(level, id, self.words.plain(title)))
        formerly = "".join(
            f'<span id="{escape(each)}"></span>' for each in self.page.formerly.get(id, ())
        )
        say = self.string("copy_section")
        chat = (
            f'<button type="button" class="yx-chat yx-icon yx-js" aria-label="{say}" title="{say}"></button>'
            if level == 2
            else ""
        )
        return Markup(
            f'{formerly}<h{level} id="{escape(id)}">{self.words.html(title)}{self.anchor(id)}{chat}</h{level}>'
        )

    def remedy(self, error: model.ServerError, cause: model.Cause) -> Link | None:
        """Where a cause is put right: a page of Laifaxin, a place on the mailbox's guide, or (no title) on whichever guide is the reader's."""
        if cause.to is None or cause.to.startswith("zhinan."):
            return cause.to and self.handbook.link(cause.to, self.page, self.language)
        mailbox = self.handbook.mailboxes.get(error.mailbox)
        return Link(
            self.handbook.pages[mailbox.id if mailbox else "home"],
            cause.to,
            title=mailbox.provider.short if mailbox else None,
        )

    def picture(self, picture: model.Picture) -> Markup:
        """A screen as a schematic, or the screenshot that stands in for it."""
        app = picture.frame == "app"
        title = picture.title or (self.handbook.laifaxin.name if app else None)
        screen = pictures.Screen(
            picture.frame,
            self.words.plain(title)
            if title
            else self._provider.webmail.removeprefix("https://").partition("/")[0],
            tuple(
                self._item(part, self.handbook.laifaxin if app else self._provider)
                for part in picture.shows
            ),
        )
        file = f"assets/pictures/{self._mailbox.id}/{self.language}/{picture.id}.png"
        if shot := size_of(self.handbook.root / "docs" / file):
            width, height = shot
        else:
            svg, height = pictures.draw(screen)
            width, drawn = pictures.WIDTH, svg.encode()
            file = f"assets/pictures/{digest(drawn)[:12]}.svg"  # many mailboxes have it in common
            self.files[file] = drawn
        return self._print(
            "picture.html",
            src=relative(self.page.address(self.language), file),
            width=width,
            height=height,
            alt=pictures.words(screen, self.language),
            drawn=not shot,
        )

    def _item(self, part: model.Part, owner: model.Provider | model.Laifaxin) -> pictures.Item:
        def label(key: str) -> pictures.Label:
            if key not in owner.ui:
                raise WordError(
                    "labels_exist",
                    f"`ui` has no `{key}`",
                    "add the label to `ui`, or correct the key",
                )
            each = owner.ui[key]
            own, (_, seen) = each[self.language], each.screen
            return (
                pictures.Label(own)
                if own
                else pictures.Label(seen, "" if seen == each.gloss else each.gloss)
            )

        kind, value = part.kind, self.words.plain(part.value) if part.value else ""
        if kind == "path":
            if part.path not in owner.paths:
                raise WordError(
                    "labels_exist",
                    f"`paths` has no `{part.path}`",
                    "add the way to `paths`, or correct the key",
                )
            way = owner.paths[part.path]
            labels = tuple(
                label(key) for key in (way.labels if isinstance(way, model.Path) else way)
            )
        elif kind in ("text", "message"):
            labels = (pictures.Label(self.words.plain(getattr(part, kind))),)
        elif kind == "code":
            term = self.handbook.terms[self._provider.password.kind]
            labels, value = (
                (pictures.Label(term[self.language]),),
                str(self._provider.password.length or 12),
            )
        elif kind == "qr":
            labels = (pictures.Label(self.words.plain(self.handbook.site.strings["picture_qr"])),)
        else:
            labels = (label(getattr(part, kind)),)
        return pictures.Item(
            kind,
            labels,
            value,
            label(part.button) if part.button and kind != "button" else None,
            part.press,
        )

    def value(self, value: Any) -> Markup:
        """A fact that one enters into a form, with a button that copies it."""
        shown = escape(
            value
        )  # Markup.format would do it all, ten times slower; pages are full of these
        return Markup(
            f'<span class="yx-value"><code>{shown}</code><button type="button" class="yx-copy yx-icon yx-js" aria-label="{self.string("copy")} {shown}"></button></span>'
        )

    def anchor(self, id: str) -> Markup:
        """A link to one place of the page, for those who share it."""
        return Markup(
            f'<a class="headerlink" href="#{escape(id)}" aria-label="{self.string("link_to_section")}">#</a>'
        )

    def section_title(self, id: str, section: model.Section) -> Text:
        """The title of a section or part: its own, or the usual one of common.yml."""
        common = self.handbook.common.sections.get(id)
        title = section.title or (common.title if common else None)
        if title is None:
            raise WordError(
                "section_has_title",
                f"the section `{id}` has no title",
                "give it a `title`, or one in common.yml's `sections`",
            )
        return title

    def string(self, key: str) -> Markup:
        """A word of the page furniture, site.yml `strings`."""
        if key not in self.handbook.site.strings:
            raise WordError(
                "string_exists", f"site.yml has no string `{key}`", "add it to `strings`"
            )
        return self.words.html(self.handbook.site.strings[key])

    def label(self, label: model.Label) -> Markup:
        return Markup(self.words.label(label))

    # Inside

    @property
    def _mailbox(self) -> Mailbox:
        if self.page.mailbox is None:
            raise WordError(
                "page_has_a_mailbox",
                "this macro needs a mailbox, and the page is not one's guide",
                "call it on a mailbox's page",
            )
        return self.page.mailbox

    @property
    def _permalink(self) -> str:
        return f"{self.handbook.site.url}/{self.page.address(self.language)}"

    @property
    def _provider(self) -> model.Provider:
        return self._mailbox.provider

    @property
    def _tables(self) -> dict[str, model.Table]:
        own = self.page.mailbox.tables if self.page.mailbox else {}
        return {**self.handbook.common.tables, **own}

    def _section(self, id: str) -> model.Section:
        own, common = self.page.sections.get(id), self.handbook.common.sections.get(id)
        if own and own.blocks or own and own.parts:
            return own
        if common and common.blocks:
            return common
        raise WordError(
            "section_has_words",
            f"the page has no section `{id}`",
            "write it under `sections` in guide.yml, or take the call out of the page",
        )

    def _steps(self, section: model.Section) -> Iterator[model.Step]:
        """The steps of a section and its parts, in order, those of shared blocks included."""
        for block in section.blocks:
            yield from block.steps or (
                self._steps(model.Section(blocks=self.shared(block.use))) if block.use else ()
            )
        for part in section.parts.values():
            yield from self._steps(part)

    def _use(self, endpoint: model.Endpoint) -> Markup:
        parts = [self.string(f"use_{endpoint.use}")]
        if endpoint.domains:
            parts.append(self._print("domains.html", domains=endpoint.domains))
        if endpoint.note:
            parts.append(self.words.html(endpoint.note))
        if endpoint.sure == "low":
            parts.append(self.string("unconfirmed"))
        return Markup("<br>\n").join(parts)

    def _table(self, id: str, caption: Any, columns: list, rows: list[Row]) -> Markup:
        heads = [(column, Markup(column).striptags()) for column in columns]
        return self._print("table.html", id=f"table-{id}", caption=caption, heads=heads, rows=rows)

    def _print(self, template: str, **values: Any) -> Markup:
        return Markup(
            _environment()
            .get_template(template)
            .render(m=self, html=self.words.html, string=self.string, **values)
        )


def render(
    handbook: Handbook, page: Page, language: str, outline: str, words: Words | None = None
) -> Rendered:
    """Renders a page: every macro call of its outline, in order.

    outline: the text of its .md; words: what it has in common with another use of the page. Returns the HTML, the table of contents, and line and WordError of each call that failed; the
    HTML is complete only when there is none.
    """
    macros = Macros(handbook, page, language, words)
    html, errors = [], []
    for match in CALL.finditer(outline):
        name, argument, line = match[1], match[2], outline.count("\n", 0, match.start()) + 1
        try:
            if name not in MACROS:
                raise WordError(
                    "macro_is_known",
                    f"there is no macro `{name}`",
                    f"call one of {', '.join(MACROS)}",
                )
            html.append(getattr(macros, name)(*([argument] if argument is not None else [])))
        except WordError as error:
            errors.append((line, error))
        except TypeError:
            errors.append(
                (
                    line,
                    WordError(
                        "macro_takes_this",
                        f"`{name}` cannot be called like this",
                        "see the list of macros in CONTRIBUTING",
                    ),
                )
            )
    return Rendered("\n".join(html), macros.headings, errors, macros.files)


def size_of(path: Path) -> tuple[int, int] | None:
    """Width and height of a PNG in pixels; None when there is no such file (PNG, third edition, 11.2.1)."""
    if not path.is_file():
        return None
    head = path.read_bytes()[:24]
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


_ID = re.compile(r'\sid="([^"]+)"')


def ids(html: str) -> list[str]:
    """Every id in a piece of our own HTML, in order."""
    return _ID.findall(html)
