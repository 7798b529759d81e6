"""data/permalinks.txt: every address and #id ever published is kept, and new ones are entered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from macros.checks.guides import missing_answers
from macros.checks.history import start_of_change
from macros.checks.links import place_of_id
from macros.checks.outlines import page_file
from macros.checks.places import Keys, at, at_line
from macros.checks.rendering import sound_pages
from macros.model.git import git
from macros.model.handbook import PROVIDERS, Handbook
from macros.model.pages import Page
from macros.model.problem import Problem, closest
from macros.site.page_states import states
from macros.text.languages import DEFAULT

RECORD = "data/permalinks.txt"


def permalinks(handbook: Handbook) -> list[str]:
    """Every address and address#id of the site, without the language."""
    pages = handbook.pages.values()
    slugs = [slug for page in pages for slug in (page.slug, *page.moved_from) if slug]
    ids = {
        key: state.ids
        for (key, language), state in states(handbook).items()
        if language == DEFAULT.code
    }
    addresses = []
    for page in pages:
        anchors = ["", *(f"#{id}" for id in ids.get(page.key, ()))]
        addresses += [f"{path}{anchor}" for path in _paths(page) for anchor in anchors]
    return sorted(slugs) + sorted(addresses)


def _paths(page: Page) -> list[str]:
    """The address of a page, and those it had before."""
    folder = page.path.rpartition("/")[0]
    return [page.path, *(f"{folder}/{slug}" for slug in page.moved_from)]


def recorded(handbook: Handbook) -> list[tuple[int, str]]:
    """The entries of the record with their lines; none when there is no record yet."""
    file = handbook.root / RECORD
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [(number, line) for number, line in enumerate(lines, 1) if line and line[0] != "#"]


def mailboxes_are_kept(handbook: Handbook) -> Iterator[Problem]:
    """Every mailbox on record has its folder in data/providers, named by its id."""
    former = {id for page in handbook.pages.values() for id in page.former_ids}
    start = f"{handbook.site.base}#mailbox-"
    ids = [line[len(start) :] for _, line in recorded(handbook) if line.startswith(start)]
    for id in ids:
        if id not in handbook.mailboxes and f"mailbox-{id}" not in former:
            message = "the folder of this mailbox is gone"
            fix = "bring it back under this name: other pages and addresses have it"
            yield at_line(f"{PROVIDERS}/{id}", 1, message, fix)


def permalinks_are_kept(handbook: Handbook) -> Iterator[Problem]:
    """Every address and #id ever published still exists: data/permalinks.txt only grows."""
    there = set(permalinks(handbook))
    lost = [(number, line) for number, line in recorded(handbook) if line not in there]
    yield from _lost_addresses(handbook, [entry for entry in lost if "#" not in entry[1]])
    yield from _lost_ids(handbook, [entry for entry in lost if "#" in entry[1]])


def _lost_addresses(handbook: Handbook, lost: list[tuple[int, str]]) -> Iterator[Problem]:
    gone = {address for _, address in lost}
    strays = {Path(source).stem for source in handbook.stray_outlines()}
    for number, address in lost:
        # said once, with its folder; and not of an outline that every_page_has_an_outline names
        if f"{handbook.site.base}/{address}" not in gone and Path(address).name not in strays:
            message = f"{address} is gone"
            fix = "bring it back, or enter it in `moved_from` of the page that it leads to now"
            yield at_line(RECORD, number, message, fix)


def _lost_ids(handbook: Handbook, lost: list[tuple[int, str]]) -> Iterator[Problem]:
    on_record = {line for _, line in recorded(handbook)}
    a_page_is_gone = bool(handbook.stray_outlines())
    for key, state in sound_pages(handbook).items():
        page = handbook.pages[key]
        if a_page_is_gone and page.mailbox is None:
            continue  # it listed the mailbox that is gone
        # named_sections_exist and every_guide_answers speak of these
        said = page.former_ids | ({*missing_answers(page.mailbox)} if page.mailbox else set())
        starts = tuple(f"{address}#" for address in _paths(page))
        gone = {
            id: number
            for number, line in lost
            if line.startswith(starts) and (id := line.partition("#")[2]) not in said
        }
        new = [id for id in state.ids if f"{page.path}#{id}" not in on_record]
        respelt = {}
        for id in gone:
            near = closest(id, new)
            if near and (place := place_of_id(handbook, page, near)):
                respelt[id] = near
                message = f"`#{id}` is gone, and `#{near}` is new"
                fix = f"spell it as before; or let it lead on: `formerly` {{{near}: [{id}]}}"
                yield at_line(*place, message, fix, f"id.{id}")
        missing = [id for id in gone if id not in respelt]
        if missing:
            yield _ids_are_gone(handbook, page, missing)


# Where the things are whose ids begin like this: the file, and the key in it.
_FILES_OF_IDS = {
    "pit": ("pits.yml", "pits"),
    "faq": ("faq.yml", "faq"),
    "table": ("tables.yml", "tables"),
    "step": ("guide.yml", "sections"),
}


def _ids_are_gone(handbook: Handbook, page: Page, ids: list[str]) -> Problem:
    """What is said of ids that nothing has the place of."""
    more = f" and {len(ids) - 1} more are" if ids[1:] else " is"
    message, name = f"{page.path}#{ids[0]}{more} gone", f"id.{' '.join(ids)}"
    document, keys = page_file(handbook, page, "provider.yml")
    lead_on = f"`formerly: {{<id that replaces it>: [{ids[0]}]}}` in {document.path}"
    fix = f"bring it back, or let it lead on: {lead_on}"
    where = _FILES_OF_IDS.get(ids[0].partition("-")[0]) if page.mailbox else None
    if where is None:
        return at(document, (*keys, "formerly"), message, fix, name)
    path = f"{PROVIDERS}/{page.key}/{where[0]}"
    if path not in handbook.models:
        return at_line(path, 1, f"the file is missing; `#{ids[0]}` was in it", "bring it back")
    keys = (where[1], ids[0].partition("-")[2].replace("-", "_"))  # a table has this key
    return at(handbook.documents[path], keys, message, fix, name)


def permalinks_are_entered(handbook: Handbook) -> Iterator[Problem]:
    """Every address and #id is on record, so that losing one is noticed."""
    entries = recorded(handbook)
    new = sorted(set(permalinks(handbook)) - {line for _, line in entries})
    if new:
        after = max((number for number, line in entries if line < new[0]), default=1)
        others = f" and {len(new) - 1} more are" if new[1:] else " is"
        yield at_line(RECORD, after, f"`{new[0]}`{others} not on record", "run `make permalinks`")


def record_only_grows(handbook: Handbook) -> Iterator[Problem]:
    """Whatever was in data/permalinks.txt before a change is still there after it."""
    before = _record_before(handbook.root)
    lost = sorted(before - {line for _, line in recorded(handbook)})
    if lost:
        more = f" and {len(lost) - 1} more were" if lost[1:] else " was"
        message = f"`{lost[0]}`{more} on record before, and is not now"
        fix = "put back every line: what was published once is never taken off the record"
        yield at_line(RECORD, 1, message, fix)


def former_addresses_were_there(handbook: Handbook) -> Iterator[Problem]:
    """A former slug or id was on record before the change that calls it former."""
    before = _record_before(handbook.root)
    for page in handbook.pages.values() if before else ():
        document, keys = page_file(handbook, page, "provider.yml")
        former: dict[Keys, list[str]] = {
            ("moved_from", number): [slug] for number, slug in enumerate(page.moved_from)
        }
        for section, ids in page.formerly.items():
            for number, id in enumerate(ids):
                addresses = [f"{path}#{id}" for path in _paths(page)]
                former["formerly", section, number] = addresses
        for place, addresses in former.items():
            if before.isdisjoint(addresses):
                message, fix = f"`{addresses[0]}` was never on record", "correct it, or remove it"
                yield at(document, (*keys, *place), message, fix)


def _record_before(root: Path) -> set[str]:
    """The lines of the record where a change began; none without git or that commit."""
    start = start_of_change(root)
    record = git(root, "show", f"{start}:{RECORD}") if start else ""
    return {line for line in record.splitlines() if line and line[0] != "#"}


HEAD = (
    "# Every address and #id ever published, in both languages. "
    "Lines are added by `make permalinks`, never removed.\n"
)


def record(handbook: Handbook) -> str:
    """The text of the record, with everything that the site has now."""
    lines = {line for _, line in recorded(handbook)} | set(permalinks(handbook))
    return HEAD + "".join(f"{line}\n" for line in sorted(lines))
