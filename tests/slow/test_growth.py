"""The real data may grow and be reworded: the rules and the data tests go on holding."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

from conftest import copy_with_tests

from macros.checks import load
from macros.checks.permalinks import RECORD, record
from macros.tools.new_mailbox import ISSUE_FORM, with_choices

SOHU = "data/providers/sohu"


def edit(root, path, pattern, replacement):
    text = (root / path).read_text(encoding="utf-8")
    changed = re.sub(pattern, replacement, text, count=1)
    assert changed != text, f"{path} no longer has this: adapt the test"
    (root / path).write_text(changed, encoding="utf-8")


def add_mailbox(root):
    """One folder and one outline."""
    shutil.copytree(root / SOHU, root / "data/providers/newmail")
    for path in (root / "data/providers/newmail").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"(?m)^formerly:\n(?:  .*\n)+", "", text)
        text = re.sub(r"(?m)^slug: .*", "slug: 150-new-mail", text)
        text = text.replace("sohu.com", "new.example").replace("sohu_com", "new_example")
        path.write_text(text, encoding="utf-8")
    (root / "docs/youxiang/150-new-mail.md").write_text("{{ guide() }}\n", encoding="utf-8")


def add_question(root):
    """A question with its answer."""
    file = root / SOHU / "faq.yml"
    question = '- id: faq-added\n  question: {zh: 新问题？, en: "A new question?"}\n'
    answer = "  answer:\n  - text: {zh: 新回答。, en: A new answer.}\n"
    file.write_text(file.read_text(encoding="utf-8") + question + answer, encoding="utf-8")


def add_tip(root):
    """One more point among the tips."""
    tip = r"\1      - {zh: 多一条建议。, en: One more tip.}\n"
    edit(root, "data/providers/qq/guide.yml", r"(?s)(\n  tips:.*?points:\n)", tip)


def add_row(root):
    """One more row of the first table that there is, with a name of its own."""
    file = next((root / "data/providers").glob("*/tables.yml"))
    path = file.relative_to(root).as_posix()
    row = r"(?s)(\n    rows:\n)((?:    - - [^\n]*)(.*?))(?=\n    - - |\n  \w|\Z)"
    edit(root, path, row, r"\1\2\n    - - {zh: 新的一行, en: A new row}\3")


def change_a_word(root):
    """A title in other words."""
    title = "title: {zh: 别的标题, en: Another title}\n"
    edit(root, f"{SOHU}/guide.yml", r"(?m)^title:.*\n(?:  .*\n)*", title)


def test_changes_of_the_data_break_nothing(handbook, tmp_path):
    """Once the new addresses are on record and the mailbox is in the issue form."""
    root = copy_with_tests(tmp_path / "copy")
    for change in (add_mailbox, add_question, add_tip, add_row, change_a_word):
        change(root)
    changed = load(root, earlier=handbook)
    (root / RECORD).write_text(record(changed), encoding="utf-8")
    form = root / ISSUE_FORM
    form.write_text(with_choices(form.read_text(encoding="utf-8"), changed), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/unit/test_data.py",
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
