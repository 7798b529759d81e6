"""`make verify`: asks every mail server and every link of `data/` whether the data is still true.

It needs a network, so no test and no build calls it. Several hosts are asked at once, one host one
thing at a time.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

from macros.checks import load
from macros.checks.places import provider_file
from macros.model.handbook import BadData, Handbook
from macros.model.problem import Problem
from macros.model.yaml_file import Document
from macros.text.languages import LANGUAGES
from macros.tools.verify.links import ask_links
from macros.tools.verify.probe import MailServer, ProbeError, ProbeOptions, Result
from macros.tools.verify.report import Report
from macros.tools.verify.servers import ask_server

AT_ONCE = 6  # hosts
FRESH = 365  # days
BLOCKED = 3  # hosts that are out of reach on one port, and none that is not

Asked = MailServer | str
"""A server, or the address of a page."""


class Mention(NamedTuple):
    """Where the data names a server or a link."""

    document: Document
    keys: tuple[str, ...]


def servers_of(handbook: Handbook) -> dict[Asked, list[Mention]]:
    """Every distinct server of the data, patterns left out, with its mentions."""
    found: dict[Asked, list[Mention]] = defaultdict(list)
    for mailbox in handbook.mailboxes.values():
        document = provider_file(handbook, mailbox)
        for key, entry in mailbox.provider.servers.items():
            if not entry.is_pattern:
                server = MailServer(entry.protocol, entry.host, entry.port, entry.security)
                found[server].append(Mention(document, ("servers", key)))
    return dict(found)


def links_of(handbook: Handbook) -> dict[Asked, list[Mention]]:
    """Every distinct address that pages lead to outside this site, with its mentions."""
    found: dict[Asked, list[Mention]] = defaultdict(list)

    def add(url: str | None, path: str, *keys: str) -> None:
        if url:
            found[urldefrag(url).url].append(Mention(handbook.documents[path], keys))

    for key, source in handbook.sources.items():
        add(source.url, "data/sources.yml", "sources", key, "url")
    for mailbox in handbook.mailboxes.values():
        path = provider_file(handbook, mailbox).path
        add(mailbox.provider.webmail, path, "webmail")
        for key, url in mailbox.provider.links.items():
            add(url, path, "links", key)
    add(handbook.laifaxin.accounts, "data/laifaxin.yml", "accounts")
    for key, guide in handbook.laifaxin.zhinan.items():
        for language in LANGUAGES:
            add(guide[language], "data/laifaxin.yml", "zhinan", key, language)
    return dict(found)


def outdated(handbook: Handbook, today: date) -> list[Problem]:
    """The mailboxes whose facts were last read in their sources over a year ago.

    Their pages say so, too.
    """
    found = []
    for mailbox in handbook.mailboxes.values():
        document = provider_file(handbook, mailbox)
        age = (today - mailbox.provider.checked).days
        if age > FRESH:
            found.append(
                Problem(
                    document.path,
                    document.line("checked"),
                    "facts_are_fresh",
                    f"last checked {age} days ago",
                    "read the sources again, correct what changed, and enter the day",
                )
            )
    return found


def verify(
    servers: dict[Asked, list[Mention]],
    links: dict[Asked, list[Mention]],
    options: ProbeOptions,
    verified: Mapping[str, date] | None = None,
) -> Report:
    """Asks everything and reports. Never raises for what servers do.

    verified: the day on which a server last answered as the data says, by host and port.
    """
    mentions = {**servers, **links}
    results = _ask_all(mentions, options)
    report = Report(len(servers), len(links), [each.answer for each in results if each.answer])
    report.offline = bool(results) and not any(result.reached for result in results)
    _forgive_blocked_ports(results)
    for result in results:
        for error in result.errors:
            if last := (verified or {}).get(str(result.asked)):
                error.message += f"; on {last} it answered as the data says"
            report.findings[error.level] += [
                _problem(mention, result.asked, error) for mention in mentions[result.asked]
            ]
    return report


def _ask_all(asked: Iterable[Asked], options: ProbeOptions) -> list[Result]:
    """Asks several hosts at once, one host one thing at a time."""
    by_host = defaultdict(list)
    for each in asked:
        by_host[each.host if isinstance(each, MailServer) else urlsplit(each).netloc].append(each)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = pool.map(lambda group: _ask_host(group, options), by_host.values())
        return [result for group in results for result in group]


def _ask_host(asked: list[Asked], options: ProbeOptions) -> list[Result]:
    servers = [each for each in asked if isinstance(each, MailServer)]
    links = [each for each in asked if isinstance(each, str)]
    return [ask_server(server, options) for server in servers] + ask_links(links, options)


def enter_days(root: Path, handbook: Handbook, report: Report, today: date) -> None:
    """Writes the day into data/verified.yml for the servers that answered. Raises OSError.

    Servers that are no longer in the data are left out.
    """
    answered = {str(answer.server): today for answer in report.answers}
    days = {**handbook.verified, **answered}
    known = sorted(map(str, servers_of(handbook)))
    file = root / "data/verified.yml"
    head = file.read_text(encoding="utf-8").partition("servers:")[0]
    lines = "".join(f"\n  {server}: {days[server]}" for server in known if server in days)
    file.write_text(f"{head}servers:{lines or ' {}'}\n", encoding="utf-8")


def _problem(mention: Mention, asked: Asked, error: ProbeError) -> Problem:
    keys = (*mention.keys, error.key) if isinstance(asked, MailServer) else mention.keys
    document = mention.document
    return Problem(document.path, document.line(*keys), error.rule, error.message, error.fix)


def _forgive_blocked_ports(results: list[Result]) -> None:
    """Makes servers `unasked` where several hosts were tried on a port and none was reached.

    Networks block ports; it is rare that several hosts vanish together.
    """
    by_port = defaultdict(list)
    for result in results:
        if isinstance(result.asked, MailServer):
            by_port[result.asked.port].append((result.asked.host, result))
    for port, asked in by_port.items():
        if len({host for host, _ in asked}) < BLOCKED or any(each.reached for _, each in asked):
            continue
        for _, result in asked:
            for error in result.errors:
                error.level = "unasked"
                error.fix = (
                    f"no host at all was reached on port {port}: "
                    "the network of this machine blocks it, it seems; ask from another"
                )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `main`."""
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="also write the report there, as the body of an issue",
    )
    parser.add_argument(
        "--enter",
        action="store_true",
        help="also write the day into data/verified.yml for each server that answered",
    )


def main(markdown: Path | None = None, enter: bool = False) -> int:
    """Prints the report.

    Returns 1 when something is wrong, 2 when this machine (or its data) could not find out.
    """
    try:
        handbook = load(Path.cwd())
    except BadData as error:
        print(error)
        return 2
    report = verify(servers_of(handbook), links_of(handbook), ProbeOptions(), handbook.verified)
    if enter:
        enter_days(Path.cwd(), handbook, report, date.today())
    report.findings["problem"] += outdated(handbook, date.today())
    print(report.text())
    if markdown:
        markdown.write_text(report.markdown(), encoding="utf-8")
    if report.offline:
        return 2
    return 1 if report.findings["problem"] else 0
