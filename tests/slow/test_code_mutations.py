"""A test of tests: each of these changes to the program fails the tests that belong to it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, copy_project

ESCAPING = "tests/site/test_escaping.py"
INVENTED = "tests/site/test_invented.py"
WORKFLOWS = "tests/unit/test_workflows.py"
CSP = "tests/unit/test_csp.py"
CHANGES = [  # file, pattern, replacement, the tests that must fail
    ("macros/render/view.py", r"autoescape=True", "autoescape=False", ESCAPING),
    ("macros/render/templates/table.html", r"<th scope=\"row\"", "<th", INVENTED),
    ("macros/render/templates/table.html", r"<th scope=\"col\"", "<th", INVENTED),
    ("macros/render/templates/endpoints.html", r'endpoint\.sure == "low"', "false", INVENTED),
    (
        "macros/render/tables.py",
        r'parts\.append\(view\.string\("unconfirmed"\)\)',
        "pass",
        INVENTED,
    ),
    (
        "macros/site/files.py",
        r"for code, url in \(\*urls\.items\(\), ",
        "for code, url in (",
        INVENTED,
    ),
    (".github/workflows/check.yml", r"contents: read", "contents: write", WORKFLOWS),
    (".github/workflows/deploy.yml", r"run: bash \.ci/run", "run: true", WORKFLOWS),
    (".github/workflows/deploy.yml", r"permissions: \{\}", "permissions: write-all", WORKFLOWS),
    ("macros/site/csp.py", r"default-src 'none'", "default-src *", CSP),
    ("macros/site/csp.py", r"frame-ancestors 'none'", "frame-ancestors *", CSP),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the repository with its tests; each test puts back what it changed."""
    root = copy_project(tmp_path_factory.mktemp("code") / "copy")
    unwanted = shutil.ignore_patterns("node_modules", "__pycache__")
    for name in ("tests", ".github"):
        shutil.copytree(ROOT / name, root / name, ignore=unwanted)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


@pytest.mark.parametrize(
    ("path", "pattern", "replacement", "tests"),
    CHANGES,
)
def test_a_change_of_the_program_is_noticed(copy, path, pattern, replacement, tests):
    """The tests pass without the change (they are part of every run) and fail with it."""
    file = copy / path
    good = file.read_text(encoding="utf-8")
    bad = re.sub(pattern, replacement, good, count=1)
    assert bad != good, "the program no longer has this: adapt the change"
    try:
        file.write_text(bad, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", tests]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    finally:
        file.write_text(good, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
