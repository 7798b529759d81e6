"""What independent databases say of our servers (data/records.yml), against what we say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from macros.model.handbook import Handbook, Mailbox
from macros.model.types import FIRST_CHOICES, Endpoint, Provider, Record, Server


class Difference(NamedTuple):
    """Where nothing that we recommend is what a record says: `number` of the record, `of` a domain or host, `key` of our server."""

    number: int
    protocol: str
    mailbox: Mailbox
    key: str
    of: str


def opinions(
    handbook: Handbook, provider: Provider, endpoint: Endpoint
) -> dict[str, tuple[bool, list[Server]] | None]:
    """By database: whether it has this very server, and what it has for the protocol; None when it says nothing of it."""
    found: dict[str, tuple[bool, list[Server]] | None] = dict.fromkeys(handbook.records.databases)
    for record in handbook.records.records:
        said = _said(record, endpoint.protocol)
        if said and (
            set(record.domains) & _domains(provider, endpoint)
            or endpoint.host in {each.host for each in said}
        ):
            agrees, before = found.get(record.database) or (False, [])
            found[record.database] = agrees or _has(said, endpoint), [*before, *said]
    return found


def differences(handbook: Handbook) -> Iterator[Difference]:
    """Every domain, and every host of mailboxes without domains of a record, for which none of our first choices is on record.

    A first choice is enough: what we offer beside it need not be known to everybody. POP3, which is only listed, counts as it is.
    """
    for number, record in enumerate(handbook.records.records):
        for protocol in dict.fromkeys(each.protocol for each in record.servers):
            said = _said(record, protocol)
            hosts = {each.host for each in said}
            for mailbox in handbook.mailboxes.values():
                ours = {
                    key: each
                    for key, each in mailbox.provider.servers.items()
                    if each.protocol == protocol
                }
                first = {
                    key: each for key, each in ours.items() if each.use in FIRST_CHOICES
                } or ours
                own = set(record.domains) & set(mailbox.provider.domains)
                groups = {
                    domain: {
                        key: each
                        for key, each in first.items()
                        if domain in _domains(mailbox.provider, each)
                    }
                    for domain in sorted(own)
                }
                if not own:  # mail under one's own domain is known by its hosts
                    groups = {
                        each.host: {key: each} for key, each in first.items() if each.host in hosts
                    }
                for of, group in groups.items():
                    if group and not any(_has(said, each) for each in group.values()):
                        yield Difference(number, protocol, mailbox, next(iter(group)), of)


def _said(record: Record, protocol: str) -> list[Server]:
    return [each for each in record.servers if each.protocol == protocol]


def _has(said: list[Server], endpoint: Endpoint) -> bool:
    return endpoint.settings in {each.settings for each in said}


def _domains(provider: Provider, endpoint: Endpoint) -> set[str]:
    return set(endpoint.domains or provider.domains)
