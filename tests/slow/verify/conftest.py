"""Servers as providers run them, on loopback: dovecot, and a web server."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

import pytest
import trustme
from conftest import free_port, need
from loopback import FAR, Net


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def net(authority, tmp_path):
    net = Net(authority, tmp_path)
    with net.stack:
        yield net


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
