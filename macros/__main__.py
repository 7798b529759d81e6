"""The one command line: `python -m macros check`, `fix`, `diff`, …; `--help` lists them."""

from __future__ import annotations

import sys

from macros.tools import check, docs, fix, permalinks, schema
from macros.tools.diff import __main__ as diff
from macros.tools.verify import run as verify


def style(arguments: list[str]) -> int:
    """Writes the part of Material's style that the pages use."""
    from macros.tools import style  # needs tinycss2, which only developers have

    return style.main(arguments)


COMMANDS = {
    "check": check.main,
    "diff": diff.main,
    "docs": docs.main,
    "fix": fix.main,
    "permalinks": permalinks.main,
    "schema": schema.main,
    "style": style,
    "verify": verify.main,
}


def main(arguments: list[str]) -> int:
    """Runs one command. Returns its exit code; 2 when there is no such command."""
    name, *rest = arguments or ["--help"]
    if name not in COMMANDS:
        print("usage: python -m macros COMMAND, where COMMAND is one of")
        for each, command in COMMANDS.items():
            print(f"  {each:12}{(command.__doc__ or '').splitlines()[0]}")
        return 0 if name in ("-h", "--help") else 2
    return COMMANDS[name](rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
