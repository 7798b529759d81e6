"""`python -m macros docs`: the lists of macros and rules in CONTRIBUTING, made from the code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from macros.checks import RULES, RULES_AT_LAST, RULES_OF_ONE_FILE
from macros.checks.parity import PARITY_RULES
from macros.checks.texts import TEXT_RULES, texts_are_sound
from macros.render.outline import MACROS

GUIDES = ("CONTRIBUTING.md", "CONTRIBUTING.zh.md")


def macro_list() -> str:
    """Every macro as an outline calls it, and what it prints, as a Markdown code block."""
    return _code_block(
        (macro.signature, macro.purpose)
        for macro in sorted(MACROS.values(), key=lambda macro: macro.name)
    )


def rule_list() -> str:
    """Every rule and what holds where it is kept, as a Markdown code block."""
    rules = [*RULES_OF_ONE_FILE, *RULES, *RULES_AT_LAST, *TEXT_RULES, *PARITY_RULES]
    rules.remove(texts_are_sound)  # it runs the text rules, which are said by their own names
    return _code_block(
        (rule.__name__, (rule.__doc__ or "").partition("\n\n")[0])
        for rule in sorted(rules, key=lambda rule: rule.__name__)
    )


def _code_block(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they mean, in two columns."""
    found = list(rows)
    width = max(len(name) for name, _ in found) + 2
    lines = [f"{name:{width}}{' '.join(meaning.split())}" for name, meaning in found]
    return "\n".join(["```text", *lines, "```", ""])


def with_lists(guide: str) -> str:
    """The text of a guide for contributors, with its lists as the code has them now."""
    return _filled(_filled(guide, "macros", macro_list()), "rules", rule_list())


def _filled(guide: str, name: str, made: str) -> str:
    """A guide with what was made between the marks of a name."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    return place.sub(lambda found: found[1] + made + found[2], guide)


def main(arguments: list[str]) -> int:
    """Enters the lists into CONTRIBUTING.md and CONTRIBUTING.zh.md. Returns 0."""
    for name in GUIDES:
        path = Path(name)
        path.write_text(with_lists(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0
