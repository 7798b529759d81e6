"""What changed on the built pages, as pieces of HTML: addresses and ids, sections, weight."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from macros.model.pages import file_of
from macros.model.problem import counted
from macros.text.languages import LANGUAGES
from macros.tools.diff.built_site import BuiltSite, Line, weight
from macros.tools.diff.comment import safe_text
from macros.tools.diff.inline import changed_lines
from macros.tools.diff.output import Piece, listed, table

PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}
MAX_PICTURE = 200_000  # bytes; a larger one is named only


def struck_addresses(base: Path, head: Path) -> list[Piece]:
    """What was struck from the record of addresses, whether or not a page still has it."""
    gone = sorted(_permalinks(base) - _permalinks(head))
    return listed(
        "Struck from data/permalinks.txt", [f"<code>{safe_text(each)}</code>" for each in gone]
    )


def _permalinks(root: Path) -> set[str]:
    file = root / "data/permalinks.txt"
    if not file.is_file():
        return set()
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return {line for line in lines if not line.startswith("#")}


class PageReport:
    """Two built sites, compared.

    preview: where the pages of `after` can be seen, an address or a folder; nothing for no links.
    """

    def __init__(self, before: BuiltSite, after: BuiltSite, preview: str) -> None:
        self.before, self.after, self.preview = before, after, preview
        self.lost, self.added = _only_in(before, after), _only_in(after, before)
        self.changed: list[str] = []
        self.changed_around: list[str] = []  # the article is as it was
        for address in sorted({*before.pages, *after.pages}, key=_pages_order):
            old, new = before.pages.get(address), after.pages.get(address)
            if not old or not new or old.markup != new.markup:
                self.changed.append(address)
            elif old.digest != new.digest:
                self.changed_around.append(address)

    @property
    def counts(self) -> list[str]:
        """How much of each there is."""
        return [
            counted(len(self.changed), "page"),
            f"{len(self.lost)} addresses and ids lost",
            f"{len(self.added)} added",
        ]

    def pieces(self) -> list[Piece]:
        """The pieces of the report: addresses and ids, sections, weight."""
        return [
            *listed("Addresses and ids lost", self.lost),
            *listed("Addresses and ids added", self.added),
            *(self._sections(address) for address in self.changed),
            *table("Weight", ["", "where", "bytes, gzip"], self._weights()),
        ]

    def _link(self, address: str, section: str, shown: str) -> str:
        """A link to a section of a page of the preview."""
        page = self.after.pages.get(address)
        if not self.preview or not page or (section and section not in page.ids):
            return shown
        # in a folder, pages are files
        path = address if "://" in self.preview else file_of(address)
        where = self.preview.rstrip("/") + quote(path)
        anchor = f"#{quote(section)}" if section else ""
        return f'<a href="{escape(where + anchor)}">{shown}</a>'

    def _sections(self, address: str) -> Piece:
        """A page's changed sections, before and after in one."""
        old, new = self.before.pages.get(address), self.after.pages.get(address)
        before, after = old.sections if old else {}, new.sections if new else {}
        order = [id for id in after if id in before]
        rows = []
        if order != [id for id in before if id in after]:
            rows.append(
                f"<p>The order is now: {safe_text(', '.join(f'#{id}' for id in order if id))}</p>"
            )
        for id in dict.fromkeys([*before, *after]):
            lines = before.get(id, []), after.get(id, [])
            if lines[0] == lines[1]:
                continue
            title = self._link(
                address, id, safe_text(f"#{id}" if id else "above the first section")
            )
            rows.append(f"<p><b>{title}</b></p>")
            rows += [f"<p>{row}</p>" for row in changed_lines(*lines, self._drawn)]
        return Piece(
            f"<details><summary>{safe_text(address)}</summary>",
            rows or ["<p>The text is as it was; the markup changed.</p>"],
            "</details>",
        )

    def _drawn(self, old: Line | None, new: Line | None) -> str:
        """The pictures of a line, before and after."""
        pairs = (("del", "before", self.before, old), ("ins", "after", self.after, new))
        return "".join(
            f"<br><{tag}>picture {when}</{tag}>{_picture(site, line.picture)}"
            for tag, when, site, line in pairs
            if line and line.picture
        )

    def _weights(self) -> list[list[str]]:
        rows = []
        for address in self.changed:
            old, new = _size(self.before, address), _size(self.after, address)
            what = "changed" if old and new else "added" if new else "removed"
            link = self._link(address, "", safe_text(address))
            rows.append([what, link, f"{new} ({new - old:+d})"])
        if around := self.changed_around:
            grown = [_size(self.after, each) - _size(self.before, each) for each in around]
            where = f"what is around {counted(len(grown), 'other page')}"
            rows.append(["changed", where, f"{min(grown):+d} to {max(grown):+d}"])
        return rows + self._other_files()

    def _other_files(self) -> list[list[str]]:
        """The files beside the pages, a row for each kind; one that stands alone has its name."""
        sides = self.before.files, self.after.files
        by_kind: dict[str, list[str]] = {}
        for name in sorted({*sides[0], *sides[1]}):
            if sides[0].get(name) != sides[1].get(name):
                by_kind.setdefault(PurePosixPath(name).suffix, []).append(name)
        rows = []
        for kind, names in sorted(by_kind.items()):
            old, new = (sum(weight(side[name]) for name in names if name in side) for side in sides)
            where = names[0] if len(names) == 1 else f"{len(names)} files *{kind}"
            rows.append(["changed", safe_text(where), f"{new} ({new - old:+d})"])
        return rows


def _pages_order(address: str) -> tuple[str, int]:
    """The sort key of an address: the languages of a page stand together, in the site's order."""
    for number, language in enumerate(LANGUAGES.values()):
        if language.prefix and address.startswith(f"/{language.prefix}"):
            return address.removeprefix(f"/{language.prefix}"), number
    return address.removeprefix("/"), 0


def _size(site: BuiltSite, address: str) -> int:
    """The size of a page, which is 0 where there is none."""
    return site.pages[address].size if address in site.pages else 0


def _picture(site: BuiltSite, name: str) -> str:
    """A picture inside the report: nothing is loaded, and nothing in it can run."""
    content = site.files.get(name, b"")
    kind = PICTURES.get(PurePosixPath(name).suffix)
    if not content or not kind or len(content) > MAX_PICTURE:
        return f" {safe_text(name)}"
    return f'<img alt="" src="data:{kind};base64,{base64.b64encode(content).decode()}">'


def _only_in(one: BuiltSite, other: BuiltSite) -> list[str]:
    """Addresses and ids that `other` lacks, as HTML; of a whole page, its ids are counted."""
    found: dict[str, str] = {}
    for address in one.addresses:
        ids = one.pages[address].ids if address in one.pages else []
        if address not in other.addresses:
            found[address] = f" and its {counted(len(ids), 'id')}" if ids else ""
        else:
            kept = other.pages[address].ids if address in other.pages else []
            found |= {f"{address}#{id}": "" for id in ids if id not in kept}
    return [
        f"<code>{safe_text(each)}</code>{found[each]}" for each in sorted(found, key=_pages_order)
    ]
