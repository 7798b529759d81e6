"""The public types of /api/v1/: what other programs may rely on. A change here is a new version.

They stand apart from the types of data/, which may change freely.
"""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field

VERSION = "1.0.0"


class Public(BaseModel):
    """A type of the API; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Words(Public):
    """The same words in each language."""

    zh: str
    en: str


class Source(Public):
    """Where a fact was read."""

    title: Words
    url: str
    read: datetime.date = Field(description="The day on which it was read")


class Server(Public):
    """One mail server, and what it is for."""

    protocol: str = Field(description="imap, smtp or pop3; mailboxes are bound with the first two")
    host: str
    port: int
    security: str = Field(description="tls: TLS from the first byte; starttls: mandatory upgrade")
    username: str = Field(description="address: the full address; local_part: what stands before @")
    use: str = Field(description="recommended, by_account, alternative, overseas or unusable")
    domains: list[str] = Field(description="The domains it is for; empty for all")
    note: Words | None = None
    confidence: str = Field(description="high, medium or low")


class Password(Public):
    """What goes into the password field."""

    kind: str
    name: Words
    length: int | None = Field(None, description="In characters, when it is known")
    shown_once: bool | None = None


class Mailbox(Public):
    """The settings of one mailbox."""

    id: str
    kind: str = Field(description="personal or enterprise")
    name: Words
    guide: Words = Field(description="The address of its guide in each language")
    domains: list[str] = Field(description="Empty for business mail on a company's own domain")
    webmail: str
    password: Password
    servers: list[Server]
    mx: list[str] = Field(description="What the MX hosts of a company's domain end in")
    caution: Words | None = None
    checked: datetime.date = Field(
        description="The day on which the facts were last read in their sources"
    )
    sources: list[Source]


class MailboxSummary(Public):
    """A mailbox in a list."""

    id: str
    kind: str
    name: Words
    domains: list[str]
    url: str = Field(description="Its file, relative to this one")


class Domain(Public):
    """What an address of this domain needs."""

    domain: str
    mailbox: str | None = Field(description="The id of its mailbox; null without a guide")
    name: Words
    guide: Words | None
    imap: list[Server]
    smtp: list[Server]
    password: Password | None
    caution: Words | None = None


class Remedy(Public):
    """One thing to do against a cause."""

    do: Words
    guide: Words | None = Field(None, description="Where it is shown, in each language")


class Cause(Public):
    """Why a connection fails."""

    id: str
    name: Words
    means: Words
    signs: Words
    fix: list[Remedy]
    at: dict[str, Remedy] = Field(description="What to do at one mailbox, by its id")
    page: Words


class Index(Public):
    """What there is."""

    version: str
    license: str
    attribution: str
    date: datetime.date = Field(description="The latest day on which a mailbox was checked")
    documentation: Words
    mailboxes: str
    causes: str
    domains: list[str]
    schemas: dict[str, str] = Field(description="JSON Schema of each kind of file")


class MailboxList(Public):
    """Every mailbox with a guide."""

    mailboxes: list[MailboxSummary]


class CauseList(Public):
    """Every cause."""

    causes: list[Cause]


FILES: dict[str, type[Public]] = {
    "index": Index,
    "mailboxes": MailboxList,
    "mailbox": Mailbox,
    "domain": Domain,
    "causes": CauseList,
}
"""The kinds of files, by the name of their schema."""
