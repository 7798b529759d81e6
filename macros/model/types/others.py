"""others.yml: mailboxes that readers have and that the handbook has no guide for."""

from __future__ import annotations

from pydantic import Field

from macros.model.types.base import Host, Id, Key, Model, SourceIds, Sure, Url
from macros.model.types.provider import DomainServer
from macros.model.types.words import Text


class Other(Model):
    """What public sources say of one mailbox. Nobody has tried it with Laifaxin."""

    id: Id
    name: Text
    domains: list[Host] = Field([], description="Address domains, the usual ones first")
    mx: list[Host] = Field(
        [], description="What the MX hosts of a company's domain end in, when its mail is here"
    )
    servers: list[DomainServer] = Field(
        [], description="The first of a protocol is the one to enter; none when `caution` says why"
    )
    password: Key | None = Field(
        None, description="Key in terms.yml; nothing when no source says which password it takes"
    )
    caution: Text | None = Field(
        None, description="What to do first, or what keeps it from working"
    )
    webmail: Url | None = Field(
        None, description="Where one signs in; the table lists the mailboxes that have it"
    )
    sure: Sure
    sources: SourceIds

    def first_choices(self, protocol: str) -> list[DomainServer]:
        """The server to enter for a protocol: one for each list of domains."""
        first: dict[tuple[str, ...], DomainServer] = {}
        for server in self.servers:
            if server.protocol == protocol:
                first.setdefault(tuple(server.domains), server)
        return list(first.values())


class Others(Model):
    """others.yml"""

    others: list[Other]
