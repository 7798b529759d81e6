"""causes.yml and errors.yml: what servers say, what it points to, and where its remedies lead."""

from __future__ import annotations

from collections.abc import Iterator

from macros.checks.guides import missing_answers, sources_of_mailbox
from macros.checks.places import Keys, Named, at, own_file, shared_file, unknown
from macros.checks.rendering import sound_pages
from macros.model.handbook import PROVIDERS, Handbook
from macros.model.pages import Mailbox
from macros.model.problem import Problem


def error_id_is_its_own(handbook: Handbook) -> Iterator[Problem]:
    """No two errors and no two causes have the same id."""
    for name, listed in (("errors.yml", "errors"), ("causes.yml", "causes")):
        seen: set[str] = set()
        for number, item in enumerate(getattr(handbook.models[f"data/{name}"], listed)):
            if item.id in seen:
                message = f"the id `{item.id}` is already taken"
                fix = "give it an id of its own"
                yield at(shared_file(handbook, name), (listed, number, "id"), message, fix)
            seen.add(item.id)


def error_mailbox_exists(handbook: Handbook) -> Iterator[Problem]:
    """Every mailbox that an error, a cause or the search names is a folder in data/providers."""
    errors, causes = shared_file(handbook, "errors.yml"), shared_file(handbook, "causes.yml")
    named: list[Named] = [
        (errors, ("errors", number, "mailbox"), error.mailbox)
        for number, error in enumerate(handbook.errors)
        if error.mailbox
    ]
    named += [
        (shared_file(handbook, "search.yml"), ("mailbox_order", number), id)
        for number, id in enumerate(handbook.search.mailbox_order)
    ]
    named += [
        (errors, ("mailboxes", id), id) for id in handbook.models["data/errors.yml"].mailboxes
    ]
    named += [
        (causes, ("causes", number, "at", id), id)
        for number, cause in enumerate(handbook.causes.values())
        for id in cause.at
    ]
    fix = "use the id of a folder there"
    return unknown(named, handbook.mailboxes, "mailbox", PROVIDERS, fix)


def error_sources_are_of_its_mailbox(handbook: Handbook) -> Iterator[Problem]:
    """What a mailbox's servers say is not from a source that other mailboxes alone name."""
    users: dict[str, set[str]] = {}
    for mailbox in handbook.mailboxes.values():
        for source in sources_of_mailbox(mailbox):
            users.setdefault(source, set()).add(mailbox.id)
    for number, error in enumerate(handbook.errors):
        sources = error.sources if error.mailbox in handbook.mailboxes else ()
        for place, source in enumerate(sources):
            if error.mailbox not in users.get(source, {error.mailbox}):
                keys = ("errors", number, "sources", place)
                message = f"{source} is a source of {', '.join(sorted(users[source]))}"
                fix = f"correct it, or correct the mailbox, which is {error.mailbox}"
                yield at(shared_file(handbook, "errors.yml"), keys, message, fix)


def error_cause_exists(handbook: Handbook) -> Iterator[Problem]:
    """What an error points to is a cause of causes.yml."""
    document = shared_file(handbook, "errors.yml")
    named: list[Named] = []
    for number, error in enumerate(handbook.errors):
        named += [(document, ("errors", number, "causes", id), id) for id in error.causes]
        if error.instead_of:
            named.append((document, ("errors", number, "instead_of"), error.instead_of))
    fix = "use an id of causes.yml, or describe the cause there"
    return unknown(named, handbook.causes, "cause", "causes.yml", fix)


def error_says_something(handbook: Handbook) -> Iterator[Problem]:
    """An error is known by what it says, or takes the place of a cause at one mailbox."""
    for number, error in enumerate(handbook.errors):
        if bool(error.says) == bool(error.instead_of):
            message = f"`{error.id}` needs either `says` or `instead_of`"
            fix = "list what is said, or name the cause that it stands for"
            yield at(shared_file(handbook, "errors.yml"), ("errors", number, "id"), message, fix)


def remedy_exists(handbook: Handbook) -> Iterator[Problem]:
    """The target of a remedy is on the mailbox's guide, on every guide, or at Laifaxin."""
    for number, cause in enumerate(handbook.causes.values()):
        for place, remedy in enumerate(cause.fix):
            if remedy.to:
                keys: Keys = ("causes", number, "fix", place, "to")
                yield from _lost(handbook, keys, remedy.to, list(handbook.mailboxes))
        for id, own in cause.at.items():
            keys = ("causes", number, "at", id, "to")
            yield from _lost(handbook, keys, own.to, [id])


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
    else:
        yield from (_guide_lacks(handbook, mailbox, to) for mailbox in lost)


def _guide_lacks(handbook: Handbook, mailbox: Mailbox, id: str) -> Problem:
    message = f"the guide has no `#{id}`, but causes.yml sends the readers of every guide there"
    fix = "add the section or question that has this id on other guides"
    return at(own_file(handbook, mailbox, "guide.yml"), ("sections",), message, fix)
