"""What says a changed fact: its sources, and whether they were read again; public databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from macros.checks.records import opinions
from macros.model import yaml_file
from macros.model.handbook import PROVIDERS, BadData, Handbook
from macros.model.reading import read
from macros.model.types import Endpoint, Provider
from macros.tools.diff.changes import Change, by_id
from macros.tools.diff.comment import safe_text

SETTINGS = {"protocol", "host", "port", "security", "username", "domains"}
"""Of a server: what databases speak of."""


class FactSources:
    """What the trees `base` and `head` have for a fact. Never raises for what is in them."""

    def __init__(self, base: Path, head: Path) -> None:
        self.head = head
        self.before, self.after = _read_days(base), _read_days(head)
        self.values: dict[str, Any] = {}
        self.handbook: Handbook | None
        try:
            self.handbook = read(head)
        except BadData as bad:
            self.handbook = bad.rest
        except OSError:
            self.handbook = None

    def sources(self, change: Change) -> str:
        """Whether the sources of a fact were read again, as HTML.

        Nothing for what goes, and for what is in no source.
        """
        if change.new is None or change.file in ("sources", "records", "laifaxin"):
            return ""
        if change.key in ("checked", "sources"):
            return ""
        if (change.is_evidence and change.key == "own") or self._is_own(change):
            return "<b>our own word</b>"
        names = self._names(change)
        if not names:
            return "<b>names no source</b>" if change.mailbox else ""
        again = [name for name in names if self.after.get(name) != self.before.get(name)]
        said = []
        if again:
            said.append(f"read for this change: {self._days(again)}")
        if rest := [name for name in names if name not in again]:
            said.append(f"<b>not read again</b>: {self._days(rest)}")
        return "; ".join(said)

    def _days(self, names: list[str]) -> str:
        return ", ".join(
            f"{safe_text(name)} ({safe_text(self.after.get(name, 'not in sources.yml'))})"
            for name in names
        )

    def _names(self, change: Change) -> list[str]:
        """The sources that stand nearest above the fact, or the one that says it."""
        if change.is_evidence:
            return list(change.keys[1:2])
        if speaking := self._speaking_of(change):
            return speaking
        names: list[str] = []
        for value in _along(self._value(change.path), change.keys):
            if isinstance(value, dict):
                found = value.get("sources") or value.get("source")
                names = [found] if isinstance(found, str) else found or names
        return [str(name) for name in names] if isinstance(names, list) else []

    def _speaking_of(self, change: Change) -> list[str]:
        """The sources that evidence.yml has something of, for a mailbox's password, domains, …"""
        says = self._evidence(change).get("says")
        if not isinstance(says, dict):
            return []
        return [
            name for name, said in says.items() if isinstance(said, dict) and change.key in said
        ]

    def _is_own(self, change: Change) -> bool:
        """Whether evidence.yml has something as our own word, and it alone."""
        own = self._evidence(change).get("own")
        return isinstance(own, dict) and change.key in own and not self._speaking_of(change)

    def _evidence(self, change: Change) -> dict:
        """evidence.yml of a mailbox whose facts change; a server names its sources itself."""
        folder = f"{PROVIDERS}/{change.mailbox}"
        if change.path != f"{folder}/provider.yml" or change.key == "servers":
            return {}
        value = self._value(f"{folder}/evidence.yml")
        return value if isinstance(value, dict) else {}

    def _value(self, path: str) -> Any:
        """What is in a file of `head`."""
        if path not in self.values:
            self.values[path] = yaml_file.load_yaml(self.head / path, self.head).value
        return self.values[path]

    def databases(self, change: Change) -> list[str]:
        """What each database of data/records.yml says of the server that changed, as HTML.

        Nothing for what is no setting of a server that we still have.
        """
        setting = change.keys[2:3]
        if (
            not change.mailbox
            or change.key != "servers"
            or not change.keys[1:]
            or change.new is None
        ):
            return []
        if setting and setting[0] not in SETTINGS:
            return []
        mailbox = self.handbook and self.handbook.mailboxes.get(change.mailbox)
        server = mailbox and mailbox.provider.servers.get(change.keys[1])
        if not self.handbook or not mailbox or not server:
            return ["records not compared: the data cannot be read"]
        found = opinions(self.handbook, mailbox.provider, server)
        return [
            f"{safe_text(name)}: {self._opinion(name, opinion, mailbox.provider, server)}"
            for name, opinion in found.items()
        ]

    def _opinion(
        self, database: str, opinion: tuple | None, provider: Provider, server: Endpoint
    ) -> str:
        if opinion is None:
            known = self._is_known(database, provider)
            return f"has no {safe_text(server.protocol)}" if known else "not in our records"
        agrees, servers = opinion
        return (
            "agrees" if agrees else f"<b>differs</b>: {safe_text(' or '.join(map(str, servers)))}"
        )

    def _is_known(self, database: str, provider: Provider) -> bool:
        """Whether we have entered anything of a database for a mailbox."""
        records = self.handbook.records.records if self.handbook else []
        hosts = {server.host for server in provider.servers.values()}
        return any(
            set(record.domains) & set(provider.domains)
            or hosts & {server.host for server in record.servers}
            for record in records
            if record.database == database
        )


def _read_days(root: Path) -> dict[str, str]:
    """The day on which each source was read."""
    value = yaml_file.load_yaml(root / "data/sources.yml", root).value
    sources = value.get("sources") if isinstance(value, dict) else None
    if not isinstance(sources, dict):
        return {}
    return {
        name: str(source.get("read"))
        for name, source in sources.items()
        if isinstance(source, dict)
    }


def _along(value: Any, keys: tuple[str, ...]) -> Iterator[Any]:
    """A value of a file, and each that the keys of a change lead through."""
    yield value
    for key in keys:
        if isinstance(value, list):
            named = by_id(value)
            number = int(key) - 1 if re.fullmatch(r"\d{1,6}", key) else -1
            items = value[number : number + 1] if number >= 0 else []
            value = named.get(key) if named is not None else next(iter(items), None)
        elif isinstance(value, dict):
            value = value.get(key)
        else:
            return
        yield value
