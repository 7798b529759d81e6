"""Asks one mail server whether it is what it should be. Knows protocols and nothing of the data.

It never signs in and sends no mail. A server gets one connection, which is ended properly. Checked
are name, connection, TLS (RFC 8314: 1.2 or later), certificate, greeting, STARTTLS (RFC 3207,
9051, 2595) and ways to sign in, as IMAP's CAPABILITY (RFC 9051), SMTP's EHLO (RFC 4954) and POP3's
CAPA (RFC 2449) list them.
"""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from macros.tools.verify.clients import BROKEN, CLIENTS, Client, Offer
from macros.tools.verify.connection import connect, deadline
from macros.tools.verify.failures import meaning_of
from macros.tools.verify.probe import (
    MailServer,
    ProbeError,
    ProbeOptions,
    Result,
    ServerAnswer,
    shortened,
    with_retries,
)

EXPIRES_SOON = timedelta(days=14)
# SASL mechanisms that take a password, and POP3's command
PASSWORD = re.compile(r"USER|PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|SCRAM-.+")


def ask_server(server: MailServer, options: ProbeOptions) -> Result:
    """A mail server's answer, or what is wrong. Raises nothing for what the server does."""
    return with_retries(server, lambda: _ask_once(server, options), options)


def _ask_once(server: MailServer, options: ProbeOptions) -> Result:
    """One conversation. Raises ProbeError when the server is not what the data says."""
    connection = connect(server, options)
    with deadline(connection, options.seconds) as late, ExitStack() as cleanup:
        cleanup.callback(connection.close)
        conversation = _Conversation(server, options.context, connection, cleanup)
        try:
            answer = conversation.hold()
        except BROKEN as error:
            late_after = options.seconds if late.is_set() else None
            raise meaning_of(server, conversation.step, error, late_after) from error
    if not any(PASSWORD.fullmatch(each) for each in answer.mechanisms):
        raise ProbeError(
            "password_signs_in",
            f"{server} takes no password: "
            f"it offers {' '.join(answer.mechanisms) or 'no way to sign in'}",
            "read the provider's help; the guide must not tell readers to type one",
        )
    return Result(server, _warnings(answer, options), answer)


def _warnings(answer: ServerAnswer, options: ProbeOptions) -> list[ProbeError]:
    if answer.expires - options.now >= EXPIRES_SOON:
        return []
    message = f"the certificate of {answer.server} expires on {answer.expires:%Y-%m-%d}"
    fix = "nothing yet: many are renewed in their last days"
    return [ProbeError("certificate_lasts", message, fix, level="warning")]


@dataclass
class _Conversation:
    """From TLS to the end of the connection. step: how far it came, for error messages."""

    server: MailServer
    context: ssl.SSLContext
    connection: socket.socket
    cleanup: ExitStack
    step: str = "TLS"

    def hold(self) -> ServerAnswer:
        """Asks all there is to ask. Raises ProbeError, and what the clients raise (BROKEN)."""
        if self.server.security == "tls":
            secure = self.context.wrap_socket(self.connection, server_hostname=self.server.host)
            self.cleanup.enter_context(secure)
            client = self._greeted(secure)
        else:
            client = self._greeted(self.connection)
            secure = self._upgraded(client)
        certificate: Any = secure.getpeercert()
        end = ssl.cert_time_to_seconds(certificate["notAfter"])
        expires = datetime.fromtimestamp(end, UTC)
        names, found = self._offer(client)
        mechanisms = tuple(shortened(each, 20) for each in sorted(found))
        return ServerAnswer(self.server, secure.version() or "", expires, mechanisms, "ID" in names)

    def _greeted(self, connection: socket.socket) -> Client:
        self.step = "greeting"
        client = CLIENTS[self.server.protocol](connection)
        self.cleanup.callback(client.leave)
        return client

    def _offer(self, client: Client) -> Offer:
        self.step = "capabilities"
        return client.offer()

    def _upgraded(self, client: Client) -> ssl.SSLSocket:
        command = client.starttls
        if command not in self._offer(client).names:
            message = f"{self.server} does not offer {command}: a password would travel in the open"
            fix = "give the server's TLS port, if it has one; else send no reader there"
            raise ProbeError("starttls_is_offered", message, fix, key="security")
        self.step = command
        return client.upgrade(self.context, self.server.host)
