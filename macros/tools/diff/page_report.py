"""What changed on the built pages, as pieces of HTML: addresses and ids, sections, weight."""

from __future__ import annotations

import base64
from collections import Counter
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from macros.model.pages import file_of
from macros.model.problem import counted
from macros.text.languages import LANGUAGES
from macros.tools.diff.comment import safe_text
from macros.tools.diff.inline import changed_lines
from macros.tools.diff.output import Piece, listed, table
from macros.tools.diff.site import BuiltPage, BuiltSite, Line, weight

PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}
MAX_PICTURE = 200_000  # bytes; a larger one is named only


def struck(base: Path, head: Path) -> list[Piece]:
    """What the record of addresses no longer has, whether a page has it or not."""
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
        self.lost, self.added = _beyond(before, after), _beyond(after, before)
        both = sorted({*before.pages, *after.pages}, key=_pages_order)
        self.changed = [
            address
            for address in both
            if getattr(before.pages.get(address), "markup", None)
            != getattr(after.pages.get(address), "markup", None)
        ]
        self.framed = [
            address
            for address in both
            if address not in self.changed
            and before.pages[address].digest != after.pages[address].digest
        ]

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
        rows = [
            _weighed(
                self._link(address, "", safe_text(address)),
                _size(self.before.pages.get(address)),
                _size(self.after.pages.get(address)),
            )
            for address in self.changed
        ]
        if self.framed:
            pages = self.before.pages, self.after.pages
            grown = [pages[1][each].size - pages[0][each].size for each in self.framed]
            where = f"what is around {counted(len(grown), 'other page')}"
            rows.append(["changed", where, f"{min(grown):+d} to {max(grown):+d}"])
        return rows + self._other_files()

    def _other_files(self) -> list[list[str]]:
        """The files beside the pages, a row for each kind; one that stands alone has its name."""
        old, new = self.before.files, self.after.files
        names = [name for name in {*old, *new} if old.get(name) != new.get(name)]
        kinds = Counter(PurePosixPath(name).suffix for name in names)
        rows = []
        for kind, count in sorted(kinds.items()):
            of_kind = [name for name in names if PurePosixPath(name).suffix == kind]
            sizes = [
                sum(weight(side[name]) for name in of_kind if name in side) for side in (old, new)
            ]
            where = of_kind[0] if count == 1 else f"{count} files *{kind}"
            rows.append(["changed", safe_text(where), f"{sizes[1]} ({sizes[1] - sizes[0]:+d})"])
        return rows


def _pages_order(address: str) -> tuple[str, int]:
    """A page's languages beside each other, in the site's order."""
    for number, language in enumerate(LANGUAGES.values()):
        if language.prefix and address.startswith(f"/{language.prefix}"):
            return address.removeprefix(f"/{language.prefix}"), number
    return address.removeprefix("/"), 0


def _size(page: BuiltPage | None) -> int | None:
    return page.size if page else None


def _weighed(shown: str, old: int | None, new: int | None) -> list[str]:
    what = "added" if old is None else "removed" if new is None else "changed"
    return [what, shown, f"{new or 0} ({(new or 0) - (old or 0):+d})"]


def _picture(site: BuiltSite, name: str) -> str:
    """A picture inside the report: nothing is loaded, and nothing in it can run."""
    content = site.files.get(name, b"")
    kind = PICTURES.get(PurePosixPath(name).suffix)
    if not content or not kind or len(content) > MAX_PICTURE:
        return f" {safe_text(name)}"
    return f'<img alt="" src="data:{kind};base64,{base64.b64encode(content).decode()}">'


def _beyond(one: BuiltSite, other: BuiltSite) -> list[str]:
    """Addresses and ids that `one` has beyond `other`.

    The ids of a whole page are counted, not told.
    """
    whole = {
        address: f" and its {counted(len(one.pages[address].ids), 'id')}"
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
        f"<code>{safe_text(each)}</code>{more}"
        for each, more in sorted(
            {**whole, **single}.items(), key=lambda item: _pages_order(item[0])
        )
    ]
