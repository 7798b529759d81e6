"""The one command line: `python -m macros COMMAND`; `--help` lists the commands."""

from __future__ import annotations

import argparse
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from typing import TextIO

from macros.model.handbook import BadData
from macros.model.problem import printable_lines

COMMANDS = {
    "check": ("macros.tools.check", "report every problem in data, words and pages"),
    "fix": ("macros.tools.fix", "repair what has only one right answer: spacing, ends of lines"),
    "diff": ("macros.tools.diff.run", "report what a change means for readers"),
    "site": ("macros.tools.site", "build into site/, which stays as it was if anything is wrong"),
    "new-mailbox": ("macros.tools.new_mailbox", "make a mailbox that builds, from a few answers"),
    "permalinks": ("macros.tools.permalinks", "add new addresses and ids to the record"),
    "docs": ("macros.tools.docs", "write the list of macros into CONTRIBUTING"),
    "rules": ("macros.tools.rules", "list the rules of `check`, each with its file"),
    "lookup": ("macros.tools.lookup", "print the settings of a mail address or domain"),
    "explain": ("macros.tools.explain", "name the likely causes of an error on standard input"),
    "schema": ("macros.tools.schema", "write the JSON Schemas that editors use"),
    "style": ("macros.tools.style", "take the values of material.css from Material anew"),
    "verify": ("macros.tools.verify.run", "ask servers and links whether the data is still true"),
}
"""By name: the module, and what the command does. The module's `main` returns an exit code; its
parameters are the arguments that `add_arguments` of the module, if there is one, adds."""


class Terminal(StringIO):
    """A stream to a terminal: what data and names of files say cannot command it."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Writes a text with escapes in place of control characters."""
        return self._stream.write(printable_lines(text))

    def flush(self) -> None:
        """Passes on what was written."""
        self._stream.flush()


def main(arguments: list[str]) -> int:
    """Runs one command with the arguments behind it. Returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m macros", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (_, what) in COMMANDS.items():
        commands.add_parser(name, help=what, add_help=False)  # _run has the parser
    chosen, rest = parser.parse_known_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # whatever the locale can write
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with redirect_stdout(Terminal(sys.stdout)), redirect_stderr(Terminal(sys.stderr)):
        try:
            return _run(chosen.command, rest)
        except BadData as error:
            print(error)
            return 1
        except Exception:  # what it quotes must not command the terminal either
            traceback.print_exc()
            return 1


def _run(name: str, arguments: list[str]) -> int:
    path, what = COMMANDS[name]
    module = import_module(path)
    parser = argparse.ArgumentParser(prog=f"python -m macros {name}", description=what)
    if hasattr(module, "add_arguments"):
        module.add_arguments(parser)
    return module.main(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
