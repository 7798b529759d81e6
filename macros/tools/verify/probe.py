"""What asking servers and links has in common: options, retries, errors and results."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

PROJECT = "https://laifa.xin/youxiang/"


class MailServer(NamedTuple):
    """A mail server as the data describes it."""

    protocol: str
    host: str
    port: int
    security: str

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class ServerAnswer(NamedTuple):
    """What a working server said: TLS version, end of its certificate, SASL mechanisms, IMAP ID."""

    server: MailServer
    tls: str
    expires: datetime
    mechanisms: tuple[str, ...]
    imap_id: bool


@dataclass(eq=False)
class ProbeError(Exception):
    """A failed check of a server or link: broken rule, what is wrong, what to do.

    level: `problem`, `warning` (works, but look at it), or `unasked` (it refused this machine);
    key: the value of the data to look at; temporary: whether another try makes sense;
    reached: whether anything beyond this machine's own network answered.
    """

    rule: str
    message: str
    fix: str
    level: str = "problem"
    key: str = "host"
    temporary: bool = False
    reached: bool = True


class Result(NamedTuple):
    """What came of asking: what is wrong or worth a look, and the answer of a server that works."""

    asked: MailServer | str
    errors: list[ProbeError]
    answer: ServerAnswer | None = None

    @property
    def reached(self) -> bool:
        """Whether anything beyond this machine's own network answered."""
        return all(error.reached for error in self.errors)


def tls_context(authorities: str | None = None) -> ssl.SSLContext:
    """What a handshake must be: TLS 1.2 or later, and a certificate that readers' programs take.

    authorities: a file of those to trust, in place of the system's.
    """
    context = ssl.create_default_context(cafile=authorities)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # new in Python 3.13; mail clients do without
    return context


def _addresses(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


@dataclass(frozen=True)
class ProbeOptions:
    """How to ask. Tests put in a loopback, an authority and a date of their own."""

    resolve: Callable[[str, int], list[Any]] = _addresses
    context: ssl.SSLContext = field(default_factory=tls_context)
    seconds: float = 20  # for a connection, then for the whole conversation
    retry_after: tuple[float, ...] = (3, 15)  # seconds before each other try
    pause: float = 1  # between two requests to one web host
    sleep: Callable[[float], Any] = time.sleep
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


def with_retries(
    asked: MailServer | str, ask: Callable[[], Result], options: ProbeOptions
) -> Result:
    """The result of `ask`, tried again after a pause as long as its error is temporary."""
    for pause in (*options.retry_after, None):
        try:
            return ask()
        except ProbeError as error:
            # its frames would keep connections open
            error.__cause__ = error.__context__ = error.__traceback__ = None
            result = Result(asked, [error])
            if pause is None or not error.temporary:
                break
        options.sleep(pause)
    return result


def resolve(host: str, port: int, options: ProbeOptions) -> list[Any]:
    """The addresses of a host, like `socket.getaddrinfo`. Raises ProbeError if there are none."""
    try:
        return options.resolve(host, port)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise ProbeError(
                "host_resolves",
                f"the name {host} could not be looked up just now",
                "try again later",
                temporary=True,
                reached=False,
            ) from error
        message = f"there is no host named {host}"
        fix = "check the spelling; if the provider gave it up, find the new one in its help"
        raise ProbeError("host_resolves", message, fix, reached=False) from error


def shortened(text: str, most: int = 120) -> str:
    """A foreign server's text without control and invisible characters, cut at `most`."""
    text = "".join(char if char.isprintable() else " " for char in text[: most + 1]).strip()
    return text if len(text) <= most else text[:most] + "…"
