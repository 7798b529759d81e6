"""errors.yml: messages of mail servers, and where their causes lead to."""

from __future__ import annotations

from collections.abc import Iterator

from macros.checks.guides import ANSWERED
from macros.checks.pages import sound_pages
from macros.checks.places import at, own_file, shared_file
from macros.model.handbook import Handbook, Mailbox
from macros.model.problem import Problem
from macros.model.types import ServerError

_ANSWERS = frozenset[str]().union(*ANSWERED.values())


def error_is_found_by_its_example(handbook: Handbook) -> Iterator[Problem]:
    """An error's example is found by it, and not by one that stands before it."""
    document = shared_file(handbook, "errors.yml")
    for number, error in enumerate(handbook.errors):
        first = next((other for other in handbook.errors if other.fits(error.example)), None)
        if first is None:
            found = "none of the fragments occurs in the example"
        elif first.id != error.id:
            found = f"the example is found by `{first.id}`"
        else:
            continue
        yield at(
            document,
            ("errors", number, "example"),
            found,
            "move the special one to the front, or correct `when` or `example`",
        )


def error_id_is_its_own(handbook: Handbook) -> Iterator[Problem]:
    """No two errors have the same id."""
    seen: set[str] = set()
    for number, error in enumerate(handbook.errors):
        if error.id in seen:
            yield at(
                shared_file(handbook, "errors.yml"),
                ("errors", number, "id"),
                f"the id `{error.id}` is taken already",
                "give it an id of its own",
            )
        seen.add(error.id)


def error_mailbox_exists(handbook: Handbook) -> Iterator[Problem]:
    """An error's mailbox is the id of a folder in data/providers."""
    for number, error in enumerate(handbook.errors):
        if error.mailbox and error.mailbox not in handbook.mailboxes:
            yield at(
                shared_file(handbook, "errors.yml"),
                ("errors", number, "mailbox"),
                f"there is no mailbox `{error.mailbox}`",
                "use the id of a folder in data/providers",
            )


def remedy_exists(handbook: Handbook) -> Iterator[Problem]:
    """What an error's cause leads to is on the mailbox's guide, on every guide, or at Laifaxin."""
    document = shared_file(handbook, "errors.yml")
    for number, error in enumerate(handbook.errors):
        for place, cause in enumerate(error.causes):
            if not cause.to:
                continue
            keys = ("errors", number, "causes", place, "to")
            if cause.to.startswith("zhinan."):
                if cause.to.removeprefix("zhinan.") not in handbook.laifaxin.zhinan:
                    yield at(
                        document,
                        keys,
                        f"`{cause.to}` is not in laifaxin.yml",
                        "name a page of `zhinan` there",
                    )
                continue
            guides = _guides(handbook, error)
            lost = [mailbox for mailbox, ids in guides if cause.to not in ids]
            if not lost:
                continue
            if error.mailbox or len(lost) > len(guides) / 2:
                names = ", ".join(mailbox.id for mailbox in lost[:3])
                yield at(
                    document,
                    keys,
                    f"`{cause.to}` is not on the guide of {names}{' …' if lost[3:] else ''}",
                    "name an #id that is there; without `mailbox`, one that every guide has",
                )
            elif cause.to not in _ANSWERS:  # else every_guide_answers says it
                yield from (_guide_lacks(handbook, mailbox, cause.to) for mailbox in lost)


def _guides(handbook: Handbook, error: ServerError) -> list[tuple[Mailbox, set[str]]]:
    """The guides that an error's causes lead to, with their ids; none that has problems."""
    sound = sound_pages(handbook)
    mailboxes = [error.mailbox] if error.mailbox else list(handbook.mailboxes)
    return [(handbook.mailboxes[key], set(sound[key].ids)) for key in mailboxes if key in sound]


def _guide_lacks(handbook: Handbook, mailbox: Mailbox, id: str) -> Problem:
    return at(
        own_file(handbook, mailbox, "guide.yml"),
        ("sections",),
        f"the guide has no `#{id}`, to which errors.yml leads its readers as on every guide",
        f"add what has the id `{id}` on the other guides",
    )
