"""What is said to mail servers, line by line, over a connection that is open already.

The clients of the standard library open connections themselves. Here the name, the connection and
TLS are judged apart and before.
"""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import suppress
from typing import NamedTuple

from macros.tools.verify.probe import PROJECT

MAX_LINE = 1_000_000  # bytes


class Unexpected(Exception):
    """A reply that refuses, or that the protocol does not have. Its text is the reply."""


BROKEN = (OSError, EOFError, Unexpected)
"""What a conversation raises when a server hangs up or does not keep to its protocol."""


class Offer(NamedTuple):
    """A server's capabilities, and its ways to sign in: SASL mechanisms and the protocol's own."""

    names: set[str]
    mechanisms: set[str]


class Client:
    """A conversation with a server. The constructor waits for the greeting."""

    agrees: str  # what the last line of a reply matches
    goes_on: str  # what the other lines match
    starttls = "STARTTLS"
    goodbye = "QUIT"

    def __init__(self, connection: socket.socket) -> None:
        self.connection, self._unread = connection, b""
        self._greeting()

    def _greeting(self) -> None:
        self._reply()

    def offer(self) -> Offer:
        """Asks what the server can do."""
        raise NotImplementedError

    def upgrade(self, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
        """STARTTLS. What the server has sent before TLS counts for nothing."""
        self._ask(self.starttls)
        secure = context.wrap_socket(self.connection, server_hostname=host)
        self.connection, self._unread = secure, b""
        return secure

    def leave(self) -> None:
        """Says goodbye and ends the connection."""
        with suppress(*BROKEN):
            self._ask(self.goodbye)
        self.connection.close()

    def _ask(self, command: str) -> list[str]:
        """Sends a command. Returns the lines of the reply."""
        self.connection.sendall(f"{command}\r\n".encode())
        return self._reply()

    def _reply(self) -> list[str]:
        lines = [self._line()]
        while re.match(self.goes_on, lines[-1]):
            lines.append(self._line())
        if not re.match(self.agrees, lines[-1]):
            raise Unexpected(lines[-1])
        return lines

    def _line(self) -> str:
        while b"\n" not in self._unread:
            if len(self._unread) > MAX_LINE:
                raise Unexpected(f"got more than {MAX_LINE} bytes")
            more = self.connection.recv(65536)
            if not more:
                raise EOFError
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode("utf-8", "replace").strip()


class ImapClient(Client):
    """IMAP, RFC 9051."""

    agrees = r"A\d+ OK\b"
    goes_on = r"\* (?!BYE\b)"
    goodbye = "LOGOUT"
    _number = 0  # of the last command
    _names: set[str] = set()

    def _greeting(self) -> None:
        line = self._line()
        if not re.match(r"\* (OK|PREAUTH)\b", line):
            raise Unexpected(line)

    def _ask(self, command: str) -> list[str]:
        self._number += 1
        return super()._ask(f"A{self._number} {command}")

    def offer(self) -> Offer:
        """Asks for CAPABILITY."""
        said = [line.upper().split() for line in self._ask("CAPABILITY")]
        self._names = {name for words in said if words[1] == "CAPABILITY" for name in words[2:]}
        if not self._names:
            raise Unexpected("no CAPABILITY")
        own = set() if "LOGINDISABLED" in self._names else {"LOGIN"}
        return Offer(self._names, own | {name[5:] for name in self._names if name[:5] == "AUTH="})

    def leave(self) -> None:
        """Says who asked (RFC 2971) if the server wants to know, and goodbye."""
        with suppress(*BROKEN):
            if "ID" in self._names:
                self._ask(f'ID ("name" "youxiang-verify" "support-url" "{PROJECT}")')
        super().leave()


class SmtpClient(Client):
    """Submission, RFC 4954 and 6409."""

    agrees = r"2\d\d\b"
    goes_on = r"\d{3}-"

    def offer(self) -> Offer:
        """Says EHLO, with an address that tells nothing of this machine."""
        _, *extensions = self._ask("EHLO [127.0.0.1]")
        said = [line[4:].upper().replace("AUTH=", "AUTH ").split() for line in extensions]
        return _offer(said, "AUTH")


class Pop3Client(Client):
    """POP3, RFC 1939, 2449 and 2595."""

    agrees = r"\+OK\b"
    goes_on = r"(?!)"  # nothing
    starttls = "STLS"

    def offer(self) -> Offer:
        """Asks for CAPA. A server may lack it, as it is an extension; it still has USER."""
        said = [["USER"]]
        with suppress(Unexpected):
            self._ask("CAPA")
            said = []
            while (line := self._line()) != ".":
                said.append(line.upper().split())
        offer = _offer(said, "SASL")
        return offer._replace(mechanisms=offer.mechanisms | ({"USER"} & offer.names))


def _offer(lines: list[list[str]], name: str) -> Offer:
    """What lines of words offer. name: what the line of the mechanisms begins with."""
    mechanisms = {word for words in lines if words[:1] == [name] for word in words[1:]}
    return Offer({words[0] for words in lines if words}, mechanisms)


CLIENTS: dict[str, type[Client]] = {"imap": ImapClient, "smtp": SmtpClient, "pop3": Pop3Client}
