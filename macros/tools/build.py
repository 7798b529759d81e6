"""What `mkdocs build` makes the site of. It asks the rules only when it cannot go on."""

from __future__ import annotations

from pathlib import Path

from macros.model.handbook import Handbook
from macros.model.reading import read
from macros.render.outline import render
from macros.text.languages import LANGUAGES


def rendered_handbook(root: Path) -> Handbook:
    """The handbook of `root` with every page rendered.

    Raises BadData when data cannot be read, a page cannot be rendered, or an outline has no page.
    The rules say then what is wrong.
    """
    handbook = read(root)
    try:
        if strays := handbook.stray_outlines():
            raise ValueError(f"docs/{strays[0]} is no page's outline")
        for page in handbook.pages.values():
            for language in LANGUAGES:
                made = render(handbook, page, language, handbook.outline(page))
                if made.errors or made.outline_errors:
                    raise ValueError(f"docs/{page.source} cannot be rendered")
                handbook.rendered[page.key, language] = made
    except (LookupError, OSError, ValueError):
        from macros.checks import load  # which a build that works does not need

        load(root)
        raise
    return handbook
