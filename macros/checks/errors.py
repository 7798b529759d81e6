"""causes.yml and errors.yml: what servers say, what it points to, and where its remedies lead."""

from __future__ import annotations

from collections.abc import Iterator

from macros.checks.guides import missing_answers, users_of_sources
from macros.checks.places import Keys, Named, at, listed, own_file, shared_file, unknown
from macros.checks.rendering import sound_pages
from macros.model.handbook import PROVIDERS, Handbook
from macros.model.problem import Problem


def error_id_is_its_own(handbook: Handbook) -> Iterator[Problem]:
    """No two errors and no two causes have the same id."""
    for name in ("errors", "causes"):
        seen: set[str] = set()
        for document, keys, item in listed(handbook, name):
            if item.id in seen:
                message = f"the id `{item.id}` is already taken"
                yield at(document, (*keys, "id"), message, "give it an id of its own")
            seen.add(item.id)


def error_mailbox_exists(handbook: Handbook) -> Iterator[Problem]:
    """Every mailbox that an error, a cause or the search names is a folder in data/providers."""
    fix = "use the id of a folder there"
    return unknown(_mailboxes(handbook), handbook.mailboxes, "mailbox", PROVIDERS, fix)


def _mailboxes(handbook: Handbook) -> Iterator[Named]:
    errors, search = shared_file(handbook, "errors.yml"), shared_file(handbook, "search.yml")
    for document, keys, error in listed(handbook, "errors"):
        if error.mailbox:
            yield document, (*keys, "mailbox"), error.mailbox
    for document, keys, cause in listed(handbook, "causes"):
        yield from ((document, (*keys, "at", id), id) for id in cause.at)
    for id in handbook.models[errors.path].mailboxes:
        yield errors, ("mailboxes", id), id
    for number, id in enumerate(handbook.search.mailbox_order):
        yield search, ("mailbox_order", number), id


def error_sources_are_of_its_mailbox(handbook: Handbook) -> Iterator[Problem]:
    """What a mailbox's servers say is not from a source that other mailboxes alone name."""
    users = users_of_sources(handbook)
    for document, keys, error in listed(handbook, "errors"):
        for place, source in enumerate(error.sources):
            using = users.get(source, set())
            if using and error.mailbox in handbook.mailboxes and error.mailbox not in using:
                message = f"{source} is a source of {', '.join(sorted(using))}"
                fix = f"correct it, or correct the mailbox, which is {error.mailbox}"
                yield at(document, (*keys, "sources", place), message, fix)


def error_cause_exists(handbook: Handbook) -> Iterator[Problem]:
    """What an error points to is a cause of causes.yml."""
    named: list[Named] = []
    for document, keys, error in listed(handbook, "errors"):
        named += [(document, (*keys, "causes", id), id) for id in error.causes]
        if error.instead_of:
            named.append((document, (*keys, "instead_of"), error.instead_of))
    fix = "use an id of causes.yml, or describe the cause there"
    return unknown(named, handbook.causes, "cause", "causes.yml", fix)


def error_says_something(handbook: Handbook) -> Iterator[Problem]:
    """An error is known by what it says, or takes the place of a cause at one mailbox."""
    for document, keys, error in listed(handbook, "errors"):
        if bool(error.says) == bool(error.instead_of):
            message = f"`{error.id}` needs either `says` or `instead_of`"
            fix = "list what is said, or name the cause that it stands for"
            yield at(document, (*keys, "id"), message, fix)


def remedy_exists(handbook: Handbook) -> Iterator[Problem]:
    """The target of a remedy is on the mailbox's guide, on every guide, or at Laifaxin."""
    for _, keys, cause in listed(handbook, "causes"):
        for place, remedy in enumerate(cause.fix):
            if remedy.to:
                where = (*keys, "fix", place, "to")
                yield from _lost(handbook, where, remedy.to, list(handbook.mailboxes))
        for id, own in cause.at.items():
            yield from _lost(handbook, (*keys, "at", id, "to"), own.to, [id])


def _lost(handbook: Handbook, keys: Keys, to: str, ids: list[str]) -> Iterator[Problem]:
    document = shared_file(handbook, "causes.yml")
    if to.startswith("zhinan."):
        if to.removeprefix("zhinan.") not in handbook.laifaxin.zhinan:
            message = f"`{to}` is not in laifaxin.yml"
            yield at(document, keys, message, "name a page of `zhinan` there", to)
        return
    sound = sound_pages(handbook)
    guides = [handbook.mailboxes[id] for id in ids if id in sound]
    lost = [
        mailbox
        for mailbox in guides
        if to not in sound[mailbox.id].ids and to not in missing_answers(mailbox)
    ]
    if not lost:
        return
    if len(lost) > len(guides) / 2:
        names = ", ".join(mailbox.id for mailbox in lost[:3])
        message = f"`{to}` is not on the guide of {names}{' …' if lost[3:] else ''}"
        fix = "name an #id that is there; in `fix`, one that every guide has"
        yield at(document, keys, message, fix)
        return
    for mailbox in lost:
        message = f"the guide has no `#{to}`, but causes.yml sends the readers of every guide there"
        fix = "add the section or question that has this id on other guides"
        yield at(own_file(handbook, mailbox, "guide.yml"), ("sections",), message, fix)
