"""Facts of mailboxes: what provider.yml says, against itself, other mailboxes and sources.yml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from macros.checks.places import Keys, Named, at, listed, own_file, providers, shared_file, unknown
from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.model.types import Provider
from macros.model.yaml_file import Document
from macros.render.facts import as_name
from macros.text.languages import LANGUAGES

Owned = tuple[Document, Keys, Any, str]  # where it stands, what it is, the id of its owner


def _owned_twice(things: Iterable[Owned], fix: str) -> Iterator[Problem]:
    """A problem of each thing that another mailbox or page has already."""
    owners: dict[Any, str] = {}
    for document, keys, thing, id in things:
        if owners.setdefault(thing, id) != id:
            yield at(document, keys, f"{thing} already belongs to `{owners[thing]}`", fix)


def domain_has_one_owner(handbook: Handbook) -> Iterator[Problem]:
    """A domain belongs to one mailbox."""
    ours: list[Owned] = [
        (file, ("domains", number), domain, mailbox.id)
        for file, mailbox in providers(handbook)
        for number, domain in enumerate(mailbox.provider.domains)
    ]
    others: list[Owned] = [
        (document, (*keys, "domains", number), domain, f"{other.id} of others.yml")
        for document, keys, other in listed(handbook, "others")
        for number, domain in enumerate(other.domains)
    ]
    fix = "keep it at one mailbox; one that has a guide is not in others.yml"
    return _owned_twice([*ours, *others], fix)


def aliases_are_not_of_others(handbook: Handbook) -> Iterator[Problem]:
    """An alias is neither a name of another mailbox nor how its addresses end."""
    owners: dict[str, set[str]] = {}
    for id, mailbox in handbook.mailboxes.items():
        domains = mailbox.provider.domains
        starts = (domain.split(".")[0] for domain in domains)
        for name in (*mailbox.provider.names, *domains, *starts):
            owners.setdefault(name, set()).add(id)
    for _, _, other in listed(handbook, "others"):
        for code in LANGUAGES:
            owners.setdefault(other.name[code].lower(), set()).add(other.id)
    for document, mailbox in providers(handbook):
        for number, alias in enumerate(mailbox.provider.aliases):
            others = owners.get(alias.lower(), set())
            if others and mailbox.id not in others:
                message = f"`{alias}` is a name of `{min(others)}`"
                yield at(document, ("aliases", number), message, "keep it at one mailbox")


def slug_has_one_owner(handbook: Handbook) -> Iterator[Problem]:
    """A slug and its number belong to one page."""
    site = shared_file(handbook, "site.yml")
    pages: list[Owned] = [
        (site, ("pages", page.key), f"number {page.slug.partition('-')[0]}", page.key)
        for page in handbook.pages.values()
        if page.slug and not page.mailbox
    ]
    mailboxes: list[Owned] = [
        (file, ("slug",), f"number {each.provider.number}", each.id)
        for file, each in providers(handbook)
    ]
    return _owned_twice([*pages, *mailboxes], "take a free number")


FIRST_DIGIT = {"personal": "1", "enterprise": "2"}
"""Of a slug, by the kind of the mailbox."""


def slug_number_matches_kind(handbook: Handbook) -> Iterator[Problem]:
    """Personal mailboxes have slugs from 1xx, enterprise mailboxes from 2xx, as published."""
    for document, mailbox in providers(handbook):
        first = FIRST_DIGIT[mailbox.provider.kind]
        if mailbox.provider.slug[0] != first:
            message = f"{mailbox.provider.kind} mailboxes begin with {first}"
            yield at(document, ("slug",), message, "check slug and kind")


def server_domains_are_own(handbook: Handbook) -> Iterator[Problem]:
    """A server is for domains of its own mailbox."""
    for document, mailbox in providers(handbook):
        for key, server in mailbox.provider.servers.items():
            for number, domain in enumerate(server.domains):
                if domain not in mailbox.provider.domains:
                    keys = ("servers", key, "domains", number)
                    message = f"{domain} is not a domain of `{mailbox.id}`"
                    fix = "add it to `domains`, or correct it"
                    yield at(document, keys, message, fix, f"domain.{as_name(domain)}")


def server_domains_fit_its_host(handbook: Handbook) -> Iterator[Problem]:
    """A server that is for some domains, and is under one of the mailbox, is for that one."""
    for document, mailbox in providers(handbook):
        for key, server in mailbox.provider.servers.items():
            nearest = _nearest(server.host, mailbox.provider.domains)
            if nearest and server.domains and nearest not in server.domains:
                message = f"{server.host} is under {nearest}, but for {', '.join(server.domains)}"
                fix = "correct the host or its domains"
                yield at(document, ("servers", key, "domains"), message, fix)


def _nearest(host: str, domains: list[str]) -> str:
    """The longest of some domains that a host is under; empty when it is under none."""
    fits = (each for each in domains if f".{host}".endswith(f".{each}"))
    return max(fits, key=len, default="")


def every_domain_has_one_first_choice(handbook: Handbook) -> Iterator[Problem]:
    """Each address domain has one recommended server of a protocol, or several by account."""
    for document, mailbox in providers(handbook):
        provider = mailbox.provider
        for protocol in ("imap", "smtp"):
            first = {
                key: each
                for key, each in provider.servers.items()
                if each.protocol == protocol and each.is_first_choice
            }
            mixed = len({each.use for each in first.values() if not each.domains}) > 1
            for domain in provider.domains or [""]:
                servers = {  # servers_differ speaks of two that are the same
                    each.settings: key
                    for key, each in first.items()
                    if not each.domains or domain in each.domains
                }
                uses = [provider.servers[key].use for key in servers.values()]
                if wrong := _wrong_choice(f"{protocol.upper()} servers", uses, mixed):
                    keys = sorted(servers.values(), key=lambda key: _is_away(provider, key, domain))
                    place = ("servers", [protocol, *keys][-1])
                    message = wrong + (f" for {domain}" if domain else "")
                    fix = "recommend one; others are `use: alternative`, or all are `by_account`"
                    yield at(document, place, message, fix)
                    break


def _is_away(provider: Provider, key: str, domain: str) -> bool:
    """Whether a server is said to be for a domain, and under another one of its mailbox."""
    server = provider.servers[key]
    away = _nearest(server.host, provider.domains) not in ("", domain)
    return away and domain in server.domains


def _wrong_choice(servers: str, uses: Sequence[str], mixed: bool) -> str:
    """What is wrong with the first choices for one domain, by their `use`; empty for nothing."""
    if not uses:
        return f"no {servers} are a first choice"
    if mixed:
        return f"some {servers} are recommended and others `by_account`"
    if uses.count("recommended") > 1:
        return f"{len(uses)} {servers} are recommended"
    if uses == ["by_account"]:
        return f"one alone of the {servers} is `by_account`"
    return ""


def servers_of_one_choice_fit(handbook: Handbook) -> Iterator[Problem]:
    """The IMAP and the SMTP server of one choice are for the same domains, and under one domain."""
    for document, mailbox in providers(handbook):
        provider = mailbox.provider
        own = [*provider.domains, *provider.registered]
        first = provider.first_choices("imap")
        servers = [(key, each) for key, each in provider.servers.items() if each in first]
        smtps = provider.first_choices("smtp")
        choices = [(set(each.domains), each.note) for each in smtps]
        by_account = any(each.use == "by_account" for each in smtps)
        for (key, imap), smtp in product(servers, smtps):
            alike = set(imap.domains) == set(smtp.domains)
            is_a_choice = alike and imap.note == smtp.note and (imap.note or imap.domains)
            if not alike and set(imap.domains) & set(smtp.domains):
                message = f"this is not for the same domains as {smtp.host}"
            elif is_a_choice and _nearest(imap.host, own) != _nearest(smtp.host, own):
                message = f"{smtp.host} is for the same accounts, and under another domain"
            elif by_account and (set(imap.domains), imap.note) not in choices:
                message = "no SMTP server has the same `domains` and `note`"
            else:
                continue
            yield at(document, ("servers", key), message, "correct one of the two servers")
            break


def servers_differ(handbook: Handbook) -> Iterator[Problem]:
    """No two servers of a mailbox are the same: host, port, security, user name and domains."""
    for document, mailbox in providers(handbook):
        seen: dict[tuple[object, ...], str] = {}
        for key, server in mailbox.provider.servers.items():
            same = seen.setdefault((server.settings, tuple(sorted(server.domains))), key)
            if same != key:
                message = f"`{key}` is the same server as `{same}`"
                fix = "correct one of the two, or remove it"
                yield at(document, ("servers", key), message, fix)


def all_named_sources(handbook: Handbook) -> Iterator[Named]:
    """Every source that anything names, with its place."""
    for document, mailbox in providers(handbook):
        for keys, source in mailbox.provider.named_sources():
            yield document, keys, source
        for source in mailbox.evidence.says if mailbox.evidence else ():
            yield own_file(handbook, mailbox, "evidence.yml"), ("says", source), source
    for name in ("errors", "causes", "others"):
        for document, keys, item in listed(handbook, name):
            for place, source in enumerate(item.sources):
                yield document, (*keys, "sources", place), source


def sources_exist(handbook: Handbook) -> Iterator[Problem]:
    """Every fact names sources that sources.yml has."""
    fix = "add it there, with address and the day it was read"
    return unknown(all_named_sources(handbook), handbook.sources, "source", "sources.yml", fix)


def checked_is_a_day_of_reading(handbook: Handbook) -> Iterator[Problem]:
    """The day a mailbox was last checked is a day on which one of its sources was read."""
    for document, mailbox in providers(handbook):
        days = {
            handbook.sources[source].read
            for _, source in mailbox.provider.named_sources()
            if source in handbook.sources
        }
        if days and mailbox.provider.checked not in days:
            message = f"no source of this mailbox was read on {mailbox.provider.checked}"
            fix = f"the last reading was on {max(days)}; when you read a source again, change its "
            yield at(document, ("checked",), message, fix + "`read` in sources.yml")


def facts_are_terms(handbook: Handbook) -> Iterator[Problem]:
    """The kinds of passwords and the encryption of servers are concepts of terms.yml."""
    return unknown(_kinds(handbook), handbook.terms, "term", "terms.yml", "use a key of terms.yml")


def _kinds(handbook: Handbook) -> Iterator[Named]:
    for document, mailbox in providers(handbook):
        password = mailbox.provider.password
        yield document, ("password", "kind"), password.kind
        if password.otherwise:
            yield document, ("password", "otherwise", "kind"), password.otherwise.kind
        for key, server in mailbox.provider.servers.items():
            yield document, ("servers", key, "security"), server.security
    for document, keys, other in listed(handbook, "others"):
        if other.password:
            yield document, (*keys, "password"), other.password


def mx_host_has_one_owner(handbook: Handbook) -> Iterator[Problem]:
    """An ending of MX hosts, and by what errors tell a mailbox, belongs to one mailbox."""
    errors = shared_file(handbook, "errors.yml")
    told: list[Owned] = []
    for id, each in handbook.models[errors.path].mailboxes.items():
        for name, all_said in each:
            keys = ("mailboxes", id, name)
            told += [(errors, (*keys, number), said, id) for number, said in enumerate(all_said)]
    hosts: list[Owned] = [
        (file, ("mx", "hosts", number), host, mailbox.id)
        for file, mailbox in providers(handbook)
        for number, host in enumerate(mailbox.provider.mx.hosts if mailbox.provider.mx else ())
    ]
    return _owned_twice([*hosts, *told], "keep it at one mailbox")


def siblings_link_to_each_other(handbook: Handbook) -> Iterator[Problem]:
    """Mailboxes of one company name each other, and their related pages lead to each other."""
    siblings = {id: each.provider.siblings for id, each in handbook.mailboxes.items()}
    for document, mailbox in providers(handbook):
        related = {each.to for each in mailbox.guide.related}
        for number, sibling in enumerate(mailbox.provider.siblings):
            theirs = siblings.get(sibling, [])
            if any(sibling not in siblings.get(each, ()) for each in theirs):
                continue  # it is said there
            if mailbox.id not in theirs:
                message = f"`{sibling}` does not name `{mailbox.id}` back"
                fix = f"add `{mailbox.id}` to the siblings of `{sibling}`, or correct the id"
                yield at(document, ("siblings", number), message, fix)
            elif sibling not in related:
                message = f"the related pages do not lead to `{sibling}`"
                fix = "add it, with the reason to go there"
                yield at(own_file(handbook, mailbox, "guide.yml"), ("related",), message, fix)
