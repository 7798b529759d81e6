"""The scripts' pure functions, tested in JavaScript: tests/js/*.test.mjs under `node --test`."""

from __future__ import annotations

import shutil
import subprocess

from conftest import ROOT, need


def test_the_pure_functions_of_the_scripts():
    """What Node's own test runner says; `make test-js` shows it at length."""
    files = sorted(map(str, ROOT.glob("tests/js/*.test.mjs")))
    assert files
    done = subprocess.run(
        [need(shutil.which("node"), "Node.js"), "--test", *files], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
