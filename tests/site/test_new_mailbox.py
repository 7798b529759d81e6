"""`python -m macros new-mailbox`: what it makes passes every rule as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, content, copy_invented_data, copy_project

from macros.__main__ import main as program
from macros.tools.check import problems
from macros.tools.new_mailbox import ISSUE_FORM, with_choices

PERSONAL = {
    "id": "example-mail",
    "name-zh": "示例Mail邮箱",
    "name-en": "Example Mail",
    "domains": "example.org, mail.example.org",
    "imap": "imap.example.org",
    "smtp": "smtp.example.org:587",
    "password": "app_password",
    "webmail": "https://mail.example.org",
    "url": "https://mail.example.org/help",
    "read": "2026-11-20",
}
BUSINESS = PERSONAL | {
    "id": "example-business",
    "kind": "enterprise",
    "name-zh": "示例企业邮箱",
    "name-en": "Example Business Mail",
    "domains": "",
    "imap": "imap.business-mail.test",
    "smtp": "smtp.business-mail.test",
    "password": "login_password",
    "webmail": "https://www.business-mail.test",
}


def options(facts: dict[str, str]) -> list[str]:
    return [f"--{name}={value}" for name, value in facts.items()]


@pytest.fixture(scope="module")
def invented_root(tmp_path_factory) -> Path:
    return copy_invented_data(tmp_path_factory.mktemp("new") / "copy")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": "bluebird"}, "--id"),
        ({"imap": "imap.example.org:80"}, "--imap"),
        ({"imap": "IMAP server"}, "--imap"),
        ({"password": "secret"}, "--password"),
        ({"read": "yesterday"}, "yesterday"),
        ({"webmail": "http://mail.example.org"}, "--webmail"),
        ({"name-zh": ""}, "--name-zh"),
    ],
)
def test_an_answer_that_cannot_be_used_makes_nothing(
    invented_root, monkeypatch, capsys, wrong, said
):
    before = content(invented_root)
    monkeypatch.chdir(invented_root)
    facts = PERSONAL | {"password": "client_password"} | wrong
    assert program(["new-mailbox", *options(facts)]) == 1 and content(invented_root) == before
    shown = capsys.readouterr().out
    assert "nothing was made" in shown and said in shown


def test_a_personal_and_a_business_mailbox_pass_every_rule(handbook, tmp_path, monkeypatch, capsys):
    """Each has the number behind the last of its kind, and its place in the issue form."""
    root = copy_project(tmp_path / "copy")
    (root / ISSUE_FORM).parent.mkdir(parents=True)
    shutil.copy(ROOT / ISSUE_FORM, root / ISSUE_FORM)
    slugs = [path.name for path in (root / "docs/youxiang").glob("[12]*.md")]
    monkeypatch.chdir(root)
    for facts, first in ((PERSONAL, "1"), (BUSINESS, "2")):
        assert program(["new-mailbox", *options(facts)]) == 0
        number = 1 + max(int(slug[:3]) for slug in slugs if slug[0] == first)
        assert f"the number {number}" in capsys.readouterr().out
        assert [*(root / "docs/youxiang").glob(f"{number}-{facts['id']}-*.md")]
    assert problems(root, earlier=handbook) == []
    form = yaml.safe_load((root / ISSUE_FORM).read_text(encoding="utf-8"))
    [choices] = [
        each["attributes"]["options"] for each in form["body"] if each.get("id") == "mailbox"
    ]
    assert {"示例 Mail 邮箱 / Example Mail", "示例企业邮箱 / Example Business Mail"} < set(choices)
    assert choices[-1] == "其他 / Another" and len(choices) == len(set(choices))


def test_the_issue_form_stays_as_it_is_where_nothing_is_new(handbook):
    """Its choices are those of the data already (tests/unit/test_data.py)."""
    form = with_choices((ROOT / ISSUE_FORM).read_text(encoding="utf-8"), handbook)
    assert with_choices(form, handbook) == form
