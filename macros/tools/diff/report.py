"""What changed, as pieces of HTML.

All that is shown went through `comment.text`: values, names and pages are whoever's.
"""

from __future__ import annotations

import re
import tempfile
from difflib import SequenceMatcher
from html import escape, unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from macros.checks.records import opinions
from macros.model.handbook import BadData, Handbook, read
from macros.text.languages import ENGLISH, LANGUAGES
from macros.tools.diff.changes import Change, changes, half
from macros.tools.diff.comment import MAX_CHARACTERS, text
from macros.tools.diff.site import Page, Site, build, weight

SETTINGS = {
    "protocol",
    "host",
    "port",
    "security",
    "username",
    "domains",
}  # of a server: what databases speak of
MAX_COMPARED = 4_000_000  # pairs of words; beyond them a text is shown whole, old and new


# Old and new in one


_WORD = re.compile(
    r"[A-Za-z0-9]+(?:[._%+:/@-]+[A-Za-z0-9]+)*|\s+|.", re.S
)  # a word in Latin letters, a host, one Chinese character


def marked(old: str, new: str) -> str:
    """Two texts as one HTML text.

    What went in <del>, what came in <ins>, by word in Latin script and by character in Chinese.
    """
    words = [_WORD.findall(old), _WORD.findall(new)]
    if len(words[0]) * len(words[1]) > MAX_COMPARED:
        codes = [("replace", 0, len(words[0]), 0, len(words[1]))]
    else:
        codes = SequenceMatcher(None, *words, autojunk=False).get_opcodes()
    runs: list[list[str]] = []  # gone, come, kept
    for number, (tag, a, b, c, d) in enumerate(codes):
        gone, come = "".join(words[0][a:b]), "".join(words[1][c:d])
        if tag == "equal" and (len(gone) > 2 or number in (0, len(codes) - 1)):
            runs.append(["", "", gone])
        elif (
            runs and not runs[-1][2]
        ):  # a kept character or two between changes only makes both unreadable
            runs[-1][0] += gone
            runs[-1][1] += come
        else:
            runs.append([gone, come, ""])
    return "".join(
        text(kept)
        + (f"<del>{text(gone)}</del>" if gone else "")
        + (f"<ins>{text(come)}</ins>" if come else "")
        for gone, come, kept in runs
    )


def _lines(old: list[str], new: list[str]) -> list[str]:
    """Two lists of lines as rows of HTML: changed lines with the one before and after them."""
    if len(old) * len(new) > MAX_COMPARED:
        return [marked(each, "") for each in old] + [marked("", each) for each in new]
    rows = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(codes):
        if tag == "equal":
            kept = [text(line) for line in old[a:b]]
            shown = (
                kept[:1] * (number > 0)
                + ["…"] * (len(kept) > 2)
                + kept[-1:] * (number < len(codes) - 1)
            )
            rows += shown if len(kept) > 1 else kept
        else:
            pairs = min(b - a, d - c)
            rows += [marked(old[a + each], new[c + each]) for each in range(pairs)]
            rows += [marked(line, "") for line in old[a + pairs : b]] + [
                marked("", line) for line in new[c + pairs : d]
            ]
    return rows


# The report


class Block(NamedTuple):
    """A piece of the report: what opens it, its rows, what closes it.

    It can be cut after any row.
    """

    opening: str
    rows: list[str]
    closing: str = ""


def report(base: Path, head: Path, name: str, others: list[str], preview: str = "") -> list[Block]:
    """What `head` changes in `base`, what may do harm first.

    base, head: folders with a tree each; name: what the base is called; others: changed files
    outside data/; preview: an address under which the pages of `head` can be seen, or nothing.
    Never raises for what is in the trees.
    """
    found, problems = changes(base, head)
    with tempfile.TemporaryDirectory() as folder:
        before, after = build(base, Path(folder, "base")), build(head, Path(folder, "head"))
    facts, texts = (
        [each for each in found if not each.is_text],
        [each for each in found if each.is_text],
    )
    lost = _list("Cannot be read, so not compared", [text(each) for each in problems])
    for side, site in (("The base", before), ("This change", after)):
        lost += _list(
            f"{side} cannot be built, so no pages are compared; make check says more",
            [text(line) for line in site.error.splitlines() if line.strip()],
        )
    lost += _list(
        "Struck from data/permalinks.txt",
        [f"<code>{text(each)}</code>" for each in sorted(_permalinks(base) - _permalinks(head))],
    )
    counted = [
        _count(len(facts), "fact"),
        _count(len(texts), "text")
        + (
            f" ({lopsided} in one language only)"
            if (lopsided := sum(len(each.languages) == 1 for each in texts))
            else ""
        ),
    ]
    told = [*_facts(facts, head), *_texts(texts)]
    if before.error or after.error:
        counted.append("pages not compared")
    else:
        gone, come = _beyond(before, after), _beyond(after, before)
        lost += _list("Addresses and ids lost", gone)
        told += _list("Addresses and ids added", come)
        changed, pages = _pages(before, after, preview)
        counted += [
            _count(changed, "page"),
            f"{len(gone)} addresses and ids lost",
            f"{len(come)} added",
        ]
        told += pages
    outside = _list("Changed outside data/", [f"<code>{text(each)}</code>" for each in others])
    said = (
        f"Changed: {text(', '.join(counted))}."
        if lost or told
        else "Nothing changed that a reader could see."
    )
    return [Block(f"<h2>Against {text(name)}</h2>", [f"<p>{said}</p>"]), *lost, *outside, *told]


def _facts(facts: list[Change], head: Path) -> list[Block]:
    try:
        handbook = read(head)
    except (BadData, OSError):
        handbook = None
    rows = [
        f"<tr><td>{text(each.where)}</td><td>{_values(each.old, each.new)}</td><td>{_opinion(handbook, each)}</td></tr>"
        for each in facts
    ]
    return (
        [
            Block(
                "<h3>Facts</h3>\n<table>\n<tr><th>where</th><th>old → "
                "new</th><th>records</th></tr>",
                rows,
                "</table>",
            )
        ]
        if rows
        else []
    )


def _values(old: Any, new: Any) -> str:
    shown = [
        f"<{tag}>{text(value)}</{tag}>"
        for tag, value in (("del", old), ("ins", new))
        if value is not None
    ]
    return " → ".join(shown)


def _opinion(handbook: Handbook | None, change: Change) -> str:
    """What the databases of data/records.yml say of the server that changed."""
    match = re.fullmatch(r"data/providers/([^/]+)/provider\.yml", change.path)
    if (
        not match
        or change.keys[0] != "servers"
        or (change.keys[2:3] and change.keys[2] not in SETTINGS)
    ):
        return "silent"
    if handbook is None:
        return "not known: the data cannot be read"
    provider = handbook.mailboxes[match[1]].provider if match[1] in handbook.mailboxes else None
    endpoint = provider and provider.servers.get(change.keys[1])
    if not endpoint:
        return "—"
    said = []
    for database, opinion in opinions(handbook, provider, endpoint).items():
        agrees, servers = opinion or (None, [])
        verdict = {
            True: "agrees",
            None: "silent",
            False: f"<b>differs</b>: {text(' or '.join(map(str, servers)))}",
        }[agrees]
        said.append(f"{text(database)} {verdict}")
    return "<br>".join(said)


def _texts(texts: list[Change]) -> list[Block]:
    rows = []
    for each in texts:
        halves = [
            marked(half(each.old, language), half(each.new, language))
            if language in each.languages
            else f"<b>unchanged:</b> {text(half(each.new, language))}"
            for language in LANGUAGES
        ]
        rows.append(
            f"<tr><td>{text(each.where)}</td>"
            + "".join(f"<td>{each}</td>" for each in halves)
            + "</tr>"
        )
    heads = "".join(f"<th>{language.name}</th>" for language in LANGUAGES.values())
    return (
        [Block(f"<h3>Texts</h3>\n<table>\n<tr><th>where</th>{heads}</tr>", rows, "</table>")]
        if rows
        else []
    )


def _pages(before: Site, after: Site, preview: str) -> tuple[int, list[Block]]:
    """How many pages changed; what changed on them and in the files beside them."""
    rows, sections, frames = [], [], []
    for address in sorted({*before.pages, *after.pages}):
        old, new = before.pages.get(address), after.pages.get(address)
        if old and new and old.markup == new.markup:
            frames += [new.size - old.size] * (old.digest != new.digest)
            continue
        shown = text(address)
        if preview and new:
            shown = f'<a href="{escape(preview.rstrip("/") + quote(address))}">{shown}</a>'
        rows.append(_row(shown, old and old.size, new and new.size))
        sections.append(_sections(address, old, new))
    changed = len(rows)
    sizes = [
        {name: weight(content) for name, content in side.files.items()} for side in (before, after)
    ]
    rows += [
        _row(text(name), sizes[0].get(name), sizes[1].get(name))
        for name in sorted({*before.files, *after.files})
        if before.files.get(name) != after.files.get(name)
    ]
    if frames:
        rows.append(
            "<tr><td>changed</td><td>what stands around "
            f"{_count(len(frames), 'other page')}</td><td>{min(frames):+d} to "
            f"{max(frames):+d}</td></tr>"
        )
    table = Block(
        "<h3>Pages and files</h3>\n<table>\n<tr><th></th><th>where</th><th>bytes, gzip</th></tr>",
        rows,
        "</table>",
    )
    return changed, [table, *sections] if rows else []


def _row(shown: str, old: int | None, new: int | None) -> str:
    what = "added" if old is None else "removed" if new is None else "changed"
    return (
        f"<tr><td>{what}</td><td>{shown}</td><td>{new or 0} "
        f"({(new or 0) - (old or 0):+d})</td></tr>"
    )


def _sections(address: str, old: Page | None, new: Page | None) -> Block:
    """A page's changed sections, before and after in one."""
    before, after = old.sections if old else {}, new.sections if new else {}
    rows = []
    for id in dict.fromkeys([*before, *after]):
        lines = [side.get(id, []) for side in (before, after)]
        if lines[0] != lines[1]:
            rows += [
                f"<p><b>{text('#' + id if id else 'above the first section')}</b></p>",
                *(f"<p>{row}</p>" for row in _lines(*lines)),
            ]
    return Block(
        f"<details><summary>{text(address)}</summary>",
        rows or ["<p>The text is as it was; the markup changed.</p>"],
        "</details>",
    )


def _beyond(one: Site, other: Site) -> list[str]:
    """Addresses and ids that `one` has beyond `other`.

    The ids of a whole page are counted, not told.
    """
    whole = {
        address: f" and its {_count(len(one.pages[address].ids), 'id')}"
        if address in one.pages
        else ""
        for address in one.addresses - other.addresses
    }
    single = {
        f"{address}#{id}": ""
        for address, page in one.pages.items()
        if address in other.addresses
        for id in page.ids
        if address not in other.pages or id not in other.pages[address].ids
    }
    return [
        f"<code>{text(each)}</code>{more}" for each, more in sorted({**whole, **single}.items())
    ]


def _permalinks(root: Path) -> set[str]:
    file = root / "data/permalinks.txt"
    return (
        {
            line
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines()
            if not line.startswith("#")
        }
        if file.is_file()
        else set()
    )


def _list(title: str, items: list[str]) -> list[Block]:
    return (
        [Block(f"<h3>{text(title)}</h3>\n<ul>", [f"<li>{item}</li>" for item in items], "</ul>")]
        if items
        else []
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


# The report as a comment, as a page, on the screen


def markdown(blocks: list[Block], limit: int = MAX_CHARACTERS - 1000) -> str:
    """The report as one HTML block, cut after the last row that fits.

    A comment is a page at most.
    """
    lines: list[str] = []
    left = limit
    for number, block in enumerate(blocks):
        rows = []
        for row in block.rows:
            if len(row) > left:
                break
            left -= len(row) + 1
            rows.append(row)
        if rows:
            lines += [block.opening, *rows, *filter(None, [block.closing])]
            left -= len(block.opening) + len(block.closing) + 2
        if len(rows) < len(block.rows):
            rest = (
                len(block.rows) - len(rows) + sum(len(each.rows) for each in blocks[number + 1 :])
            )
            return (
                "\n".join([*lines, f"<p><b>{rest} more rows: diff.html has the whole.</b></p>"])
                + "\n"
            )
    return "\n".join(lines) + "\n"


_STYLE = (
    "body{max-width:70em;margin:1em auto;padding:0 1em;font:16px/1.6 "
    "system-ui,sans-serif}table{display:block;overflow-x:auto;border-collapse:collapse}td,th{border:1px solid #999;"
    "padding:.2em "
    ".5em;min-width:4em;max-width:24em;text-align:left;vertical-align:top;overflow-wrap:break-word}li,p{overflow-wrap:break-word}details p{margin:.2em 0}del{background:#fdd}ins{background:#dfd;text-decoration:none}@media(prefers-color-scheme:dark)"
    "{body{background:#111;color:#ddd}a{color:#8bf}del{background:#622}ins{background:#252}}"
)


def page(blocks: list[Block]) -> str:
    """The whole report as a page of its own that runs nothing and asks nobody."""
    whole = "\n".join(
        "\n".join([block.opening, *block.rows, block.closing]) for block in blocks
    ).replace("<details>", "<details open>")
    return (
        f'<!doctype html>\n<html lang="{ENGLISH.code}"><meta charset="utf-8"><meta '
        'name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\"><title>What this change "
        f"means</title><style>{_STYLE}</style>\n{whole}\n</html>\n"
    )


def plain(blocks: list[Block]) -> str:
    """The report for a terminal: [-gone-], {+come+}."""
    shown = "\n".join("\n".join([block.opening, *block.rows]) for block in blocks)
    for tag, mark in (
        ("<del>", "[-"),
        ("</del>", "-]"),
        ("<ins>", "{+"),
        ("</ins>", "+}"),
        ("<li>", "  "),
        ("<br>", "; "),
        ("<h3>", "\n"),
        ("<summary>", "\n"),
    ):
        shown = shown.replace(tag, mark)
    shown = re.sub(r"</t[dh]><t[dh]>", "  |  ", shown)
    return (
        unescape(re.sub(r"\n{3,}", "\n\n", re.sub(r"</?[a-z0-9]+(?: [^>]*)?>", "", shown)))
        .replace("\u2060", "")
        .strip()
    )
