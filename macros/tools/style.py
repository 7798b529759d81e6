"""`make style`: docs/assets/css/material.css, the few rules that our pages take from Material.

The file says itself which rules and properties they are; their values are Material's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from macros.site.css import MATERIAL

MEDIA = re.compile(r"(@media[^{}]+)\{((?:[^{}]+\{[^{}]*\})*)\}")
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")


def main() -> int:
    """Writes the working directory's material.css with the installed Material's values. Returns 0.

    Raises ValueError when Material no longer has one of them.
    """
    file = Path(MATERIAL)
    file.write_text(with_values(file.read_text("utf-8"), material_css()), encoding="utf-8")
    print(f"{MATERIAL}: written")
    return 0


def material_css() -> str:
    """The stylesheet of the installed Material."""
    files = distribution("mkdocs-material").files or []
    file = next(each for each in files if each.match("material/templates/*/*/main.*.min.css"))
    return file.read_text("utf-8")


def with_values(ours: str, material: str) -> str:
    """The rules of `ours`, each declaration with the value that it has in `material`.

    Raises ValueError for a declaration that `material` does not have.
    """
    values = {each[:3]: each[3] for each in _declarations(material)}
    for media, selector, name, value in _declarations(ours):
        rule = f"{media}{{{selector}" if media else selector
        if (media, selector, name) not in values:
            raise ValueError(f"{MATERIAL}: Material has no `{name}` for `{rule}` → take it out")
        new = values[media, selector, name]
        ours = re.sub(
            rf"(?m)^({re.escape(rule)}[{{,].*\b{name}:){re.escape(value)}", rf"\g<1>{new}", ours
        )
    return ours


def _declarations(css: str) -> Iterator[tuple[str, str, str, str]]:
    """Media query (or nothing), selector, property and value of each declaration."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    for media, rules in [("", MEDIA.sub("", css)), *MEDIA.findall(css)]:
        for selectors, declarations in RULE.findall(rules):
            for selector in selectors.split(","):
                for declaration in declarations.split(";"):
                    name, _, value = declaration.partition(":")
                    yield media, selector.strip(), name, value
