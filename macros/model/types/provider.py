"""provider.yml: the facts of one mailbox."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from macros.model.types.base import (
    Host,
    Id,
    Key,
    Model,
    Permanent,
    Slug,
    SourceIds,
    Sure,
    Url,
    refuse,
)
from macros.model.types.words import Label, Text
from macros.text.languages import LANGUAGES

# Ports by protocol and security: RFC 8314 (implicit TLS), RFC 9051 (IMAP), RFC 6409 (submission),
# RFC 1939 and 2595 (POP3)
PORTS = {
    ("imap", "tls"): (993,),
    ("imap", "starttls"): (143,),
    ("smtp", "tls"): (465, 994),
    ("smtp", "starttls"): (587, 25),
    ("pop3", "tls"): (995,),
    ("pop3", "starttls"): (110,),
}
DOMAINS_SHOWN = 4  # of each mailbox, on pages
EXAMPLES = ("example.com", "example.org", "example.net")  # nobody's: RFC 2606

Protocol = Literal["imap", "smtp", "pop3"]


class MenuPath(Model):
    """A path through menus: keys of labels, in order, and what carries it."""

    labels: list[Key] = Field(min_length=1, description="Keys of `ui`, in the order of the clicks")
    seen: Text = Field(description="Who described this screen and when; listed with the sources")
    source: Id = Field(description="Key in sources.yml")


class Server(Model):
    """What a mail program has to know to reach one server."""

    protocol: Protocol
    host: Host
    port: int = Field(ge=1, le=65535, strict=True)
    security: Literal["tls", "starttls"] = Field(
        description="tls: implicit TLS, from the first byte; starttls: mandatory upgrade"
    )
    username: Literal["address", "local_part"] = Field(
        "address", description="What the user name of this server is"
    )

    @property
    def settings(self) -> tuple:
        """What a mail program needs: two servers with equal settings are the same."""
        return self.protocol, self.host, self.port, self.security, self.username

    @property
    def is_pattern(self) -> bool:
        """Whether the host has an example domain in place of a company's own."""
        return self.host.endswith(tuple(f".{domain}" for domain in EXAMPLES))

    @property
    def host_and_port(self) -> str:
        """Host and port, as verified.yml names it."""
        return f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.host_and_port} {self.security}" + (
            ", user name without @domain" if self.username == "local_part" else ""
        )


class DomainServer(Server):
    """A server of a mailbox, which may have others for other domains."""

    domains: list[Host] = Field(
        [], description="The address domains this server is for, when not all"
    )


class _ForDomains(typing.Protocol):
    @property
    def domains(self) -> list[str]: ...


S = TypeVar("S", bound=_ForDomains)


def servers_for(domain: str, first_choices: list[S]) -> list[S]:
    """The first choices for addresses of a domain: those for it alone, else those for all."""
    own = [server for server in first_choices if domain in server.domains]
    return own or [server for server in first_choices if not server.domains]


class Endpoint(DomainServer):
    """One server of ours, and what to use it for."""

    use: Literal["recommended", "by_account", "alternative", "overseas", "unusable"] = Field(
        "recommended", description="by_account: one of several first choices; `note` says for whom"
    )
    note: Text | None = Field(None, description="When to use it, if `use` does not say it all")
    sure: Sure
    sources: SourceIds

    @property
    def is_first_choice(self) -> bool:
        """Whether this is a server to enter, for all accounts or for some."""
        return self.use in ("recommended", "by_account")

    @model_validator(mode="after")
    def _port_matches_security(self) -> Endpoint:
        ports = PORTS[self.protocol, self.security]
        if self.port not in ports:
            kind = {"tls": "an implicit-TLS", "starttls": "a STARTTLS"}[self.security]
            other = "starttls" if self.security == "tls" else "tls"
            fix = f"use {' or '.join(map(str, ports))}" + (
                f", or security: {other}" if self.port in PORTS[self.protocol, other] else ""
            )
            message = f"port {self.port} is not {kind} port of {self.protocol.upper()}"
            raise refuse("port_matches_security", message, fix, "port")
        return self

    @model_validator(mode="after")
    def _use_is_possible(self) -> Endpoint:
        if (self.protocol == "pop3") != (self.use == "unusable"):
            message = f"a {self.protocol.upper()} server cannot be `use: {self.use}`"
            fix = "write `use: unusable` for POP3, which cannot be bound, and for nothing else"
            raise refuse("use_is_possible", message, fix, "use")
        if self.use == "recommended" and self.sure == "low":
            message = "a server that may be wrong is not one to recommend"
            fix = "write `use: alternative`, or read what makes it surer"
            raise refuse("recommended_is_not_doubtful", message, fix, "sure")
        if self.use == "by_account" and not (self.note or self.domains):
            message = "nothing says for which accounts this server is"
            fix = "say it in `note`, or list their `domains`"
            raise refuse("by_account_says_for_whom", message, fix, "use")
        return self


class OtherPassword(Model):
    """What goes into the password field of some accounts, in place of the usual one."""

    kind: Key = Field(description="Key in terms.yml")
    when: Text = Field(description="For which accounts, in a few words; shown in brackets")


class Password(Model):
    """What goes into the password field."""

    kind: Key = Field(description="Key in terms.yml")
    length: int | None = Field(
        None, ge=4, le=64, description="Characters, when the provider's length is known"
    )
    shown_once: bool | None = Field(None, description="Whether the provider shows it only once")
    never: Text | None = Field(
        None, description="What people enter by mistake, when it has a name of its own: QQ password"
    )
    otherwise: OtherPassword | None = Field(
        None,
        description="Where it depends on the account: login password, or app password where "
        "2-step sign-in is on",
    )

    @property
    def is_login_password(self) -> bool:
        """Whether it is the password with which one signs in on the web."""
        return self.kind == "login_password"


class Mx(Model):
    """How a company's domain shows that its mail is here.

    What the hosts of its MX records end in (RFC 5321, section 5).
    """

    hosts: list[Host] = Field(min_length=1)
    name: Text | None = Field(
        None, description="What the business product is called, when the mailbox is not one itself"
    )
    anchor: Id | None = Field(
        None,
        description="Where its guide speaks of business mail, when that is not its whole subject",
    )
    sure: Sure
    sources: SourceIds


class Provider(Permanent):
    """data/providers/<id>/provider.yml: the facts of one mailbox. The folder's name is its id."""

    slug: Slug = Field(
        description="Last part of the permalink; never changes. Its number is its own"
    )
    kind: Literal["personal", "enterprise"]
    name: Text
    short: Text = Field(description="The name used inside sentences")
    domains: list[Host] = Field(
        [],
        description="Address domains of this mailbox, the usual ones first: pages show four. "
        "None for own-domain business mail",
    )
    registered: list[Host] = Field(
        [],
        description="Other domains of the provider, which its hosts are under: servers, MX, "
        "webmail",
    )
    aliases: list[Annotated[str, Field(min_length=2, max_length=40)]] = Field(
        [],
        description="What people type when they search for it, beyond name and domains: pinyin, "
        "short names, other spellings",
    )
    acts: list[Literal["admin", "user"]] = Field(
        [], description="Who has to act, in this order; for enterprise mailboxes"
    )
    mx: Mx | None = Field(
        None, description="How a company's own domain shows that its mail is here"
    )
    siblings: list[Id] = Field(
        [],
        description="Mailboxes of the same company, easily taken for this one: each guide links "
        "to the other",
    )
    caution: Text | None = Field(
        None, description="What may keep it from working at all, in a few words: shown in lists"
    )
    checked: date = Field(description="The day these facts were last read in their sources")
    servers: dict[Key, Endpoint] = Field(
        description="Endpoints by key; `imap` and `smtp` are the recommended ones"
    )
    password: Password
    webmail: Url
    sign_in: list[Host] = Field(
        [], description="Hosts of other pages on which one signs in to this mailbox"
    )
    links: dict[Key, Url] = Field(
        {}, description="Its other pages that a reader has to open: [text](open.<key>)"
    )
    ui: dict[Key, Label] = Field({}, description="Labels on the provider's screens")
    paths: dict[Key, MenuPath] = Field({}, description="Paths through the provider's menus")
    facts: dict[Key, Text | int] = Field(
        {}, description="Anything else that words fill in as {{ fact.x }}"
    )
    sources: SourceIds = Field(description="Keys of sources.yml that carry this page as a whole")

    @property
    def number(self) -> int:
        """The number that its slug begins with."""
        return int(self.slug.partition("-")[0])

    @property
    def names(self) -> set[str]:
        """Its name and its short name in every language, in lower case."""
        texts = (self.name, self.short)
        return {text[language].lower() for text in texts for language in LANGUAGES}

    @property
    def main_domains(self) -> list[str]:
        """The domains that pages show; the address tool knows all of them."""
        return self.domains[:DOMAINS_SHOWN]

    @property
    def webmail_host(self) -> str:
        """The host on which one signs in on the web."""
        return urlsplit(self.webmail).hostname or ""

    def named_sources(self) -> Iterator[tuple[tuple, str]]:
        """Every mention of a source, with the keys that lead to it."""
        for number, source in enumerate(self.sources):
            yield ("sources", number), source
        for number, source in enumerate(self.mx.sources if self.mx else ()):
            yield ("mx", "sources", number), source
        for key, server in self.servers.items():
            for number, source in enumerate(server.sources):
                yield ("servers", key, "sources", number), source
        for key, path in self.paths.items():
            yield ("paths", key, "source"), path.source

    @property
    def all_sources(self) -> list[str]:
        """Keys of the sources of the page and of its facts, in order, each once."""
        return list(dict.fromkeys(source for _, source in self.named_sources()))

    @property
    def actors(self) -> str:
        """The string of site.yml that says who has to act."""
        return "acts_both" if len(self.acts) > 1 else f"acts_{self.acts[0]}"

    def is_main(self, server: Endpoint) -> bool:
        """Whether a server is for all domains, or for one that pages show."""
        return not server.domains or bool(set(server.domains) & set(self.main_domains))

    def first_choices(self, protocol: str) -> list[Endpoint]:
        """The servers to enter for a protocol: one, or several where it depends on the account."""
        return [
            server
            for server in self.servers.values()
            if server.protocol == protocol and server.is_first_choice
        ]

    @model_validator(mode="after")
    def _has_imap_and_smtp(self) -> Provider:
        for protocol in ("imap", "smtp"):
            if protocol not in self.servers or self.servers[protocol].protocol != protocol:
                message = f"`servers` has no `{protocol}` of protocol {protocol}"
                fix = f"add `{protocol}:` with the recommended {protocol.upper()} server"
                raise refuse("imap_and_smtp_exist", message, fix, "servers", protocol)
            if not self.servers[protocol].is_first_choice:
                message = f"`servers.{protocol}` is not a first choice"
                fix = "put the recommended server under this key"
                raise refuse("imap_and_smtp_exist", message, fix, "servers", protocol, "use")
        return self

    @model_validator(mode="after")
    def _says_who_acts(self) -> Provider:
        if (self.kind == "enterprise") != bool(self.acts):
            message = f"`acts` {'is missing' if not self.acts else 'is for enterprise mailboxes'}"
            fix = "say who has to act, e.g. acts: [admin, user]" if not self.acts else "remove it"
            raise refuse("acts_are_said", message, fix, "acts")
        return self
