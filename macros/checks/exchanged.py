"""Words in each other's place: two steps, pitfalls or questions whose words were exchanged.

What a thing is called and what it says have words in common. Two things are taken for exchanged
when each one's words clearly fit the other's name better than their own: both ways, so that a thing
whose words fit its name badly is no problem by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

from macros.checks.places import Keys, at
from macros.model.handbook import Handbook, walk
from macros.model.pages import Mailbox
from macros.model.problem import Problem
from macros.model.types import Block, Pit, Question, Step, Text
from macros.model.yaml_file import Document
from macros.text.languages import LANGUAGES
from macros.text.typography import HAN

# How many common words an exchange may win. In our guides, exchanging what two ids say wins none,
# and exchanging what two questions and their answers say wins 3 at most.
_MOST = {"steps": 1, "pits": 1, "questions": 1, "answers": 3}
_WORD = re.compile(rf"[A-Za-z]{{2,}}|\d+|(?=([{HAN}]{{2}}))")
_STEM = 5  # letters: enabled and enabling have the same


class Thing(NamedTuple):
    """A step, pitfall or question: where it is, its id, words of its name, what it says."""

    document: Document
    keys: Keys
    id: str
    name: set[str]
    said: set[str]


def words_are_not_exchanged(handbook: Handbook) -> Iterator[Problem]:
    """No two steps, pitfalls or questions have words that fit each other's ids better."""
    for mailbox in handbook.mailboxes.values():
        for kind, things in _lists(handbook, mailbox).items():
            for one, other in combinations(things, 2):
                if _won(one, other) > _MOST[kind]:
                    yield at(
                        other.document,
                        other.keys,
                        f"`{other.id}` says what `{one.id}` is called, and the other way round",
                        "put the words of each under its own id",
                    )
                    break


def _won(one: Thing, other: Thing) -> int:
    """How many words in common two things would win by being exchanged; 0 unless both do."""
    won = [
        len(this.name & that.said) - len(this.name & this.said)
        for this, that in ((one, other), (other, one))
    ]
    return sum(won) if min(won) > 0 else 0


def _lists(handbook: Handbook, mailbox: Mailbox) -> dict[str, list[Thing]]:
    """What may be exchanged with each other."""
    lists: dict[str, list[Thing]] = {kind: [] for kind in _MOST}
    for path in handbook.files_of(mailbox.id):
        document, value = handbook.documents[path], handbook.models[path]
        for keys, step in walk(value, of=Step):
            lists["steps"].append(Thing(document, keys, step.id, _words(step.id), _said(step)))
        for keys, pit in walk(value, of=Pit):
            lists["pits"].append(Thing(document, keys, pit.id, _words(pit.id), _said(pit)))
        for keys, asked in walk(value, of=Question):
            name, question = _words(asked.id), _said(asked.question)
            used = [block.use or block.table or "" for _, block in walk(asked.answer, of=Block)]
            answer = _said(asked.answer) | _words(" ".join(used))
            lists["questions"].append(Thing(document, keys, asked.id, name, question))
            lists["answers"].append(Thing(document, keys, asked.id, name | question, answer))
    return {kind: _without_usual(things) for kind, things in lists.items()}


def _without_usual(things: list[Thing]) -> list[Thing]:
    """The things without the words that more than half of them say."""
    counts = Counter(word for thing in things for word in thing.said)
    usual = {word for word, count in counts.items() if count > len(things) / 2}
    return [each._replace(name=each.name - usual, said=each.said - usual) for each in things]


def _said(value: Any) -> set[str]:
    texts = [value] if isinstance(value, Text) else [text for _, text in walk(value)]
    return _words(" ".join(text[language] for text in texts for language in LANGUAGES))


def _words(text: str) -> set[str]:
    """The beginnings of Latin words, and every pair of Chinese characters."""
    return {
        (match[0] or match[1]).lower()[:_STEM] for match in _WORD.finditer(text.replace("_", " "))
    }
