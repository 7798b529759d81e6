"""`make check` says every problem once, in order, for a person and for the code host."""

from __future__ import annotations

import pytest
from bad_samples.places import BIRD, PINE
from conftest import copy_invented_data, edit

from macros.checks import load
from macros.model.handbook import BadData
from macros.tools import rules
from macros.tools.check import main, problems


@pytest.fixture
def copy(tmp_path):
    return copy_invented_data(tmp_path / "copy")


def line_of(root, path, start):
    lines = (root / path).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def test_the_invented_handbook_has_no_problem(copy, invented):
    """What samples change is sound before."""
    assert problems(copy, earlier=invented) == []


def test_a_problem_names_file_line_rule_and_what_to_do(copy, invented):
    """One line that editors and people can follow."""
    edit(copy, BIRD + "provider.yml", "port: 993", "port: 143")
    [problem] = problems(copy, earlier=invented)
    line = line_of(copy, BIRD + "provider.yml", "    port: 143")
    assert str(problem) == (
        f"{BIRD}provider.yml:{line}: port_matches_security: "
        "port 143 is not an implicit-TLS port of IMAP → use 993, or security: starttls"
    )


def test_all_problems_are_said_at_once_and_in_order(copy, invented):
    """Two bad files give the problems of both, sorted by file and line."""
    for path in (PINE, BIRD):
        edit(copy, path + "provider.yml", "port: 993", "port: 143")
    with pytest.raises(BadData) as refusal:
        load(copy)
    assert [each.path for each in refusal.value.problems] == [
        BIRD + "provider.yml",
        PINE + "provider.yml",
    ]


def test_bad_values_do_not_hide_what_else_is_wrong(copy, invented):
    """While one mailbox cannot be read, the words and facts of the others are still looked at."""
    edit(copy, BIRD + "provider.yml", "port: 993", "port: 143")
    edit(copy, PINE + "provider.yml", "labels: [more", "labels: [less")
    edit(copy, BIRD + "guide.yml", "以下操作在", "以下操作on")
    assert {each.rule for each in problems(copy, earlier=invented)} == {
        "port_matches_security",
        "labels_exist",
        "chinese_is_set_properly",
    }


def test_in_ci_problems_are_annotations_and_data_gives_no_commands(copy, monkeypatch, capsys):
    """Each problem is an annotation on its line; nothing that data holds is taken for a command."""
    value = r'"x\n::add-mask::a\n##[add-path]%0A,b:"'
    edit(copy, BIRD + "provider.yml", "kind: personal", f"kind: {value}")
    monkeypatch.chdir(copy)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main() == 1
    stop, *shown, resume, annotation = capsys.readouterr().out.splitlines()
    token = stop.removeprefix("::stop-commands::")
    assert len(token) == 32 and resume == f"::{token}::" and token not in "".join(shown)
    line = line_of(copy, BIRD + "provider.yml", "kind:")
    assert annotation.startswith(
        f"::error file={BIRD}provider.yml,line={line},title=value_is_allowed::"
        "`x%0A::add-mask::a%0A##[add-path]%250A,b:` is not"
    )
    assert not any(each.lstrip().startswith("::") for each in shown)


def test_an_id_that_the_frame_gets_is_taken_at_once(copy, invented):
    """In a preview, too, which looks at the data again in the same process."""
    assert problems(copy, earlier=invented) == []
    edit(copy, "overrides/main.html", "</body>", '<p id="bind"></p></body>')
    assert {each.rule for each in problems(copy, earlier=invented)} == {"ids_are_unique"}


def test_every_rule_is_listed_with_its_file_and_what_it_holds(capsys):
    """A contributor finds the rule that a problem names."""
    assert rules.main() == 0
    listed = capsys.readouterr().out
    assert "each_half_is_in_its_language (macros/checks/parity.py)\n    The Chinese half" in listed
    assert listed.count("\n    ") == len(rules.EVERY_RULE)
