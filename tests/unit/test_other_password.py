"""A password that depends on the account is shown in the card and in the form."""

from __future__ import annotations

from bad_samples.places import BIRD
from conftest import copy_invented_data, edit

from macros.checks import load
from macros.site.page_states import rendered


def test_what_some_accounts_enter_stands_behind_the_usual_password(tmp_path):
    """`otherwise` of a password: its kind, and in brackets for which accounts."""
    root = copy_invented_data(tmp_path / "copy")
    when = "{zh: 没开两步验证, en: without two-step sign-in}"
    other = f"  otherwise: {{kind: login_password, when: {when}}}\n"
    edit(root, f"{BIRD}/provider.yml", "  shown_once:", f"{other}  shown_once:")
    handbook = load(root)
    html = rendered(handbook, handbook.pages["bluebird"], "en").html
    assert html.count("<strong>login password</strong> (without two-step sign-in)") == 2
