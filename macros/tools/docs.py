"""`python -m macros docs`: the list of macros in CONTRIBUTING, made from the code."""

from __future__ import annotations

import re
from pathlib import Path

from macros.render.outline import MACROS

GUIDES = ("CONTRIBUTING.md", "CONTRIBUTING.zh.md")


def macro_list() -> str:
    """Every macro as an outline calls it, and what it prints, as a Markdown code block."""
    rows = sorted((macro.signature, macro.purpose) for macro in MACROS.values())
    width = max(len(signature) for signature, _ in rows) + 2
    lines = [f"{signature:{width}}{' '.join(purpose.split())}" for signature, purpose in rows]
    return "\n".join(["```text", *lines, "```", ""])


def with_list(guide: str) -> str:
    """The text of a guide for contributors, with the list of macros as the code has it now."""
    place = re.compile(r"(<!-- macros -->\n).*?(<!-- /macros -->)", re.S)
    return place.sub(lambda found: found[1] + macro_list() + found[2], guide)


def main() -> int:
    """Writes the list into CONTRIBUTING.md and CONTRIBUTING.zh.md. Returns 0."""
    for name in GUIDES:
        path = Path(name)
        path.write_text(with_list(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0
