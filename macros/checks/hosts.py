"""Hosts: those of a provider are under its own domains, and words name no others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from urllib.parse import urlsplit

from macros.checks.file_by_file import File, file_by_file
from macros.checks.places import Keys, at, at_half, listed, providers, shared_file
from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.model.types import EXAMPLES, Laifaxin, Provider
from macros.text.languages import LANGUAGES
from macros.text.marks import shown
from macros.text.typography import OPAQUE
from macros.text.unsafe_text import find_lookalike_host

_HOST = re.compile(
    r"(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][a-z]+"
    r"(?![A-Za-z0-9-])"
)
_FILE = re.compile(r".*\.(?:html?|exe|zip|pdf|png|txt|json|ya?ml|py|js)")


def hosts_in(words: str) -> list[str]:
    """The hosts in words, in lower case. An address's domain behind @ is not among them."""
    return [host for host in map(str.lower, _HOST.findall(words)) if not _FILE.fullmatch(host)]


def _words_alone(words: str) -> str:
    """Words without facts and keys of links, and without what hosts_are_plain_ascii speaks of."""
    words = shown(words)
    lookalike = find_lookalike_host(words)
    return words.replace(lookalike, OPAQUE) if lookalike else words


def is_under(host: str, domains: Iterable[str]) -> bool:
    """Whether a host is one of some domains, or under one of them."""
    labels = host.split(".")
    ends = {".".join(labels[number:]) for number in range(len(labels))}
    return not ends.isdisjoint(domains)


def own_domains(provider: Provider) -> list[str]:
    """What a provider's hosts are under: its domains, and names for examples."""
    return [*provider.domains, *provider.registered, *EXAMPLES]


def host_of(address: str) -> str:
    """The host of a web address; empty when it has none."""
    return urlsplit(address).hostname or ""


def known_domains(handbook: Handbook) -> frozenset[str]:
    """The domains of all mailboxes and of Laifaxin, this site's host, and names for examples."""
    return frozenset(
        {
            *EXAMPLES,
            host_of(handbook.site.url),
            *handbook.laifaxin.registered,
            *(
                domain
                for mailbox in handbook.mailboxes.values()
                for domain in (*mailbox.provider.domains, *mailbox.provider.registered)
            ),
            *(domain for other in handbook.others for domain in other.domains),
        }
    )


def words_name_known_hosts(handbook: Handbook) -> Iterator[Problem]:
    """Words name only hosts and web addresses of mailboxes and of Laifaxin."""
    return file_by_file(handbook, _unknown_hosts, known_domains(handbook))


def _unknown_hosts(file: File, domains: frozenset[str]) -> Iterator[Problem]:
    for keys, text in file.texts:
        said: set[str] = set()
        for language in LANGUAGES:
            words = text[language]
            for host in dict.fromkeys(hosts_in(_words_alone(words))) if "." in words else ():
                if host not in said and not is_under(host, domains):
                    said.add(host)
                    message = f"`{host}` is under no domain that the data knows"
                    fix = "correct it; a domain of a provider is entered in its provider.yml, "
                    fix += "under `registered` when no addresses end in it"
                    yield at_half(file.document, keys, language, message, fix, f"host.{host}")


def hosts_are_under_own_domains(handbook: Handbook) -> Iterator[Problem]:
    """Servers, MX hosts and pages of a provider, and pages of Laifaxin, are under own domains."""
    laifaxin = shared_file(handbook, "laifaxin.yml")
    owners = [(laifaxin, _pages_of_laifaxin(handbook.laifaxin), handbook.laifaxin.registered)]
    for document, mailbox in providers(handbook):
        provider = mailbox.provider
        owners.append((document, _hosts(provider), own_domains(provider)))
    for document, hosts, domains in owners:
        foreign = {host: keys for keys, host in hosts if not is_under(host, domains)}
        if foreign:
            message = f"not under an own domain: {', '.join(foreign)}"
            fix = "correct it; a domain of theirs without addresses is entered under `registered`"
            yield at(document, next(iter(foreign.values())), message, fix)


def hosts_of_others_are_known(handbook: Handbook) -> Iterator[Problem]:
    """The servers of others.yml are under domains that the data knows, or all end alike."""
    domains = known_domains(handbook)
    for document, keys, other in listed(handbook, "others"):
        for place, server in enumerate(other.servers):
            hosts = [each.host for each in other.servers if each.domains == server.domains]
            ends = {tuple(host.split(".")[-2:]) for host in hosts}
            if not is_under(server.host, domains) and len(ends) > 1:
                message = f"{server.host} is under no known domain, and not beside its other server"
                yield at(document, (*keys, "servers", place, "host"), message, "correct it")
                break


def _hosts(provider: Provider) -> Iterator[tuple[Keys, str]]:
    for key, server in provider.servers.items():
        yield ("servers", key, "host"), server.host
    for number, host in enumerate(provider.mx.hosts if provider.mx else ()):
        yield ("mx", "hosts", number), host
    for number, host in enumerate(provider.sign_in):
        yield ("sign_in", number), host
    yield ("webmail",), host_of(provider.webmail)
    for key, address in provider.links.items():
        yield ("links", key), host_of(address)


def _pages_of_laifaxin(laifaxin: Laifaxin) -> Iterator[tuple[Keys, str]]:
    yield ("accounts",), host_of(laifaxin.accounts)
    for key, guide in laifaxin.zhinan.items():
        for language in LANGUAGES:
            if address := guide[language]:
                yield ("zhinan", key, language), host_of(address)


def sources_do_not_pose(handbook: Handbook) -> Iterator[Problem]:
    """The host of a source has no domain that we know in it, other than at its end."""
    domains = known_domains(handbook)
    for key, source in handbook.sources.items():
        host = host_of(source.url)
        labels = host.split(".")
        inside = {".".join(labels[a:b]) for a, b in combinations(range(len(labels)), 2)}
        posed = sorted(inside & domains)
        if posed and not is_under(host, domains):
            message = f"`{host}` looks like a host of {posed[0]}, and is none"
            fix = "correct it"
            yield at(shared_file(handbook, "sources.yml"), ("sources", key, "url"), message, fix)
