"""What servers say when they are asked, good and bad."""

from __future__ import annotations

import threading

import pytest
from loopback import IMAP, POP3, SMTP_TLS, says, trouble

from macros.tools.verify.probe import shortened
from macros.tools.verify.servers import ask_server


@pytest.mark.parametrize(
    "server, garbage, quoted",
    [
        (IMAP, b"HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request"),
        (SMTP_TLS, b"HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request"),
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
    protocol = server.protocol.upper()
    assert each.fix == f"check in the provider's help whether {protocol} is on that host and port"


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
    each = trouble(ask_server(server, net.options(retry_after=(3, 15))))
    assert (each.level, each.message) == (
        "unasked",
        f"{server} turns this machine away: `{refusal.decode().strip()}`",
    )
    assert each.fix == "ask from another network before you change anything" and net.pauses == []


def test_a_server_that_is_busy_is_asked_again(net):
    net.serve(
        SMTP_TLS, says(b"421 4.3.2 try again later\r\n"), net.server_side("smtp.qq.com"), times=3
    )
    each = trouble(ask_server(SMTP_TLS, net.options(retry_after=(3, 15))))
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
            b"* OK Coremail System IMap MailServer Ready\r\n",
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
            [b"EHLO [127.0.0.1]", b"QUIT"],
        ),
        (
            POP3,
            b"+OK ready\r\n",
            {"CAPA": b"+OK\r\nUSER\r\n.\r\n", "QUIT": b"+OK bye\r\n"},
            [b"CAPA", b"QUIT"],
        ),
        (
            SMTP_TLS,
            b"220 ready\r\n",
            {"EHLO": b"250-hello\r\n250 AUTH=LOGIN\r\n", "QUIT": b"221 bye\r\n"},
            [b"EHLO [127.0.0.1]", b"QUIT"],
        ),
        (
            POP3,
            b"+OK ready\r\n",
            {"CAPA": b"-ERR what?\r\n", "QUIT": b"+OK bye\r\n"},
            [b"CAPA", b"QUIT"],
        ),
    ],
    ids=["smtp", "pop3", "smtp before RFC 2554", "pop3 without CAPA"],
)
def test_a_server_hears_one_question_and_a_goodbye(net, server, greeting, answers, said):
    heard = net.serve(server, says(greeting, **answers), net.server_side(server.host))
    assert ask_server(server, net.options()).answer
    assert heard == said


def test_what_servers_say_is_cut_and_made_visible():
    assert shortened("a\u202eb\x1b[0m\r\n\u200bc") == "a b [0m   c"
    assert shortened("x" * 1000) == "x" * 120 + "…"
