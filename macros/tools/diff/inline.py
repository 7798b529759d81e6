"""Two texts, or two lists of lines, as one piece of HTML that shows what went and what came."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from macros.tools.diff.comment import safe_text
from macros.tools.diff.site import Line

MAX_COMPARED = 4_000_000  # pairs of words; beyond them a text is shown whole, old and new
SHORT = 2  # as few kept characters between two changes would only make both hard to read

# a word in Latin letters, a host, one Chinese character
_WORD = re.compile(r"[A-Za-z0-9]+(?:[._%+:/@-]+[A-Za-z0-9]+)*|\s+|.", re.S)


def marked(old: str, new: str, kept: int | None = None) -> str:
    """Two texts as one HTML text: what went in <del>, what came in <ins>.

    Latin script is compared by word, Chinese by character.
    kept: the characters to show at either end of what stayed; None for all of it.
    """
    old_words, new_words = _WORD.findall(old), _WORD.findall(new)
    if len(old_words) * len(new_words) > MAX_COMPARED:
        return _marked(old, new)
    codes = SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes()
    pieces = []
    gone = come = ""  # collected up to the next longer piece that both have
    for number, (tag, a, b, c, d) in enumerate(codes):
        went, came = "".join(old_words[a:b]), "".join(new_words[c:d])
        if tag == "equal" and (len(went) > SHORT or number in (0, len(codes) - 1)):
            pieces += [_marked(gone, come), safe_text(_ends(went, kept))]
            gone = come = ""
        else:
            gone, come = gone + went, come + came
    return "".join([*pieces, _marked(gone, come)])


def _ends(text: str, kept: int | None) -> str:
    """A text, or the words at its ends when it is longer than these."""
    if kept is None or len(text) <= 3 * kept:
        return text
    return f"{text[:kept].rpartition(' ')[0]} … {text[-kept:].partition(' ')[2]}"


def _marked(gone: str, come: str) -> str:
    before = f"<del>{safe_text(gone)}</del>" if gone else ""
    after = f"<ins>{safe_text(come)}</ins>" if come else ""
    return before + after


def changed_lines(
    old: list[Line], new: list[Line], pictures: Callable[[Line | None, Line | None], str]
) -> list[str]:
    """Rows of HTML: the changed lines, each with the kept line before and after it.

    pictures: what shows the pictures of a line, before and after.
    """

    def row(before: Line | None, after: Line | None) -> str:
        words = marked(before.text if before else "", after.text if after else "")
        return words + pictures(before, after)

    if len(old) * len(new) > MAX_COMPARED:
        return [row(line, None) for line in old] + [row(None, line) for line in new]
    rows = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(codes):
        if tag == "equal":
            kept = [line.text for line in old[a:b]]
            rows += _context(kept, first=number == 0, last=number == len(codes) - 1)
            continue
        pairs = min(b - a, d - c)
        rows += [row(old[a + at], new[c + at]) for at in range(pairs)]
        rows += [row(line, None) for line in old[a + pairs : b]]
        rows += [row(None, line) for line in new[c + pairs : d]]
    return rows


def _context(kept: list[str], first: bool, last: bool) -> list[str]:
    """Of the kept lines between two changes the first and the last one."""
    if len(kept) == 1:
        return [safe_text(kept[0])]
    rows = [] if first else [safe_text(kept[0])]
    if len(kept) > 2:
        rows.append("…")
    if not last:
        rows.append(safe_text(kept[-1]))
    return rows
