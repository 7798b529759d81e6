"""The tables that tell whose a mailbox is: by MX host, by web sign-in, without a guide."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from macros.model import types
from macros.model.handbook import Handbook
from macros.model.pages import Link, Mailbox
from macros.render.registry import macro
from macros.render.table_parts import Row, column_heads, domain_list, folded, host_list, print_table
from macros.render.view import View


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


def _mx_row(view: View, mailbox: Mailbox, mx: types.Mx) -> Row:
    owner = business_link(view, mailbox)
    if mx.sure == "low":
        owner += Markup("<br>") + view.string("unconfirmed")
    return Row([host_list(mx.hosts), owner], id=f"mx-{mailbox.id}")


def business_link(view: View, mailbox: Mailbox) -> Markup:
    """A link to what the handbook says of mail under a company's own domain at a mailbox."""
    mx, page = mailbox.provider.mx, view.handbook.pages[mailbox.id]
    name = mx.name if mx and mx.name else mailbox.provider.name
    anchor = mx.anchor or "" if mx else ""
    return view.link(Link(page=page, anchor=anchor), view.html(name))


def sign_in_hosts(provider: types.Provider) -> list[str]:
    """The hosts of the pages on which one signs in to a mailbox."""
    return list(dict.fromkeys([provider.webmail_host, *provider.sign_in]))


def business_sign_ins(handbook: Handbook) -> Iterator[tuple[Mailbox, list[str]]]:
    """The mailboxes that companies have, each with the hosts on which their people sign in."""
    for mailbox in handbook.mailboxes.values():
        provider = mailbox.provider
        if provider.kind == "enterprise":
            yield mailbox, sign_in_hosts(provider)
        elif provider.mx and provider.sign_in:  # its business product has a page of its own
            yield mailbox, provider.sign_in


@macro
def sign_in_table(view: View) -> Markup:
    """Where people of a company sign in to their mail, and which mailbox that is."""
    rows = [
        Row([host_list(hosts), business_link(view, mailbox)])
        for mailbox, hosts in business_sign_ins(view.handbook)
    ]
    columns = column_heads(view, "sign_in", "mailbox")
    return print_table(view, "sign-in", view.string("caption_sign_in"), columns, rows)


@macro
def other_table(view: View) -> Markup:
    """The usual mailboxes without a guide, folded: domains, servers, and what to mind."""
    rows = [
        Row(
            [
                _other_name(view, other),
                _other_domains(view, other),
                _other_servers(view, other, "imap"),
                _other_servers(view, other, "smtp"),
            ]
        )
        for other in view.handbook.listed_others
    ]
    columns = [*column_heads(view, "mailbox", "domains"), Markup("IMAP"), Markup("SMTP")]
    caption = view.string("caption_others")
    return folded(view, caption, print_table(view, "others", caption, columns, rows))


def _other_name(view: View, other: types.Other) -> Markup:
    name = view.html(other.name)
    hedge = view.texts.string("unconfirmed")
    return name + view.bracketed(hedge) if other.sure == "low" else name


def _other_domains(view: View, other: types.Other) -> Markup:
    """The domains, which password it takes when a source says so, and what to mind."""
    said = domain_list(view, other.domains)
    if other.password:
        name = view.fact(view.handbook.terms[other.password])
        said += Markup('<br><span class="yx-for">{}</span>').format(name)
    if other.caution:
        said += Markup('<br><span class="yx-caution">{}</span>').format(view.html(other.caution))
    return said


def _other_servers(view: View, other: types.Other, protocol: str) -> Markup:
    """The servers to enter for a protocol, in short."""
    return Markup("<br>").join(
        _other_server(view, server) for server in other.first_choices(protocol)
    ) or Markup("–")


def _other_server(view: View, server: types.DomainServer) -> Markup:
    said = Markup("<code>{}</code> {}").format(server.host, server.port)
    if server.security == "starttls":
        said += Markup(" ") + view.fact(view.handbook.terms["starttls"])
    if server.username == "local_part":
        said += Markup(" ") + view.string("other_local_part")
    if server.domains:
        said += Markup(" ") + domain_list(view, server.domains)
    return said
