"""What tables are made of: rows, columns, and cells that list hosts or domains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from macros.model import types
from macros.render.choices import Choice
from macros.render.view import View


@dataclass(frozen=True)
class Row:
    """A row of a table.

    cells: HTML, the first of which names the row; id: of the row, if it can be linked to;
    tone: `off` for what one should not use; choices: of the server that the row has, if a reader
    may choose it.
    """

    cells: list[Markup]
    id: str = ""
    tone: str = ""
    choices: Sequence[Choice] = ()


def column_heads(view: View, *names: str) -> list[Markup]:
    """The heads of a table: strings of site.yml that begin with `column_`."""
    return [view.string(f"column_{name}") for name in names]


def print_table(
    view: View, id: str, caption: Markup, columns: Sequence[Markup], rows: list[Row]
) -> Markup:
    """A table as HTML. id: its own behind `table-`; columns: the heads, as HTML."""
    heads = [(column, column.striptags()) for column in columns]
    return view.print("table.html", id=f"table-{id}", caption=caption, heads=heads, rows=rows)


def folded(view: View, summary: Markup, content: Markup) -> Markup:
    """Content that shows when one asks for it."""
    return view.print("folded.html", summary=summary, content=content)


def domain_list(view: View, domains: list[str]) -> Markup:
    """The first domains of a list, and how many more there are."""
    return view.print("domains.html", domains=domains, shown=types.DOMAINS_SHOWN)


def host_list(hosts: list[str]) -> Markup:
    """Hosts, all of them."""
    return Markup(" ").join(Markup("<code>{}</code>").format(host) for host in hosts)
