"""What an error in a conversation with a mail server means, and what to do about it."""

from __future__ import annotations

import re
import ssl

from macros.tools.verify.probe import MailServer, ProbeError, shortened

REFUSAL = re.compile(r"[45]\d\d\b|-ERR\b|\* (BYE|NO|BAD)\b")
TEMPORARY = re.compile(r"4\d\d\b|.*\[(UNAVAILABLE|SYS/TEMP)\]")  # RFC 5321, 5530, 3206

# OpenSSL's reasons, as far as they have a meaning of their own for people
PLAIN_TEXT = {
    "WRONG_VERSION_NUMBER",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
    "HTTP_REQUEST",
    "UNKNOWN_PROTOCOL",
}
OLD_TLS = {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_VERSION"}
EXPIRED, NOT_YET = 10, 9  # X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID
OTHER_NAME = 62  # X509_V_ERR_HOSTNAME_MISMATCH


def meaning_of(
    server: MailServer, step: str, error: Exception, late_after: float | None
) -> ProbeError:
    """What an error of the clients means.

    step: where the conversation was; late_after: the seconds after which it was ended, if it was.
    """
    if late_after is not None:
        return _late(server, step, late_after)
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(server, error)
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return _handshake(server, error)
    return _protocol(server, step, error)


def _late(server: MailServer, step: str, seconds: float) -> ProbeError:
    """The conversation took too long."""
    rule, key, fix = "server_answers_in_time", "host", "the server may be ill: try again later"
    message = f"{server} was not done with {step} after {seconds:g} s"
    if step == "greeting":
        rule, key = "server_greets", "port"
        message = f"{server} accepts connections but sent no greeting within {seconds:g} s"
        if server.security == "starttls":
            fix += (
                "; if it waits for TLS from the first byte, "
                "`security: tls` with the port for that is right"
            )
    return ProbeError(rule, message, fix, key=key, temporary=True)


def _certificate(server: MailServer, error: ssl.SSLCertVerificationError) -> ProbeError:
    """The certificate's name, dates or chain are wrong."""
    if error.verify_code == OTHER_NAME:
        message = f"the certificate of {server} is for other names"
        fix = "readers' programs will refuse it: find the right host in the provider's help"
        return ProbeError("certificate_names_the_host", message, fix)
    if error.verify_code in (EXPIRED, NOT_YET):
        state = "has expired" if error.verify_code == EXPIRED else "is not valid yet"
        return ProbeError(
            "certificate_is_in_date",
            f"the certificate of {server} {state}",
            "readers' programs refuse it until the provider renews it; "
            "if that takes long, find another server in its help",
        )
    return ProbeError(
        "certificate_is_trusted",
        f"the certificate of {server} comes from no authority that this machine trusts "
        f"({error.verify_message})",
        "readers' programs refuse it: check the host in the provider's help",
    )


def _handshake(server: MailServer, error: ssl.SSLError) -> ProbeError:
    """There was no TLS, an old one, or the handshake failed."""
    if error.reason in PLAIN_TEXT:
        return ProbeError(
            "tls_is_spoken",
            f"{server} answers in plain text where TLS begins",
            "check the port; a server that begins in plain text wants `security: starttls`"
            if server.security == "tls"
            else "send no reader there",
            key="security",
        )
    if error.reason in OLD_TLS:
        message = f"{server} has no TLS 1.2 or later"
        fix = "today's programs refuse older ones: find another server in the provider's help"
        return ProbeError("tls_is_current", message, fix, key="security")
    return ProbeError(
        "tls_is_spoken",
        f"the TLS handshake with {server} failed ({shortened(error.reason or str(error))})",
        "try again later; if it stays, check host and port in the provider's help",
        key="security",
        temporary=True,
    )


def _protocol(server: MailServer, step: str, error: Exception) -> ProbeError:
    """The server hung up, refused this machine, or does not keep to its protocol."""
    if isinstance(error, (OSError, EOFError)):
        message = f"{server} closed the connection where its {step} should come"
        fix = "try again later; if it stays, check host, port and security in the provider's help"
        return ProbeError("server_stays", message, fix, key="port", temporary=True)
    reply = shortened(str(error))
    if step == "greeting" and REFUSAL.match(reply):
        temporary = bool(TEMPORARY.match(reply))
        return ProbeError(
            "server_lets_us_in",
            f"{server} turns this machine away: `{reply}`",
            "try again later"
            if temporary
            else "ask from another network before you change anything",
            level="unasked",
            temporary=temporary,
        )
    message = f"{server} fails at its {step}: `{reply}`"
    fix = f"check in the provider's help whether {server.protocol.upper()} is on that host and port"
    return ProbeError("server_keeps_to_protocol", message, fix, key="port")
