"""`mkdocs build` by itself asks no rules, but makes no page that is not whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import copy_invented_data, edit

from macros.checks import load
from macros.model.handbook import BadData
from macros.tools.build import rendered_handbook

PINE = "docs/youxiang/102-pinepost-mail.md"


@pytest.fixture
def root(tmp_path) -> Path:
    return copy_invented_data(tmp_path / "copy")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/terms.yml", "\n", "\nbroken: [\n"),
        ("data/common.yml", "[账号页](accounts)", "**账号页"),
        ("data/providers/bluebird-work/provider.yml", "kind: client_password", "kind: secret"),
        ("data/causes.yml", "id: wrong-kind", "id: wrong-kinds"),
        (PINE, "guide()", "gude()"),
    ],
)
def test_what_cannot_be_read_or_rendered_is_said_as_the_rules_say_it(root, path, old, new):
    """In data, words and outlines: once, in the file where it is."""
    edit(root, path, old, new)
    with pytest.raises(BadData) as by_rules:
        load(root)
    with pytest.raises(BadData) as by_build:
        rendered_handbook(root)
    assert by_build.value.problems == by_rules.value.problems
    assert path in {problem.path for problem in by_build.value.problems}


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        lambda path: path.write_bytes(b"\xff"),
        lambda path: path.with_name("999-102-pinepost-mail.md").touch(),
    ],
    ids=["missing", "no text", "one too many"],
)
def test_what_is_wrong_with_an_outline_is_said_as_the_rules_say_it(root, spoil):
    spoil(root / PINE)
    with pytest.raises(BadData, match="102-pinepost-mail"):
        rendered_handbook(root)


def test_what_only_a_rule_refuses_is_built(root):
    """`make site` asks the rules beside the build, so that a build does not wait for them."""
    edit(root, "data/providers/pinepost/provider.yml", "host: imap.", "host: mail.")
    with pytest.raises(BadData):
        load(root)
    assert rendered_handbook(root).rendered
