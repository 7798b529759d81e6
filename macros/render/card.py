"""The card at the top of a guide: settings to copy, links to the first step."""

from __future__ import annotations

from markupsafe import Markup

from macros.model import types
from macros.render.choices import choices_of, server_choices
from macros.render.facts import server_facts
from macros.render.registry import macro
from macros.render.stages import steps_of
from macros.render.table_parts import domain_list
from macros.render.view import View


def endpoint(view: View, protocol: str) -> Markup:
    """The server of the first choice for a protocol. The table of servers has those of all."""
    choices = list(server_choices(view).values())
    servers = view.provider.first_choices(protocol)
    fitting = [each for each in servers if choices and choices[0] in choices_of(view, each)]
    server = (fitting or servers)[0]
    facts = server_facts(view.handbook, server)
    use = server_use(view, server) if choices else None
    note = server.note if server.is_pattern else None
    return view.print("endpoint.html", protocol=protocol, facts=facts, note=note, use=use)


def server_use(view: View, server: types.Endpoint) -> Markup:
    """When a server is used, and for whom."""
    parts = []
    if server.domains:
        parts.append(domain_list(view, server.domains))
    if server.note:
        parts.append(view.html(server.note))
    if server.use != "by_account" or not parts:  # else they say on what it depends
        parts.insert(0, view.string(f"use_{server.use}"))
    if server.sure == "low":
        parts.append(view.string("unconfirmed"))
    return Markup("<br>\n").join(parts)


def password_field(view: View) -> Markup:
    """What goes into the password field, and what else where it depends on the account."""
    password = view.provider.password
    usual = "fill_login_password" if password.is_login_password else "fill_password"
    return view.print("password.html", usual=view.string(usual), other=password.otherwise)


@macro
def card(view: View) -> Markup:
    """What to enter, each value ready to copy, and links to where the steps begin."""
    provider = view.provider
    code_steps = len(steps_of(view, view.section("get-code")))
    has_code = not provider.password.is_login_password
    start = "start_code" if has_code else "start_login"
    if provider.caution:
        start = "start_doubtful"
    return view.print(
        "card.html",
        caution=provider.caution,
        choices=[each for each in server_choices(view).values() if each.is_main],
        servers={protocol: endpoint(view, protocol) for protocol in ("imap", "smtp")},
        username=view.string(f"username_{provider.servers['imap'].username}"),
        password=password_field(view),
        start=view.string(start).replace("COUNT", str(code_steps)),
        ready=view.string("start_ready" if has_code else "start_form"),
        errors=view.link_to(view.handbook.pages["errors"]),
        domains=provider.domains,
    )
