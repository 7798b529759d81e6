"""The three protocols' clients of the standard library, over a connection that is given to them.

The standard clients open sockets themselves. These are given one, so that the name, the connection
and TLS are judged apart and before.
"""

from __future__ import annotations

import ast
import imaplib
import poplib
import re
import smtplib
import socket
import ssl
from contextlib import suppress
from typing import Any

from macros.tools.verify.probe import PROJECT, shortened

STARTTLS = {"imap": "STARTTLS", "smtp": "STARTTLS", "pop3": "STLS"}

# What the standard clients raise when a server does not keep to its protocol; smtplib's own errors
# are OSErrors.
BROKEN = (OSError, EOFError, ValueError, LookupError, imaplib.IMAP4.error, poplib.error_proto)


class _Given:
    """Gives the standard clients their socket, where they would open one."""

    given: socket.socket

    def _create_socket(self, timeout: Any) -> socket.socket:
        return self.given

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        return self.given


class ImapClient(_Given, imaplib.IMAP4):
    """IMAP, RFC 9051. The constructor waits for the greeting and the capabilities."""

    def __init__(self, host: str, given: socket.socket) -> None:
        self.given = given
        super().__init__(host)

    def offers(self) -> set[str]:
        """The server's capabilities."""
        return set(self.capabilities)

    def upgrade(self, context: ssl.SSLContext) -> None:
        """STARTTLS, and the capabilities again."""
        self.starttls(context)

    def mechanisms(self) -> list[str]:
        """The SASL mechanisms, and LOGIN unless it is forbidden."""
        mechanisms = {
            name.removeprefix("AUTH=") for name in self.capabilities if name[:5] == "AUTH="
        }
        if "LOGINDISABLED" not in self.capabilities:
            mechanisms.add("LOGIN")
        return sorted(mechanisms)

    def leave(self) -> None:
        """Sends ID (RFC 2971), then LOGOUT."""
        with suppress(*BROKEN):
            if "ID" in self.capabilities:
                self.xatom("ID", f'("name" "youxiang-verify" "support-url" "{PROJECT}")')
            self.logout()
        with suppress(*BROKEN):
            self.shutdown()


class SmtpClient(_Given, smtplib.SMTP):
    """Submission, RFC 4954 and 6409. The constructor waits for the greeting."""

    def __init__(self, host: str, given: socket.socket) -> None:
        self.given = given
        # the address needs no look-up and tells no server the name of this machine
        super().__init__(host, local_hostname="[127.0.0.1]")

    def offers(self) -> set[str]:
        """The extensions that EHLO lists."""
        code, said = self.ehlo()
        if code != 250:
            raise smtplib.SMTPResponseException(code, said)
        return {name.upper() for name in self.esmtp_features}

    def upgrade(self, context: ssl.SSLContext) -> None:
        """STARTTLS."""
        code, said = self.starttls(context=context)
        if code != 220:
            raise smtplib.SMTPResponseException(code, said)

    def mechanisms(self) -> list[str]:
        """The SASL mechanisms."""
        return sorted(set(self.esmtp_features.get("auth", "").upper().split()))

    def leave(self) -> None:
        """Sends QUIT."""
        with suppress(*BROKEN):
            self.quit()
        with suppress(*BROKEN):
            self.close()


class Pop3Client(_Given, poplib.POP3):
    """POP3, RFC 1939, 2449 and 2595. The constructor waits for the greeting."""

    def __init__(self, host: str, given: socket.socket) -> None:
        self.given = given
        self.listed: dict[str, list[str]] = {}
        super().__init__(host)

    def offers(self) -> set[str]:
        """The capabilities. A server may lack CAPA, an extension; then it still has USER."""
        try:
            self.listed = {key.upper(): value for key, value in self.capa().items()}
        except poplib.error_proto as error:
            if reply_in(error).endswith("EOF"):
                raise
            self.listed = {"USER": []}
        return set(self.listed)

    def upgrade(self, context: ssl.SSLContext) -> None:
        """STLS."""
        self.stls(context)

    def mechanisms(self) -> list[str]:
        """The SASL mechanisms, and POP3's own USER."""
        mechanisms = {name.upper() for name in self.listed.get("SASL", [])}
        return sorted(mechanisms | ({"USER"} & set(self.listed)))

    def leave(self) -> None:
        """Sends QUIT."""
        with suppress(*BROKEN):
            self.quit()
        with suppress(*BROKEN):
            self.close()


Client = ImapClient | SmtpClient | Pop3Client
CLIENTS: dict[str, type[Client]] = {"imap": ImapClient, "smtp": SmtpClient, "pop3": Pop3Client}


def reply_in(error: Exception) -> str:
    """The server's reply in an error of the standard clients, fit for print."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = _text(error.smtp_error)
        # smtplib drops what stands in the place of a code that is none
        return shortened(f"{error.smtp_code} {reply}" if error.smtp_code > 0 else f"…{reply}")
    reply = error.args[0] if error.args else ""
    if quoted := re.search(r"unexpected response: (b(['\"]).*\2)$", str(reply), re.DOTALL):
        reply = ast.literal_eval(quoted[1])
    return shortened(_text(reply))


def _text(reply: Any) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
