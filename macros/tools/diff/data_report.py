"""What changed in data/, as pieces of HTML: facts, what carries them, words, order and links.

All that is shown goes through `comment.safe_text`: anybody may have written values and names.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from macros.model.problem import counted
from macros.text.languages import LANGUAGES
from macros.tools.diff.changes import Change, half
from macros.tools.diff.comment import safe_text
from macros.tools.diff.fact_sources import FactSources
from macros.tools.diff.inline import marked
from macros.tools.diff.output import Piece, listed, table

FACTS = ("others", "laifaxin", "errors", "sources", "records")
"""The files, beside provider.yml, whose values are facts. They come in this order."""
ADDRESSES = ("slug", "formerly", "moved_from", "aliases", "siblings")
"""What provider.yml has beside facts: how the mailbox is found, and what is next to it."""
FACT_ORDER = ("servers", "password", "domains", "webmail", "mx")
"""The facts of a mailbox that come first."""
FILE_ORDER = ("provider", "guide", "tables", "pits", "faq")
"""The files of a mailbox, in the order in which its words are shown."""

LONG = 60
"""Characters; a longer value is shown once, with what changed in it."""


class DataReport:
    """The changes of data/: facts, what sources say, words, and the rest (structure)."""

    def __init__(self, found: Iterable[Change]) -> None:
        found = sorted(found, key=_place)
        self.words = [each for each in found if each.is_text]
        rest = [each for each in found if not each.is_text]
        self.facts = sorted(filter(_is_fact, rest), key=_fact_place)
        self.evidence = [each for each in rest if each.is_evidence]
        self.structure = [each for each in rest if not _is_fact(each) and not each.is_evidence]

    @property
    def counts(self) -> list[str]:
        """How much of each there is."""
        lopsided = sum(len(each.languages) == 1 for each in self.words)
        alone = f" ({lopsided} in one language only)" if lopsided else ""
        return [
            counted(len(self.facts), "fact"),
            f"{len(self.evidence)} of what sources say",
            counted(len(self.words), "text") + alone,
            f"{len(self.structure)} of order, links and structure",
        ]

    def mailboxes(self) -> list[str]:
        """A sentence for each mailbox that comes or goes, as HTML."""
        slugs = [each for each in self.structure if each.mailbox and each.keys == ("slug",)]
        return [
            f"<b>{'New' if each.old is None else 'Removed'} mailbox: {safe_text(each.mailbox)}</b>"
            for each in slugs
            if each.old is None or each.new is None
        ]

    def pieces(self, fact_sources: FactSources) -> list[Piece]:
        """The pieces of the report, what matters most first."""
        facts = [*self.facts, *self.evidence]
        return [
            *table("Facts", ["what", "old → new"], _rows(self.facts, fact_sources)),
            *table("What the sources say", ["source", "old → new"], _rows(self.evidence)),
            *listed("What carries these facts", _said_of_sources(facts, fact_sources)),
            *table(
                "Words",
                ["where", *(language.name for language in LANGUAGES.values())],
                [_words(each) for each in self.words],
            ),
            *table("Order, links and structure", ["where", "old → new"], _rows(self.structure)),
        ]


def _place(change: Change) -> tuple:
    """Mailboxes first, each with its facts, its guide and the rest; what they share afterwards."""
    name = change.path.rpartition("/")[2].removesuffix(".yml")
    file = FILE_ORDER.index(name) if name in FILE_ORDER else len(FILE_ORDER)
    return not change.mailbox, change.mailbox, file, change.path


def _is_fact(change: Change) -> bool:
    if change.mailbox:
        return change.file == change.mailbox and change.key not in ADDRESSES
    return change.file in FACTS


def _fact_place(change: Change) -> tuple:
    if change.mailbox:
        rank = FACT_ORDER.index(change.key) if change.key in FACT_ORDER else len(FACT_ORDER)
        return 0, change.mailbox, rank
    return 1, FACTS.index(change.file), 0


def _subject(change: Change) -> str:
    """What a change is of: a server, a password, an entry of a list."""
    return " · ".join((change.file, *change.names[:2]))


def _rows(found: list[Change], fact_sources: FactSources | None = None) -> list[list[str]]:
    """A row per subject: what it is, and each of its values, old and new."""
    rows = []
    for subject, group in groupby(found, _subject):
        changes = list(group)
        lines = [_value(each) for each in changes]
        if fact_sources:
            said = [line for each in changes for line in fact_sources.databases(each)]
            lines += dict.fromkeys(said)
        rows.append([safe_text(subject), "<br>".join(lines)])
    return rows


def _value(change: Change) -> str:
    label = " · ".join(change.names[2:])
    old, new = change.old, change.new
    if isinstance(old, str) and isinstance(new, str) and len(old) > LONG:
        values = marked(old, new, kept=LONG)
    else:
        gone = [] if old is None else [f"<del>{safe_text(old)}</del>"]
        come = [] if new is None else [f"<ins>{safe_text(new)}</ins>"]
        values = " → ".join([*gone, *come])
    return f"{safe_text(label)}: {values}" if label else values


def _said_of_sources(facts: list[Change], fact_sources: FactSources) -> list[str]:
    """For each sentence about sources, the facts that it is about."""
    said: dict[tuple[str, str], list[str]] = {}
    for each in facts:
        if sentence := fact_sources.sources(each):
            subject = " · ".join(each.names[:2])
            said.setdefault((each.file, sentence), []).append(subject)
    return [
        f"{safe_text(file)}: {safe_text(', '.join(dict.fromkeys(subjects)))}: {sentence}"
        for (file, sentence), subjects in said.items()
    ]


def _words(change: Change) -> list[str]:
    """A text's row: where it is, and both its halves."""
    return [safe_text(change.where), *(_half(change, language) for language in LANGUAGES)]


def _half(change: Change, language: str) -> str:
    old, new = half(change.old, language), half(change.new, language)
    old_kind, new_kind = _kind(change.old, language), _kind(change.new, language)
    kind = new_kind or old_kind
    label = f"<b>{kind}:</b> " if kind else ""
    if (old, old_kind) == (new, new_kind):
        return f"<b>unchanged:</b> {label}{safe_text(new)}"
    return label + marked(old, new)


def _kind(value: Any, language: str) -> str:
    """What a half is, when it is not words in its language: a gloss explains a label."""
    if not isinstance(value, dict) or value.get(language) is not None:
        return ""
    kinds = {"both": "in both languages", "gloss": "gloss"}
    return next((kinds[key] for key in kinds if value.get(key) is not None), "")
