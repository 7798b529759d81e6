"""`python -m macros rules`: every rule of `make check`, its file, and what it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from macros.checks import RULES, RULES_AT_LAST, RULES_OF_ONE_FILE
from macros.checks.parity import PARITY_RULES
from macros.checks.texts import TEXT_RULES

EVERY_RULE: list[Callable[..., Any]] = [
    *RULES_OF_ONE_FILE,
    *RULES,
    *RULES_AT_LAST,
    *TEXT_RULES,
    *PARITY_RULES,
]


def main() -> int:
    """Prints the name, the file and the meaning of each rule. Returns 0."""
    for rule in sorted(EVERY_RULE, key=lambda rule: rule.__name__):
        meaning = " ".join((rule.__doc__ or "").partition("\n\n")[0].split())
        print(f"{rule.__name__} ({rule.__module__.replace('.', '/')}.py)\n    {meaning}")
    return 0
