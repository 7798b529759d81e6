"""The card at the top of a guide: settings to copy, links to the first step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from macros.model import types as model
from macros.render.facts import server_facts
from macros.render.registry import macro
from macros.render.view import View
from macros.text.languages import LANGUAGES

WAY = ("get-code", "bind")
"""The sections whose steps are the way: they count on across the page and can be ticked off."""


Group = tuple[str, ...]
"""What the servers of one choice have in common: their domains, or else a note; () for all."""


@dataclass(frozen=True)
class Choice:
    """One of several sets of servers: those of some domains, or of one kind of account.

    key: an ASCII name, unique on the page; domains: those it is for; none for a kind of account;
    is_main: whether the card offers it, or only an address of its domains leads to it.
    """

    key: str
    label: Markup
    domains: tuple[str, ...]
    is_main: bool


@lru_cache(maxsize=1)  # each row of a table of servers asks
def server_choices(view: View) -> dict[Group, Choice]:
    """What a reader has to choose between, by group; empty where one set is for everybody."""
    provider = view.provider
    servers = [*provider.first_choices("imap"), *provider.first_choices("smtp")]
    groups = list(dict.fromkeys(_group(server) for server in servers))
    if len(groups) < 2:
        return {}
    if all(_groups_of(view, protocol)[0] == () for protocol in ("imap", "smtp")):
        groups.sort(key=bool)  # those who have no choice of their own come first
    else:
        groups = [group for group in groups if group]
    by_group = {_group(server): server for server in reversed(servers)}
    return {
        group: _choice(view, by_group[group], groups, number)
        for number, group in enumerate(groups, 1)
    }


def _groups_of(view: View, protocol: str) -> list[Group]:
    return sorted(_group(server) for server in view.provider.first_choices(protocol))


def _group(server: model.Endpoint) -> Group:
    if server.domains:
        return tuple(server.domains)
    has_a_kind = server.note and server.use == "by_account"
    return tuple(server.note[code] for code in LANGUAGES) if server.note and has_a_kind else ()


def _choice(view: View, server: model.Endpoint, groups: list[Group], number: int) -> Choice:
    provider, group = view.provider, _group(server)
    if group and not server.domains:
        label = view.html(server.note) if server.note else Markup()
        return Choice(f"account-{number}", label, (), is_main=True)
    taken = {domain for each in groups if each != group for domain in each}
    domains = [each for each in server.domains or provider.domains if each not in taken]
    shown = [each for each in domains if each in provider.main_domains] or domains
    label = Markup("@{}").format(shown[0])
    if len(shown) > 1:
        label += Markup(" ") + view.string("and_more")
    return Choice(shown[0], label, tuple(domains), is_main=provider.is_main(server))


def choices_of(view: View, server: model.Endpoint) -> list[Choice]:
    """The choices that a server is for; none where one set is for everybody."""
    if not server.is_first_choice:
        return []
    group, own = _group(server), _groups_of(view, server.protocol)
    return [
        choice
        for each, choice in server_choices(view).items()
        if each == group or (not group and each not in own)
    ]


def endpoint(view: View, protocol: str) -> Markup:
    """The server of the first choice for a protocol. The table of servers has those of all."""
    choices = list(server_choices(view).values())
    servers = view.provider.first_choices(protocol)
    fitting = [each for each in servers if choices and choices[0] in choices_of(view, each)]
    server = [*fitting, *servers][0]
    facts = server_facts(view.handbook, server)
    use = server_use(view, server) if choices else None
    note = server.note if server.is_pattern else None
    return view.print("endpoint.html", protocol=protocol, facts=facts, note=note, use=use)


def server_use(view: View, server: model.Endpoint) -> Markup:
    """When a server is used, and for whom."""
    parts = [view.string(f"use_{server.use}")]
    if server.domains:
        parts.append(domain_list(view, server.domains))
    if server.note:
        parts.append(view.html(server.note))
    if server.sure == "low":
        parts.append(view.string("unconfirmed"))
    return Markup("<br>\n").join(parts)


def domain_list(view: View, domains: list[str]) -> Markup:
    """The first domains of a list, and how many more there are."""
    return view.print("domains.html", domains=domains, shown=model.DOMAINS_SHOWN)


def password_field(view: View) -> Markup:
    """What goes into the password field."""
    is_login = view.provider.password.is_login_password
    return view.string("fill_login_password" if is_login else "fill_password")


@macro
def card(view: View) -> Markup:
    """What to enter, each value ready to copy, and links to where the way begins."""
    provider = view.provider
    code_steps = len(list(way_steps(view, view.section("get-code"))))
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


def way_steps(view: View, section: model.Section) -> Iterator[model.Step]:
    """The steps of a section and its parts, in order, with those of shared blocks."""
    yield from _steps_of(view, section.blocks)
    for part in section.parts.values():
        yield from way_steps(view, part)


def _steps_of(view: View, blocks: list[model.Block]) -> Iterator[model.Step]:
    for block in blocks:
        if block.steps:
            yield from block.steps
        elif block.use:
            yield from _steps_of(view, view.handbook.shared_blocks(block.use))


@dataclass(frozen=True)
class Stage:
    """An entry of the way: where it begins, its name, and the numbers of its steps."""

    id: str
    name: model.Text
    first: int
    last: int


def way(view: View) -> list[Stage]:
    """The way in a few lines: the steps that have a name, or else the parts; then the form."""
    get_code, bind = (view.section(id) for id in WAY)
    stages = _named_stages(view, get_code) or _part_stages(view, get_code)
    first = len(list(way_steps(view, get_code))) + 1
    last = first - 1 + len(list(way_steps(view, bind)))
    return [*stages, Stage("bind", view.handbook.section_title("bind", bind), first, last)]


def _named_stages(view: View, section: model.Section) -> list[Stage]:
    """A stage for each step that has a name; the steps behind it that have none belong to it."""
    stages: list[Stage] = []
    for number, step in enumerate(way_steps(view, section), 1):
        if step.name:
            stages.append(Stage(step.id, step.name, number, number))
        elif stages:
            stages[-1] = replace(stages[-1], last=number)
    return stages


def _part_stages(view: View, section: model.Section) -> list[Stage]:
    stages = []
    last = len(list(_steps_of(view, section.blocks)))
    for id, part in section.parts.items():
        first, last = last + 1, last + len(list(way_steps(view, part)))
        stages.append(Stage(id, view.handbook.section_title(id, part), first, last))
    return stages
