"""The report of a change, put together: what matters most comes first."""

from __future__ import annotations

import tempfile
from pathlib import Path

from macros.tools.diff.built_site import BuiltSite, build
from macros.tools.diff.changes import changes
from macros.tools.diff.comment import safe_text
from macros.tools.diff.data_report import DataReport
from macros.tools.diff.fact_sources import FactSources
from macros.tools.diff.output import Piece, listed
from macros.tools.diff.page_report import PageReport, struck_addresses


def report(
    base: Path,
    head: Path,
    name: str,
    others: list[str],
    preview: str = "",
    built: Path | None = None,
) -> list[Piece]:
    """What `head` changes in `base`.

    base, head: folders with a tree each; name: what the base is called; others: changed files
    that are not compared; preview: where the pages of `head` can be seen, an address or a folder;
    built: where its site is built and kept. Never raises for what is in the trees.
    """
    with tempfile.TemporaryDirectory() as folder:
        before = build(base, Path(folder, "base"))
        after = build(head, built or Path(folder, "head"))
    pieces, counts = report_of_data(base, head)
    pieces += struck_addresses(base, head)
    pieces += listed(
        "Changed and not compared", [f"<code>{safe_text(each)}</code>" for each in others]
    )
    errors = [*_error("The base", before), *_error("This change", after)]
    if errors:
        counts.append("pages not compared")
    else:
        pages = PageReport(before, after, preview)
        pieces += pages.pieces()
        counts += pages.counts
    pieces = [*errors, *pieces]
    said = f"Changed: {safe_text(', '.join(counts))}." if pieces else "Nothing changed."
    return [Piece(f"<h2>Against {safe_text(name)}</h2>", [f"<p>{said}</p>"]), *pieces]


def report_of_data(base: Path, head: Path) -> tuple[list[Piece], list[str]]:
    """The report of data/ alone, and how much of each there is."""
    found, problems = changes(base, head)
    data = DataReport(found)
    mailboxes = [f"<p>{each}</p>" for each in data.mailboxes()]
    pieces = [
        *([Piece("", mailboxes)] if mailboxes else []),
        *listed("Cannot be read, so not compared", [safe_text(each) for each in problems]),
        *data.pieces(FactSources(head, found)),
    ]
    return pieces, data.counts


def _error(side: str, site: BuiltSite) -> list[Piece]:
    lines = [safe_text(line) for line in site.error.splitlines() if line.strip()]
    title = f"{side} cannot be built, so no pages are compared; make check says more"
    return listed(title, lines)
