"""Strings: the words of the page furniture (`strings` of site.yml) that code asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from macros.checks.places import at, shared_file
from macros.model.handbook import Handbook
from macros.model.problem import Problem
from macros.site.page_states import states

_STRING = re.compile(r"""(?:string|both)\(\s*["']([a-z_]+)["']\)|strings\[["']([a-z_]+)["']\]""")
_SCRIPT = "docs/assets/js/address.js"


def string_exists(handbook: Handbook) -> Iterator[Problem]:
    """Every string that macros, templates, overrides/ and scripts use is in site.yml."""
    asked_by_pages = {
        str(error).split("`")[1]
        for state in states(handbook).values()
        for _, error in state.errors
        if error.rule == "string_exists"
    }
    asked = named_strings(handbook) | asked_by_pages
    for key in sorted(asked - set(handbook.site.strings)):
        message = f"site.yml has no string `{key}`"
        fix = "add it to `strings`"
        yield at(shared_file(handbook, "site.yml"), ("strings",), message, fix, f"string.{key}")


def code_files(root: Path) -> list[Path]:
    """Code and templates: the program's, and those of `root`/overrides."""
    package = Path(__file__).parent.parent
    return [
        *package.rglob("*.py"),
        *package.glob("render/templates/*"),
        *(root / "overrides").rglob("*.html"),
    ]


def read_code(path: Path) -> str:
    """The text of one of these files. Modules are read once: this process runs the same code."""
    return _read_module(path) if path.suffix == ".py" else path.read_text(encoding="utf-8")


@cache
def _read_module(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def script_files(root: Path) -> list[Path]:
    """The scripts that pages load."""
    return [*(root / "docs/assets/js").glob("*.js")]


def named_strings(handbook: Handbook) -> set[str]:
    """The strings that code names as they stand."""
    named: set[str] = set()
    for path in code_files(handbook.root):
        named |= _named_in(read_code(path))
    # the script gets the strings that begin with address_, and two of the page's
    script = (handbook.root / _SCRIPT).read_text(encoding="utf-8")
    asked = re.findall(r"\bwords\.([a-z_]+)", script)
    return named | {name if name in handbook.site.strings else f"address_{name}" for name in asked}


@lru_cache(maxsize=256)  # code is the same at every look at the data
def _named_in(code: str) -> frozenset[str]:
    return frozenset(match[1] or match[2] for match in _STRING.finditer(code))
