"""`make mutate` changes what it says it changes, and owns up to what the checks let through.

The whole run is not a test: it takes a minute.
"""

from __future__ import annotations

import pytest
from mutate import EXPLAINED, KINDS, Change, Repository, changes, copy, judge, report

from macros.tools import check


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    root = copy(tmp_path_factory.mktemp("mutate") / "copy")
    return root, Repository(root)


def test_the_copy_has_no_problem_before_and_after(place):
    """What is judged is the change alone.

    The repository passes, and a judged copy is whole again.
    """
    root, repo = place
    assert check.problems(root) == []
    [change] = changes(repo, 1, 1, "outline_renamed")
    assert judge(root, change) and check.problems(root) == []


@pytest.mark.parametrize(
    "name",
    [
        "port_and_security_swapped",
        "host_typo",
        "half_emptied",
        "term_replaced_by_synonym",
        "link_key_misspelt",
        "id_renamed",
        "slug_changed",
        "domain_moved",
        "row_dropped",
        "redirect_dropped",
    ],
)
def test_a_change_of_the_kind_is_caught(place, name):
    """What the issue names, each drawn twice, is refused."""
    root, repo = place
    for change in changes(repo, 6, 2, name):
        assert judge(root, change), change


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
