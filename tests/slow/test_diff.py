"""`make diff` from end to end: a repository with an invented handbook, built before and after."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from types import SimpleNamespace

import pytest
from conftest import copy_invented, edit

from macros.tools.diff.output import as_plain_text
from macros.tools.diff.report import report
from macros.tools.diff.run import main

BLUEBIRD = "data/providers/bluebird/"
PAGE = "youxiang/101-bluebird-personal-mail"
IGNORED = shutil.ignore_patterns(".git", ".build")


def git(root, *arguments):
    names = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    done = subprocess.run(
        ["git", *names, "-c", "commit.gpgsign=false", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A repository with the handbook as its only commit."""
    root = copy_invented(tmp_path_factory.mktemp("repository") / "project")
    (root / ".gitignore").write_text("/.build/\n__pycache__/\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "The handbook")
    return root


@pytest.fixture(scope="module")
def changed(base, tmp_path_factory):
    """What the command says of one uncommitted change, and what it leaves behind."""
    root = tmp_path_factory.mktemp("changed") / "project"
    shutil.copytree(base, root)
    edit(root, BLUEBIRD + "provider.yml", "length: 16", "length: 18")
    edit(root, BLUEBIRD + "provider.yml", "{zh: 设置, gloss", "{zh: 设定, gloss")
    for old, new in (("length: 16", "length: 18"),) * 2 + (("[设置, 账户", "[设定, 账户"),):
        edit(root, BLUEBIRD + "evidence.yml", old, new)
    # an id and its record
    edit(root, BLUEBIRD + "faq.yml", "id: faq-redbird", "id: faq-red")
    for _ in range(2):
        edit(root, "data/permalinks.txt", "#faq-redbird\n", "#faq-red\n")
    (root / "note.txt").write_text("Something else.\n", encoding="utf-8")
    before = git(root, "status", "--porcelain")
    output = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output):
        patch.chdir(root)
        folder = root / ".build/diff"
        assert main("main", folder / "diff.md", folder / "diff.html") == 0
    return SimpleNamespace(
        folder=folder,
        html=(folder / "diff.html").read_text(encoding="utf-8"),
        markdown=(folder / "diff.md").read_text(encoding="utf-8"),
        text=output.getvalue(),
        status=(before, git(root, "status", "--porcelain")),
        worktrees=git(root, "worktree", "list"),
    )


def test_a_lost_id_and_its_struck_record_are_shown(changed):
    """Both pages that had it are named."""
    lost = changed.text.partition("Struck from data/permalinks.txt")[2]
    lost, _, added = lost.partition("Addresses and ids added")
    assert f"  {PAGE}#faq-redbird\n" in lost
    for prefix in ("/", "/en/"):
        assert f"  {prefix}{PAGE}#faq-redbird\n" in lost
        assert f"  {prefix}{PAGE}#faq-red\n" in added


def test_changed_sections_are_shown_before_and_after(changed):
    """The line is there, old and new in one, under its section. Untouched sections are not."""
    part = changed.text.partition(f"\n/en/{PAGE}\n")[2].partition("\n\n")[0]
    assert "#copy-code" in part and "#server-settings" not in part
    assert "The dialog shows a code of [-16-]{+18+} characters." in part
    assert "Go to 「设[-置-]{+定+}」 (Settings) → 「账户」 (Account)" in part


def test_each_changed_section_links_to_the_site_that_was_built(changed):
    """The links of the page lead to files that are there, to ids that are there."""
    links = set(re.findall(r'<a href="([^"]*)"', changed.html))
    assert f"site/{PAGE}.html#faq-red" in links and f"site/en/{PAGE}.html#copy-code" in links
    for link in links:
        file, _, id = link.partition("#")
        content = (changed.folder / file).read_text(encoding="utf-8")
        assert not id or f'id="{id}"' in content


def test_pictures_are_shown_before_and_after(changed):
    """In the page as pictures, in the comment by what describes them."""
    assert changed.html.count('<img alt="" src="data:image/svg+xml;base64,') >= 4
    assert "<img" not in changed.markdown and "设<del>置</del><ins>定</ins>" in changed.markdown


def test_a_changed_file_that_is_not_compared_is_named(changed):
    assert "<code>note.txt</code>" in changed.markdown


def test_the_working_tree_is_as_it_was(changed):
    """Neither files nor git notice that a base was built beside them."""
    before, after = changed.status
    assert before == after
    assert len(changed.worktrees.splitlines()) == 1


def test_an_unknown_base_is_an_error_with_a_way_out(base, tmp_path, monkeypatch, capsys):
    """A name that git does not have is said, and nothing is written.

    A name that looks like an option is only a name.
    """
    monkeypatch.chdir(base)
    for name in ("nowhere", "--output=x"):
        assert main(name, tmp_path / "diff.md") == 2
        message = capsys.readouterr().err
        assert name in message and "→ git fetch" in message
    assert not (tmp_path / "diff.md").exists()


def test_a_side_that_cannot_be_built_still_has_its_facts_and_records(base, tmp_path):
    """A base of another model, a change that cannot be read: the data is compared all the same."""
    older, broken = tmp_path / "older", tmp_path / "broken"
    for root in (older, broken):
        shutil.copytree(base, root, ignore=IGNORED)
    (older / "data/records.yml").unlink()
    edit(older, BLUEBIRD + "provider.yml", "kind: personal\n", "kind: personal\nformer_key: 1\n")
    edit(
        broken, BLUEBIRD + "provider.yml", "host: smtp.bluebird.example", "host: smtp.blue.example"
    )
    edit(broken, "data/providers/pinepost/faq.yml", "faq:\n", "faq: [\n")
    said = as_plain_text(report(older, broken, "older", []))
    assert "The base cannot be built" in said and "This change cannot be built" in said
    assert "pages not compared" in said
    assert "bluebird · former_key  |  [-1-]" in said
    assert "records · databases · almanac  |  {+url: https" in said
    assert "data/providers/pinepost/faq.yml:2: file_is_yaml: " in said
    assert "host: [-smtp.bluebird.example-] → {+smtp.blue.example+}; almanac: differs: " in said
