"""A connection to a mail server: opening it, and ending it in time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from macros.tools.verify.probe import MailServer, ProbeError, ProbeOptions, resolve

CHECK_ADDRESS = "check host and port in the provider's help; the server may also be down"


def connect(server: MailServer, options: ProbeOptions) -> socket.socket:
    """An open connection without a time-out. Raises ProbeError when no address accepts one."""
    errors: list[OSError] = []
    for family, kind, protocol, _, address in resolve(server.host, server.port, options):
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(options.seconds)
        try:
            connection.connect(address)
            connection.settimeout(None)  # from here on, `deadline`
            return connection
        except OSError as error:
            connection.close()
            errors.append(error)
    raise _refused(server, errors, options.seconds)


def _refused(server: MailServer, errors: list[OSError], seconds: float) -> ProbeError:
    """Why no address accepted a connection."""
    refused = any(isinstance(error, ConnectionRefusedError) for error in errors)
    if refused:
        message = f"{server} refuses connections"
    elif any(isinstance(error, TimeoutError) for error in errors):
        message = f"{server} cannot be reached (no answer within {seconds:g} s)"
    else:
        reason = str(errors[-1].strerror or errors[-1]).lower()
        message = f"{server} cannot be reached ({reason})"
    return ProbeError(
        "connection_is_accepted",
        message,
        CHECK_ADDRESS,
        key="port",
        temporary=True,
        reached=refused,
    )


@contextmanager
def deadline(connection: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Ends a conversation after `seconds`. Yields the event that is set when it did.

    A time-out for each read would let a server send one byte at a time, or talk without end.
    """
    late = threading.Event()
    other = connection.dup()  # stays the same connection when TLS takes the first one over

    def end() -> None:
        late.set()
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()
        other.close()
