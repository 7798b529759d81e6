"""What says a changed fact: its sources, and whether they were read again; public databases."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from macros.model.handbook import BadData, Handbook
from macros.model.pages import Mailbox
from macros.model.reading import read
from macros.model.types import (
    DomainServer,
    Endpoint,
    Evidence,
    Other,
    Provider,
    Server,
    ServerError,
)
from macros.tools.diff.changes import Change
from macros.tools.diff.comment import safe_text

WHAT_A_SOURCE_SAYS = ("sources", "records", "laifaxin")
"""Files that name no sources for their values: they are about sources themselves."""
IN_NO_SOURCE = ("checked", "sources")
"""Keys of provider.yml whose values no source can say."""
OUR_OWN = "<b>our own word</b>"
UNREADABLE = "<b>not compared</b>: the data cannot be read"


class FactSources:
    """What a tree says of its facts, as HTML. Never raises for what is in the tree.

    head: the tree, as it is after the changes `found`.
    """

    def __init__(self, head: Path, found: Iterable[Change]) -> None:
        self._handbook = _readable(head)
        self._read_again = {
            change.keys[1]
            for change in found
            if change.file == "sources" and change.keys[2:] == ("read",)
        }

    def sources(self, change: Change) -> str:
        """Whether the sources of a fact were read again.

        Nothing for what goes, and for what is in no source.
        """
        if change.new is None or change.file in WHAT_A_SOURCE_SAYS or change.key in IN_NO_SOURCE:
            return ""
        if not self._handbook:
            return UNREADABLE
        if change.is_evidence:
            return OUR_OWN if change.key == "own" else self._readings(change.keys[1:2])
        if change.mailbox:
            mailbox = self._handbook.mailboxes.get(change.mailbox)
            return self._sources_of_mailbox(mailbox, change) if mailbox else UNREADABLE
        entries: list[Other | ServerError] = [*self._handbook.others, *self._handbook.errors]
        return self._readings(
            [key for entry in entries if entry.id in change.keys[1:2] for key in entry.sources]
        )

    def _sources_of_mailbox(self, mailbox: Mailbox, change: Change) -> str:
        """The same for a fact of provider.yml, which names its sources or is in evidence.yml."""
        provider, evidence = mailbox.provider, mailbox.evidence or Evidence(says={})
        match change.keys:
            case ("servers", key, *_) if key in provider.servers:
                return self._readings(provider.servers[key].sources)
            case ("paths", key, *_) if key in provider.paths:
                return self._readings([provider.paths[key].source])
        saying = [key for key, said in evidence.says.items() if change.key in said.given]
        if change.key in evidence.own.given and not saying:
            return OUR_OWN
        return self._readings(saying or provider.sources)

    def _readings(self, names: Iterable[str]) -> str:
        """The days on which sources were read."""
        again = [self._with_day(name) for name in names if name in self._read_again]
        rest = [self._with_day(name) for name in names if name not in self._read_again]
        said = (("read for this change", again), ("<b>not read again</b>", rest))
        return "; ".join(f"{what}: {', '.join(days)}" for what, days in said if days)

    def _with_day(self, name: str) -> str:
        source = self._handbook.sources.get(name) if self._handbook else None
        return safe_text(f"{name} ({source.read if source else 'not in sources.yml'})")

    def databases(self, change: Change) -> list[str]:
        """What each database of data/records.yml says of the server that changed.

        Nothing for what is no setting of a server that we still have.
        """
        is_setting = not change.keys[2:] or change.keys[2] in DomainServer.model_fields
        if change.key != "servers" or change.new is None or not is_setting:
            return []
        mailbox = self._handbook.mailboxes.get(change.mailbox) if self._handbook else None
        if not self._handbook or not mailbox:
            return [f"records {UNREADABLE}"]
        server = mailbox.provider.servers.get(change.keys[1])
        if not server:
            return []
        found = opinions(self._handbook, mailbox.provider, server)
        return [
            f"{safe_text(database)}: {self._opinion(database, opinion, mailbox.provider, server)}"
            for database, opinion in found.items()
        ]

    def _opinion(
        self,
        database: str,
        opinion: tuple[bool, list[Server]] | None,
        provider: Provider,
        server: Endpoint,
    ) -> str:
        if opinion is None:
            known = self._is_known(database, provider)
            return f"has no {safe_text(server.protocol)}" if known else "not in our records"
        agrees, servers = opinion
        if agrees:
            return "agrees"
        return f"<b>differs</b>: {safe_text(' or '.join(map(str, servers)))}"

    def _is_known(self, database: str, provider: Provider) -> bool:
        """Whether we have entered anything of a database for a mailbox."""
        records = self._handbook.records.records if self._handbook else []
        hosts = {server.host for server in provider.servers.values()}
        return any(
            record.database == database
            and (
                not set(record.domains).isdisjoint(provider.domains)
                or not hosts.isdisjoint(server.host for server in record.servers)
            )
            for record in records
        )


def _readable(root: Path) -> Handbook | None:
    """The handbook of a tree, as far as its data can be read."""
    try:
        return read(root)
    except BadData as bad:
        return bad.rest
    except OSError:
        return None


def opinions(
    handbook: Handbook, provider: Provider, endpoint: Endpoint
) -> dict[str, tuple[bool, list[Server]] | None]:
    """By database: whether it has this very server, and what it has for the protocol.

    None stands for a database that says nothing of it.
    """
    found: dict[str, tuple[bool, list[Server]] | None] = dict.fromkeys(handbook.records.databases)
    for record in handbook.records.records:
        said = [server for server in record.servers if server.protocol == endpoint.protocol]
        if said and (
            set(record.domains) & set(endpoint.domains or provider.domains)
            or endpoint.host in {server.host for server in said}
        ):
            agrees, before = found.get(record.database) or (False, [])
            agrees |= endpoint.settings in {server.settings for server in said}
            found[record.database] = agrees, [*before, *said]
    return found
