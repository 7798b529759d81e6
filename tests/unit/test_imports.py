"""Imports run one way through macros/, as macros/__init__.py promises."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

ORDER = ("text", "model", "render", "site", "checks", "tools")


def imported(source: str) -> set[str]:
    """The modules of `macros` that a source imports, wherever in it the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.startswith("macros.")}


def wrong_imports(path: Path, source: str) -> set[str]:
    """What a module of macros/ must not import: folders above its own, the hook, the command line.

    path: of the module below macros/.
    """
    outside = {"macros.hook", "macros.__main__"}
    if path.parts[0] in ORDER:
        above = ORDER[ORDER.index(path.parts[0]) + 1 :]
        outside |= {f"macros.{folder}" for folder in above}
    return {
        name
        for name in imported(source)
        if any(name == other or name.startswith(f"{other}.") for other in outside)
    }


MODULES = sorted(path.relative_to(ROOT / "macros") for path in (ROOT / "macros").rglob("*.py"))


def test_a_module_imports_only_what_stands_before_it():
    """text, model, render, site, checks, tools; nothing imports the hook or the command line."""
    for path in MODULES:
        source = (ROOT / "macros" / path).read_text(encoding="utf-8")
        assert wrong_imports(path, source) == set(), path
        packages = {name.partition(".")[0] for name in top_level(source)}
        assert path.name == "hook.py" or "mkdocs" not in packages, f"{path}: only the hook may"


def top_level(source: str) -> set[str]:
    """The names of all packages that a source imports."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize(
    "sample",
    [
        "import macros.site.files",
        "from macros.render import texts",
        "from macros import tools",
        "def f():\n    from macros.hook import on_config",
        "import macros.__main__ as program",
    ],
)
def test_an_import_against_the_order_is_noticed(sample):
    assert wrong_imports(Path("model/handbook.py"), sample)


def test_every_folder_has_its_place_in_the_order():
    folders = {path.parts[0] for path in MODULES if len(path.parts) > 1}
    assert folders == set(ORDER)
