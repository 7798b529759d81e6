"""data/permalinks.txt: every address and #id ever published is kept, and new ones are entered."""

from __future__ import annotations

from collections.abc import Iterator

from macros.checks.pages import sound_pages
from macros.checks.places import at_line
from macros.model.handbook import Handbook, Page
from macros.model.problem import Problem
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
    addresses = [
        f"{path}{anchor}"
        for page in pages
        for path in _paths(page)
        for anchor in ("", *(f"#{id}" for id in ids.get(page.key, ())))
    ]
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


def permalinks_are_kept(handbook: Handbook) -> Iterator[Problem]:
    """Every address and #id ever published still exists: data/permalinks.txt only grows."""
    there = set(permalinks(handbook))
    sound = {path for key in sound_pages(handbook) for path in _paths(handbook.pages[key])}
    entries = recorded(handbook)
    gone = {line for _, line in entries} - there
    for number, line in entries:
        address, _, id = line.partition("#")
        if line not in gone or id and address not in sound:
            continue  # of a page that is gone or cannot be rendered, the ids are not said
        if f"youxiang/{address}" in gone:
            continue  # said with the whole address
        yield at_line(
            RECORD,
            number,
            f"{line} is gone",
            "bring it back, or let it lead on: `formerly` for ids, `moved_from` for slugs",
        )


def permalinks_are_entered(handbook: Handbook) -> Iterator[Problem]:
    """Every address and #id is on record, so that somebody notices when it goes."""
    entries = recorded(handbook)
    new = sorted(set(permalinks(handbook)) - {line for _, line in entries})
    if new:
        after = max((number for number, line in entries if line < new[0]), default=1)
        others = f" and {len(new) - 1} more are" if new[1:] else " is"
        yield at_line(RECORD, after, f"`{new[0]}`{others} not on record", "run `make permalinks`")
