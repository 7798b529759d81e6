"""Imports run one way through macros/, as macros/__init__.py promises."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

ORDER = ("text", "model", "render", "site", "checks", "tools")


def imported(source: str) -> set[str]:
    """All that a source imports, wherever in it the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def wrong_imports(path: Path, names: set[str]) -> set[str]:
    """What a module of macros/ must not import: folders above its own, the hook, the command line.

    path: of the module below macros/.
    """
    outside = {"macros.hook", "macros.__main__"}
    if path.name != "hook.py":  # it alone knows MkDocs
        outside |= {"mkdocs"}
    if path.parts[0] in ORDER:
        above = ORDER[ORDER.index(path.parts[0]) + 1 :]
        outside |= {f"macros.{folder}" for folder in above}
    return {
        name
        for name in names
        if any(name == other or name.startswith(f"{other}.") for other in outside)
    }


MODULES = sorted(path.relative_to(ROOT / "macros") for path in (ROOT / "macros").rglob("*.py"))


def test_a_module_imports_only_what_stands_before_it():
    """text, model, render, site, checks, tools; nothing imports the hook or the command line."""
    for path in MODULES:
        source = (ROOT / "macros" / path).read_text(encoding="utf-8")
        assert wrong_imports(path, imported(source)) == set(), path


@pytest.mark.parametrize(
    "sample",
    [
        "import macros.site.files",
        "from macros.render import texts",
        "from macros import tools",
        "def f():\n    from macros.hook import on_config",
        "import macros.__main__ as program",
        "from mkdocs.config import base",
    ],
)
def test_an_import_against_the_order_is_noticed(sample):
    assert wrong_imports(Path("model/handbook.py"), imported(sample))


def test_every_folder_has_its_place_in_the_order():
    folders = {path.parts[0] for path in MODULES if len(path.parts) > 1}
    assert folders == set(ORDER)
