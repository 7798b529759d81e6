"""`make mutate` changes one thing at a time and says what noticed it. The whole run is no test."""

from __future__ import annotations

import random

import pytest
from conftest import ROOT, copy_invented
from mutate import KINDS, Change, changes, judge, said

FILE = "data/providers/bluebird/guide.yml"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return copy_invented(tmp_path_factory.mktemp("mutate") / "copy")


@pytest.mark.parametrize(
    ("old", "new", "noticed"),
    [
        ("id: step-sign-in", "id: step-sign-on", "permalinks"),
        ("](webmail)", "](webmial)", "rules"),
        ("title: {zh: 短信", "title: {zh: 信息", "diff"),
        ("title: {zh: 短信", "title:  {zh: 短信", "nothing"),
    ],
)
def test_a_change_is_judged_by_what_notices_it(root, old, new, noticed):
    """A rule, the record of permalinks, `make diff` alone, or nothing; the copy is whole again."""
    good, texts = (root / FILE).read_text(encoding="utf-8"), said(root)
    change = Change(FILE, good.index(old), old, new)
    assert judge(root, change, good, texts) == noticed
    assert (root / FILE).read_text(encoding="utf-8") == good


<<<<<<< HEAD
def test_every_kind_finds_places_and_changes_one_thing(place):
    """No kind has died out, kinds are drawn alike, and the same seed draws the same."""
    _, repo = place
    drawn = changes(repo, 6, 1)
    assert [change.kind for change in drawn] == [kind.__name__ for kind in KINDS] and len(
        KINDS
    ) > 90
    assert drawn == changes(repo, 6, 1) != changes(repo, 7, 1)
    for change in drawn:
        assert change.line >= 1 and all(text != repo.files.get(path) for path, text in change.files)


def test_a_survivor_is_listed_with_its_line_and_spoils_the_goal(place, capsys):
    """A change that nothing refuses is printed with file, line and what was changed, and the run
    fails below the goal.
    """
    root, repo = place
    caught = changes(repo, 6, 2, "half_emptied")
    path = "data/providers/qq/guide.yml"
    typo = repo.files[path].replace("Skip either", "Ship either", 1)
    survivors = [Change("typo_in_words", path, 3, "Skip → Ship", ((path, typo),))] * 2
    assert typo != repo.files[path]
    said = [(change, judge(root, change)) for change in [*survivors, *caught]]
    assert [bool(problems) for _, problems in said] == [False, False, True, True]
    assert report(said, 6) == 1
    out = capsys.readouterr().out
    for change in survivors:
        assert (
            f"survived: {change.path}:{change.line}: {change.kind}: {change.what} (NOT EXPLAINED)\n"
            in out
        )
    assert "2 of 4 changes of 2 kinds caught: 50.0% (seed 6, goal 97%)" in out
    assert report(said[2:], 6) == 0
    assert set(EXPLAINED) <= {kind.__name__ for kind in KINDS}
=======
def test_every_kind_finds_places_and_a_seed_draws_the_same(root):
    """No kind has died out."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "data").rglob("*.yml"))
    }
    for kind in KINDS:
        drawn = changes(files, kind, 2, random.Random(1))
        assert drawn and drawn == changes(files, kind, 2, random.Random(1)), kind
>>>>>>> c37aa1d (make mutate in 190 lines: kinds are patterns, the report says what rules refuse, apart from permalinks)
