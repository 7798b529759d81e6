"""What a change changes, as pieces of HTML.

Everything that is shown goes through `comment.safe_text`: values, names and pages may be anybody's.
"""

from __future__ import annotations

import re
import tempfile
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from macros.checks.records import opinions
from macros.model.handbook import BadData, Handbook
from macros.model.reading import read
from macros.text.languages import LANGUAGES
from macros.tools.diff.changes import Change, changes, half
from macros.tools.diff.comment import safe_text
from macros.tools.diff.inline import changed_lines, marked
from macros.tools.diff.output import Block
from macros.tools.diff.site import Page, Site, build, weight

# of a server: what databases speak of
SETTINGS = {"protocol", "host", "port", "security", "username", "domains"}


def report(base: Path, head: Path, name: str, others: list[str], preview: str = "") -> list[Block]:
    """What `head` changes in `base`, what may do harm first.

    base, head: folders with a tree each; name: what the base is called; others: changed files
    outside data/; preview: an address under which the pages of `head` can be seen, or nothing.
    Never raises for what is in the trees.
    """
    found, problems = changes(base, head)
    facts = [change for change in found if not change.is_text]
    texts = [change for change in found if change.is_text]
    with tempfile.TemporaryDirectory() as folder:
        before, after = build(base, Path(folder, "base")), build(head, Path(folder, "head"))

    harm = _list("Cannot be read, so not compared", [safe_text(problem) for problem in problems])
    harm += _build_errors("The base", before) + _build_errors("This change", after)
    struck = sorted(_permalinks(base) - _permalinks(head))
    harm += _list(
        "Struck from data/permalinks.txt", [f"<code>{safe_text(line)}</code>" for line in struck]
    )
    rest = [*_facts(facts, head), *_texts(texts)]
    counted = [_count(len(facts), "fact"), _count_texts(texts)]
    if before.error or after.error:
        counted.append("pages not compared")
    else:
        lost, added = _beyond(before, after), _beyond(after, before)
        harm += _list("Addresses and ids lost", lost)
        rest += _list("Addresses and ids added", added)
        number, blocks = _pages(before, after, preview)
        rest += blocks
        counted += [
            _count(number, "page"),
            f"{len(lost)} addresses and ids lost",
            f"{len(added)} added",
        ]
    outside = _list("Changed outside data/", [f"<code>{safe_text(path)}</code>" for path in others])
    summary = "Nothing changed that a reader could see."
    if harm or rest:
        summary = f"Changed: {safe_text(', '.join(counted))}."
    return [
        Block(f"<h2>Against {safe_text(name)}</h2>", [f"<p>{summary}</p>"]),
        *harm,
        *outside,
        *rest,
    ]


def _build_errors(side: str, site: Site) -> list[Block]:
    return _list(
        f"{side} cannot be built, so no pages are compared; make check says more",
        [safe_text(line) for line in site.error.splitlines() if line.strip()],
    )


def _count_texts(texts: list[Change]) -> str:
    lopsided = sum(len(change.languages) == 1 for change in texts)
    more = f" ({lopsided} in one language only)" if lopsided else ""
    return _count(len(texts), "text") + more


def _table(title: str, heads: list[str], rows: list[str]) -> list[Block]:
    """A table below a heading; nothing without rows."""
    cells = "".join(f"<th>{head}</th>" for head in heads)
    return [Block(f"<h3>{title}</h3>\n<table>\n<tr>{cells}</tr>", rows, "</table>")] if rows else []


def _table_row(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _list(title: str, items: list[str]) -> list[Block]:
    """A list below a heading; nothing without items."""
    rows = [f"<li>{item}</li>" for item in items]
    return [Block(f"<h3>{safe_text(title)}</h3>\n<ul>", rows, "</ul>")] if rows else []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# Facts and texts


def _facts(facts: list[Change], head: Path) -> list[Block]:
    try:
        handbook = read(head)
    except (BadData, OSError):
        handbook = None
    rows = [
        _table_row(
            safe_text(change.where), _values(change.old, change.new), _opinion(handbook, change)
        )
        for change in facts
    ]
    return _table("Facts", ["where", "old → new", "records"], rows)


def _values(old: Any, new: Any) -> str:
    shown = [] if old is None else [f"<del>{safe_text(old)}</del>"]
    shown += [] if new is None else [f"<ins>{safe_text(new)}</ins>"]
    return " → ".join(shown)


def _opinion(handbook: Handbook | None, change: Change) -> str:
    """What the databases of data/records.yml say of the server that changed."""
    match = re.fullmatch(r"data/providers/([^/]+)/provider\.yml", change.path)
    is_setting = change.keys[0] == "servers" and SETTINGS.issuperset(change.keys[2:3])
    if not match or not is_setting:
        return "silent"
    if handbook is None:
        return "not known: the data cannot be read"
    mailbox = handbook.mailboxes.get(match[1])
    endpoint = mailbox.provider.servers.get(change.keys[1]) if mailbox else None
    if not mailbox or not endpoint:
        return "—"
    found = opinions(handbook, mailbox.provider, endpoint)
    return "<br>".join(
        f"{safe_text(database)} {_verdict(opinion)}" for database, opinion in found.items()
    )


def _verdict(opinion: tuple[bool, list[Any]] | None) -> str:
    if opinion is None:
        return "silent"
    agrees, servers = opinion
    distinct = dict.fromkeys(map(str, servers))
    return "agrees" if agrees else f"<b>differs</b>: {safe_text(' or '.join(distinct))}"


def _texts(texts: list[Change]) -> list[Block]:
    rows = [
        _table_row(safe_text(change.where), *(_half(change, language) for language in LANGUAGES))
        for change in texts
    ]
    return _table("Texts", ["where", *(each.name for each in LANGUAGES.values())], rows)


def _half(change: Change, language: str) -> str:
    """One language of a changed text."""
    old, new = half(change.old, language), half(change.new, language)
    return marked(old, new) if old != new else f"<b>unchanged:</b> {safe_text(new)}"


# Pages


def _pages(before: Site, after: Site, preview: str) -> tuple[int, list[Block]]:
    """How many pages changed; what changed on them and in the files beside them."""
    rows, sections, around = [], [], []
    for address in sorted({*before.pages, *after.pages}):
        old, new = before.pages.get(address), after.pages.get(address)
        if old and new and old.markup == new.markup:
            if old.digest != new.digest:
                around.append(new.size - old.size)
            continue
        shown = safe_text(address)
        if preview and new:
            shown = f'<a href="{escape(preview.rstrip("/") + quote(address))}">{shown}</a>'
        rows.append(_size_row(shown, old.size if old else None, new.size if new else None))
        sections.append(_sections(address, old, new))
    changed = len(rows)
    for name in sorted({*before.files, *after.files}):
        old_file, new_file = before.files.get(name), after.files.get(name)
        if old_file != new_file:
            rows.append(_size_row(safe_text(name), _size(old_file), _size(new_file)))
    if around:
        what = f"what stands around {_count(len(around), 'other page')}"
        rows.append(_table_row("changed", what, f"{min(around):+d} to {max(around):+d}"))
    table = _table("Pages and files", ["", "where", "bytes, gzip"], rows)
    return changed, [*table, *sections]


def _size(content: bytes | None) -> int | None:
    return None if content is None else weight(content)


def _size_row(shown: str, old: int | None, new: int | None) -> str:
    what = "added" if old is None else "removed" if new is None else "changed"
    return _table_row(what, shown, f"{new or 0} ({(new or 0) - (old or 0):+d})")


def _sections(address: str, old: Page | None, new: Page | None) -> Block:
    """A page's changed sections, before and after in one."""
    before, after = old.sections if old else {}, new.sections if new else {}
    rows = []
    for id in dict.fromkeys([*before, *after]):
        lines, new_lines = before.get(id, []), after.get(id, [])
        if lines != new_lines:
            heading = safe_text(f"#{id}") if id else "above the first section"
            rows.append(f"<p><b>{heading}</b></p>")
            rows += [f"<p>{row}</p>" for row in changed_lines(lines, new_lines)]
    return Block(
        f"<details><summary>{safe_text(address)}</summary>",
        rows or ["<p>The text is as it was; the markup changed.</p>"],
        "</details>",
    )


def _beyond(one: Site, other: Site) -> list[str]:
    """Addresses and ids that `one` has beyond `other`; of a whole page the ids are counted."""
    found = {}
    for address in one.addresses - other.addresses:
        page = one.pages.get(address)
        found[address] = f" and its {_count(len(page.ids), 'id')}" if page else ""
    for address, page in one.pages.items():
        if address in other.addresses:
            known = other.pages[address].ids if address in other.pages else []
            found |= {f"{address}#{id}": "" for id in page.ids if id not in known}
    return [f"<code>{safe_text(place)}</code>{more}" for place, more in sorted(found.items())]


def _permalinks(root: Path) -> set[str]:
    file = root / "data/permalinks.txt"
    if not file.is_file():
        return set()
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return {line for line in lines if not line.startswith("#")}
