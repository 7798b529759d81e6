"""Each page as Markdown, at its address + .md, made from the same model as its HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from macros.model import types as model
from macros.model.handbook import Handbook
from macros.model.pages import Link, Mailbox, Page
from macros.model.types import servers_for
from macros.render.card import WAY
from macros.render.lookup_tables import business_sign_ins
from macros.render.markdown_texts import MarkdownTexts, escape_markdown
from macros.render.tables import business_mail, find_table, mailbox_columns
from macros.render.texts import TextRenderer
from macros.text.languages import LANGUAGES


class MarkdownPage:
    """One page in one language, while it is written as Markdown."""

    def __init__(self, handbook: Handbook, page: Page, language: str) -> None:
        self.handbook, self.page, self.language = handbook, page, language
        self.texts = MarkdownTexts(TextRenderer(handbook, page, language))
        self.inline = self.texts.inline
        self.steps_before = 0

    @property
    def mailbox(self) -> Mailbox:
        """The mailbox of a guide."""
        assert self.page.mailbox is not None
        return self.page.mailbox

    def string(self, key: str) -> str:
        """A word of the page furniture."""
        return self.inline(self.handbook.site.strings[key])

    def bracketed(self, words: str) -> str:
        """Words in the brackets of the language, to be put behind others."""
        return LANGUAGES[self.language].bracketed(words)

    def columns(self, *names: str) -> list[str]:
        """The heads of a table."""
        return [self.string(f"column_{name}") for name in names]

    def link_to(self, page: Page, words: str, anchor: str = "") -> str:
        """A link to a page of the site."""
        return self.texts.link(Link(page=page, anchor=anchor), words)


def page_as_markdown(handbook: Handbook, page: Page, language: str) -> str:
    """The whole page, with absolute links."""
    written = MarkdownPage(handbook, page, language)
    return "\n\n".join(part for part in _page(written) if part) + "\n"


def _page(page: MarkdownPage) -> Iterator[str]:
    yield f"# {page.inline(page.page.title)}"
    yield from _permalink(page)
    if page.page.mailbox:
        provider = page.mailbox.provider
        yield f"{page.string('checked')} {provider.checked}"
        if provider.caution:
            yield f"> **{page.inline(provider.caution)}**"
        needs = "\n".join(f"- {page.inline(need)}" for need in page.mailbox.guide.needs)
        yield f"{page.string('glance_needs')}\n\n{needs}"
    for id, section in _sections(page):
        yield f"## {page.inline(page.handbook.section_title(id, section))}"
        yield from _blocks(page, section.blocks, is_way=id in WAY)
        for part_id, part in section.parts.items():
            yield f"### {page.inline(page.handbook.section_title(part_id, part))}"
            yield from _blocks(page, part.blocks, is_way=id in WAY)


def _sections(page: MarkdownPage) -> Iterator[tuple[str, model.Section]]:
    """The sections of a page, in order, with the words of common.yml where it has none."""
    if page.page.mailbox is None:
        yield from page.page.sections.items()
        return
    for id in page.handbook.common.guide_sections:
        found = page.handbook.section(page.page, id)
        if found and id != "glance":
            yield id, found


def _blocks(page: MarkdownPage, blocks: list[model.Block], *, is_way: bool) -> Iterator[str]:
    for block in blocks:
        if block.text:
            yield page.inline(block.text)
        elif block.points:
            yield "\n".join(f"- {page.inline(point)}" for point in block.points)
        elif block.steps:
            yield _steps(page, block.steps, is_way=is_way)
        elif block.table:
            yield _own_table(page, block.table)
        elif block.show:
            yield from SHOWN[block.show](page)
        elif block.use:
            shared = page.handbook.shared_blocks(block.use)
            yield from _blocks(page, shared, is_way=is_way)
        elif not block.picture:
            kind = block.given[0]
            text = page.inline(getattr(block, kind))
            yield f"> **{page.string(f'box_{kind}')}**\n>\n> {text}"


def _steps(page: MarkdownPage, steps: list[model.Step], *, is_way: bool) -> str:
    first = page.steps_before + 1 if is_way else 1
    if is_way:
        page.steps_before += len(steps)
    return "\n".join(_step(page, number, step) for number, step in enumerate(steps, first))


def _step(page: MarkdownPage, number: int, step: model.Step) -> str:
    where = f"**{page.string(f'where_{step.where}')}** " if step.where else ""
    lines = [f"{number}. {where}{page.inline(step.do)}"]
    if step.expect:
        lines.append(f"   - {page.string('expect')} {page.inline(step.expect)}")
    if step.otherwise:
        lines.append(f"   - {page.string('otherwise')} {page.inline(step.otherwise)}")
    if step.show:
        shown = "\n\n".join(SHOWN[step.show](page))
        lines.append("\n" + "\n".join(f"   {line}" if line else "" for line in shown.split("\n")))
    return "\n".join(lines)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _own_table(page: MarkdownPage, key: str) -> str:
    table = find_table(page.page.mailbox, key)
    rows = [[page.inline(cell) for cell in row] for row in table.rows]
    columns = [page.inline(column) for column in table.columns]
    return f"{page.inline(table.caption)}\n\n{_table(columns, rows)}"


# What `show` names


def _nothing(page: MarkdownPage) -> Iterator[str]:
    """What Markdown cannot have, or has anyway: forms, and links to what comes below."""
    yield from ()


def _server(page: MarkdownPage, server: model.Endpoint) -> str:
    security = page.texts.fact(page.handbook.terms[server.security])
    return f"`{server.host}` {page.string('with_port')} `{server.port}` {security}"


def _notes(page: MarkdownPage, server: model.Endpoint) -> str:
    notes = [f"`@{domain}`" for domain in server.domains]
    if server.note:
        notes.append(page.inline(server.note))
    if server.sure == "low":
        notes.append(page.string("unconfirmed"))
    return " ".join(notes)


def _server_table(page: MarkdownPage) -> Iterator[str]:
    rows = [
        [
            f"{server.protocol.upper()} {page.string(f'for_{server.protocol}')}",
            _server(page, server),
            page.string(f"username_{server.username}"),
            f"{page.string(f'use_{server.use}')} {_notes(page, server)}".strip(),
        ]
        for server in page.mailbox.provider.servers.values()
    ]
    yield _table(page.columns("purpose", "server", "username", "use"), rows)


def _bind_table(page: MarkdownPage) -> Iterator[str]:
    provider, labels = page.mailbox.provider, page.handbook.laifaxin.ui
    has_code = not provider.password.is_login_password
    rows = [
        [page.texts.label(labels["address"]), page.string("fill_address")],
        [
            page.texts.label(labels["password"]),
            page.string("fill_password" if has_code else "fill_login_password"),
        ],
    ]
    for protocol in ("imap", "smtp"):
        servers = [
            f"{_server(page, server)} {_notes(page, server)}".strip()
            for server in provider.first_choices(protocol)
        ]
        rows.append([page.texts.label(labels[protocol]), "; ".join(servers)])
    yield _table(page.columns("field", "fill"), rows)


def _domain_table(page: MarkdownPage) -> Iterator[str]:
    provider = page.mailbox.provider
    rows = []
    for domain in provider.domains:
        hosts = [
            _host_list(
                [each.host for each in servers_for(domain, provider.first_choices(protocol))]
            )
            for protocol in ("imap", "smtp")
        ]
        rows.append([f"`@{domain}`", *hosts])
    yield _table([page.string("column_domain"), "IMAP", "SMTP"], rows)


def _mailboxes(page: MarkdownPage, kind: str) -> Iterator[str]:
    columns = mailbox_columns(kind)
    rows = []
    for mailbox in page.handbook.of_kind(kind):
        provider = mailbox.provider
        password = page.texts.fact(page.handbook.terms[provider.password.kind])
        caution = page.bracketed(page.inline(provider.caution)) if provider.caution else ""
        cells = {
            "mailbox": page.link_to(page.handbook.pages[mailbox.id], page.inline(provider.name)),
            "acts": page.string(provider.actors) if provider.acts else "",
            "domains": ", ".join(f"@{domain}" for domain in provider.main_domains),
            "password": password + caution,
            "webmail": page.texts.link(Link(url=provider.webmail), provider.webmail_host),
        }
        rows.append([cells[column] for column in columns])
    yield _table(page.columns(*columns), rows)


def _mx_table(page: MarkdownPage) -> Iterator[str]:
    rows = []
    for mailbox in page.handbook.mailboxes.values():
        mx = mailbox.provider.mx
        if mx:
            unsure = f" {page.string('unconfirmed')}" if mx.sure == "low" else ""
            rows.append([_host_list(mx.hosts), _business_link(page, mailbox) + unsure])
    yield _table(page.columns("mx", "mailbox"), rows)


def _sign_in_table(page: MarkdownPage) -> Iterator[str]:
    rows = [
        [_host_list(hosts), _business_link(page, mailbox)]
        for mailbox, hosts in business_sign_ins(page.handbook)
    ]
    yield _table(page.columns("sign_in", "mailbox"), rows)


def _host_list(hosts: list[str]) -> str:
    return " ".join(f"`{host}`" for host in hosts)


def _business_link(page: MarkdownPage, mailbox: Mailbox) -> str:
    link, name = business_mail(page.handbook, mailbox)
    return page.texts.link(link, page.inline(name))


def _other_table(page: MarkdownPage) -> Iterator[str]:
    rows = [
        [
            page.inline(other.name) + (page.string("unconfirmed") if other.sure == "low" else ""),
            _other_domains(page, other),
            _other_servers(page, other, "imap"),
            _other_servers(page, other, "smtp"),
        ]
        for other in page.handbook.listed_others
    ]
    yield page.string("caption_others")
    yield _table([*page.columns("mailbox", "domains"), "IMAP", "SMTP"], rows)


def _other_domains(page: MarkdownPage, other: model.Other) -> str:
    """The domains, what to mind, and which password it takes, when a source says so."""
    said = [", ".join(f"@{domain}" for domain in other.domains) or page.string("own_domain")]
    if other.caution:
        said.append(page.inline(other.caution))
    if other.password:
        said.append(page.texts.fact(page.handbook.terms[other.password]))
    return "; ".join(said)


def _other_servers(page: MarkdownPage, other: model.Other, protocol: str) -> str:
    said = []
    for server in other.first_choices(protocol):
        security = page.texts.fact(page.handbook.terms[server.security])
        words = [f"`{server.host}` {server.port} {security}"]
        if server.username == "local_part":
            words.append(page.string("other_local_part"))
        words += [f"@{domain}" for domain in server.domains]
        said.append(" ".join(words))
    return "; ".join(said) or "–"


def _pits(page: MarkdownPage) -> Iterator[str]:
    rows = [
        [
            page.inline(pit.pit) + page.bracketed(page.string(f"severity_{pit.severity}")),
            page.inline(pit.consequence),
            page.inline(pit.avoid),
        ]
        for pit in page.mailbox.pits
    ]
    yield _table(page.columns("pit", "consequence", "avoid"), rows)


def _faq(page: MarkdownPage) -> Iterator[str]:
    for question in page.handbook.questions(page.mailbox):
        yield f"### {page.inline(question.question)}"
        yield from _blocks(page, question.answer, is_way=False)


def _related(page: MarkdownPage) -> Iterator[str]:
    lines = []
    for each in page.mailbox.guide.related:
        link = page.handbook.related_link(each.to, page.page, page.language)
        title = page.inline(link.title) if link.title else link.url
        lines.append(f"- {page.texts.link(link, title)}: {page.inline(each.why)}")
    yield "\n".join(lines)


def _sources(page: MarkdownPage) -> Iterator[str]:
    known = page.handbook.sources
    lines = [
        f"- [{page.inline(known[key].title)}](<{known[key].url}>), "
        f"{page.string('read_on')} {known[key].read}"
        for key in page.mailbox.provider.all_sources
        if key in known
    ]
    separator = LANGUAGES[page.language].separator
    paths = dict.fromkeys(page.inline(path.seen) for path in page.mailbox.provider.paths.values())
    if paths:
        lines.append(f"- {page.string('paths_seen')} {separator.join(paths)}")
    if page.mailbox.unsourced:
        kinds = [page.string(f"own_{kind}") for kind in page.mailbox.unsourced]
        lines.append(f"- {page.string('own')} {separator.join(kinds)}")
    yield "\n".join(lines)


def _error_table(page: MarkdownPage) -> Iterator[str]:
    for cause in page.handbook.causes.values():
        yield f"### {page.inline(cause.name)}"
        yield page.inline(cause.means)
        said = [
            f"- `{error.example.replace('`', '')}`"
            for error in page.handbook.errors
            if error.is_listed and error.first == cause.id
        ]
        yield "\n".join(said)
        yield f"{page.string('error_signs')}{page.inline(cause.signs)}"
        yield "\n".join(
            f"{number}. {page.inline(remedy.do)}" for number, remedy in enumerate(cause.fix, 1)
        )


def _own_errors(page: MarkdownPage) -> Iterator[str]:
    errors = page.handbook.pages["errors"]
    yield "\n".join(
        f"- {page.link_to(errors, escape_markdown(error.example), f'error-{error.id}')}"
        for error in page.handbook.errors_of(page.mailbox.id)
    )


def _permalink(page: MarkdownPage) -> Iterator[str]:
    yield f"<{page.handbook.permalink(page.page, page.language)}>"


def _support(page: MarkdownPage) -> Iterator[str]:
    link = page.handbook.link("support", page.page, page.language)
    if link:
        yield page.texts.link(link, page.string("support"))


SHOWN: dict[str, Callable[[MarkdownPage], Iterator[str]]] = {
    "server_table": _server_table,
    "bind_table": _bind_table,
    "domain_table": _domain_table,
    "mailbox_table": lambda page: _mailboxes(page, page.page.kind or "personal"),
    "enterprise_table": lambda page: _mailboxes(page, "enterprise"),
    "mx_table": _mx_table,
    "sign_in_table": _sign_in_table,
    "other_table": _other_table,
    "pits": _pits,
    "faq": _faq,
    "related": _related,
    "sources": _sources,
    "error_table": _error_table,
    "own_errors": _own_errors,
    "permalink": _permalink,
    "support": _support,
    "popular": _nothing,
    "address_tool": _nothing,
    "error_tool": _nothing,
}
"""By the name of a macro, what it prints as Markdown."""
