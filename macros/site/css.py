"""The style that stands in every page: what our pages use of Material's, and ours behind it."""

from __future__ import annotations

from pathlib import Path

from rcssmin import cssmin

MATERIAL = "docs/assets/css/material.css"  # made by `make style`, see macros/tools/style.py
FOLDER = "docs/assets/css"
OURS = ("base.css", "blocks.css", "frame.css", "print.css")  # in this order
DARK = "dark.css"
DARK_WHEN = {  # media query: selector of a page that is dark
    "screen and (prefers-color-scheme: dark)": ':root:not([data-scheme="light"])',
    "screen": ':root[data-scheme="dark"]',
}
LICENCE = "assets/material-license.txt"  # of Material, in the site


def style(root: Path, brand: str) -> str:
    """The style without needless space; only Material's copyright notice stays of the comments.

    root: the repository; brand: the colour, as `#rrggbb`. Raises OSError when a file is missing.
    """
    material = (root / MATERIAL).read_text("utf-8")
    return cssmin(f"{material}\n{own_style(root, brand)}", keep_bang_comments=True)


def own_style(root: Path, brand: str) -> str:
    """The part of the style that is ours, with the dark palette for every page that is dark."""
    *ours, dark = ((root / FOLDER / name).read_text("utf-8") for name in (*OURS, DARK))
    schemes = [
        f"@media {media} {{ {dark.replace(':root {', f'{selector} {{')} }}"
        for media, selector in DARK_WHEN.items()
    ]
    return "\n".join([f":root {{ --yx-brand: {brand} }}", *ours, *schemes])
