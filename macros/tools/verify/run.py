"""`make verify`: asks every mail server and every link of `data/` whether it is still what the data says.

It needs a network, so no test and no build calls it. Several hosts are asked at once, one host one thing at a time.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

from macros.checks import load
from macros.model.handbook import BadData, Handbook
from macros.model.problem import Problem
from macros.model.yaml_file import Document
from macros.text.languages import LANGUAGES
from macros.tools.verify.probe import Answer, ProbeOptions, Result, Server, ask_links, ask_server

AT_ONCE = 6  # hosts
FRESH = 365  # days
RESERVED = re.compile(r"(.+\.)?example\.(com|net|org)")  # RFC 2606: nobody's


class Place(NamedTuple):
    """Where the data names a server or a link."""

    document: Document
    keys: tuple


LEVELS = {
    "problem": "problems",
    "warning": "work, but look at them",
    "unasked": "could not be asked",
}


@dataclass
class Report:
    """What came of it: every finding at each place of the data that it is about, by level, and what the working servers said."""

    servers: int
    links: int
    answers: list[Answer] = field(default_factory=list)
    findings: dict[str, list[Problem]] = field(
        default_factory=lambda: {level: [] for level in LEVELS}
    )
    offline: bool = False  # nothing was reached, so the findings are about this machine

    @property
    def summary(self) -> str:
        asked = f"{_count(self.servers, 'server')} and {_count(self.links, 'link')}"
        if self.offline:
            return f"this machine has no network: of {asked} none was reached, so nothing was found out → try again when it has one"
        problems, warnings, unasked = (len(self.findings[level]) for level in LEVELS)
        return f"{asked}: {_count(problems, 'problem')}, {_count(warnings, 'warning')}, {unasked} could not be asked"

    def parts(self) -> list[tuple[str, list[str]]]:
        """Titles, and the lines below them."""
        if self.offline:
            return []
        rows = [("server", "security", "TLS", "certificate until", "IMAP ID", "sign-in")] + sorted(
            (
                str(each.server),
                each.server.security,
                each.tls,
                f"{each.until:%Y-%m-%d}",
                "yes" if each.id else "",
                " ".join(each.sign_in),
            )
            for each in self.answers
        )
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        table = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return [
            (title, [str(each) for each in sorted(self.findings[level])])
            for level, title in LEVELS.items()
            if self.findings[level]
        ] + [("servers that work", table)]

    def text(self) -> str:
        """For a terminal."""
        return (
            "".join("\n".join([f"{title}:", *lines, "\n"]) for title, lines in self.parts())
            + self.summary
        )

    def markdown(self, most: int = 60_000) -> str:
        """For an issue, which takes 65,536 characters. What servers said stands in code blocks, where it can neither mark up nor mention anybody."""
        text = f"{self.summary}\n" + "".join(
            "\n".join([f"\n### {title}\n\n~~~text", *lines, "~~~\n"])
            for title, lines in self.parts()
        )
        return (
            text
            if len(text) <= most
            else f"{text[:most]}\n~~~\n\n… and more, in the log of the run\n"
        )


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' * (number != 1)}"


# What is asked


def servers(handbook: Handbook) -> dict[Server, list[Place]]:
    """Every distinct server of the data, with the places that name it; not those under names that belong to nobody."""
    found = defaultdict(list)
    for mailbox in handbook.mailboxes.values():
        for key, each in mailbox.provider.servers.items():
            if not RESERVED.fullmatch(each.host):
                found[Server(each.protocol, each.host, each.port, each.security)].append(
                    Place(
                        handbook.documents[f"data/providers/{mailbox.id}/provider.yml"],
                        ("servers", key),
                    )
                )
    return dict(found)


def links(handbook: Handbook) -> dict[str, list[Place]]:
    """Every distinct address that pages lead to outside this site, with the places that name it."""
    found = defaultdict(list)

    def add(url: str | None, path: str, *keys: str) -> None:
        if url:
            found[urldefrag(url).url].append(Place(handbook.documents[path], keys))

    for key, source in handbook.sources.items():
        add(source.url, "data/sources.yml", "sources", key, "url")
    for mailbox in handbook.mailboxes.values():
        add(mailbox.provider.webmail, f"data/providers/{mailbox.id}/provider.yml", "webmail")
    add(handbook.laifaxin.accounts, "data/laifaxin.yml", "accounts")
    for key, guide in handbook.laifaxin.zhinan.items():
        for language in LANGUAGES:
            add(guide[language], "data/laifaxin.yml", "zhinan", key, language)
    return dict(found)


def outdated(handbook: Handbook, today: date) -> list[Problem]:
    """The mailboxes whose facts were last read in their sources over a year ago; their pages say so, too."""
    found = []
    for mailbox in handbook.mailboxes.values():
        document, checked = (
            handbook.documents[f"data/providers/{mailbox.id}/provider.yml"],
            mailbox.provider.checked,
        )
        if (today - checked).days > FRESH:
            found.append(
                Problem(
                    document.path,
                    document.line("checked"),
                    "facts_are_fresh",
                    f"last checked {(today - checked).days} days ago",
                    "read the sources again, correct what changed, and enter the day",
                )
            )
    return found


def verify(
    servers: dict[Server, list[Place]], links: dict[str, list[Place]], means: ProbeOptions
) -> Report:
    """Asks everything. Returns the report; raises nothing for what others do."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        of_servers = pool.map(
            lambda host: [ask_server(each, means) for each in host],
            _by_host(servers, lambda each: each.host),
        )
        of_links = pool.map(
            lambda host: ask_links(host, means), _by_host(links, lambda each: urlsplit(each).netloc)
        )
        results = [each for host in (*of_servers, *of_links) for each in host]
    report = Report(len(servers), len(links), [each.answer for each in results if each.answer])
    report.offline = bool(results) and not any(each.reached for each in results)
    blocked = _blocked_ports(results)
    for result in results:
        for each in result.troubles:
            if (
                not each.reached
                and isinstance(result.asked, Server)
                and result.asked.port in blocked
            ):
                each.level, each.fix = (
                    "unasked",
                    f"no host at all was reached on port {result.asked.port}: the network of this machine blocks it, it seems; ask from another",
                )
            for place in (servers | links)[result.asked]:
                keys = (*place.keys, each.key) if isinstance(result.asked, Server) else place.keys
                report.findings[each.level].append(
                    Problem(
                        place.document.path,
                        place.document.line(*keys),
                        each.rule,
                        each.message,
                        each.fix,
                    )
                )
    return report


def _by_host(things: Iterable, host: Callable) -> list[list]:
    groups = defaultdict(list)
    for each in things:
        groups[host(each)].append(each)
    return list(groups.values())


def _blocked_ports(results: list[Result]) -> set[int]:
    """Ports on which no host was reached, though several were tried: networks block ports, hosts seldom vanish together."""
    hosts = defaultdict(dict)
    for each in results:
        if isinstance(each.asked, Server):
            hosts[each.asked.port][each.asked.host] = each.reached
    return {
        port for port, reached in hosts.items() if len(reached) >= 3 and not any(reached.values())
    }


def main(arguments: list[str]) -> int:
    """Prints the report. Returns 1 when something is wrong, 2 when this machine (or its data) did not allow to find out."""
    arguments = argparse.ArgumentParser(prog="make verify", description=__doc__.partition("\n")[0])
    arguments.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="also write the report there, as the body of an issue",
    )
    options = arguments.parse_args(arguments)
    try:
        handbook = load(Path.cwd())
    except BadData as error:
        print(error)
        return 2
    report = verify(servers(handbook), links(handbook), ProbeOptions())
    report.findings["problem"] += outdated(handbook, date.today())
    print(report.text())
    if options.markdown:
        options.markdown.write_text(report.markdown(), encoding="utf-8")
    return 2 if report.offline else 1 if report.findings["problem"] else 0
