"""The macros that print tables: servers, form fields, domains, mailboxes, pitfalls."""

from __future__ import annotations

from markupsafe import Markup

from macros.model import types
from macros.model.pages import Mailbox
from macros.model.problem import WordError, did_you_mean
from macros.render.card import endpoint, password_field, server_use
from macros.render.choices import choices_of
from macros.render.facts import server_facts
from macros.render.registry import macro
from macros.render.table_parts import Row, column_heads, domain_list, folded, host_list, print_table
from macros.render.view import View


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


def _server_row(view: View, key: str, server: types.Endpoint, has_username: bool) -> Row:
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


def _hosts(provider: types.Provider, domain: str, protocol: str) -> Markup:
    servers = types.servers_for(domain, provider.first_choices(protocol))
    return host_list([server.host for server in servers])


@macro
def mailbox_table(view: View) -> Markup:
    """The mailboxes of the page's kind: a link, whose they are, which password each takes."""
    return _mailboxes(view, view.page.kind or "personal", "mailboxes")


@macro
def enterprise_table(view: View) -> Markup:
    """The enterprise mailboxes, on any page."""
    return _mailboxes(view, "enterprise", "mailboxes-enterprise")


def _mailboxes(view: View, kind: str, id: str) -> Markup:
    is_enterprise = kind == "enterprise"
    rows = []
    for mailbox in view.handbook.of_kind(kind):
        provider = mailbox.provider
        who = view.string(provider.actors) if is_enterprise else domain_list(view, provider.domains)
        cells = [_mailbox_link(view, mailbox), who, _password(view, provider), _webmail(provider)]
        rows.append(Row(cells, id=f"mailbox-{mailbox.id}"))
    who_is_it = "acts" if is_enterprise else "domains"
    columns = column_heads(view, "mailbox", who_is_it, "password", "webmail")
    return print_table(view, id, view.string("caption_mailboxes"), columns, rows)


def _mailbox_link(view: View, mailbox: Mailbox) -> Markup:
    address = view.link_to(view.handbook.pages[mailbox.id])
    return Markup('<a href="{}">{}</a>').format(address, view.html(mailbox.provider.name))


def _webmail(provider: types.Provider) -> Markup:
    """A link to where one signs in on the web, which names its host."""
    link = Markup('<a href="{}" rel="nofollow">{}</a>')
    return link.format(provider.webmail, provider.webmail_host)


def _password(view: View, provider: types.Provider) -> Markup:
    """The kind of password that a mailbox takes, and what may keep it from working."""
    name = view.fact(view.handbook.terms[provider.password.kind])
    if provider.caution is None:
        return name
    caution = view.html(provider.caution)
    return name + Markup('<br><span class="yx-caution">{}</span>').format(caution)


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


def _severity(view: View, pit: types.Pit) -> Markup:
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


def find_table(mailbox: Mailbox | None, key: str) -> types.Table:
    """A table of a mailbox by its key. Raises WordError."""
    known = mailbox.tables if mailbox else {}
    if key not in known:
        message = f"there is no table `{key}`"
        fix = "name a key of tables.yml" + did_you_mean(key, list(known))
        raise WordError("table_exists", message, fix, f"table.{key}")
    return known[key]
