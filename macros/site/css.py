"""The style that is inlined in every page: what our pages use of Material's, and ours behind it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from rcssmin import cssmin

from macros.model.pages import Page

MATERIAL = "docs/assets/css/material.css"
FOLDER = "docs/assets/css"
BOTH = ("base.css", "controls.css", "tables.css")
GUIDE = (*BOTH, "guide.css", "frame.css", "print.css")  # in this order
OTHER = (*BOTH, "tools.css", "frame.css", "print.css")
DARK = "dark.css"
DARK_WHEN = {  # media query: selector of a page that is dark
    "screen and (prefers-color-scheme: dark)": ':root:not([data-scheme="light"])',
    "screen": ':root[data-scheme="dark"]',
}
MATERIAL_LICENCE = "assets/material-license.txt"  # of Material, in the site


class Styles(NamedTuple):
    """The style of every guide, and the style of every other page."""

    guide: str
    other: str

    def of(self, page: Page) -> str:
        """The style of a page."""
        return self.guide if page.mailbox else self.other


def styles(root: Path, brand: str) -> Styles:
    """The styles without needless space; only Material's copyright notice stays of the comments.

    root: the repository; brand: the colour, as `#rrggbb`. Raises OSError when a file is missing.
    """
    material = (root / MATERIAL).read_text("utf-8")
    whole = (f"{material}\n{own_style(root, brand, files)}" for files in (GUIDE, OTHER))
    return Styles(*(cssmin(each, keep_bang_comments=True) for each in whole))


def own_style(root: Path, brand: str, files: tuple[str, ...]) -> str:
    """The part of a style that is ours, with the dark palette for every page that is dark."""
    *ours, dark = ((root / FOLDER / name).read_text("utf-8") for name in (*files, DARK))
    schemes = [
        f"@media {media} {{ {dark.replace(':root {', f'{selector} {{')} }}"
        for media, selector in DARK_WHEN.items()
    ]
    return "\n".join([f":root {{ --yx-brand: {brand} }}", *ours, *schemes])
