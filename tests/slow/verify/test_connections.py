"""Certificates, ports, security and silence of servers on loopback."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime

import pytest
from conftest import free_port
from loopback import (
    FAR,
    IMAP,
    IMAP_STARTTLS,
    POP3,
    POP3_STARTTLS,
    SMTP_STARTTLS,
    SMTP_TLS,
    says,
    submission,
    trouble,
)

from macros.tools.verify.probe import MailServer
from macros.tools.verify.servers import ask_server


@pytest.mark.parametrize("server", [IMAP, IMAP_STARTTLS, POP3, POP3_STARTTLS], ids=str)
def test_a_good_dovecot_has_nothing_wrong(mail, server):
    """TLS from the first byte or by STARTTLS, a trusted certificate of the right name, a greeting,
    ways to sign in.
    """
    result = ask_server(server, mail.options())
    assert not result.errors
    assert result.answer.tls in ("TLSv1.2", "TLSv1.3") and result.answer.expires == FAR
    assert set(result.answer.mechanisms) == (
        {"PLAIN", "LOGIN"} if server.protocol == "imap" else {"PLAIN", "USER"}
    )
    assert result.answer.imap_id == (server.protocol == "imap")
    assert mail.asked == [server.host], "one look-up, one connection"


@pytest.mark.parametrize("server", [SMTP_TLS, SMTP_STARTTLS], ids=str)
def test_a_good_submission_server_has_nothing_wrong(net, server):
    greeted = submission(net, server)
    result = ask_server(server, net.options())
    assert not result.errors
    assert result.answer.expires == FAR and set(result.answer.mechanisms) == {"LOGIN", "PLAIN"}
    assert set(greeted) == {"[127.0.0.1]"}, "the machine's own name is nobody's business"


@pytest.mark.parametrize("port, security", [(993, "tls"), (143, "starttls")])
def test_a_certificate_for_another_name_is_refused(mail, port, security):
    each = trouble(ask_server(MailServer("imap", "imap.163.com", port, security), mail.options()))
    assert each.rule == "certificate_names_the_host"
    assert each.message == f"the certificate of imap.163.com:{port} is for other names"
    assert "find the right host" in each.fix


@pytest.mark.parametrize("port, security", [(993, "tls"), (143, "starttls")])
def test_an_expired_certificate_is_refused(mail, port, security):
    each = trouble(ask_server(MailServer("imap", "imap.sina.com", port, security), mail.options()))
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


def test_a_certificate_of_an_unknown_authority_is_refused_at_once(mail):
    server = MailServer("imap", "imap.sohu.com", 993, "tls")
    each = trouble(ask_server(server, mail.options(retry_after=(1, 2))))
    assert mail.pauses == [] and mail.asked == ["imap.sohu.com"]
    assert each.rule == "certificate_is_trusted"
    assert each.message.startswith(
        "the certificate of imap.sohu.com:993 comes from no authority that this machine trusts ("
    )


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


def test_tls_asked_on_a_plain_port_says_that_the_server_speaks_plainly(mail):
    """Dovecot's port 143, asked with security: tls."""
    mail.ports[IMAP.host, IMAP.port] = mail.ports["imap.qq.com", 143]
    each = trouble(ask_server(IMAP, mail.options()))
    assert (each.rule, each.key) == ("tls_is_spoken", "security")
    assert each.message == "imap.qq.com:993 answers in plain text where TLS begins"
    assert "`security: starttls`" in each.fix


def test_a_plain_server_on_a_tls_port_is_refused(net):
    net.serve(SMTP_TLS, says(b"220 smtp.qq.com Esmtp QQ Mail MailServer\r\n"))
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


def test_what_is_said_before_tls_counts_for_nothing(net):
    """Anybody on the way could have put it there."""
    context = net.server_side("smtp.qq.com")

    def talk(connection, lines) -> None:
        answers = (b"250-hello\r\n250 STARTTLS\r\n", b"220 go\r\n250-no\r\n250 AUTH PLAIN\r\n")
        connection.sendall(b"220 ready\r\n")
        for answer, _ in zip(answers, lines, strict=False):
            connection.sendall(answer)
        with context.wrap_socket(connection, server_side=True) as secure:
            for answer in (b"250 hello\r\n", b"221 bye\r\n"):
                secure.recv(100)
                secure.sendall(answer)

    net.serve(SMTP_STARTTLS, talk)
    each = trouble(ask_server(SMTP_STARTTLS, net.options()))
    assert each.message == "smtp.qq.com:587 takes no password: it offers no way to sign in"


def test_a_port_that_refuses_connections_is_named(net):
    net.ports[IMAP.host, IMAP.port] = free_port()
    each = trouble(ask_server(IMAP, net.options(retry_after=(3, 15))))
    assert (each.rule, each.message) == (
        "connection_is_accepted",
        "imap.qq.com:993 refuses connections",
    )
    assert each.reached and net.pauses == [3, 15], "a server that restarts refuses for some seconds"


def test_a_host_with_a_dead_address_is_reached_at_its_next(mail):
    """As a machine without IPv6 reaches a host that has both."""
    dead = socket.getaddrinfo("127.0.0.1", free_port(), type=socket.SOCK_STREAM)
    assert ask_server(
        IMAP, mail.options(resolve=lambda host, port: dead + mail.resolve(host, port))
    ).answer


def test_a_host_without_an_address_is_named_at_once(net):
    each = trouble(
        ask_server(MailServer("imap", "imap.qq.con", 993, "tls"), net.options(retry_after=(3, 15)))
    )
    assert (each.rule, each.message) == ("host_resolves", "there is no host named imap.qq.con")
    assert not each.reached and net.pauses == []


def test_a_name_server_that_stumbles_is_asked_again(net):
    def find(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    each = trouble(ask_server(IMAP, net.options(resolve=find, retry_after=(3, 15))))
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
                b"250-hello\r\n250 AUTH PLAIN\r\n" if line.startswith(b"EHLO") else b"221 bye\r\n"
            )

    net.serve(SMTP_TLS, drip, net.server_side("smtp.qq.com"))
    assert not ask_server(SMTP_TLS, net.options()).errors


def test_a_connection_closed_without_a_word_is_tried_again(net):
    heard = net.serve(SMTP_STARTTLS, lambda connection, lines: None, times=3)
    each = trouble(ask_server(SMTP_STARTTLS, net.options(retry_after=(3, 15))))
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
    assert not ask_server(SMTP_TLS, net.options(retry_after=(3, 15))).errors
    assert net.pauses == [3]
