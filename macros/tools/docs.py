"""`python -m macros docs`: the list of macros in CONTRIBUTING, made from the registry."""

from __future__ import annotations

import re
from pathlib import Path

from macros.render.outline import MACROS

GUIDES = ("CONTRIBUTING.md", "CONTRIBUTING.zh.md")
_LIST = re.compile(r"(<!-- macros -->\n).*?(<!-- /macros -->)", re.S)


def macro_list() -> str:
    """Every macro as an outline calls it, and what it prints, as a Markdown code block."""
    width = max(len(macro.signature) for macro in MACROS.values()) + 2
    lines = [
        f"{macro.signature:{width}}{macro.purpose}"
        for macro in sorted(MACROS.values(), key=lambda macro: macro.name)
    ]
    return "\n".join(["```text", *lines, "```", ""])


def with_macros(guide: str) -> str:
    """The text of a guide for contributors, with the list of macros as it is now."""
    return _LIST.sub(lambda found: found[1] + macro_list() + found[2], guide)


def main(arguments: list[str]) -> int:
    """Enters the macros into CONTRIBUTING.md and CONTRIBUTING.zh.md. Returns 0."""
    for name in GUIDES:
        path = Path(name)
        path.write_text(with_macros(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0
