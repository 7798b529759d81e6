"""Prints what a mail address or a domain needs: the same facts as /api/v1/domains/."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from macros.model.reading import read
from macros.site import api
from macros.text.languages import ENGLISH


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `main`."""
    parser.add_argument("address", help="someone@foxmail.com, or foxmail.com")
    parser.add_argument(
        "--json", dest="as_json", action="store_true", help="as /api/v1/domains/<domain>.json"
    )


def main(address: str, as_json: bool = False) -> int:
    """Prints the settings. Returns 1 when the domain is not known."""
    domain = address.strip().lower().rpartition("@")[2]
    files = dict(api.files(read(Path.cwd())))
    found = files.get(f"{api.FOLDER}domains/{domain}.json")
    if found is None:
        print(f"`{domain}` is not known", file=sys.stderr)
        return 1
    print(found if as_json else _as_text(json.loads(found)), end="")
    return 0


def _as_text(domain: dict) -> str:
    lines = [domain["name"][ENGLISH.code]]
    if domain["caution"]:
        lines.append(f"Caution: {domain['caution'][ENGLISH.code]}")
    for protocol in ("imap", "smtp"):
        for server in domain[protocol]:
            said = f"{server['host']} port {server['port']} {server['security']}"
            lines.append(f"{protocol.upper()}: {said}")
    if domain["password"]:
        lines.append(f"Password: {domain['password']['name'][ENGLISH.code]}")
    if domain["guide"]:
        lines.append(f"Guide: {domain['guide'][ENGLISH.code]}")
    return "\n".join(lines) + "\n"
