"""Guides alike: what every other guide of a kind has, a guide has, too, and in the same order.

Nothing here is a list: what guides have in common is found in the guides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from macros.checks.file_by_file import File, file_by_file
from macros.checks.places import Keys, at, at_half, own_file
from macros.model.handbook import LEAVES, Handbook, parts, walk
from macros.model.pages import Mailbox
from macros.model.problem import Problem, closest
from macros.model.types import Block, Cause, Pit, Question, Record, Related, Remedy, Step, Text
from macros.text.languages import DEFAULT
from macros.text.marks import is_chinese

_ENOUGH = 5  # guides, before what they have in common is taken for a rule


class Piece(NamedTuple):
    """A piece of a guide.

    name: what it is in any guide; among: the list that it has an order in, empty for none;
    file and keys: its place.
    """

    name: str
    among: str
    file: str
    keys: Keys


def guides_are_built_alike(handbook: Handbook) -> Iterator[Problem]:
    """A guide has the blocks and links that all others of its kind have, in their order."""
    pieces = {id: [*_pieces(mailbox)] for id, mailbox in handbook.mailboxes.items()}
    for kind in {mailbox.provider.kind: None for mailbox in handbook.mailboxes.values()}:
        yield from _missing(handbook, {each.id: pieces[each.id] for each in handbook.of_kind(kind)})
    yield from _out_of_order(handbook, pieces)


def _missing(handbook: Handbook, guides: dict[str, list[Piece]]) -> Iterator[Problem]:
    """What all of these guides have but one. guides: their pieces, by mailbox."""
    names = {id: {piece.name: piece for piece in pieces} for id, pieces in guides.items()}
    counts = Counter(name for own in names.values() for name in own)
    others = len(guides) - 1
    for name in [name for name, count in counts.items() if count == others >= _ENOUGH]:
        piece = next(own[name] for own in names.values() if name in own)
        if piece.file == "faq.yml":
            continue  # every_guide_answers speaks of questions
        id = next(id for id, own in names.items() if name not in own)
        if name == f"`to: {id}`":
            continue  # no page leads to itself
        if f"`{piece.among}`" in counts and f"`{piece.among}`" not in names[id]:
            continue  # the section itself is missing
        alone = [each for each, count in counts.items() if count == 1 and each in names[id]]
        keys = tuple(key for key in piece.keys[:2] if isinstance(key, str))
        message = f"{name} is missing, which all {others} others of its kind have"
        if instead := closest(name, alone):
            keys = names[id][instead].keys
            message += f"; here is {instead}"
        document = own_file(handbook, handbook.mailboxes[id], piece.file)
        yield at(document, keys, message, "add it as the other guides have it")


def _out_of_order(handbook: Handbook, guides: dict[str, list[Piece]]) -> Iterator[Problem]:
    """The piece of each guide that all other guides have behind another, or before it."""
    orders = {id: [*_order(pieces)] for id, pieces in guides.items()}
    before = Counter(pair for pairs in orders.values() for pair in pairs)
    for id, pairs in orders.items():
        wrong = [each for each in pairs if before[each] == 1 and before[each[::-1]] >= _ENOUGH]
        if wrong:
            (name, _), *_ = Counter(name for pair in wrong for name in pair).most_common(1)
            one, other = next(pair for pair in wrong if name in pair)
            piece = next(each for each in reversed(guides[id]) if each.name == name)
            message = f"{one} stands before {other}; {before[other, one]} guides have it behind"
            fix = "put it behind" if name == one else f"put {other} before"
            document = own_file(handbook, handbook.mailboxes[id], piece.file)
            yield at(document, piece.keys, message, fix)


def _order(pieces: list[Piece]) -> Iterator[tuple[str, str]]:
    """The names of every two pieces of a list, in their order."""
    for one, other in combinations(pieces, 2):
        if one.among and one.among == other.among and one.name != other.name:
            yield one.name, other.name


def _pieces(mailbox: Mailbox) -> Iterator[Piece]:
    """The pieces of a guide: its sections, their blocks, related pages, questions."""
    for id, section in mailbox.guide.sections.items():
        yield Piece(f"`{id}`", "sections", "guide.yml", ("sections", id))
        for keys, block in walk(section, ("sections", id), of=Block):
            kind, what = block.given[0], block.use or block.show
            if what or kind in ("steps", "danger"):
                name = f"`{kind}: {what}`" if what else f"`{kind}`"
                yield Piece(f"{name} in `{id}`", id, "guide.yml", keys)
    for number, related in enumerate(mailbox.guide.related):
        yield Piece(f"`to: {related.to}`", "", "guide.yml", ("related", number))
    for number, question in enumerate(mailbox.faq):
        yield Piece(f"`{question.id}`", "faq", "faq.yml", ("faq", number))


def lists_say_nothing_twice(handbook: Handbook) -> Iterator[Problem]:
    """No list, step, pitfall or cause says one thing twice: a text, a name, a block, a row."""
    return file_by_file(handbook, _said_twice, None)


def _said_twice(file: File, _: None) -> Iterator[Problem]:
    for keys, items in _lists(file.model, ()):
        seen = set()
        for name, item in parts(items):
            words = _first_words(item)
            if words and words in seen:
                message = f"“{words[:40]}” is in this list already"
                yield at(file.document, (*keys, name), message, "say it once")
            seen.add(words)


_LONG = 20  # Chinese characters: a sentence, of which no file has a reason to say it twice
# Below these keys, each server, path and mailbox has its text, which may be another's, too.
_MAY_BE_ALIKE = {"servers", "paths", "others", "at"}


def long_texts_stand_once(handbook: Handbook) -> Iterator[Problem]:
    """No file says a long text twice; only servers and mailboxes may have one in common."""
    return file_by_file(handbook, _long_twice, None)


def _long_twice(file: File, _: None) -> Iterator[Problem]:
    seen = set()
    for keys, text in file.texts:
        words = text[DEFAULT.code]
        if (
            words in seen
            and _MAY_BE_ALIKE.isdisjoint(keys)
            and sum(map(is_chinese, words)) >= _LONG
        ):
            message = f"“{words[:40]}” stands elsewhere in this file, too"
            fix = "say it once, or in other words"
            yield at_half(file.document, keys, DEFAULT.code, message, fix)
        seen.add(words)


def lists_follow_what_announces_them(handbook: Handbook) -> Iterator[Problem]:
    """A text with a colon at its end stands before a list, a table or the like."""
    return file_by_file(handbook, _announced_in_vain, None)


def _announced_in_vain(file: File, _: None) -> Iterator[Problem]:
    for keys, items in _lists(file.model, ()):
        if not (type(items) is list and items and type(items[0]) is Block):
            continue
        for number, (block, below) in enumerate(pairwise([*items, None])):
            announces = block.text and block.text[DEFAULT.code].endswith("：")
            # below the blocks of a section, its parts may follow
            follows = not _is_of_words(below) if below else keys[-1] == "blocks"
            if announces and not follows:
                place = file.document, (*keys, number, "text"), DEFAULT.code
                message = "the colon announces something that does not follow"
                fix = "put it after these words, or end them with a full stop"
                yield at_half(*place, message, fix)


def _is_of_words(block: Block) -> bool:
    return bool(block.text or block.note or block.warning or block.danger)


def _lists(value: Any, keys: Keys) -> Iterator[tuple[Keys, Any]]:
    """Every list, step, pitfall or cause below a value; the cells of a row may be alike."""
    for name, part in parts(value):
        if (type(part) is list and type(value) is not list) or type(part) in (Cause, Pit, Step):
            yield (*keys, name), part
        if type(part) not in LEAVES:
            yield from _lists(part, (*keys, name))


# What tells the things in a list apart; blocks are told apart by what they have.
_TOLD_BY: dict[type, tuple[str, ...]] = {
    Pit: ("pit",),
    Question: ("question",),
    Record: ("file",),
    Related: ("to",),
    Remedy: ("do",),
    Step: ("name", "do"),
}


def _first_words(item: Any) -> str | None:
    """What an item of a list says, or names; None for what may stand there twice."""
    names = item.given[:1] if isinstance(item, Block) else _TOLD_BY.get(type(item), ())
    if given := next((each for name in names if (each := getattr(item, name))), None):
        return _first_words(given)
    if type(item) is list and item:
        return _first_words(item[0])  # the first cell names the row
    if isinstance(item, Text):
        return item[DEFAULT.code]
    return item if isinstance(item, str) else None
