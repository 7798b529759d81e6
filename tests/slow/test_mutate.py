"""`make mutate` changes one thing at a time and says what noticed it. The whole run is no test."""

from __future__ import annotations

import random

import pytest
from conftest import ROOT, copy_invented
from mutate import KINDS, Change, changes, judge

FILE = "data/providers/bluebird/guide.yml"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return copy_invented(tmp_path_factory.mktemp("mutate") / "copy")


@pytest.mark.parametrize(
    ("old", "new", "noticed"),
    [
        ("id: step-sign-in", "id: step-sign-on", "refused"),
        ("](webmail)", "](webmial)", "refused"),
        ("title: {zh: 短信", "title: {zh: 信息", "shown"),
        ("title: {zh: 短信", "title:  {zh: 短信", "neither"),
    ],
)
def test_a_change_is_judged_by_what_notices_it(root, old, new, noticed):
    """A rule, `make diff` alone, or neither; the copy is whole again."""
    good = (root / FILE).read_text(encoding="utf-8")
    change = Change(FILE, good.index(old), old, new)
    assert judge(root, change, good) == noticed
    assert (root / FILE).read_text(encoding="utf-8") == good


def test_every_kind_finds_places_and_a_seed_draws_the_same(root):
    """No kind has died out."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "data").rglob("*.yml"))
    }
    for kind in KINDS:
        drawn = changes(files, kind, 2, random.Random(1))
        assert drawn and drawn == changes(files, kind, 2, random.Random(1)), kind
