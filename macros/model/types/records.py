"""sources.yml, records.yml, verified.yml: where facts were read, and who else says them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from macros.model.types.base import Host, HttpUrl, Id, Model, Url, matches
from macros.model.types.provider import Protocol, Server
from macros.model.types.words import Text


class Source(Model):
    """Where facts were read."""

    url: HttpUrl
    title: Text
    read: date = Field(description="The day the source was read")

    @property
    def place(self) -> str:
        """The host, and up to two folders below it: github.com/owner/repository."""
        return "/".join(str(self.url).split("?")[0].split("/")[2:5])


class Sources(Model):
    """sources.yml"""

    sources: dict[Id, Source]


class Database(Model):
    """A public database of mail servers, made independently of us."""

    url: Url = Field(
        description="What comes before a record's `file`: the address of one commit, so that it "
        "says the same for good"
    )
    read: date = Field(description="The day the records were taken over")


class Record(Model):
    """What one entry of a database says of our domains."""

    database: Id = Field(description="Key of `databases`")
    file: Annotated[
        str,
        matches(
            r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*",
            "file_is_plain",
            "VALUE is not the path of a file",
            "copy it from the database as it is",
        ),
    ]
    domains: list[Host] = Field(
        min_length=1, description="Those domains of the entry that one of our mailboxes has"
    )
    servers: list[Server] = Field(min_length=1)
    differs: dict[Protocol, Annotated[str, Field(min_length=10)]] = Field(
        {}, description="By protocol: why ours differ, for reviewers"
    )


class Records(Model):
    """records.yml"""

    databases: dict[Id, Database]
    records: list[Record]


class Verified(Model):
    """verified.yml: what `make verify` saw."""

    servers: dict[
        Annotated[
            str,
            matches(
                r"[a-z0-9.-]{4,253}:[1-9][0-9]{1,4}",
                "server_has_a_port",
                "VALUE is not a server",
                "write host:port; `make verify` does",
            ),
        ],
        date,
    ] = Field(description="By host:port, the last day on which it answered as the data says")
