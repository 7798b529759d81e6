"""Asks one mail server, or one link, whether it is what it should be. Knows the protocols and nothing of the data.

It never signs in and sends no mail. A server gets one connection with a goodbye at its end. What is judged: name, connection, TLS
(RFC 8314: 1.2 or later), certificate, greeting, STARTTLS (RFC 3207, 9051, 2595) and ways to sign in, as IMAP's CAPABILITY (RFC 9051),
SMTP's EHLO (RFC 4954) and POP3's CAPA (RFC 2449) list them.
"""

from __future__ import annotations

import ast
import imaplib
import poplib
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from urllib3.util.ssl_match_hostname import CertificateError, match_hostname

EXPIRES_SOON = timedelta(days=14)
ME = "https://laifa.xin/youxiang/"
USER_AGENT = f"Mozilla/5.0 (compatible; youxiang-verify/1.0; +{ME})"
PASSWORD = re.compile(
    r"USER|PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|SCRAM-.+"
)  # SASL mechanisms that take a password, and POP3's command
REFUSAL = re.compile(r"[45]\d\d\b|-ERR\b|\* (BYE|NO|BAD)\b")
FOR_NOW = re.compile(r"4\d\d\b|.*\[(UNAVAILABLE|SYS/TEMP)\]")  # RFC 5321, 5530, 3206


class Server(NamedTuple):
    protocol: str
    host: str
    port: int
    security: str

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Answer(NamedTuple):
    """What a server that works said."""

    server: Server
    tls: str
    until: datetime
    sign_in: tuple[str, ...]
    id: bool


@dataclass(eq=False)
class ProbeError(Exception):
    """Why a server or link is not what the data says: the rule it breaks, what is wrong, what to do.

    level: `problem`, `warning` (works, but look at it), or `unasked` (it would not talk to this machine); key: the value to look at;
    passing: worth another try; reached: whether anything beyond this machine's own network answered.
    """

    rule: str
    message: str
    fix: str
    level: str = "problem"
    key: str = "host"
    passing: bool = False
    reached: bool = True


class TooMany(ProbeError):
    """A web host wants to be asked less."""


class Result(NamedTuple):
    """What came of asking: what is wrong or worth a look, and the answer of a server that works."""

    asked: Server | str
    troubles: list[ProbeError]
    answer: Answer | None = None

    @property
    def reached(self) -> bool:
        return all(each.reached for each in self.troubles)


def tls(authorities: str | None = None) -> ssl.SSLContext:
    """What a handshake must be: TLS 1.2 or later, a chain to the system's authorities (or those in a file)."""
    context = ssl.create_default_context(cafile=authorities)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags &= (
        ~ssl.VERIFY_X509_STRICT
    )  # Python's own extra since 3.13; mail clients do without
    context.check_hostname = (
        False  # `_certificate` compares the names, and can then say which ones there are
    )
    return context


@dataclass(frozen=True)
class ProbeOptions:
    """How to ask. Tests put in a loopback, a throw-away authority and a day of their own."""

    find: Callable[[str, int], list] = lambda host, port: socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    )
    context: ssl.SSLContext = field(default_factory=tls)
    seconds: float = 20  # for a connection, then for the whole conversation
    again: tuple[float, ...] = (3, 15)  # pauses before another try
    pause: float = 1  # between two requests to one web host
    sleep: Callable[[float], Any] = time.sleep
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


# Mail servers


class _Given:
    """The standard clients open sockets themselves; these are given one, so that name, connection and TLS are judged apart and before."""

    def __init__(self, host: str, given: socket.socket, **more: Any) -> None:
        self.given = given
        super().__init__(host, **more)

    def _create_socket(self, timeout: Any) -> socket.socket:
        return self.given

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        return self.given


class _Imap(_Given, imaplib.IMAP4):
    def offers(self) -> set[str]:
        return set(self.capabilities)

    upgrade = imaplib.IMAP4.starttls  # asks for the capabilities again

    def sign_in(self) -> list[str]:
        mechanisms = sorted(
            each.removeprefix("AUTH=") for each in self.capabilities if each.startswith("AUTH=")
        )
        return mechanisms + ["LOGIN"] * (
            "LOGINDISABLED" not in self.capabilities and "LOGIN" not in mechanisms
        )

    def leave(self) -> None:
        if "ID" in self.capabilities:  # RFC 2971: say who asked, as web clients do
            self.xatom("ID", f'("name" "youxiang-verify" "support-url" "{ME}")')
        self.logout()


class _Smtp(_Given, smtplib.SMTP):
    def __init__(self, host: str, given: socket.socket) -> None:
        super().__init__(
            host, given, local_hostname="[127.0.0.1]"
        )  # no look-up, and no name of this machine for the world

    def offers(self) -> set[str]:
        code, said = self.ehlo()
        if code != 250:
            raise smtplib.SMTPResponseException(code, said)
        return {each.upper() for each in self.esmtp_features}

    def upgrade(self, context: ssl.SSLContext) -> None:
        code, said = self.starttls(context=context)
        if code != 220:
            raise smtplib.SMTPResponseException(code, said)

    def sign_in(self) -> list[str]:
        return sorted(set(self.esmtp_features.get("auth", "").upper().split()))

    def leave(self) -> None:
        self.quit()


class _Pop3(_Given, poplib.POP3):
    def offers(self) -> set[str]:
        try:
            self.listed = {key.upper(): value for key, value in self.capa().items()}
        except poplib.error_proto as error:
            if _said(error).endswith("EOF"):
                raise
            self.listed = {"USER": []}  # CAPA is an extension, USER goes without saying
        return set(self.listed)

    upgrade = poplib.POP3.stls

    def sign_in(self) -> list[str]:
        return sorted(
            {each.upper() for each in self.listed.get("SASL", [])} | ({"USER"} & set(self.listed))
        )

    def leave(self) -> None:
        self.quit()


CLIENTS = {"imap": _Imap, "smtp": _Smtp, "pop3": _Pop3}
STARTTLS = {"imap": "STARTTLS", "smtp": "STARTTLS", "pop3": "STLS"}
# what the standard clients raise when a server does not keep to its protocol; smtplib's own errors are OSErrors
BROKEN = (OSError, EOFError, ValueError, LookupError, imaplib.IMAP4.error, poplib.error_proto)


def ask_server(server: Server, means: ProbeOptions) -> Result:
    """Asks a mail server what it can. Returns its answer or what is wrong; raises nothing for what the server does."""
    return _patiently(server, lambda: _converse(server, means), means)


def _patiently(asked: Server | str, ask: Callable[[], Result], means: ProbeOptions) -> Result:
    """Asks; after a pause again, as long as the trouble is of the kind that passes."""
    for pause in (*means.again, None):
        try:
            return ask()
        except ProbeError as trouble:
            trouble.__cause__ = trouble.__context__ = trouble.__traceback__ = (
                None  # or their frames would keep connections open
            )
            result = Result(asked, [trouble])
            if pause is None or not trouble.passing:
                break
        means.sleep(pause)
    return result


def _converse(server: Server, means: ProbeOptions) -> Result:
    """One conversation from the look-up to the goodbye. Raises ProbeError when the server is not what the data says."""
    connection = _connect(server, means)
    with _deadline(connection, means.seconds) as late, ExitStack() as end:
        end.callback(connection.close)
        step = "TLS"
        try:
            if server.security == "tls":
                connection = end.enter_context(
                    means.context.wrap_socket(connection, server_hostname=server.host)
                )
                until = _certificate(connection, server)
            step = "greeting"
            client = CLIENTS[server.protocol](server.host, connection)
            end.callback(_goodbye, client)
            step = "capabilities"
            offers = client.offers()
            if server.security == "starttls":
                step = STARTTLS[server.protocol]
                if step not in offers:
                    raise ProbeError(
                        "starttls_is_offered",
                        f"{server} does not offer {step}: a password would travel in the open",
                        "give the server's TLS port, if it has one; else send no reader there",
                        key="security",
                    )
                client.upgrade(means.context)
                connection = client.sock
                until = _certificate(connection, server)
                step = "capabilities"
                offers = client.offers()
            ways, version = client.sign_in(), connection.version()
        except BROKEN as error:
            raise _trouble(server, step, error, late.is_set(), means) from error
    ways = [printable(way, 20) for way in ways]
    if not any(PASSWORD.fullmatch(way) for way in ways):
        raise ProbeError(
            "password_signs_in",
            f"{server} takes no password: it offers {' '.join(ways) or 'no way to sign in'}",
            "read the provider's help; the guide must not tell readers to type one",
        )
    soon = ProbeError(
        "certificate_lasts",
        f"the certificate of {server} expires on {until:%Y-%m-%d}",
        "nothing yet: many are renewed in their last days",
        level="warning",
    )
    return Result(
        server,
        [soon] if until - means.now < EXPIRES_SOON else [],
        Answer(server, version, until, tuple(ways), "ID" in offers),
    )


def _goodbye(client: Any) -> None:
    with suppress(*BROKEN):
        client.leave()
    with suppress(*BROKEN):
        client.shutdown() if isinstance(client, _Imap) else client.close()


def _connect(server: Server, means: ProbeOptions) -> socket.socket:
    errors = []
    for family, kind, protocol, _, address in _find(server.host, server.port, means):
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(means.seconds)
        try:
            connection.connect(address)
            connection.settimeout(None)  # from here on, `_deadline`
            return connection
        except OSError as error:
            connection.close()
            errors.append(error)
    if any(isinstance(error, ConnectionRefusedError) for error in errors):
        raise ProbeError(
            "connection_is_accepted",
            f"{server} refuses connections",
            "check host and port in the provider's help; the server may also be down",
            key="port",
            passing=True,
        )
    why = (
        f"no answer within {means.seconds:g} s"
        if any(isinstance(error, TimeoutError) for error in errors)
        else str(errors[-1].strerror or errors[-1]).lower()
    )
    raise ProbeError(
        "connection_is_accepted",
        f"{server} cannot be reached ({why})",
        "check host and port in the provider's help; the server may also be down",
        key="port",
        passing=True,
        reached=False,
    )


def _find(host: str, port: int, means: ProbeOptions) -> list:
    try:
        return means.find(host, port)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise ProbeError(
                "host_resolves",
                f"the name {host} could not be looked up just now",
                "try again later",
                passing=True,
                reached=False,
            ) from error
        raise ProbeError(
            "host_resolves",
            f"there is no host named {host}",
            "check the spelling; if the provider gave it up, find the new one in its help",
            reached=False,
        ) from error


@contextmanager
def _deadline(connection: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Cuts a conversation off after `seconds`. A time-out per read would let a server drip, or talk without end, for ever."""
    late = threading.Event()
    other = connection.dup()  # stays the same connection when TLS takes the first one over

    def cut() -> None:
        late.set()
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()
        other.close()


def _certificate(connection: ssl.SSLSocket, server: Server) -> datetime:
    """Until when a certificate, whose chain and dates the handshake has checked, holds. Raises ProbeError when it is somebody else's."""
    certificate = connection.getpeercert()
    try:
        match_hostname(certificate, server.host)
    except CertificateError as error:
        names = printable(
            ", ".join(
                value for kind, value in certificate.get("subjectAltName", ()) if kind == "DNS"
            )
            or "nobody"
        )
        raise ProbeError(
            "certificate_names_the_host",
            f"the certificate of {server} is for {names}",
            "readers' programs will refuse it: find the right host in the provider's help",
        ) from error
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)


# OpenSSL's reasons, as far as they have a meaning of their own for people
PLAIN = {
    "WRONG_VERSION_NUMBER",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
    "HTTP_REQUEST",
    "UNKNOWN_PROTOCOL",
}
OLD = {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_VERSION"}
EXPIRED, NOT_YET = 10, 9  # X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID


def _trouble(
    server: Server, step: str, error: Exception, late: bool, means: ProbeOptions
) -> ProbeError:
    """What an error in a conversation means."""
    said = _said(error)
    step = (
        "capabilities" if "CAPABILITY" in str(error) else step
    )  # imaplib asks for them as soon as it is greeted
    if late and step == "greeting":
        hint = (
            "; if it waits for TLS from the first byte, `security: tls` with the port for that is right"
            if server.security == "starttls"
            else ""
        )
        return ProbeError(
            "server_greets",
            f"{server} accepts connections but sent no greeting within {means.seconds:g} s",
            f"the server may be ill: try again later{hint}",
            key="port",
            passing=True,
        )
    if late:
        return ProbeError(
            "server_answers_in_time",
            f"{server} was not done with {step} after {means.seconds:g} s",
            "the server may be ill: try again later",
            passing=True,
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in (EXPIRED, NOT_YET):
            what = "has expired" if error.verify_code == EXPIRED else "is not valid yet"
            return ProbeError(
                "certificate_is_in_date",
                f"the certificate of {server} {what}",
                "readers' programs refuse it until the provider renews it; if that takes long, find another server in its help",
            )
        return ProbeError(
            "certificate_is_trusted",
            f"the certificate of {server} comes from no authority that this machine trusts ({error.verify_message})",
            "readers' programs refuse it: check the host in the provider's help",
        )
    if isinstance(error, ssl.SSLError) and error.reason in PLAIN:
        fix = (
            "check the port; a server that begins in plain text wants `security: starttls`"
            if server.security == "tls"
            else "send no reader there"
        )
        return ProbeError(
            "tls_is_spoken", f"{server} answers in plain text where TLS begins", fix, key="security"
        )
    if isinstance(error, ssl.SSLError) and error.reason in OLD:
        return ProbeError(
            "tls_is_current",
            f"{server} has no TLS 1.2 or later",
            "today's programs refuse older ones: find another server in the provider's help",
            key="security",
        )
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return ProbeError(
            "tls_is_spoken",
            f"the TLS handshake with {server} failed ({printable(error.reason or said)})",
            "try again later; if it stays, check host and port in the provider's help",
            key="security",
            passing=True,
        )
    if (
        said.endswith("EOF")
        or isinstance(error, (OSError, EOFError))
        and not isinstance(error, smtplib.SMTPResponseException)
    ):
        return ProbeError(
            "server_stays",
            f"{server} closed the connection where its {step} should come",
            "try again later; if it stays, check host, port and security in the provider's help",
            key="port",
            passing=True,
        )
    if step == "greeting" and REFUSAL.match(said):
        passing = bool(FOR_NOW.match(said))
        return ProbeError(
            "server_lets_us_in",
            f"{server} turns this machine away: `{said}`",
            "try again later" if passing else "ask from another network before you change anything",
            level="unasked",
            passing=passing,
        )
    return ProbeError(
        "server_keeps_to_protocol",
        f"{server} fails at its {step}: `{said}`",
        f"check in the provider's help whether {server.protocol.upper()} is on that host and port",
        key="port",
    )


def _said(error: Exception) -> str:
    """The server's words in an error of the standard clients, fit for print."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = (
            error.smtp_error.decode("utf-8", "replace")
            if isinstance(error.smtp_error, bytes)
            else error.smtp_error
        )
        return printable(
            f"{error.smtp_code} {said}" if error.smtp_code > 0 else f"…{said}"
        )  # smtplib drops the place of a code that is none
    said = error.args[0] if error.args else ""
    if quoted := re.search(r"unexpected response: (b(['\"]).*\2)$", str(said), re.DOTALL):
        said = ast.literal_eval(quoted[1])
    return printable(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said))


def printable(text: str, most: int = 120) -> str:
    """What somebody else's server said, without control and invisible characters and without end."""
    text = "".join(each if each.isprintable() else " " for each in text[: most + 1]).strip()
    return text if len(text) <= most else text[:most] + "…"


# Links


def ask_links(urls: list[str], means: ProbeOptions) -> list[Result]:
    """Asks one web host for its pages, one after the other, and for no more of them once it has had enough."""
    results = []
    with requests.Session() as session:
        session.headers["User-Agent"] = USER_AGENT
        for url in urls:
            if results:
                means.sleep(means.pause)
            results.append(_patiently(url, lambda: _page(url, session, means), means))
            if any(isinstance(each, TooMany) for each in results[-1].troubles):
                return results + [
                    Result(each, [_unasked(each, "429 to a link before it", TooMany)])
                    for each in urls[len(results) :]
                ]
    return results


def _page(url: str, session: requests.Session, means: ProbeOptions) -> Result:
    """Asks for a page's head, and for the page if the head is refused. Raises ProbeError when there is no page."""
    parts = urlsplit(url)
    _find(parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme], means)
    try:
        for method in ("HEAD", "GET"):
            with session.request(
                method, url, timeout=means.seconds, allow_redirects=True, stream=True
            ) as answer:
                if answer.ok or answer.status_code == 429:
                    break
    except requests.TooManyRedirects as error:
        raise ProbeError(
            "link_answers", f"{url} leads round in circles", "find the page's address in a browser"
        ) from error
    except requests.exceptions.SSLError as error:
        raise ProbeError(
            "link_answers",
            f"the certificate of {url} is refused",
            "open it in a browser; if that warns too, find another address or source",
        ) from error
    except (requests.ConnectionError, requests.Timeout) as error:
        how = (
            f"did not answer within {means.seconds:g} s"
            if isinstance(error, requests.Timeout)
            else "cannot be reached"
        )
        raise ProbeError(
            "link_answers",
            f"{url} {how}",
            "try again later; if it stays, find another address or source",
            passing=True,
            reached=False,
        ) from error
    except requests.RequestException as error:
        raise ProbeError(
            "link_answers",
            f"{url} cannot be followed ({printable(str(error))})",
            "find the page's address in a browser",
        ) from error
    said = printable(f"{answer.status_code} {answer.reason}")
    if answer.status_code in (401, 403, 429, 451):
        raise _unasked(url, said, TooMany if answer.status_code == 429 else ProbeError)
    if answer.status_code >= 500:
        raise ProbeError(
            "link_answers",
            f"{url} answers `{said}`",
            "try again later; if it stays, find another source",
            passing=True,
        )
    if not answer.ok:
        raise ProbeError(
            "link_answers",
            f"{url} answers `{said}`",
            "the page is gone: find its new address, or another source",
        )
    if answer.history and all(each.status_code in (301, 308) for each in answer.history):
        return Result(
            url,
            [
                ProbeError(
                    "link_is_current",
                    f"{url} has moved for good to {printable(answer.url, 300)}",
                    "if it is the same page there, write the new address",
                    level="warning",
                )
            ],
        )
    return Result(url, [])


def _unasked(url: str, said: str, kind: type[ProbeError]) -> ProbeError:
    return kind(
        "link_answers",
        f"{url} does not answer programs (`{said}`)",
        "open it in a browser; if the page shows, all is well",
        level="unasked",
    )
