"""`make verify` against real servers on loopback.

Dovecot, aiosmtpd, and servers that misbehave on purpose. Nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import grp
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

import pytest
import trustme
import yaml
from aiosmtpd.smtp import SMTP, AuthResult
from conftest import ROOT, need

from macros.checks import load
from macros.tools.verify import run as program
from macros.tools.verify.answers import ProbeOptions, Result, Server, printable, tls_context
from macros.tools.verify.links import USER_AGENT, ask_links
from macros.tools.verify.report import Report
from macros.tools.verify.run import links, outdated, servers, verify
from macros.tools.verify.servers import ask_server

FAR = datetime(2090, 1, 1, tzinfo=UTC)
IMAP, IMAP_STARTTLS = (
    Server("imap", "imap.qq.com", 993, "tls"),
    Server("imap", "imap.qq.com", 143, "starttls"),
)
SMTP_TLS, SMTP_STARTTLS = (
    Server("smtp", "smtp.qq.com", 465, "tls"),
    Server("smtp", "smtp.qq.com", 587, "starttls"),
)
POP3, POP3_STARTTLS = (
    Server("pop3", "pop.qq.com", 995, "tls"),
    Server("pop3", "pop.qq.com", 110, "starttls"),
)


# A loopback that stands for the net: real host names, an authority of our own, a map of ports


class Net:
    """Where names and ports lead, and the pauses that were asked for instead of slept."""

    def __init__(self, authority: trustme.CA, folder: Path) -> None:
        self.ports: dict[tuple[str, int], int] = {}
        self.pauses: list[float] = []
        self.asked: list[str] = []
        self.authority, self.stack = authority, contextlib.ExitStack()
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        self.context = tls_context(str(folder / "ca.pem"))

    def find(self, host: str, port: int) -> list:
        self.asked.append(host)
        if (host, port) in self.ports:
            host, port = "127.0.0.1", self.ports[host, port]
        elif host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    def options(self, **more) -> ProbeOptions:
        return ProbeOptions(
            **{
                "find": self.find,
                "context": self.context,
                "seconds": 20,
                "again": (),
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
        self, server: Server, talk: Callable, context: ssl.SSLContext | None = None, times: int = 1
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


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def net(authority, tmp_path):
    net = Net(authority, tmp_path)
    with net.stack:
        yield net


def trouble(result: Result):
    """The one thing that is wrong."""
    assert result.answer is None and len(result.errors) == 1, result
    return result.errors[0]


# Servers as providers run them


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


DOVECOT = """
base_dir = $folder/run
state_dir = $folder/state
log_path = /dev/stderr
listen = 127.0.0.1
protocols = imap pop3
ssl = required
ssl_cert = <$folder/imap.qq.com.pem
ssl_key = <$folder/imap.qq.com.pem
$by_name
$users
passdb {
  driver = static
}
userdb {
  driver = static
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port143
  }
  inet_listener imaps {
    port = $port993
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = $port110
  }
  inet_listener pop3s {
    port = $port995
  }
}
"""


@pytest.fixture(scope="session")
def dovecot(authority) -> dict[int, int]:
    """Debian's dovecot, with a certificate for each host that asks by name.

    Imap.qq.com and pop.qq.com good, others bad. Returns its ports.
    """
    path = need(
        shutil.which("dovecot")
        or (Path("/usr/sbin/dovecot").exists() and "/usr/sbin/dovecot")
        or None,
        "dovecot",
    )
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    need(
        (version.startswith("2.3.") and version) or None,
        "dovecot 2.3 (2.4 wants another configuration)",
    )
    need((Path("/usr/lib/dovecot/pop3-login").exists() and path) or None, "dovecot-pop3d")
    certificates = {
        "imap.qq.com": authority.issue_cert("imap.qq.com", "pop.qq.com", not_after=FAR),
        "imap.163.com": authority.issue_cert("mail.example.org", "*.example.net", not_after=FAR),
        "imap.sina.com": authority.issue_cert(
            "imap.sina.com",
            not_before=datetime(2019, 1, 1, tzinfo=UTC),
            not_after=datetime(2020, 1, 1, tzinfo=UTC),
        ),
        "imap.sohu.com": trustme.CA().issue_cert("imap.sohu.com", not_after=FAR),
    }
    ports = {port: free_port() for port in (993, 143, 995, 110)}
    me, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    users = (
        ""
        if os.geteuid() == 0
        else f"default_internal_user = {me}\ndefault_login_user = {me}\ndefault_internal_group = "
        f"{group}"
    )
    folder = Path(tempfile.mkdtemp())  # short, as sockets need, and open to dovecot's own users
    folder.chmod(0o755)
    for host, certificate in certificates.items():
        (folder / f"{host}.pem").write_bytes(certificate.private_key_and_cert_chain_pem.bytes())
    (folder / "conf").write_text(
        Template(DOVECOT).substitute(
            {f"port{port}": real for port, real in ports.items()},
            folder=folder,
            users=users,
            by_name="\n".join(
                f"local_name {host} {{\n  ssl_cert = <{folder}/{host}.pem\n  ssl_key = "
                f"<{folder}/{host}.pem\n}}"
                for host in certificates
            ),
        ),
        encoding="utf-8",
    )
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen([path, "-F", "-c", str(folder / "conf")], stderr=log)
    deaf = set(ports.values())
    while deaf:
        assert process.poll() is None, (folder / "log").read_text()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", min(deaf)), 1).close()
            deaf.remove(min(deaf))
    yield ports
    process.terminate()
    process.wait()
    shutil.rmtree(folder)


@pytest.fixture
def mail(net, dovecot) -> Net:
    """The net with dovecot behind every host of IMAP and POP3."""
    for host in ("imap.qq.com", "pop.qq.com", "imap.163.com", "imap.sina.com", "imap.sohu.com"):
        net.ports |= {(host, port): real for port, real in dovecot.items()}
    return net


def submission(net: Net, server: Server) -> list[str]:
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


@pytest.mark.parametrize("server", [IMAP, IMAP_STARTTLS, POP3, POP3_STARTTLS], ids=str)
def test_a_good_dovecot_has_nothing_wrong(mail, server):
    """TLS from the first byte or by STARTTLS, a trusted certificate of the right name, a greeting,
    ways to sign in.
    """
    result = ask_server(server, mail.options())
    assert not result.errors
    assert result.answer.tls in ("TLSv1.2", "TLSv1.3") and result.answer.expires == FAR
    assert set(result.answer.sign_in) == (
        {"PLAIN", "LOGIN"} if server.protocol == "imap" else {"PLAIN", "USER"}
    )
    assert result.answer.imap_id == (server.protocol == "imap")
    assert mail.asked == [server.host], "one look-up, one connection"


@pytest.mark.parametrize("server", [SMTP_TLS, SMTP_STARTTLS], ids=str)
def test_a_good_submission_server_has_nothing_wrong(net, server):
    greeted = submission(net, server)
    result = ask_server(server, net.options())
    assert not result.errors
    assert result.answer.expires == FAR and set(result.answer.sign_in) == {"LOGIN", "PLAIN"}
    assert set(greeted) == {"[127.0.0.1]"}, "the machine's own name is nobody's business"


# Certificates


def test_a_certificate_for_another_name_is_refused_and_its_names_are_said(mail):
    each = trouble(ask_server(Server("imap", "imap.163.com", 993, "tls"), mail.options()))
    assert each.rule == "certificate_names_the_host"
    assert (
        each.message == "the certificate of imap.163.com:993 is for mail.example.org, *.example.net"
    )
    assert "find the right host" in each.fix


def test_a_certificate_for_another_name_is_refused_after_starttls_too(mail):
    assert (
        trouble(ask_server(Server("imap", "imap.163.com", 143, "starttls"), mail.options())).rule
        == "certificate_names_the_host"
    )


@pytest.mark.parametrize("port, security", [(993, "tls"), (143, "starttls")])
def test_an_expired_certificate_is_refused(mail, port, security):
    each = trouble(ask_server(Server("imap", "imap.sina.com", port, security), mail.options()))
    assert (each.rule, each.message) == (
        "certificate_is_in_date",
        f"the certificate of imap.sina.com:{port} has expired",
    )


def test_a_certificate_from_the_future_is_refused(net):
    net.serve(
        IMAP, says(), net.server_side("imap.qq.com", not_before=datetime(2089, 1, 1, tzinfo=UTC))
    )
    assert (
        trouble(ask_server(IMAP, net.options())).message
        == "the certificate of imap.qq.com:993 is not valid yet"
    )


def test_a_certificate_of_an_unknown_authority_is_refused(mail):
    each = trouble(ask_server(Server("imap", "imap.sohu.com", 993, "tls"), mail.options()))
    assert each.rule == "certificate_is_trusted"
    assert each.message.startswith(
        "the certificate of imap.sohu.com:993 comes from no authority that this machine trusts ("
    )


def test_a_certificate_that_is_not_trusted_is_not_asked_for_twice(mail):
    ask_server(Server("imap", "imap.sohu.com", 993, "tls"), mail.options(again=(1, 2)))
    assert mail.pauses == [] and mail.asked == ["imap.sohu.com"]


@pytest.mark.parametrize(
    "day, warns",
    [(datetime(2089, 12, 17, tzinfo=UTC), False), (datetime(2089, 12, 19, tzinfo=UTC), True)],
)
def test_a_certificate_in_its_last_fortnight_is_a_warning_and_no_problem(mail, day, warns):
    result = ask_server(IMAP, mail.options(now=day))
    assert result.answer
    assert [(each.level, each.message) for each in result.errors] == [
        ("warning", "the certificate of imap.qq.com:993 expires on 2090-01-01")
    ] * warns


# Ports, security, silence


def test_tls_asked_on_a_plain_port_says_that_the_server_speaks_plainly(mail):
    """Dovecot's port 143, asked with security: tls."""
    mail.ports[IMAP.host, IMAP.port] = mail.ports["imap.qq.com", 143]
    each = trouble(ask_server(IMAP, mail.options()))
    assert (each.rule, each.key) == ("tls_is_spoken", "security")
    assert each.message == "imap.qq.com:993 answers in plain text where TLS begins"
    assert "`security: starttls`" in each.fix


def test_a_plain_server_on_a_tls_port_is_refused(net):
    net.serve(SMTP_TLS, says(b"220 smtp.qq.com Esmtp QQ Mail Server\r\n"))
    assert trouble(ask_server(SMTP_TLS, net.options())).rule == "tls_is_spoken"


def test_a_server_that_wants_tls_at_once_is_recognised_on_a_starttls_port(mail):
    mail.ports[IMAP_STARTTLS.host, IMAP_STARTTLS.port] = mail.ports["imap.qq.com", 993]
    each = trouble(ask_server(IMAP_STARTTLS, mail.options(seconds=0.3)))
    assert each.rule == "server_greets" and "`security: tls`" in each.fix


@pytest.mark.filterwarnings("ignore:.*TLSv1_1 is deprecated")
def test_a_server_without_tls_1_2_is_refused(net):
    context = net.server_side("imap.qq.com")
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    net.serve(IMAP, says(b"* OK\r\n"), context)
    each = trouble(ask_server(IMAP, net.options()))
    assert (each.rule, each.message) == (
        "tls_is_current",
        "imap.qq.com:993 has no TLS 1.2 or later",
    )


@pytest.mark.parametrize(
    "server, word, greeting, answers",
    [
        (
            IMAP_STARTTLS,
            "STARTTLS",
            b"* OK ready\r\n",
            {"CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nTAG OK done\r\n"},
        ),
        (
            SMTP_STARTTLS,
            "STARTTLS",
            b"220 ready\r\n",
            {"EHLO": b"250-hello\r\n250 AUTH PLAIN LOGIN\r\n"},
        ),
        (POP3_STARTTLS, "STLS", b"+OK ready\r\n", {"CAPA": b"+OK\r\nUSER\r\n.\r\n"}),
        (POP3_STARTTLS, "STLS", b"+OK ready\r\n", {"CAPA": b"-ERR what?\r\n"}),
    ],
    ids=["imap", "smtp", "pop3", "pop3 without CAPA"],
)
def test_a_server_that_does_not_offer_starttls_is_refused_and_hears_goodbye(
    net, server, word, greeting, answers
):
    heard = net.serve(server, says(greeting, **answers))
    each = trouble(ask_server(server, net.options()))
    assert (each.rule, each.key) == ("starttls_is_offered", "security")
    assert each.message == f"{server} does not offer {word}: a password would travel in the open"
    assert heard[-1].split()[-1].upper() in (b"LOGOUT", b"QUIT")


def test_a_server_that_offers_starttls_but_refuses_it_is_a_problem(net):
    net.serve(
        SMTP_STARTTLS,
        says(
            b"220 ready\r\n",
            EHLO=b"250-hello\r\n250 STARTTLS\r\n",
            STARTTLS=b"454 TLS not available\r\n",
        ),
    )
    each = trouble(ask_server(SMTP_STARTTLS, net.options()))
    assert each.message == "smtp.qq.com:587 fails at its STARTTLS: `454 TLS not available`"


def test_a_port_that_refuses_connections_is_named(net):
    net.ports[IMAP.host, IMAP.port] = free_port()
    each = trouble(ask_server(IMAP, net.options(again=(3, 15))))
    assert (each.rule, each.message) == (
        "connection_is_accepted",
        "imap.qq.com:993 refuses connections",
    )
    assert each.reached and net.pauses == [3, 15], "a server that restarts refuses for some seconds"


def test_a_host_with_a_dead_address_is_reached_at_its_next(mail):
    """As a machine without IPv6 reaches a host that has both."""
    dead = socket.getaddrinfo("127.0.0.1", free_port(), type=socket.SOCK_STREAM)
    assert ask_server(
        IMAP, mail.options(find=lambda host, port: dead + mail.find(host, port))
    ).answer


def test_a_host_without_an_address_is_named_at_once(net):
    each = trouble(
        ask_server(Server("imap", "imap.qq.con", 993, "tls"), net.options(again=(3, 15)))
    )
    assert (each.rule, each.message) == ("host_resolves", "there is no host named imap.qq.con")
    assert not each.reached and net.pauses == []


def test_a_name_server_that_stumbles_is_asked_again(net):
    def find(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    each = trouble(ask_server(IMAP, net.options(find=find, again=(3, 15))))
    assert each.message == "the name imap.qq.com could not be looked up just now"
    assert net.pauses == [3, 15]


def test_a_server_that_never_greets_is_let_go(net):
    net.serve(IMAP, lambda connection, lines: next(lines, None), net.server_side("imap.qq.com"))
    each = trouble(ask_server(IMAP, net.options(seconds=0.3)))
    assert (each.rule, each.message) == (
        "server_greets",
        "imap.qq.com:993 accepts connections but sent no greeting within 0.3 s",
    )
    assert each.fix == "the server may be ill: try again later"


@pytest.mark.parametrize(
    "flood, rule, end",
    [
        (
            b"*" * 65536,
            "server_keeps_to_protocol",
            "fails at its greeting: `got more than 1000000 bytes`",
        ),
        (b"* OK wait\r\n", "server_answers_in_time", "was not done with capabilities after 0.5 s"),
    ],
    ids=["a line without end", "lines without end"],
)
def test_a_server_that_talks_without_end_is_cut_off(net, flood, rule, end):
    """No time-out per read would ever end this."""

    def talk(connection, lines) -> None:
        while True:
            connection.sendall(flood)

    net.serve(IMAP, talk, net.server_side("imap.qq.com"))
    each = trouble(ask_server(IMAP, net.options(seconds=0.5)))
    assert (each.rule, each.message) == (rule, f"imap.qq.com:993 {end}")


def test_a_server_that_answers_slowly_is_a_good_server(net):
    """Each byte on its own, as over a bad line.

    Whole before the time is up, so nothing is wrong.
    """

    def drip(connection, lines):
        def slowly(text):
            for each in text:
                connection.sendall(bytes([each]))

        slowly(b"220 ready\r\n")
        for line in lines:
            slowly(
                b"250-hello\r\n250 AUTH PLAIN\r\n" if line.startswith(b"ehlo") else b"221 bye\r\n"
            )

    net.serve(SMTP_TLS, drip, net.server_side("smtp.qq.com"))
    assert not ask_server(SMTP_TLS, net.options()).errors


def test_a_connection_closed_without_a_word_is_tried_again(net):
    heard = net.serve(SMTP_STARTTLS, lambda connection, lines: None, times=3)
    each = trouble(ask_server(SMTP_STARTTLS, net.options(again=(3, 15))))
    assert (each.rule, each.message) == (
        "server_stays",
        "smtp.qq.com:587 closed the connection where its greeting should come",
    )
    assert net.pauses == [3, 15] and net.asked == ["smtp.qq.com"] * 3 and heard == []


def test_what_passes_is_forgotten(net):
    """The first connection falls, the second is good: no problem is left of it."""
    good = says(b"220 ready\r\n", EHLO=b"250-hello\r\n250 AUTH PLAIN\r\n", QUIT=b"221 bye\r\n")
    calls = iter([lambda connection, lines: None, good])
    net.serve(
        SMTP_TLS,
        lambda connection, lines: next(calls)(connection, lines),
        net.server_side("smtp.qq.com"),
        times=2,
    )
    assert not ask_server(SMTP_TLS, net.options(again=(3, 15))).errors
    assert net.pauses == [3]


# What servers say


@pytest.mark.parametrize(
    "server, garbage, quoted",
    [
        (IMAP, b"HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request"),
        (SMTP_TLS, b"HTTP/1.1 400 Bad Request\r\n", "…/1.1 400 Bad Request"),
        (POP3, b"HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request"),
        (POP3, b"\xff\xfe\x1b[31m\xe2\x80\xae@everyone\r\n", "�� [31m @everyone"),
    ],
    ids=["imap", "smtp", "pop3", "control characters"],
)
def test_a_greeting_of_another_protocol_is_quoted_harmlessly(net, server, garbage, quoted):
    net.serve(server, says(garbage), net.server_side(server.host))
    each = trouble(ask_server(server, net.options()))
    assert (each.rule, each.message) == (
        "server_keeps_to_protocol",
        f"{server} fails at its greeting: `{quoted}`",
    )
    assert (
        each.fix
        == f"check in the provider's help whether {server.protocol.upper()} is on that host and "
        "port"
    )


def test_a_connection_ends_with_its_conversation(net):
    """Though the report keeps the trouble, and an exception keeps what it came from."""
    ended = threading.Event()

    def talk(connection, lines) -> None:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n")
        list(lines)
        ended.set()

    net.serve(POP3, talk, net.server_side("pop.qq.com"))
    result = ask_server(POP3, net.options())
    assert trouble(result) and ended.wait(4)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\r\n",
        b"\0" * 50 + b"\r\n",
        b"x" * 2_000_000,
        b"* OK\r\n* CAPABILITY \xff\r\n",
        b"* OK\r\n* 1 FETCH {9}\r\n",
        b"+OK\r\n+OK\r\n\r\n.\r\n",
        b"220\r\n250\r\n",
        b"220-\r\n220\r\n999 \xff\r\n",
        b"250-x\r\n" * 9,
        b"+",
        b"+OK {",
        b"\xff\xf4\xff\xfd\x06",
    ],
)
@pytest.mark.parametrize("server", [IMAP, SMTP_TLS, POP3], ids=["imap", "smtp", "pop3"])
def test_whatever_a_server_sends_it_ends_in_a_sentence(net, server, garbage):
    net.serve(
        server, lambda connection, lines: connection.sendall(garbage), net.server_side(server.host)
    )
    each = trouble(ask_server(server, net.options(seconds=5)))
    assert each.message.startswith(str(server)) and each.message.isprintable()


@pytest.mark.parametrize(
    "server, refusal",
    [
        (SMTP_TLS, b"554 5.7.1 IP <192.0.2.1> in blacklist\r\n"),
        (SMTP_TLS, b"535 Error: authentication failed, system busy\r\n"),
        (IMAP, b"* BYE Too many connections from your network\r\n"),
        (POP3, b"-ERR your network is not welcome\r\n"),
    ],
    ids=["554", "535", "BYE", "-ERR"],
)
def test_a_server_that_turns_this_machine_away_is_not_called_wrong(net, server, refusal):
    net.serve(server, says(refusal), net.server_side(server.host))
    each = trouble(ask_server(server, net.options(again=(3, 15))))
    assert (each.level, each.message) == (
        "unasked",
        f"{server} turns this machine away: `{refusal.decode().strip()}`",
    )
    assert each.fix == "ask from another network before you change anything" and net.pauses == []


def test_a_server_that_is_busy_is_asked_again(net):
    net.serve(
        SMTP_TLS, says(b"421 4.3.2 try again later\r\n"), net.server_side("smtp.qq.com"), times=3
    )
    each = trouble(ask_server(SMTP_TLS, net.options(again=(3, 15))))
    assert (each.level, each.fix, net.pauses) == ("unasked", "try again later", [3, 15])


@pytest.mark.parametrize(
    "server, greeting, answers, offer",
    [
        (
            IMAP,
            b"* OK ready\r\n",
            {"CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED\r\nTAG OK done\r\n"},
            "XOAUTH2",
        ),
        (SMTP_TLS, b"220 ready\r\n", {"EHLO": b"250-hello\r\n250 AUTH XOAUTH2\r\n"}, "XOAUTH2"),
        (SMTP_TLS, b"220 ready\r\n", {"EHLO": b"250 hello\r\n"}, "no way to sign in"),
        (POP3, b"+OK ready\r\n", {"CAPA": b"+OK\r\nSASL XOAUTH2\r\n.\r\n"}, "XOAUTH2"),
    ],
    ids=["imap", "smtp", "smtp without AUTH", "pop3"],
)
def test_a_server_that_takes_no_password_is_a_problem(net, server, greeting, answers, offer):
    net.serve(server, says(greeting, **answers), net.server_side(server.host))
    each = trouble(ask_server(server, net.options()))
    assert (each.rule, each.message) == (
        "password_signs_in",
        f"{server} takes no password: it offers {offer}",
    )


def test_a_server_that_wants_imap_id_gets_it_and_no_credentials(net):
    """As NetEase's: it is told who asked, and the report says that it wants to know."""
    heard = net.serve(
        IMAP,
        says(
            b"* OK Coremail System IMap Server Ready\r\n",
            CAPABILITY=b"* CAPABILITY IMAP4rev1 ID STARTTLS\r\nTAG OK done\r\n",
            ID=b'* ID ("name" "Coremail Imap")\r\nTAG OK ID completed\r\n',
            LOGOUT=b"* BYE bye\r\nTAG OK done\r\n",
        ),
        net.server_side("imap.qq.com"),
    )
    result = ask_server(IMAP, net.options())
    assert result.answer.imap_id and not result.errors
    assert [line.split(b" ", 1)[1] for line in heard] == [
        b"CAPABILITY",
        b'ID ("name" "youxiang-verify" "support-url" "https://laifa.xin/youxiang/")',
        b"LOGOUT",
    ]


@pytest.mark.parametrize(
    "server, greeting, answers, said",
    [
        (
            SMTP_TLS,
            b"220 ready\r\n",
            {"EHLO": b"250-hello\r\n250 AUTH PLAIN\r\n", "QUIT": b"221 bye\r\n"},
            [b"ehlo [127.0.0.1]", b"quit"],
        ),
        (
            POP3,
            b"+OK ready\r\n",
            {"CAPA": b"+OK\r\nUSER\r\n.\r\n", "QUIT": b"+OK bye\r\n"},
            [b"CAPA", b"QUIT"],
        ),
    ],
    ids=["smtp", "pop3"],
)
def test_a_server_hears_one_question_and_a_goodbye(net, server, greeting, answers, said):
    heard = net.serve(server, says(greeting, **answers), net.server_side(server.host))
    assert ask_server(server, net.options()).answer
    assert heard == said


def test_what_servers_say_is_cut_and_made_visible():
    assert printable("a\u202eb\x1b[0m\r\n\u200bc") == "a b [0m   c"
    assert printable("x" * 1000) == "x" * 120 + "…"


# Links


@pytest.fixture
def web():
    """A web server.

    /<status> answers so, /to/<path> has moved there for good, /now/<path> for now, /get refuses
    HEAD.
    """
    asked: list[tuple[str, str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append((self.command, self.path, self.headers["User-Agent"]))
            kind, _, rest = self.path[1:].partition("/")
            status = (
                {"to": 301, "now": 302, "round": 301}.get(kind) or int(kind)
                if kind != "get"
                else 405
                if self.command == "HEAD"
                else 200
            )
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", self.path if kind == "round" else f"/{rest}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD

        def log_message(self, *arguments) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        http.asked, http.address = asked, f"http://127.0.0.1:{http.server_port}"
        yield http
        http.shutdown()


def ask_link(net: Net, url: str, **more):
    (result,) = ask_links([url], net.options(**more))
    return [(each.level, each.rule, each.message.replace(url, "URL")) for each in result.errors]


def test_a_page_that_answers_is_asked_for_its_head_only(net, web):
    assert ask_link(net, f"{web.address}/200") == []
    assert web.asked == [("HEAD", "/200", USER_AGENT)]
    assert "youxiang-verify" in USER_AGENT and "https://laifa.xin/youxiang/" in USER_AGENT


def test_a_page_that_refuses_head_is_asked_for_whole(net, web):
    assert ask_link(net, f"{web.address}/get") == []
    assert [method for method, *_ in web.asked] == ["HEAD", "GET"]


def test_a_dead_link_is_a_problem(net, web):
    assert ask_link(net, f"{web.address}/404", again=(3, 15)) == [
        ("problem", "link_answers", "URL answers `404 Not Found`")
    ]
    assert net.pauses == []


def test_a_page_that_fails_is_asked_again_first(net, web):
    assert ask_link(net, f"{web.address}/503", again=(3, 15)) == [
        ("problem", "link_answers", "URL answers `503 Service Unavailable`")
    ]
    assert net.pauses == [3, 15]


@pytest.mark.parametrize(
    "status, words",
    [
        (403, "403 Forbidden"),
        (429, "429 Too Many Requests"),
        (451, "451 Unavailable For Legal Reasons"),
    ],
)
def test_a_page_that_shuts_programs_out_is_not_called_dead(net, web, status, words):
    assert ask_link(net, f"{web.address}/{status}") == [
        ("unasked", "link_answers", f"URL does not answer programs (`{words}`)")
    ]


def test_a_page_that_moved_for_good_is_a_warning_with_the_new_address(net, web):
    assert ask_link(net, f"{web.address}/to/200") == [
        ("warning", "link_is_current", f"URL has moved for good to {web.address}/200")
    ]


def test_a_page_that_sends_one_elsewhere_for_now_is_fine(net, web):
    assert ask_link(net, f"{web.address}/now/200") == []


def test_a_link_that_moved_to_a_dead_page_is_dead(net, web):
    assert ask_link(net, f"{web.address}/to/404") == [
        ("problem", "link_answers", "URL answers `404 Not Found`")
    ]


def test_a_link_that_leads_round_in_circles_is_a_problem(net, web):
    assert ask_link(net, f"{web.address}/round") == [
        ("problem", "link_answers", "URL leads round in circles")
    ]


def test_a_link_whose_host_is_gone_or_deaf_is_a_problem(net):
    assert ask_link(net, "https://gone.qq.com/") == [
        ("problem", "host_resolves", "there is no host named gone.qq.com")
    ]
    assert ask_link(net, f"http://127.0.0.1:{free_port()}/") == [
        ("problem", "link_answers", "URL cannot be reached")
    ]


def test_a_web_server_that_never_answers_is_let_go(net):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert ask_link(net, f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.3) == [
            ("problem", "link_answers", "URL did not answer within 0.3 s")
        ]


def test_a_web_host_is_asked_one_page_at_a_time_and_no_more_once_it_has_had_enough(net, web):
    results = ask_links(
        [f"{web.address}/{path}" for path in ("200", "404", "429", "200", "404")],
        net.options(pause=7),
    )
    assert [[each.level for each in result.errors] for result in results] == [
        [],
        ["problem"],
        ["unasked"],
        ["unasked"],
        ["unasked"],
    ]
    assert [path for method, path, _ in web.asked if method == "HEAD"] == ["/200", "/404", "/429"]
    assert net.pauses == [7, 7]


# The whole


def test_every_server_and_link_of_the_data_is_asked_about_where_it_stands(handbook):
    asked = servers(handbook)
    assert asked[IMAP][0].document.path == "data/providers/qq/provider.yml"
    assert len(asked) > 90 and all(not host.endswith("example.com") for _, host, _, _ in asked)
    shared = next(server for server in asked if server.host == "imap.gmail.com")
    assert {place.document.path.split("/")[2] for place in asked[shared]} == {
        "gmail",
        "google-workspace",
    }
    urls = links(handbook)
    assert {
        path.partition("/")[2] for places in urls.values() for path in [places[0].document.path]
    } >= {"sources.yml", "laifaxin.yml", "providers/qq/provider.yml"}
    assert all("#" not in url for url in urls)


def test_a_problem_is_said_at_the_line_of_the_data_that_is_wrong(handbook, mail, web):
    """One good server, one bad, one dead link: the report has all three, each at its line."""
    everything = servers(handbook)
    bad = Server("imap", "imap.sina.com", 993, "tls")
    some = {server: everything[server] for server in (IMAP, bad)}
    url = f"{web.address}/404"
    report = verify(some, {url: links(handbook)["https://mail.qq.com"]}, mail.options())
    assert report.summary == "2 servers and 1 link: 2 problems, 0 warnings, 0 could not be asked"
    for problem, text in zip(
        sorted(report.findings["problem"]),
        ("webmail: https://mail.qq.com", "imap.sina.com"),
        strict=True,
    ):
        assert (
            text in (ROOT / problem.path).read_text(encoding="utf-8").splitlines()[problem.line - 1]
        )
    assert re.search(
        r"(?m)^data/providers/sina/provider\.yml:\d+: certificate_is_in_date: "
        r"the certificate of imap\.sina\.com:993 has expired → readers' programs ",
        report.text(),
    )
    assert re.search(
        r"(?m)^imap\.qq\.com:993 +tls +TLSv1\.\d +2090-01-01 +yes +LOGIN PLAIN$", report.text()
    )
    assert not report.offline


def test_a_machine_without_a_network_blames_no_server(handbook, net):
    report = verify(servers(handbook), dict(list(links(handbook).items())[:20]), net.options())
    assert report.offline
    assert (
        report.text().startswith("this machine has no network: of ") and "\n" not in report.text()
    )


def test_a_port_that_this_network_blocks_blames_no_server(handbook, mail):
    """Three hosts of one port cannot be reached, others can."""
    everything = servers(handbook)
    submissions = [server for server in everything if server.port == 465][:3]
    report = verify(
        {server: everything[server] for server in (IMAP, *submissions)}, {}, mail.options()
    )
    assert not report.offline and report.findings["problem"] == []
    assert all(
        "the network of this machine blocks it" in each.fix for each in report.findings["unasked"]
    )


def test_two_lost_hosts_on_one_port_are_two_problems(handbook, mail):
    everything = servers(handbook)
    lost = [server for server in everything if server.port == 465][:2]
    assert (
        len(
            verify(
                {server: everything[server] for server in (IMAP, *lost)}, {}, mail.options()
            ).findings["problem"]
        )
        >= 2
    )


@pytest.mark.parametrize(
    "level, offline, code",
    [("problem", False, 1), ("warning", False, 0), ("unasked", False, 0), ("problem", True, 2)],
)
def test_the_exit_code_tells_wrong_from_unknown(
    monkeypatch, tmp_path, capsys, level, offline, code
):
    report = Report(1, 0, offline=offline)
    report.findings[level].append(program.Problem("data/x.yml", 1, "rule", "`@all ~~~ <b>`", "fix"))
    monkeypatch.setattr(program, "verify", lambda *_: report)
    monkeypatch.chdir(ROOT)
    assert program.main(["--markdown", str(tmp_path / "report.md")]) == code
    assert report.summary in capsys.readouterr().out
    body = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert body.startswith(report.summary)
    assert offline or "\n~~~text\ndata/x.yml:1: rule: `@all ~~~ <b>` → fix\n~~~\n" in body, (
        "what servers say stands in a code block"
    )


def test_an_issue_has_room_for_the_report():
    report = Report(1, 0)
    report.findings["problem"] = [
        program.Problem("data/x.yml", line, "rule", "x" * 300, "fix") for line in range(1000)
    ]
    assert len(report.markdown()) < 65536 and report.markdown().endswith(
        "\n~~~\n\n… and more, in the log of the run\n"
    )


# The weekly workflow


GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$LOG"
case "$*" in *"issue list"*) printf '%s' "$OPEN" ;; *--body-file*) cat > "$LOG.body" ;; esac
"""


@pytest.mark.parametrize(
    "code, open_issue, done",
    [
        ("1", "", ["label create verify", "issue create --label verify"]),
        ("1", "7", ["issue edit 7"]),
        ("0", "7", ["issue comment 7", "issue close 7"]),
        ("0", "", []),
    ],
    ids=["opens one", "updates it", "closes it", "leaves well alone"],
)
def test_the_workflow_keeps_one_issue_and_never_runs_the_report(tmp_path, code, open_issue, done):
    """The step as it stands in the workflow, with a `gh` that writes down what it is asked."""
    jobs = yaml.safe_load((ROOT / ".github/workflows/verify.yml").read_text(encoding="utf-8"))[
        "jobs"
    ]
    (step,) = jobs["tell"]["steps"]
    assert not [
        each for job in jobs.values() for each in job["steps"] if "${{" in each.get("run", "")
    ], "a report in a script would be run"
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    report = (
        f"$(touch {tmp_path}/run) `touch {tmp_path}/run` '; touch {tmp_path}/run; %s \\n -- \"@all"
    )
    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],
        check=True,
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "LOG": str(tmp_path / "log"),
            "OPEN": open_issue,
            "CODE": code,
            "REPORT": report,
            "RUN": "https://run",
        },
    )
    asked = (tmp_path / "log").read_text(encoding="utf-8").splitlines()[1:]
    assert len(asked) == len(done) and all(
        line.startswith(start) for line, start in zip(asked, done, strict=True)
    )
    assert (
        not done
        or (tmp_path / "log.body").read_text(encoding="utf-8") == f"{report}\n\nhttps://run\n"
    )
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("code, passes", [(0, True), (1, True), (2, False)])
def test_the_workflow_stops_when_the_machine_could_not_ask(tmp_path, code, passes):
    steps = yaml.safe_load((ROOT / ".github/workflows/verify.yml").read_text(encoding="utf-8"))[
        "jobs"
    ]["ask"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("id") == "ask")
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f"#!/bin/sh\nprintf 'report\\ncode=0\\n' > report.md\nexit {code}\n", encoding="utf-8"
    )
    python.chmod(0o755)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary"},
    )
    assert (done.returncode == 0) == passes
    said, start, *report, end = (tmp_path / "output").read_text(encoding="utf-8").splitlines()
    assert said == f"code={code}" and start == f"report<<{end}" and report == ["report", "code=0"]


def test_facts_last_checked_over_a_year_ago_are_named():
    """With file and line of the date; a day less than a year is fresh."""
    handbook = load(ROOT)
    checked = {mailbox.id: mailbox.provider.checked for mailbox in handbook.mailboxes.values()}
    oldest = min(checked.values())
    assert outdated(handbook, oldest + timedelta(days=365)) == []
    named = outdated(handbook, oldest + timedelta(days=366))
    assert {each.path.split("/")[2] for each in named} == {
        id for id, day in checked.items() if day == oldest
    }
    assert all(
        "checked:" in (ROOT / each.path).read_text(encoding="utf-8").splitlines()[each.line - 1]
        for each in named
    )
