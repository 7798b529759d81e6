"""A problem: `file:line: rule: what is wrong → what to do`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, said so that a person can put it right.

    path: file, relative to the repository; line: 1-based; rule: the name of the rule that was
    broken; message: what is wrong; fix: what to do; name: of what is missing or unused, such as
    ui.settings; empty for other problems.
    """

    path: str
    line: int
    rule: str
    message: str
    fix: str
    name: str = ""

    def __str__(self) -> str:
        said = f"{self.path}:{self.line}: {self.rule}: {self.message} → {self.fix}"
        return printable(" ".join(said.split()))


class WordError(Exception):
    """A text or a call that cannot be rendered. Its parts are as in Problem."""

    def __init__(self, rule: str, message: str, fix: str, name: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.fix, self.name = rule, message, fix, name


def printable(text: str) -> str:
    """A text for a terminal: escapes stand for characters that cannot be printed."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def printable_lines(text: str) -> str:
    """The same for a text of several lines."""
    return "\n".join(map(printable, text.split("\n")))


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural unless it is one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def closest(word: str, known: list[str]) -> str:
    """The known word that is most similar to a word; empty if none is similar."""
    return next(iter(get_close_matches(word, known, 1)), "")


def did_you_mean(word: str, known: list[str]) -> str:
    """“ (did you mean `…`?)”, to be put behind a sentence; empty if no known word is similar."""
    meant = closest(word, known)
    return f" (did you mean `{meant}`?)" if meant else ""
