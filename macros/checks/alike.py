"""Guides alike: what every other guide of a kind has, a guide has, too, and in the same order.

Nothing here is a list: what guides have in common is found in the guides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from macros.checks.places import Keys, at, own_file
from macros.model.handbook import Handbook, walk
from macros.model.pages import Mailbox
from macros.model.problem import Problem, counted
from macros.model.types import Block, Related, Table
from macros.text.languages import DEFAULT

_ENOUGH = 5  # guides, before what they have in common is taken for a rule


class Piece(NamedTuple):
    """A piece of a guide: what it is in any guide, the list that it stands in, and its place."""

    name: str
    among: str
    file: str
    keys: Keys


def guides_are_built_alike(handbook: Handbook) -> Iterator[Problem]:
    """A guide has the blocks and links that all others of its kind have, in their order."""
    guides = {id: [*_pieces(mailbox)] for id, mailbox in handbook.mailboxes.items()}
    names = {id: {piece.name: piece for piece in pieces} for id, pieces in guides.items()}
    orders = {id: [*_order(pieces)] for id, pieces in guides.items()}
    before = Counter(pair for pairs in orders.values() for pair in pairs)
    for id, mailbox in handbook.mailboxes.items():
        peers = {each.id for each in handbook.of_kind(mailbox.provider.kind)} - {id}
        if len(peers) >= _ENOUGH:
            common = set.intersection(*({*names[peer]} for peer in peers))
            for name in sorted(common - {*names[id]}):
                piece = names[min(peers)][name]
                if piece.file == "faq.yml":
                    continue  # every_guide_answers speaks of questions
                yield at(
                    own_file(handbook, mailbox, piece.file),
                    piece.keys[:2],
                    f"{name} is missing, which all {len(peers)} others of its kind have",
                    "add it as the other guides have it",
                )
        for one, other in orders[id]:
            if before[one, other] == 1 and before[other, one] >= _ENOUGH:
                piece = names[id][one]
                yield at(
                    own_file(handbook, mailbox, piece.file),
                    piece.keys,
                    f"{one} stands before {other}; {counted(before[other, one], 'guide')} have "
                    "it behind",
                    "put it behind",
                )
                break


def _order(pieces: list[Piece]) -> Iterator[tuple[str, str]]:
    """The names of two pieces of a list, in their order."""
    for one, other in combinations(pieces, 2):
        if one.among == other.among and one.name != other.name:
            yield one.name, other.name


def _pieces(mailbox: Mailbox) -> Iterator[Piece]:
    """The pieces of a guide: blocks of its sections, related pages, questions."""
    for id, section in mailbox.guide.sections.items():
        for keys, block in walk(section, ("sections", id), of=Block):
            kind, what = block.given[0], block.use or block.show
            if what or kind in ("steps", "danger"):
                name = f"`{kind}: {what}`" if what else f"`{kind}`"
                yield Piece(f"{name} in `{id}`", id, "guide.yml", keys)
    for number, related in enumerate(mailbox.guide.related):
        yield Piece(f"`to: {related.to}`", f"{number}", "guide.yml", ("related", number))
    for number, question in enumerate(mailbox.faq):
        yield Piece(f"`{question.id}`", "faq", "faq.yml", ("faq", number))


def lists_say_nothing_twice(handbook: Handbook) -> Iterator[Problem]:
    """No list has a point, a thing to have ready, a related page or a row twice."""
    for path, document in handbook.documents.items():
        lists = [
            ((*keys, "points"), [point[DEFAULT.code] for point in block.points])
            for keys, block in handbook.walk(path, of=Block)
            if block.points
        ]
        lists += [
            ((*keys, "rows"), [row[0][DEFAULT.code] for row in table.rows])
            for keys, table in handbook.walk(path, of=Table)
        ]
        related = handbook.walk(path, of=Related)
        lists.append((("related",), [each.to for _, each in related]))
        needs = getattr(handbook.models[path], "needs", ())
        lists.append((("needs",), [need[DEFAULT.code] for need in needs]))
        for keys, things in lists:
            for number, thing in enumerate(things):
                if thing in things[:number]:
                    message = f"“{thing[:40]}” is in this list already"
                    yield at(document, (*keys, number), message, "say it once")
