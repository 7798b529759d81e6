"""The real data: what holds for it whatever is added or reworded (tests/slow/test_growth.py)."""

from __future__ import annotations

import yaml
from conftest import ROOT

from macros.checks import RULES_AT_LAST, run
from macros.checks.clone import clone_is_clean
from macros.checks.permalinks import record
from macros.tools.schema import schemas

ORIGINAL = {*range(101, 117), *range(201, 208)}


def test_the_data_has_no_problem(handbook):
    """`make check` is content."""
    assert [*clone_is_clean(ROOT), *run(RULES_AT_LAST, handbook)] == []


def test_the_record_of_permalinks_is_complete(handbook):
    """Everything that the site has is on record; `make permalinks` enters it."""
    assert (ROOT / "data/permalinks.txt").read_text(encoding="utf-8") == record(handbook)


def test_every_mailbox_of_the_original_site_is_here(handbook):
    """The 16 personal and 7 enterprise mailboxes, under their published numbers."""
    assert {int(each.provider.slug[:3]) for each in handbook.mailboxes.values()} >= ORIGINAL


def test_every_data_file_names_its_schema():
    """Editors complete every data file: its first line names the schema."""
    for path in (ROOT / "data").rglob("*.yml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        up = "../" * (len(path.relative_to(ROOT).parts) - 1)
        assert first == f"# yaml-language-server: $schema={up}schema/{path.stem}.json", path


def test_schemas_for_editors_are_derived_from_the_model():
    """The JSON Schemas in schema/ say what the model says; `make schema` writes them."""
    there = {each.name: each.read_text(encoding="utf-8") for each in ROOT.glob("schema/*.json")}
    assert there == schemas()


def test_the_issue_form_lists_the_mailboxes_in_the_order_of_the_data(handbook):
    """A new mailbox, or another name, has to be entered in the form, too."""
    file = ROOT / ".github/ISSUE_TEMPLATE/wrong-setting.yml"
    form = yaml.safe_load(file.read_text(encoding="utf-8"))
    [mailbox] = [each for each in form["body"] if each.get("id") == "mailbox"]
    names = [
        f"{each.provider.name.zh} / {each.provider.name.en}" for each in handbook.mailboxes.values()
    ]
    assert mailbox["attributes"]["options"] == [*names, "其他 / Another"]
