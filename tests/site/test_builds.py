"""What a build makes of a changed handbook, and that it makes the same of the same."""

from __future__ import annotations

import re
import shutil

import pytest
from conftest import ROOT, built, content, copy_invented, copy_project, edit

from macros.checks import load


@pytest.mark.parametrize("generator", ["mkdocs", "properdocs"])
def test_a_copy_elsewhere_gives_the_same_site(invented_site, tmp_path, generator):
    """The same files, byte for byte, also by ProperDocs, which goes on with MkDocs 1.x."""
    first = content(invented_site)
    second = content(built(copy_invented(tmp_path / "far/away/copy"), generator))
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_adding_a_mailbox_is_one_folder_and_one_outline(tmp_path):
    """It then has pages, a row on its index and a place in the navigation."""
    root = copy_invented(tmp_path / "copy")
    shutil.copytree(root / "data/providers/pinepost", root / "data/providers/oakpost")
    for path in (root / "data/providers/oakpost").glob("*.yml"):
        text = path.read_text(encoding="utf-8").replace("pinepost", "oakpost")
        path.write_text(text.replace("slug: 102-", "slug: 117-"), encoding="utf-8")
    (root / "docs/youxiang/117-oakpost-mail.md").write_text("{{ guide() }}\n", encoding="utf-8")
    file = root / "data/sources.yml"
    text = file.read_text(encoding="utf-8")
    source = re.search(r"(?m)^  pinepost-help:\n(?:    .*\n)+", text)[0]
    file.write_text(f"{text}{source.replace('pinepost', 'oakpost')}", encoding="utf-8")
    site = built(root)
    for start in ("", "en/"):
        page = site / f"{start}youxiang/117-oakpost-mail.html"
        assert "imap.oakpost.example" in page.read_text(encoding="utf-8")
        index = (site / f"{start}youxiang/100-invented-personal.html").read_text(encoding="utf-8")
        assert index.count('href="117-oakpost-mail"') == 2  # its row, and the navigation


def test_a_page_that_moves_leaves_a_way_to_it(tmp_path):
    """Under `moved_from`, old addresses lead to the new page with their #id in both languages."""
    root = copy_invented(tmp_path / "copy")
    slug = "102-pinepost-mail"
    moved = f"slug: 105-pine-moved\nmoved_from: [{slug}]"
    edit(root, "data/providers/pinepost/provider.yml", f"slug: {slug}", moved)
    (root / f"docs/youxiang/{slug}.md").rename(root / "docs/youxiang/105-pine-moved.md")
    site = built(root)
    for old, way in (
        (f"youxiang/{slug}", "105-pine-moved"),
        (f"youxiang/{slug}/index", "../105-pine-moved"),
        (f"en/youxiang/{slug}", "105-pine-moved"),
        (slug, "youxiang/105-pine-moved"),
    ):
        text = (site / f"{old}.html").read_text(encoding="utf-8")
        assert f'content="0; url={way}.html"' in text and "location.hash" in text, old
        assert f"{'en/' if old.startswith('en/') else ''}youxiang/105-pine-moved" in text


def examples(name: str) -> list[tuple[str, str]]:
    """The files that a contributor's guide shows: path and text."""
    shown = r"^`((?:data|docs)/[^`]+)`[^\n]*\n\n```(?:yaml)?\n(.*?)```"
    return re.findall(shown, (ROOT / name).read_text(encoding="utf-8"), re.S | re.M)


def test_the_annotated_example_is_green(handbook, tmp_path):
    """The contributor's guide has a mailbox and an error message: copied, they pass every check."""
    root = copy_project(tmp_path / "copy")
    found = examples("CONTRIBUTING.md")
    assert found
    for path, text in found:
        file = root / path
        before = file.read_text(encoding="utf-8") if file.is_file() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(before + text, encoding="utf-8")
    grown = load(root, earlier=handbook)
    assert len(grown.mailboxes) == len(handbook.mailboxes) + 1
    assert len(grown.errors) > len(handbook.errors)


def test_the_annotated_example_is_the_same_in_both_guides():
    """But for its comments."""
    english, chinese = (
        [(path, re.sub(r" +#.*|^#.*", "", text, flags=re.M)) for path, text in examples(name)]
        for name in ("CONTRIBUTING.md", "CONTRIBUTING.zh.md")
    )
    assert english == chinese
