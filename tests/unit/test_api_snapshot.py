"""The form of the public API, shown on the invented handbook.

A pull request that changes it changes tests/api_snapshot.json, too, so that a reviewer sees it.
Accept a change with: ACCEPT=1 python -m pytest tests/unit/test_api_snapshot.py
"""

from __future__ import annotations

import json
import os

from conftest import ROOT

from macros.site import api

SNAPSHOT = ROOT / "tests/api_snapshot.json"


def test_the_api_has_the_form_of_the_snapshot(invented):
    """Every file of the invented handbook's API is as it was when it was last accepted."""
    files = {path: json.loads(text) for path, text in api.files(invented)}
    now = json.dumps(files, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("ACCEPT"):
        SNAPSHOT.write_text(now, encoding="utf-8")
    assert SNAPSHOT.read_text(encoding="utf-8") == now, (
        "the API changed: a field that goes or changes its meaning needs a new version; "
        "if it is meant, run ACCEPT=1 python -m pytest tests/unit/test_api_snapshot.py"
    )


def test_the_api_is_the_same_twice(invented):
    """It depends on the data alone."""
    assert [*api.files(invented)] == [*api.files(invented)]
