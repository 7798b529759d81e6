"""The report of `make verify`, for a terminal and for an issue."""

from __future__ import annotations

from dataclasses import dataclass, field

from macros.model.problem import Problem, counted
from macros.tools.verify.probe import ServerAnswer

LEVELS = {
    "problem": "problems",
    "warning": "work, but look at them",
    "unasked": "could not be asked",
}
MAX_CHARACTERS = 60_000  # GitHub takes 65,536
TITLES = ("server", "security", "TLS", "certificate until", "IMAP ID", "sign-in")


@dataclass
class Report:
    """Every finding at each place of the data that it is about, and what working servers said.

    servers, links: how many were asked; offline: nothing was reached, so the findings are about
    this machine.
    """

    servers: int
    links: int
    answers: list[ServerAnswer] = field(default_factory=list)
    findings: dict[str, list[Problem]] = field(
        default_factory=lambda: {level: [] for level in LEVELS}
    )
    offline: bool = False

    @property
    def summary(self) -> str:
        """One line: how many were asked, how many are wrong."""
        asked = f"{counted(self.servers, 'server')} and {counted(self.links, 'link')}"
        if self.offline:
            return (
                f"this machine has no network: of {asked} none was reached, "
                "so nothing was found out → try again when it has one"
            )
        problems, warnings, unasked = (len(self.findings[level]) for level in LEVELS)
        return (
            f"{asked}: {counted(problems, 'problem')}, {counted(warnings, 'warning')}, "
            f"{unasked} could not be asked"
        )

    def parts(self) -> list[tuple[str, list[str]]]:
        """Titles, and the lines below them."""
        if self.offline:
            return []
        findings = [
            (title, [str(problem) for problem in sorted(self.findings[level])])
            for level, title in LEVELS.items()
            if self.findings[level]
        ]
        return [*findings, ("servers that work", self._table())]

    def _table(self) -> list[str]:
        rows = [TITLES, *sorted(_row(answer) for answer in self.answers)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]

    def text(self) -> str:
        """For a terminal."""
        parts = ["\n".join([f"{title}:", *lines, "\n"]) for title, lines in self.parts()]
        return "".join(parts) + self.summary

    def markdown(self) -> str:
        """For an issue.

        What servers said is in code blocks, where it can neither mark up nor mention anybody.
        """
        parts = [
            "\n".join([f"\n### {title}\n\n~~~text", *lines, "~~~\n"])
            for title, lines in self.parts()
        ]
        text = f"{self.summary}\n" + "".join(parts)
        if len(text) <= MAX_CHARACTERS:
            return text
        return f"{text[:MAX_CHARACTERS]}\n~~~\n\n… and more, in the log of the run\n"


def _row(answer: ServerAnswer) -> tuple[str, str, str, str, str, str]:
    return (
        str(answer.server),
        answer.server.security,
        answer.tls,
        f"{answer.expires:%Y-%m-%d}",
        "yes" if answer.imap_id else "",
        " ".join(answer.mechanisms),
    )
