"""What a reader has to choose between where a mailbox has several sets of servers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from macros.model import types
from macros.render.view import View
from macros.text.languages import LANGUAGES

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
    if all(() in _groups_of(view, protocol) for protocol in ("imap", "smtp")):
        groups.sort(key=bool)  # those who have no choice of their own come first
    else:  # the servers for all are no whole set
        groups = [group for group in groups if group]
    by_group = {_group(server): server for server in reversed(servers)}
    return {
        group: _choice(view, by_group[group], groups, number)
        for number, group in enumerate(groups, 1)
    }


def _groups_of(view: View, protocol: str) -> set[Group]:
    return {_group(server) for server in view.provider.first_choices(protocol)}


def _group(server: types.Endpoint) -> Group:
    if server.note and server.use == "by_account" and not server.domains:
        return tuple(server.note[code] for code in LANGUAGES)
    return tuple(server.domains)


def _choice(view: View, server: types.Endpoint, groups: list[Group], number: int) -> Choice:
    provider, group = view.provider, _group(server)
    if group and server.note and not server.domains:
        return Choice(f"account-{number}", view.html(server.note), (), is_main=True)
    taken = {domain for each in groups if each != group for domain in each}
    domains = [each for each in server.domains or provider.domains if each not in taken]
    # where no domain is left, a rule says so
    shown = [each for each in domains if each in provider.main_domains] or domains or [server.host]
    label = Markup("@{}").format(shown[0])
    if len(shown) > 1:
        label += Markup(" ") + view.string("and_more")
    return Choice(shown[0], label, tuple(domains), is_main=provider.is_main(server))


def choices_of(view: View, server: types.Endpoint) -> list[Choice]:
    """The choices that a server is for; none where one set is for everybody."""
    if not server.is_first_choice:
        return []
    group, with_a_server = _group(server), _groups_of(view, server.protocol)
    return [
        choice
        for each, choice in server_choices(view).items()
        # a server for all serves each choice that has none of its own
        if each == group or (not group and each not in with_a_server)
    ]
