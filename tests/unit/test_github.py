"""What the code host reads.

The issue form asks what one needs to know, workflows are sound, updates wait.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, need

GITHUB = ROOT / ".github"
FORM = GITHUB / "ISSUE_TEMPLATE/wrong-setting.yml"


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def bilingual(text: str) -> bool:
    """Chinese, a slash, English: or the two in paragraphs of their own."""
    return bool(re.search("[\u4e00-\u9fff]", text) and re.search("[A-Za-z]{3}", text))


def problems_of_form(form: dict) -> list[str]:
    """What GitHub's schema for issue forms would refuse, and what this project asks for besides."""
    keys = {
        "markdown": {"value"},
        "dropdown": {"label", "description", "multiple", "options", "default"},
        "input": {"label", "description", "placeholder", "value"},
        "textarea": {"label", "description", "placeholder", "value", "render"},
        "checkboxes": {"label", "description", "options"},
    }
    found = [f"`{key}` is missing" for key in ("name", "description", "body") if not form.get(key)]
    ids = [each["id"] for each in form["body"] if "id" in each]
    found += [
        f"the id `{id}` is taken or no id"
        for number, id in enumerate(ids)
        if id in ids[:number] or not re.fullmatch(r"[A-Za-z0-9_-]+", id)
    ]
    for each in form["body"]:
        attributes = each["attributes"]
        found += [
            f"`{key}` is not known"
            for key in set(each) - {"type", "id", "attributes", "validations"}
            | set(attributes) - keys.get(each["type"], set())
        ]
        words = [attributes.get("value") or attributes.get("label") or ""] + [
            option["label"] for option in attributes.get("options", []) if isinstance(option, dict)
        ]
        found += [f"not in both languages: {text}" for text in words if not bilingual(text)]
        if each["type"] == "dropdown" and len(set(attributes["options"])) < len(
            attributes["options"]
        ):
            found.append("an option stands twice")
    if not any(
        each["type"] == "markdown"
        and "密码" in each["attributes"]["value"]
        and "Never paste a password, a code" in each["attributes"]["value"]
        for each in form["body"]
    ):
        found.append("nobody is told not to paste a password or a code")
    required = {
        each.get("id") for each in form["body"] if each.get("validations", {}).get("required")
    }
    return found + [
        f"`{id}` is not asked for"
        for id in ("mailbox", "what", "right", "source")
        if id not in required
    ]


def test_the_issue_form_is_one_and_asks_what_one_needs_to_know():
    """Which mailbox, what, the right value, how one knows; in both languages; and no secrets."""
    assert problems_of_form(read(FORM)) == []
    for link in read(GITHUB / "ISSUE_TEMPLATE/config.yml")["contact_links"]:
        assert set(link) == {"name", "url", "about"}
        assert bilingual(link["name"])
        assert link["url"].startswith("https://")


@pytest.mark.parametrize(
    ("pattern", "replacement", "says"),
    [
        ("id: right", "id: what", "the id `what` is taken"),
        ("label: 怎么知道的 / How you know", "label: How you know", "not in both languages"),
        ("placeholder:", "hint:", "`hint` is not known"),
        (r"Never paste a password, a code", "Paste your password, a code", "nobody is told"),
        (
            r"(?s)id: source(.*?)required: true",
            r"id: source\1required: false",
            "`source` is not asked for",
        ),
        ('- "步骤 / A step"', '- "服务器或端口 / Server or port"', "an option stands twice"),
    ],
)
def test_a_bad_form_is_refused(pattern, replacement, says):
    """Each thing that the form must have is missed when it is not there."""
    text = FORM.read_text(encoding="utf-8")
    bad = re.sub(pattern, replacement, text, count=1)
    assert bad != text and any(says in each for each in problems_of_form(yaml.safe_load(bad)))


def test_the_pull_request_template_speaks_both_languages():
    """Each line that a contributor reads is there twice, side by side."""
    lines = [
        line
        for line in (GITHUB / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    assert len(lines) < 12 and all(bilingual(line) and " / " in line for line in lines)


def test_updates_come_by_themselves_and_wait_some_days():
    """Every kind of dependency that is locked here is kept fresh, after a time in which a bad
    release is noticed.
    """
    updates = read(GITHUB / "dependabot.yml")["updates"]
    assert {each["package-ecosystem"] for each in updates} == {"pip", "npm", "github-actions"}
    assert all(
        each["cooldown"]["default-days"] >= 7 and each["schedule"]["interval"] for each in updates
    )
    folders = {
        f"/{path.parent.relative_to(ROOT).as_posix()}"
        for path in [*ROOT.glob("tests/package-lock.json"), *ROOT.glob("tests/*/package-lock.json")]
    } - {"/tests/old-browsers"}  # old on purpose
    assert folders == set(
        next(each["directories"] for each in updates if each["package-ecosystem"] == "npm")
    )


def test_everything_python_is_locked_with_hashes():
    """What *.in ask for is in the .txt beside it, and each package there has its version and
    hashes.
    """
    for path in ROOT.glob("requirements*.in"):
        lock = path.with_suffix(".txt").read_text(encoding="utf-8")
        packages = re.split(r"(?m)^(?=[a-z0-9])", lock.lower())[1:]
        assert all(
            re.match(r"[a-z0-9._-]+(?:\[[a-z,]+\])?==\S+", each) and "--hash=sha256:" in each
            for each in packages
        )
        for line in path.read_text(encoding="utf-8").splitlines():
            if name := re.match(r"[A-Za-z][A-Za-z0-9_-]*", line):
                assert any(
                    each.startswith((f"{name[0].lower()}==", f"{name[0].lower()}["))
                    for each in packages
                ), (path.name, name[0])


@pytest.fixture(scope="module")
def zizmor() -> str:
    return need(
        shutil.which("zizmor") or shutil.which("zizmor", path=Path(sys.executable).parent), "zizmor"
    )


def test_workflows_have_no_known_weakness(zizmor):
    """zizmor, which knows how workflows are attacked, has nothing to say."""
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", str(GITHUB / "workflows")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_weak_workflow_is_noticed(zizmor, tmp_path):
    """A title that is run as a script, as anybody can write one."""
    weak = tmp_path / ".github/workflows/weak.yml"
    weak.parent.mkdir(parents=True)
    weak.write_text(
        "on: pull_request_target\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n      "
        "- run: echo ${{ github.event.pull_request.title }}\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", str(weak)], capture_output=True, text=True
    )
    assert done.returncode != 0 and "template-injection" in done.stdout
