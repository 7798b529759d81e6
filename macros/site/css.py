"""The style that stands in every page: what our pages use of Material's, and ours behind it."""

from __future__ import annotations

from pathlib import Path

from rcssmin import cssmin

MATERIAL = "docs/assets/css/material.css"  # made by `make style`, see macros/tools/style.py
OURS = "docs/assets/css/site.css"
DARK = "docs/assets/css/dark.css"
DARK_WHEN = {  # media query: selector of a page that is dark
    "screen and (prefers-color-scheme: dark)": ':root:not([data-scheme="light"])',
    "screen": ':root[data-scheme="dark"]',
}


def style(root: Path, brand: str) -> str:
    """The style without needless space; only Material's copyright notice stays of the comments.

    root: the repository; brand: the colour, as `#rrggbb`. Raises OSError when a file is missing.
    """
    material, ours, dark = ((root / path).read_text("utf-8") for path in (MATERIAL, OURS, DARK))
    schemes = [
        f"@media {media} {{ {dark.replace(':root {', f'{selector} {{')} }}"
        for media, selector in DARK_WHEN.items()
    ]
    sheets = [material, f":root {{ --yx-brand: {brand} }}", ours, *schemes]
    return cssmin("\n".join(sheets), keep_bang_comments=True)
