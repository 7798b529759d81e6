"""Hosts: those of a provider are under its own domains, and words name no others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from macros.checks.places import Keys, at, at_half, provider_file
from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.model.types import Provider
from macros.text.languages import LANGUAGES
from macros.text.typography import OPAQUE
from macros.text.unsafe_text import find_lookalike_host

_HOST = re.compile(
    r"(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]?[a-z]+"
    r"(?![A-Za-z0-9-])"
)
_FILE = re.compile(r".*\.(?:html?|exe|zip|pdf|png|txt|json|ya?ml|py|js)")
_UNSEEN = re.compile(r"\{\{.*?\}\}|(?<=\])\([^)]*\)", re.S)  # facts, and keys of links
# RFC 2606: names for examples, which are nobody's.
_EXAMPLES = ("example.com", "example.org", "example.net")


def hosts_in(words: str) -> list[str]:
    """The hosts in words, in lower case. An address's domain behind @ is not among them."""
    return [host for host in map(str.lower, _HOST.findall(words)) if not _FILE.fullmatch(host)]


def _shown(words: str) -> str:
    """Words without facts and keys of links, and without what hosts_are_plain_ascii speaks of."""
    shown = _UNSEEN.sub(OPAQUE, words)
    return shown.replace(find_lookalike_host(shown) or OPAQUE, OPAQUE)


def is_under(host: str, domains: Iterable[str]) -> bool:
    """Whether a host is one of some domains, or under one of them."""
    labels = host.split(".")
    ends = {".".join(labels[number:]) for number in range(len(labels))}
    return not ends.isdisjoint(domains)


def is_foreign(host: str, provider: Provider) -> bool:
    """Whether a host is under none of its provider's domains."""
    return not is_under(host, {*provider.domains, *provider.registered, *_EXAMPLES})


def is_example(host: str) -> bool:
    """Whether a host has a name that is for examples, and nobody's."""
    return is_under(host, _EXAMPLES)


def hosts_of_laifaxin(handbook: Handbook) -> set[str]:
    """The hosts of Laifaxin's own pages: where mailboxes are bound, and its guide."""
    laifaxin = handbook.laifaxin
    guides = [guide[language] for guide in laifaxin.zhinan.values() for language in LANGUAGES]
    addresses = [laifaxin.accounts, *(url for url in guides if url)]
    return {urlsplit(address).hostname or "" for address in addresses}


def known_domains(handbook: Handbook) -> frozenset[str]:
    """The domains of all mailboxes and of Laifaxin, this site's host, and names for examples."""
    return frozenset(
        {
            *_EXAMPLES,
            urlsplit(handbook.site.url).hostname or "",
            *hosts_of_laifaxin(handbook),
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
    domains = known_domains(handbook)
    for document, keys, text in handbook.texts:
        said: set[str] = set()
        for language in LANGUAGES:
            for host in dict.fromkeys(hosts_in(_shown(text[language]))):
                if host not in said and not is_under(host, domains):
                    said.add(host)
                    yield at_half(
                        document,
                        keys,
                        language,
                        f"`{host}` is under no domain that the data knows",
                        "correct it; a domain of a provider is entered in its provider.yml, "
                        "under `registered` when no addresses end in it",
                    )


def hosts_are_under_own_domains(handbook: Handbook) -> Iterator[Problem]:
    """Servers, MX hosts and web pages of a mailbox are under domains of its provider."""
    for mailbox in handbook.mailboxes.values():
        hosts = _hosts(mailbox.provider)
        foreign = {host: keys for keys, host in hosts if is_foreign(host, mailbox.provider)}
        if foreign:
            yield at(
                provider_file(handbook, mailbox),
                next(iter(foreign.values())),
                f"not under a domain of the provider: {', '.join(foreign)}",
                "correct it; a domain of the provider that no addresses end in is entered "
                "under `registered`",
            )


def _hosts(provider: Provider) -> Iterator[tuple[Keys, str]]:
    for key, server in provider.servers.items():
        yield ("servers", key, "host"), server.host
    for number, host in enumerate(provider.mx.hosts if provider.mx else ()):
        yield ("mx", "hosts", number), host
    for number, host in enumerate(provider.sign_in):
        yield ("sign_in", number), host
    for keys, address in (
        (("webmail",), provider.webmail),
        *((("links", key), address) for key, address in provider.links.items()),
    ):
        yield keys, urlsplit(address).hostname or ""


def registered_domains_are_needed(handbook: Handbook) -> Iterator[Problem]:
    """A domain under `registered` is not one for addresses, too."""
    for mailbox in handbook.mailboxes.values():
        for number, domain in enumerate(mailbox.provider.registered):
            if domain in mailbox.provider.domains:
                yield at(
                    provider_file(handbook, mailbox),
                    ("registered", number),
                    f"{domain} is already under `domains`",
                    "remove it here",
                )
