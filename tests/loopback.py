"""A loopback that stands for the net, for the tests of `make verify`.

Real host names, an authority of our own, a map of ports; servers that misbehave on purpose.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

from macros.tools.verify.probe import MailServer, ProbeOptions, Result, tls_context

FAR = datetime(2090, 1, 1, tzinfo=UTC)
IMAP, IMAP_STARTTLS = (
    MailServer("imap", "imap.qq.com", 993, "tls"),
    MailServer("imap", "imap.qq.com", 143, "starttls"),
)
SMTP_TLS, SMTP_STARTTLS = (
    MailServer("smtp", "smtp.qq.com", 465, "tls"),
    MailServer("smtp", "smtp.qq.com", 587, "starttls"),
)
POP3, POP3_STARTTLS = (
    MailServer("pop3", "pop.qq.com", 995, "tls"),
    MailServer("pop3", "pop.qq.com", 110, "starttls"),
)


class Net:
    """Where names and ports lead, and the pauses that were asked for instead of slept."""

    def __init__(self, authority: trustme.CA, folder: Path) -> None:
        self.ports: dict[tuple[str, int], int] = {}
        self.pauses: list[float] = []
        self.asked: list[str] = []
        self.authority, self.stack = authority, contextlib.ExitStack()
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        self.context = tls_context(str(folder / "ca.pem"))

    def resolve(self, host: str, port: int) -> list:
        self.asked.append(host)
        if (host, port) in self.ports:
            host, port = "127.0.0.1", self.ports[host, port]
        elif host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    def options(self, **more) -> ProbeOptions:
        return ProbeOptions(
            **{
                "resolve": self.resolve,
                "context": self.context,
                "seconds": 20,
                "retry_after": (),
                "sleep": self.pauses.append,
                **more,
            }
        )

    def server_side(
        self, *names: str, authority: trustme.CA | None = None, **more
    ) -> ssl.SSLContext:
        """A server's TLS with a certificate for `names`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (authority or self.authority).issue_cert(*names, not_after=FAR, **more).configure_cert(
            context
        )
        return context

    def serve(
        self,
        server: MailServer,
        talk: Callable,
        context: ssl.SSLContext | None = None,
        times: int = 1,
    ) -> list[bytes]:
        """A server that does what `talk(connection, lines)` does.

        Returns the lines that clients send, as they arrive.
        """
        listener = self.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.ports[server.host, server.port] = listener.getsockname()[1]
        heard: list[bytes] = []

        def run() -> None:
            for _ in range(times):
                with contextlib.suppress(OSError):  # clients hang up on what these servers do
                    connection = listener.accept()[0]
                    connection.settimeout(5)  # for what is left of one that was cut off
                    with (
                        connection,
                        context.wrap_socket(connection, server_side=True)
                        if context
                        else contextlib.nullcontext(connection) as connection,
                    ):
                        talk(connection, _lines(connection, heard))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        self.stack.callback(thread.join, 20)
        return heard


def _lines(connection: socket.socket, heard: list[bytes]):
    for line in connection.makefile("rb"):
        heard.append(line.strip())
        yield line.strip()


def says(*greeting: bytes, **answers: bytes) -> Callable:
    """A server that greets, and answers a command by the first of its words that is known."""

    def talk(connection, lines) -> None:
        for each in greeting:
            connection.sendall(each)
        for line in lines:
            command = next(
                (word for word in line.decode("latin-1").upper().split() if word in answers), None
            )
            if command is None:  # QUIT, LOGOUT
                return
            connection.sendall(answers[command].replace(b"TAG", line.split()[0]))

    return talk


def trouble(result: Result):
    """The one thing that is wrong."""
    assert result.answer is None and len(result.errors) == 1, result
    return result.errors[0]


def submission(net: Net, server: MailServer) -> list[str]:
    """aiosmtpd behind `server`. Returns the names that clients give themselves."""
    greeted: list[str] = []

    class Handler:
        async def handle_EHLO(self, smtp, session, envelope, hostname, responses):
            greeted.append(hostname)
            session.host_name = hostname
            return responses

    context, loop = net.server_side("smtp.qq.com"), asyncio.new_event_loop()
    options = (
        {"auth_require_tls": False} if server.security == "tls" else {"tls_context": context}
    )  # it cannot tell that TLS is on from the start
    thread = threading.Thread(
        target=loop.run_forever, daemon=True
    )  # the browser's loop has this one
    thread.start()
    running = asyncio.run_coroutine_threadsafe(
        loop.create_server(
            lambda: SMTP(
                Handler(), loop=loop, authenticator=lambda *_: AuthResult(success=False), **options
            ),
            "127.0.0.1",
            0,
            ssl=context if server.security == "tls" else None,
        ),
        loop,
    ).result(20)
    net.ports[server.host, server.port] = running.sockets[0].getsockname()[1]

    @net.stack.callback
    def stop() -> None:
        loop.call_soon_threadsafe(running.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()

    return greeted
