"""What independent databases say of our servers (data/records.yml), against what we say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from macros.checks.places import Keys, at, listed, provider_file, shared_file, unknown
from macros.model.handbook import Handbook
from macros.model.pages import Mailbox
from macros.model.problem import Problem
from macros.model.types import Endpoint, Protocol, Provider, Record, Server, servers_for


class Difference(NamedTuple):
    """Where nothing that we recommend is what a record says.

    number: of the record; key: of our server; of: a domain or host.
    """

    number: int
    protocol: Protocol
    mailbox: Mailbox
    key: str
    of: str


@lru_cache(maxsize=1)  # two rules ask
def differences(handbook: Handbook) -> list[Difference]:
    """Every domain or host of a record for which none of our first choices is on record.

    Only first choices are compared; of POP3, which is only listed, all servers.
    """
    return [*_differences(handbook)]


def _differences(handbook: Handbook) -> Iterator[Difference]:
    for number, record in enumerate(handbook.records.records):
        for protocol in dict.fromkeys(server.protocol for server in record.servers):
            said = _of_protocol(record, protocol)
            for mailbox in handbook.mailboxes.values():
                for of, ours in _compared(record, said, mailbox.provider, protocol).items():
                    if ours and not any(_has(said, endpoint) for endpoint in ours.values()):
                        yield Difference(number, protocol, mailbox, next(iter(ours)), of)


def _compared(
    record: Record, said: list[Server], provider: Provider, protocol: Protocol
) -> dict[str, dict[str, Endpoint]]:
    """What of ours a record speaks of: our servers for each of its domains that is ours.

    Mail under one's own domain is known by its hosts.
    """
    first = _first_choices(provider, protocol)
    domains = sorted(set(record.domains) & set(provider.domains))
    if domains:
        by_domain = {domain: servers_for(domain, [*first.values()]) for domain in domains}
        return {
            domain: {key: each for key, each in first.items() if each in own}
            for domain, own in by_domain.items()
        }
    hosts = {server.host for server in said}
    return {each.host: {key: each} for key, each in first.items() if each.host in hosts}


def _first_choices(provider: Provider, protocol: Protocol) -> dict[str, Endpoint]:
    """Our first choices of a protocol; all of ours when none is."""
    ours = {key: each for key, each in provider.servers.items() if each.protocol == protocol}
    return {key: each for key, each in ours.items() if each.is_first_choice} or ours


def _of_protocol(record: Record, protocol: Protocol) -> list[Server]:
    return [server for server in record.servers if server.protocol == protocol]


def _has(said: list[Server], endpoint: Endpoint) -> bool:
    return endpoint.settings in {server.settings for server in said}


def servers_agree_with_records(handbook: Handbook) -> Iterator[Problem]:
    """We recommend what independent databases have for the domain, or the record says why not."""
    document = shared_file(handbook, "records.yml")
    unexplained: dict[tuple[str, Keys], list[Difference]] = {}
    for each in differences(handbook):
        record = handbook.records.records[each.number]
        if each.protocol not in record.differs:
            own, servers = each.mailbox.provider.servers, _of_protocol(record, each.protocol)
            keys: Keys = ("records", each.number, "servers", record.servers.index(servers[0]))
            place = document.path, keys
            if any(_has(servers, server) for server in own.values()):  # we recommend another one
                place = provider_file(handbook, each.mailbox).path, ("servers", each.key)
            unexplained.setdefault(place, []).append(each)
    for (path, keys), group in unexplained.items():
        numbers = list(dict.fromkeys(each.number for each in group))
        said = "; ".join(_what_it_says(handbook, each, group) for each in numbers)
        lines = ", ".join(str(document.line("records", each)) for each in numbers)
        message = f"{said}; ours is {group[0].mailbox.provider.servers[group[0].key]}"
        fix = f"correct it, or say why under `differs` in {document.path}:{lines}"
        yield at(handbook.documents[path], keys, message, fix)


def _what_it_says(handbook: Handbook, number: int, group: list[Difference]) -> str:
    """What one record has, and for which domains or hosts."""
    record, protocol = handbook.records.records[number], group[0].protocol
    servers = " or ".join(dict.fromkeys(str(each) for each in _of_protocol(record, protocol)))
    of = list(dict.fromkeys(each.of for each in group if each.number == number))
    more = f" and {len(of) - 2} more" if of[2:] else ""
    return f"{record.database} has {servers} as {protocol.upper()} for {', '.join(of[:2])}{more}"


def differences_from_records_exist(handbook: Handbook) -> Iterator[Problem]:
    """A reason for a difference is given only where there is one."""
    there = {(each.number, each.protocol) for each in differences(handbook)}
    for document, keys, record in listed(handbook, "records"):
        for protocol in record.differs:
            if (keys[-1], protocol) not in there:
                message = f"{protocol.upper()} does not differ"
                yield at(document, (*keys, "differs", protocol), message, "remove the reason")


def record_database_is_known(handbook: Handbook) -> Iterator[Problem]:
    """A record comes from a known database."""
    named = [
        (document, (*keys, "database"), record.database)
        for document, keys, record in listed(handbook, "records")
    ]
    fix = "add it there, with address and the day it was read"
    return unknown(named, handbook.records.databases, "database", "`databases`", fix)


def records_are_of_our_domains(handbook: Handbook) -> Iterator[Problem]:
    """Every record is about a domain of our mailboxes."""
    domains = {
        domain for mailbox in handbook.mailboxes.values() for domain in mailbox.provider.domains
    }
    named = [
        (document, (*keys, "domains", place), domain)
        for document, keys, record in listed(handbook, "records")
        for place, domain in enumerate(record.domains)
    ]
    fix = "remove it, or add it to its mailbox"
    return unknown(named, domains, "domain", "`domains` of mailboxes", fix)
