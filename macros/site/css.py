"""The style that stands in every page: what our pages use of Material's, and ours behind it."""

from __future__ import annotations

from pathlib import Path

from rcssmin import cssmin

MATERIAL = "docs/assets/css/material.css"  # made by `make style`, see macros/tools/style.py
OURS = "docs/assets/css/site.css"
LICENCE = "assets/material-license.txt"  # of Material, in the site


def style(root: Path) -> str:
    """The style without needless space; only Material's copyright notice stays of the comments.

    root: the repository. Raises OSError when a file is missing.
    """
    sources = [(root / path).read_text(encoding="utf-8") for path in (MATERIAL, OURS)]
    return cssmin("\n".join(sources), keep_bang_comments=True)
