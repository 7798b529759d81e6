"""Evidence: what facts say is what their sources say (evidence.yml, and records.yml).

A right change of a fact is two honest lines: the fact, and what its source says now that it has
been read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from macros.checks.hosts import host_of, is_under
from macros.checks.places import Keys, at, at_line, listed, providers
from macros.model.handbook import PROVIDERS, Handbook
from macros.model.pages import Mailbox
from macros.model.problem import Problem
from macros.model.types import (
    Evidence,
    MenuPath,
    Password,
    Provider,
    SaidPassword,
    Server,
    Statement,
)
from macros.model.yaml_file import Document
from macros.render.facts import as_name

OWN = "own"
"""The key of what we know ourselves, beside those of sources."""


@dataclass(frozen=True)
class Fact:
    """A fact of a mailbox, for comparison with what sources say.

    keys: where it is in provider.yml; topic and value: the fact in words, see `_claims_of`;
    sources: keys of the sources it cites; None means any source of the mailbox;
    cites: where it cites them, and says how sure it is.
    """

    keys: Keys
    topic: str
    value: str
    sources: list[str] | None = None
    cites: Keys = ()
    sure: str = ""


class Claims(NamedTuple):
    """What one source says: its key, and what it says in words, by topic."""

    key: str
    values: dict[str, list[str]]


def facts_of(mailbox: Mailbox) -> Iterator[Fact]:
    """The facts of a mailbox that a source has to say."""
    provider = mailbox.provider
    yield from _facts_of_servers(provider)
    for name, value in _of_password(provider.password).items():
        yield Fact(("password", name), name, value)
    for number, domain in enumerate(provider.domains):
        yield Fact(("domains", number), "domains", domain)
    yield Fact(("webmail",), "webmail", provider.webmail)
    yield from _facts_of_paths(provider)


def _facts_of_servers(provider: Provider) -> Iterator[Fact]:
    for key, server in provider.servers.items():
        if not server.is_pattern:
            keys, value = ("servers", key), _server(server)
            yield Fact(keys, server.protocol, value, server.sources, keys, server.sure)
    if mx := provider.mx:
        for number, host in enumerate(mx.hosts):
            yield Fact(("mx", "hosts", number), "mx", host, mx.sources, ("mx",), mx.sure)


def _facts_of_paths(provider: Provider) -> Iterator[Fact]:
    for key, path in provider.paths.items():
        for number, label in enumerate(path.labels):
            if label in provider.ui:
                keys, screen = ("paths", key, "labels", number), provider.ui[label].screen[1]
                yield Fact(keys, "labels", screen, [path.source])


def _server(server: Server) -> str:
    return f"{server.protocol.upper()} {server}"


def _of_password(password: Password | SaidPassword) -> dict[str, str]:
    """The fields of a password that are given, in words, by their names."""
    values = {name: getattr(password, name) for name in ("kind", "length", "shown_once")}
    return {name: f"{name}: {value}".lower() for name, value in values.items() if value is not None}


def _claims_of(key: str, statement: Statement) -> Claims:
    """What the source of a key states."""
    values = {
        "domains": statement.domains,
        "webmail": [statement.webmail] if statement.webmail else [],
        "mx": statement.mx,
        "labels": statement.labels,
        **_by_protocol(statement.servers),
    }
    if statement.password:
        values |= {name: [value] for name, value in _of_password(statement.password).items()}
    return Claims(key, values)


def _by_protocol(servers: list[Server]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for server in servers:
        if not server.is_pattern:
            values.setdefault(server.protocol, []).append(_server(server))
    return values


def _claims_of_evidence(mailbox: Mailbox) -> list[Claims]:
    """What the sources of a mailbox say, and what we know ourselves."""
    evidence = mailbox.evidence or Evidence(says={})
    return [_claims_of(*each) for each in [*evidence.says.items(), (OWN, evidence.own)]]


def claims_about(handbook: Handbook, mailbox: Mailbox) -> list[Claims]:
    """What is said of a mailbox: by its sources, by ourselves, by the databases of records.yml."""
    domains = mailbox.provider.domains
    return _claims_of_evidence(mailbox) + [
        claims
        for claims in _claims_of_databases(handbook)
        if not domains or not set(claims.values["domains"]).isdisjoint(domains)
    ]


@lru_cache(maxsize=1)  # of all mailboxes
def _claims_of_databases(handbook: Handbook) -> list[Claims]:
    return [
        Claims(record.database, {"domains": record.domains, **_by_protocol(record.servers)})
        for record in handbook.records.records
    ]


def sources_of(claims: list[Claims], fact: Fact) -> list[str]:
    """The sources that say a fact, by their keys; OWN for what we know ourselves.

    claims: those about its mailbox.
    """
    return [
        each.key
        for each in claims
        if (each.key == OWN or fact.sources is None or each.key in fact.sources)
        and fact.value in each.values.get(fact.topic, ())
    ]


def _facts_and_sources(handbook: Handbook, mailbox: Mailbox) -> list[tuple[Fact, list[str]]]:
    """The facts of a mailbox, each with the sources that say it."""
    claims = claims_about(handbook, mailbox)
    return [(fact, sources_of(claims, fact)) for fact in facts_of(mailbox)]


def every_mailbox_has_evidence(handbook: Handbook) -> Iterator[Problem]:
    """What sources say of a mailbox is in its evidence.yml."""
    for mailbox in handbook.mailboxes.values():
        if mailbox.evidence is None:
            path = f"{PROVIDERS}/{mailbox.id}/evidence.yml"
            fix = "enter what each source says; CONTRIBUTING shows an example"
            yield at_line(path, 1, "the file is missing", fix)


def facts_are_what_sources_say(handbook: Handbook) -> Iterator[Problem]:
    """Every fact of a mailbox is said by one of the sources that it names."""
    for document, mailbox in providers(handbook):
        unsaid: dict[str, list[Fact]] = {}  # one problem for all servers, or for a menu path
        for fact, sources in _facts_and_sources(handbook, mailbox):
            if not sources:
                group = unsaid.setdefault(fact.keys[0], [])
                if not group or fact.topic != "labels" or fact.keys[1] == group[0].keys[1]:
                    group.append(fact)
        for facts in unsaid.values():
            path = mailbox.provider.paths[facts[0].keys[1]] if facts[0].topic == "labels" else None
            values = ", ".join(f"`{fact.value}`" for fact in facts)
            claims = claims_about(handbook, mailbox)
            keys = (
                _place_of_labels(mailbox.provider, path, facts, claims) if path else facts[0].keys
            )
            message = f"no source that it names says {values}{_instead(claims, facts[0])}"
            fix = "correct it; or read a source again, and enter what it says in evidence.yml "
            fix += "and the day in sources.yml"
            yield at(document, keys, message, fix, _name(facts[0].topic, facts[0].value))


def _name(topic: str, value: str) -> str:
    """What words and servers call a fact by; empty for all but domains."""
    return f"domain.{as_name(value)}" if topic == "domains" else ""


def _place_of_labels(
    provider: Provider, path: MenuPath, unsaid: list[Fact], claims: list[Claims]
) -> Keys:
    """Where to put right a menu path whose source does not say its labels: at the source, if it
    says none; at the label, if the source has one that no label is spelt like; else in the path."""
    if len(unsaid) == len(path.labels):
        return *unsaid[0].keys[:2], "source"
    screens = {label.screen[1] for label in provider.ui.values()}
    named = [each.values.get("labels", ()) for each in claims if each.key == path.source]
    misspelt = not all(map(screens.issuperset, named))
    return ("ui", path.labels[unsaid[0].keys[-1]]) if misspelt else unsaid[0].keys


# By topic, where in provider.yml its facts are; others are at a key of their name.
_KEYS_OF_TOPICS = {
    **dict.fromkeys(("imap", "smtp", "pop3"), "servers"),
    **dict.fromkeys(("kind", "length", "shown_once"), "password"),
    "labels": "paths",
}


def facts_leave_nothing_out(handbook: Handbook) -> Iterator[Problem]:
    """The domains and MX hosts that a source says, and what it says of a password, are facts."""
    for document, mailbox in providers(handbook):
        facts: dict[str, set[str]] = {}
        for fact in facts_of(mailbox):
            facts.setdefault(fact.topic, set()).add(fact.value)
        claimed: dict[str, set[str]] = {}
        for claims in _claims_of_evidence(mailbox):
            for topic, values in claims.values.items():
                if topic not in facts or topic in ("domains", "mx"):  # else a source contradicts
                    claimed.setdefault(topic, set()).update(values)
        for topic, all_values in claimed.items():
            if lost := sorted(all_values - facts.get(topic, set())):
                keys = (_KEYS_OF_TOPICS.get(topic, topic),)
                message = (
                    f"evidence.yml has {', '.join(f'`{value}`' for value in lost)}, and no fact"
                )
                fix = "add it; or read the source again, and correct evidence.yml"
                yield at(document, keys, message, fix, _name(topic, lost[0]))


def sources_say_what_names_them(handbook: Handbook) -> Iterator[Problem]:
    """Every source that a server or the MX hosts name says one of these facts."""
    for document, mailbox in providers(handbook):
        saying: dict[Keys, set[str]] = {}
        for fact, sources in _facts_and_sources(handbook, mailbox):
            if fact.cites:
                saying.setdefault(fact.cites, set()).update(sources)
        for keys, source in mailbox.provider.named_sources():
            if saying.get(keys[:-2], {source}).isdisjoint({source, OWN}):
                message = f"{source} does not say this, as far as evidence.yml and records.yml know"
                fix = "take it away here; or read it, and enter what it says in evidence.yml"
                yield at(document, keys, message, fix)


def _instead(claims: list[Claims], fact: Fact) -> str:
    """What the sources of a fact say instead, as the end of a sentence."""
    instead = [
        f"{each.key} says {', '.join(f'`{value}`' for value in values[:3])}"
        for each in claims
        if fact.sources is None or each.key in fact.sources
        if (values := each.values.get(fact.topic))
    ]
    return f"; {'; '.join(instead[:3])}" if instead else ""


def ways_are_as_their_sources_say(handbook: Handbook) -> Iterator[Problem]:
    """A menu path has its labels in the order of its source, and misses none of them."""
    for document, mailbox in providers(handbook):
        provider, evidence = mailbox.provider, mailbox.evidence or Evidence(says={})
        for key, statement in evidence.says.items():
            paths = {name: path for name, path in provider.paths.items() if path.source == key}
            named = {name: _screens(provider, path) for name, path in paths.items()}
            missing = set(statement.labels).difference(*named.values())
            for name, labels in named.items():
                order = [label for label in statement.labels if label in labels]
                if missing or order != [label for label in labels if label in order]:
                    message = f"{key} says {' → '.join(statement.labels)}"
                    fix = "correct it; or read the source again, and enter its labels in "
                    fix += "evidence.yml, in their order"
                    yield at(document, ("paths", name, "labels"), message, fix)
                    break


def _screens(provider: Provider, path: MenuPath) -> list[str]:
    """The labels of a menu path as the screen spells them."""
    return [provider.ui[label].screen[1] for label in path.labels if label in provider.ui]


def sure_is_earned(handbook: Handbook) -> Iterator[Problem]:
    """A fact is `sure: high`, and never `low`, when its provider says it or two sources do."""
    for document, keys, sure, domains, sources in _all_that_is_sure(handbook):
        pages = {handbook.sources[key].url for key in sources if key in handbook.sources}
        if sure == "high" and not _is_high(pages, domains):
            message = f"only {sources[0]} says it, and it is not the provider"
            fix = "write `sure: medium`, or name a second source that says it"
            yield at(document, keys, message, fix)
        # two pages of one host may say the same wrong thing
        elif sure == "low" and _is_high({f"https://{host_of(page)}" for page in pages}, domains):
            yield at(document, keys, f"{' and '.join(sources)} say it", "write `sure: medium`")


def _all_that_is_sure(
    handbook: Handbook,
) -> Iterator[tuple[Document, Keys, str, list[str], list[str]]]:
    """Everything with a `sure`: its file and place, the value, the own domains, the sources."""
    for document, keys, other in listed(handbook, "others"):
        yield document, (*keys, "sure"), other.sure, other.domains, other.sources
    for document, mailbox in providers(handbook):
        own = [*mailbox.provider.domains, *mailbox.provider.registered]
        for fact, saying in _facts_and_sources(handbook, mailbox):
            sources = [key for key in saying if key != OWN]
            if fact.sure and sources:
                yield document, (*fact.cites, "sure"), fact.sure, own, sources


def _is_high(pages: set[str], domains: list[str]) -> bool:
    return len(pages) > 1 or any(is_under(host_of(page), domains) for page in pages)


class Count(NamedTuple):
    """Number of facts; of these, backed only by Laifaxin's pages; backed only by our own notes."""

    facts: int
    laifaxin: int
    own: int

    def __str__(self) -> str:
        return (
            f"{self.facts} facts: {self.laifaxin} on Laifaxin's word alone, "
            f"{self.own} from our own notes"
        )


def count(handbook: Handbook) -> Count:
    """Counts the facts of all mailboxes by who carries them."""
    by_fact = [
        set(sources)
        for mailbox in handbook.mailboxes.values()
        for _, sources in _facts_and_sources(handbook, mailbox)
    ]
    laifaxin = {
        key
        for key, source in handbook.sources.items()
        if is_under(host_of(source.url), handbook.laifaxin.registered)
    }
    return Count(
        len(by_fact),
        sum(bool(each & laifaxin) and each <= laifaxin | {OWN} for each in by_fact),
        sum(each == {OWN} for each in by_fact),
    )
