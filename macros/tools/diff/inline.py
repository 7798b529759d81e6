"""Two texts, or two lists of lines, as one piece of HTML that shows what went and what came."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import zip_longest

from macros.tools.diff.built_site import Line
from macros.tools.diff.comment import safe_text

MAX_COMPARED = 4_000_000  # pairs of words; beyond them a text is shown whole, old and new
MIN_KEPT = 2  # as few kept characters between two changes only make both hard to read

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
        if tag == "equal" and (len(went) > MIN_KEPT or number in (0, len(codes) - 1)):
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
    rows: list[str] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(1):
        rows += ["…"] if rows else []
        for tag, a, b, c, d in group:
            if tag == "equal":
                rows += [safe_text(line.text) for line in old[a:b]]
                continue
            for before, after in zip_longest(old[a:b], new[c:d]):
                words = marked(before.text if before else "", after.text if after else "")
                rows.append(words + pictures(before, after))
    return rows
