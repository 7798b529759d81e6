"""The macros that print tables: servers, form fields, domains, mailboxes, MX hosts, pitfalls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from macros.model import types as model
from macros.model.pages import Link, Mailbox
from macros.model.problem import WordError, did_you_mean
from macros.render.card import (
    Choice,
    choices_of,
    domain_list,
    endpoint,
    password_field,
    server_use,
)
from macros.render.facts import server_facts
from macros.render.registry import macro
from macros.render.view import View

POPULAR = 6
"""How many mailboxes the landing page offers first."""


@dataclass(frozen=True)
class Row:
    """A row of a table.

    cells: HTML, the first of which names the row; id: of the row, if it can be linked to;
    tone: `off` for what one should not use; choices: of the server that the row has, if a reader
    may choose it.
    """

    cells: list[Markup]
    id: str = ""
    tone: str = ""
    choices: Sequence[Choice] = ()


@macro
def server_table(view: View) -> Markup:
    """Every server of the mailbox, recommended ones first."""
    provider = view.provider
    has_username = len({server.username for server in provider.servers.values()}) > 1
    main: list[Row] = []
    others: list[Row] = []
    for key, server in provider.servers.items():
        row = _server_row(view, key, server, has_username)
        (main if provider.is_main(server) else others).append(row)
    names = ["purpose", "server", "port", "encryption", "use"]
    if has_username:  # else the card says it once
        names.insert(4, "username")
    columns = column_heads(view, *names)
    printed = print_table(view, "servers", view.string("caption_servers"), columns, main)
    if not others:
        return printed
    more = view.string("caption_more_servers")
    table = print_table(view, "more-servers", more, columns, others)
    return printed + folded(view, more, table)


def folded(view: View, summary: Markup, content: Markup) -> Markup:
    """Content that shows when one asks for it."""
    return view.print("folded.html", summary=summary, content=content)


def _server_row(view: View, key: str, server: model.Endpoint, has_username: bool) -> Row:
    copied = view.fact if server.use == "unusable" else view.copyable
    host = view.fact if server.is_pattern else copied
    cells = [
        Markup('<b>{}</b> <span class="yx-for">{}</span>').format(
            server.protocol.upper(), view.string(f"for_{server.protocol}")
        ),
        host(server.host),
        copied(server.port),
        view.fact(server_facts(view.handbook, server)["security"]),
        *([view.string(f"username_{server.username}")] if has_username else []),
        server_use(view, server),
    ]
    tone = "off" if server.use == "unusable" else ""
    id = f"server-{key.replace('_', '-')}"
    return Row(cells, id, tone, choices_of(view, server))


@macro
def bind_table(view: View) -> Markup:
    """What goes into which field of Laifaxin's form."""
    labels, provider = view.handbook.laifaxin.ui, view.provider
    fields = {
        "address": view.print("own-address.html", domains=provider.domains),
        "password": password_field(view),
        "imap": endpoint(view, "imap"),
        "smtp": endpoint(view, "smtp"),
    }
    rows = [
        Row([view.label(labels[key]), filled], id=f"field-{key}") for key, filled in fields.items()
    ]
    columns = column_heads(view, "field", "fill")
    return print_table(view, "fields", view.string("caption_fields"), columns, rows)


@macro
def domain_table(view: View) -> Markup:
    """The main address domains of the mailbox, and the servers of each."""
    rows = [
        Row(
            [
                Markup("<code>@{}</code>").format(domain),
                _hosts(view.provider, domain, "imap"),
                _hosts(view.provider, domain, "smtp"),
            ]
        )
        for domain in view.provider.main_domains
    ]
    columns = [view.string("column_domain"), Markup("IMAP"), Markup("SMTP")]
    return print_table(view, "domains", view.string("caption_domains"), columns, rows)


def _hosts(provider: model.Provider, domain: str, protocol: str) -> Markup:
    servers = model.servers_for(domain, provider.first_choices(protocol))
    return host_list([server.host for server in servers])


@macro
def mailbox_table(view: View) -> Markup:
    """The mailboxes of the page's kind: a link, whose they are, which password each takes."""
    return _mailboxes(view, view.page.kind or "personal", "mailboxes")


@macro
def popular(view: View) -> Markup:
    """The most used mailboxes as large links, and where an error can be pasted."""
    return view.print(
        "popular.html",
        mailboxes=[*view.handbook.mailboxes.values()][:POPULAR],
        errors=view.link_to(view.handbook.pages["errors"]),
    )


@macro
def enterprise_table(view: View) -> Markup:
    """The enterprise mailboxes, on any page."""
    return _mailboxes(view, "enterprise", "mailboxes-enterprise")


def _mailboxes(view: View, kind: str, id: str) -> Markup:
    cells: dict[str, Callable[[View, Mailbox], Markup]] = {
        "mailbox": _mailbox_link,
        "acts": _actors,
        "domains": lambda view, mailbox: domain_list(view, mailbox.provider.domains),
        "password": _password,
        "webmail": _webmail,
    }
    columns = "mailbox", "acts" if kind == "enterprise" else "domains", "password", "webmail"
    rows = [
        Row([cells[column](view, mailbox) for column in columns], id=f"mailbox-{mailbox.id}")
        for mailbox in view.handbook.of_kind(kind)
    ]
    caption = view.string("caption_mailboxes")
    return print_table(view, id, caption, column_heads(view, *columns), rows)


def _mailbox_link(view: View, mailbox: Mailbox) -> Markup:
    address = view.link_to(view.handbook.pages[mailbox.id])
    return Markup('<a href="{}">{}</a>').format(address, view.html(mailbox.provider.name))


def _webmail(view: View, mailbox: Mailbox) -> Markup:
    """A link to where one signs in on the web, which names its host."""
    provider = mailbox.provider
    link = Markup('<a href="{}" rel="nofollow">{}</a>')
    return link.format(provider.webmail, provider.webmail_host)


def _actors(view: View, mailbox: Mailbox) -> Markup:
    """Who acts, in order: the administrator, the user."""
    return view.string(mailbox.provider.actors)


def _password(view: View, mailbox: Mailbox) -> Markup:
    """The kind of password that a mailbox takes, and what may keep it from working."""
    name = view.fact(view.handbook.terms[mailbox.provider.password.kind])
    caution = mailbox.provider.caution
    if caution is None:
        return name
    return name + Markup('<br><span class="yx-caution">{}</span>').format(view.html(caution))


@macro
def mx_table(view: View) -> Markup:
    """What the MX hosts of a company's domain end in, and whose mail that is."""
    rows = [
        _mx_row(view, mailbox, mailbox.provider.mx)
        for mailbox in view.handbook.mailboxes.values()
        if mailbox.provider.mx
    ]
    columns = column_heads(view, "mx", "mailbox")
    return print_table(view, "mx", view.string("caption_mx"), columns, rows)


def _mx_row(view: View, mailbox: Mailbox, mx: model.Mx) -> Row:
    owner = business_link(view, mailbox)
    if mx.sure == "low":
        owner += Markup("<br>") + view.string("unconfirmed")
    return Row([host_list(mx.hosts), owner], id=f"mx-{mailbox.id}")


def host_list(hosts: list[str]) -> Markup:
    """Hosts, all of them."""
    return Markup(" ").join(Markup("<code>{}</code>").format(host) for host in hosts)


def business_link(view: View, mailbox: Mailbox) -> Markup:
    """A link to what the handbook says of mail under a company's own domain at a mailbox."""
    mx, page = mailbox.provider.mx, view.handbook.pages[mailbox.id]
    name = mx.name if mx and mx.name else mailbox.provider.name
    anchor = mx.anchor or "" if mx else ""
    return view.link(Link(page=page, anchor=anchor), view.html(name))


@macro
def pits(view: View) -> Markup:
    """The pitfalls of the mailbox: how bad each is, what it leads to, how to avoid it."""
    rows = [
        Row(
            [
                view.html(pit.pit) + _severity(view, pit),
                view.html(pit.consequence),
                view.html(pit.avoid),
            ],
            id=f"pit-{pit.id}",
        )
        for pit in view.mailbox.pits
    ]
    columns = column_heads(view, "pit", "consequence", "avoid")
    return print_table(view, "pits", view.string("caption_pits"), columns, rows)


def _severity(view: View, pit: model.Pit) -> Markup:
    return Markup(' <b class="yx-severity yx-severity--{}">{}</b>').format(
        pit.severity, view.string(f"severity_{pit.severity}")
    )


@macro
def table(view: View, key: str) -> Markup:
    """A table of tables.yml, by its key."""
    found = find_table(view.page.mailbox, key)
    columns = [view.html(column) for column in found.columns]
    rows = [Row([view.html(cell) for cell in cells]) for cells in found.rows]
    return print_table(view, key.replace("_", "-"), view.html(found.caption), columns, rows)


def find_table(mailbox: Mailbox | None, key: str) -> model.Table:
    """A table of a mailbox by its key. Raises WordError."""
    known = mailbox.tables if mailbox else {}
    if key not in known:
        raise WordError(
            "table_exists",
            f"there is no table `{key}`",
            "name a key of tables.yml" + did_you_mean(key, list(known)),
            f"table.{key}",
        )
    return known[key]


def column_heads(view: View, *names: str) -> list[Markup]:
    """The heads of a table: strings of site.yml that begin with `column_`."""
    return [view.string(f"column_{name}") for name in names]


def print_table(
    view: View, id: str, caption: Markup, columns: Sequence[Markup], rows: list[Row]
) -> Markup:
    heads = [(column, column.striptags()) for column in columns]
    return view.print("table.html", id=f"table-{id}", caption=caption, heads=heads, rows=rows)
