"""The facts that words can fill in by name: {{ imap.host }}, {{ password.name }}, {{ term.x }}."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from macros.model import types
from macros.model.handbook import Handbook
from macros.model.pages import Mailbox

Facts = dict[str, Any]
"""Values are facts, or again Facts: the parts of a name, e.g. imap.host, lead through them."""


class _Mailboxes(dict[str, Facts]):
    """The facts of each mailbox by its id, made when they are asked for."""

    def __init__(self, handbook: Handbook) -> None:
        super().__init__()
        self._handbook = handbook

    def __missing__(self, id: str) -> Facts:
        self[id] = mailbox_facts(self._handbook, self._handbook.mailboxes[id])
        return self[id]


def page_facts(handbook: Handbook, mailbox: Mailbox | None) -> Facts:
    """What words on a page can name: the site's facts, those of its mailbox, and of any other."""
    laifaxin = handbook.laifaxin
    facts: Facts = {
        "term": handbook.terms,
        "laifaxin": {
            "name": handbook.site.product,
            "ui": laifaxin.ui,
            "path": {
                key: _menu_path(laifaxin.ui, labels) for key, labels in laifaxin.paths.items()
            },
            "price_cny": laifaxin.quality_channel.price_cny,
            "support_hours": laifaxin.support_hours,
        },
        "mailbox": _Mailboxes(handbook),
    }
    return {**facts, **mailbox_facts(handbook, mailbox)} if mailbox else facts


def mailbox_facts(handbook: Handbook, mailbox: Mailbox) -> Facts:
    """What words can name of one mailbox."""
    provider = mailbox.provider
    servers = {key: server_facts(handbook, each) for key, each in provider.servers.items()}
    return {
        "name": provider.name,
        "short": provider.short,
        "checked": provider.checked,
        "server": servers,
        "imap": servers["imap"],
        "smtp": servers["smtp"],
        "domain": {as_name(domain): domain for domain in provider.domains},
        "password": {
            "name": handbook.terms.get(provider.password.kind),
            "length": provider.password.length,
            "never": provider.password.never or handbook.site.strings.get("never_login_password"),
        },
        "ui": provider.ui,
        "path": {key: _menu_path(provider.ui, path.labels) for key, path in provider.paths.items()},
        "fact": provider.facts,
    }


def server_facts(handbook: Handbook, endpoint: types.Endpoint) -> Facts:
    """What words and tables can name of one server."""
    return {
        "host": endpoint.host,
        "port": endpoint.port,
        "security": handbook.terms.get(endpoint.security),
    }


def _menu_path(ui: Mapping[str, types.Label], keys: Iterable[str]) -> tuple[types.Label, ...]:
    """The labels of a path through menus, in the order in which one clicks."""
    return tuple(ui[key] for key in keys if key in ui)  # a rule reports unknown keys


def as_name(domain: str) -> str:
    """A domain as a name in words: qq.com is {{ domain.qq_com }}."""
    return domain.replace(".", "_").replace("-", "_")
