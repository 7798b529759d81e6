"""`make check`: every problem of data, words and pages at once, as `file:line: rule: what is wrong → what to do`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .handbook import BadData
from .rules import load


def main() -> int:
    """Prints all problems, in CI also as annotations on their lines. Returns 1 if there are any."""
    try:
        handbook = load(Path.cwd())
    except BadData as error:
        print(error)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            for each in error.problems:
                print(f"::error file={_property(each.path)},line={each.line},title={_property(each.rule)}::{_data(f'{each.message} → {each.fix}')}")
        return 1
    print(f"{len(handbook.mailboxes)} mailboxes, {len(handbook.pages)} pages: no problems")
    return 0


def _data(text: str) -> str:
    """Escapes a workflow command's message, so that data cannot issue commands of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


if __name__ == "__main__":
    sys.exit(main())
