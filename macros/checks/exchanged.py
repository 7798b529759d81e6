"""Words in each other's place: two steps, pitfalls or questions whose words were exchanged.

What a thing is called and what it says have words in common, and so have things of one id in
several guides. Two things are taken for exchanged when each one's words clearly fit the other's
name better than their own: both ways, so that a thing whose words fit its name badly is no problem
by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from macros.checks.places import Keys, at
from macros.model.handbook import Handbook, walk
from macros.model.pages import Mailbox
from macros.model.problem import Problem
from macros.model.types import Block, Pit, Question, Step, Text
from macros.model.yaml_file import Document
from macros.text.languages import LANGUAGES
from macros.text.typography import HAN

_MOST = 2  # words in common that an exchange may win: in our guides none wins more
_WORD = re.compile(rf"[A-Za-z]{{2,}}|\d+|[{HAN}]{{2,}}")
_STEM = 5  # letters: enabled and enabling have the same


class Thing(NamedTuple):
    """A step, pitfall or question: where it is, its id, words of its name, what it says."""

    kind: str
    document: Document
    keys: Keys
    id: str
    name: set[str]
    said: set[str]


def words_are_not_exchanged(handbook: Handbook) -> Iterator[Problem]:
    """No two steps, pitfalls or questions have words that fit each other's ids better."""
    usual = _Usual()
    for mailbox in handbook.mailboxes.values():
        for things in _things(handbook, mailbox):
            usual.count(things)
    for mailbox in handbook.mailboxes.values():  # their words again: all at once are too many
        for things in _things(handbook, mailbox):
            yield from _exchanged([usual.named(each) for each in things])


def _exchanged(things: list[Thing]) -> Iterator[Problem]:
    for one, other in combinations(things, 2):
        if _won(one, other) > _MOST:
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


def _things(handbook: Handbook, mailbox: Mailbox) -> list[list[Thing]]:
    """What may be exchanged with each other."""
    things: dict[str, list[Thing]] = {}

    def add(
        kind: str, document: Document, keys: Keys, id: str, name: set[str], said: set[str]
    ) -> None:
        things.setdefault(kind, []).append(
            Thing(kind, document, keys, id, words_of(id) | name, said)
        )

    for path in handbook.files_of(mailbox.id):
        document = handbook.documents[path]
        for keys, step in handbook.walk(path, of=Step):
            add("step", document, keys, step.id, set(), _said(step))
        for keys, pit in handbook.walk(path, of=Pit):
            add("pit", document, keys, pit.id, set(), _said(pit))
        for keys, asked in handbook.walk(path, of=Question):
            used = [block.use or block.table or "" for _, block in walk(asked.answer, of=Block)]
            answer = _said(asked.answer) | words_of(" ".join(used))
            add("question", document, keys, asked.id, set(), _said(asked.question))
            add("answer", document, keys, asked.id, _said(asked.question), answer)
    return [_without_usual(each) for each in things.values()]


class _Usual:
    """What things of one id usually say: two other guides say it, and a quarter of all."""

    def __init__(self) -> None:
        self._guides: Counter[tuple[str, str]] = Counter()
        self._said: dict[tuple[str, str], Counter[str]] = {}

    def count(self, things: list[Thing]) -> None:
        """Adds the words of a guide's things."""
        for thing in things:
            key = thing.kind, thing.id
            self._guides[key] += 1
            self._said.setdefault(key, Counter()).update(thing.said)

    def named(self, thing: Thing) -> Thing:
        """The thing, with what is usual for its id as words of its name."""
        key = thing.kind, thing.id
        least = max(2, (self._guides[key] - 1) / 4)
        counts = self._said[key].items()
        usual = {word for word, count in counts if count - (word in thing.said) >= least}
        return thing._replace(name=thing.name | usual)


def _without_usual(things: list[Thing]) -> list[Thing]:
    """The things without the words that more than half of them say."""
    counts = Counter(word for thing in things for word in thing.said)
    usual = {word for word, count in counts.items() if count > len(things) / 2}
    return [each._replace(name=each.name - usual, said=each.said - usual) for each in things]


def _said(value: Any) -> set[str]:
    texts = [value] if isinstance(value, Text) else [text for _, text in walk(value)]
    return words_of(" ".join(text[language] for text in texts for language in LANGUAGES))


def words_of(text: str) -> set[str]:
    """The beginnings of Latin words, and every pair of Chinese characters."""
    found: set[str] = set()
    for word in _WORD.findall(text.replace("_", " ")):
        if word.isascii():
            found.add(word.lower()[:_STEM])
        else:
            found.update(map("".join, pairwise(word)))
    return found
