"""`make verify`: asks every mail server and every link of `data/` whether the data is still true.

It needs a network, so no test and no build calls it. Several hosts are asked at once, one host one
thing at a time.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urldefrag, urlsplit

from macros.checks import load
from macros.checks.places import provider_file
from macros.model.handbook import BadData, Handbook
from macros.model.problem import Problem
from macros.model.yaml_file import Document
from macros.text.languages import LANGUAGES
from macros.tools.verify.answers import MailServer, ProbeError, ProbeOptions, Result
from macros.tools.verify.links import ask_links
from macros.tools.verify.report import Report
from macros.tools.verify.servers import ask_server

AT_ONCE = 6  # hosts
FRESH = 365  # days
BLOCKED = 3  # hosts that are out of reach on one port, and none that is not

Asked = TypeVar("Asked", MailServer, str)


class Mention(NamedTuple):
    """Where the data names a server or a link."""

    document: Document
    keys: tuple[str, ...]


def servers(handbook: Handbook) -> dict[MailServer, list[Mention]]:
    """Every distinct server of the data, patterns left out, with its mentions."""
    found = defaultdict(list)
    for mailbox in handbook.mailboxes.values():
        document = provider_file(handbook, mailbox)
        for key, entry in mailbox.provider.servers.items():
            if not entry.is_pattern:
                server = MailServer(entry.protocol, entry.host, entry.port, entry.security)
                found[server].append(Mention(document, ("servers", key)))
    return dict(found)


def links(handbook: Handbook) -> dict[str, list[Mention]]:
    """Every distinct address that pages lead to outside this site, with its mentions."""
    found = defaultdict(list)

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
    servers: dict[MailServer, list[Mention]],
    links: dict[str, list[Mention]],
    options: ProbeOptions,
    verified: Mapping[str, date] | None = None,
) -> Report:
    """Asks everything. Returns the report; raises nothing for what others do.

    verified: the day on which a server last answered as the data says, by host and port.
    """
    results = _ask_all(servers, links, options)
    report = Report(len(servers), len(links), [each.answer for each in results if each.answer])
    report.offline = bool(results) and not any(result.reached for result in results)
    _forgive_blocked_ports(results)
    for result in results:
        mentions = (
            servers[result.asked] if isinstance(result.asked, MailServer) else links[result.asked]
        )
        for error in result.errors:
            if last := (verified or {}).get(str(result.asked)):
                error.message += f"; on {last} it answered as the data says"
            report.findings[error.level] += [
                _problem(mention, result.asked, error) for mention in mentions
            ]
    return report


def _ask_all(
    servers: Iterable[MailServer], links: Iterable[str], options: ProbeOptions
) -> list[Result]:
    """Asks several hosts at once, one host one thing at a time."""
    server_groups = _by_host(servers, lambda server: server.host)
    link_groups = _by_host(links, lambda url: urlsplit(url).netloc)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        of_servers = pool.map(
            lambda group: [ask_server(server, options) for server in group], server_groups
        )
        of_links = pool.map(lambda group: ask_links(group, options), link_groups)
        return [result for group in (*of_servers, *of_links) for result in group]


def enter_days(root: Path, handbook: Handbook, report: Report, today: date) -> None:
    """Writes the day into data/verified.yml for the servers that answered. Raises OSError.

    Servers that are no longer in the data are left out.
    """
    answered = {str(answer.server): today for answer in report.answers}
    days = {**handbook.verified, **answered}
    known = sorted(map(str, servers(handbook)))
    file = root / "data/verified.yml"
    head = file.read_text(encoding="utf-8").partition("servers:")[0]
    lines = "".join(f"\n  {server}: {days[server]}" for server in known if server in days)
    file.write_text(f"{head}servers:{lines or ' {}'}\n", encoding="utf-8")


def _by_host(asked: Iterable[Asked], host: Callable[[Asked], str]) -> list[list[Asked]]:
    groups = defaultdict(list)
    for one in asked:
        groups[host(one)].append(one)
    return list(groups.values())


def _problem(mention: Mention, asked: MailServer | str, error: ProbeError) -> Problem:
    keys = (*mention.keys, error.key) if isinstance(asked, MailServer) else mention.keys
    document = mention.document
    return Problem(document.path, document.line(*keys), error.rule, error.message, error.fix)


def _forgive_blocked_ports(results: list[Result]) -> None:
    """Servers out of reach on a port that this machine's network seems to block are `unasked`."""
    blocked = _blocked_ports(results)
    for result in results:
        if isinstance(result.asked, MailServer) and result.asked.port in blocked:
            for error in result.errors:
                error.level = "unasked"
                error.fix = (
                    f"no host at all was reached on port {result.asked.port}: "
                    "the network of this machine blocks it, it seems; ask from another"
                )


def _blocked_ports(results: list[Result]) -> set[int]:
    """Ports on which no host was reached, though several were tried.

    Networks block ports; it is rare that several hosts vanish together.
    """
    hosts: dict[int, dict[str, bool]] = defaultdict(dict)
    for result in results:
        if isinstance(result.asked, MailServer):
            hosts[result.asked.port][result.asked.host] = result.reached
    return {
        port
        for port, reached in hosts.items()
        if len(reached) >= BLOCKED and not any(reached.values())
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Enters the arguments of `main`."""
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
    asked = servers(handbook), links(handbook)
    report = verify(*asked, ProbeOptions(), handbook.verified)
    if enter:
        enter_days(Path.cwd(), handbook, report, date.today())
    report.findings["problem"] += outdated(handbook, date.today())
    print(report.text())
    if markdown:
        markdown.write_text(report.markdown(), encoding="utf-8")
    if report.offline:
        return 2
    return 1 if report.findings["problem"] else 0
