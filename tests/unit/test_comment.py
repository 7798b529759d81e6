"""The one workflow that may write takes nothing from a pull request on trust."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import zipfile

import pytest
from conftest import ROOT
from lxml import html
from markdown_it import MarkdownIt

from macros.tools.diff.comment import (
    AUTHOR,
    MARK,
    MAX_BYTES,
    MAX_CHARACTERS,
    Refused,
    block,
    post,
    report_in,
    safe_text,
)


def zipped(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def link():
    entry = zipfile.ZipInfo("diff.md")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def test_a_plain_archive_is_read(tmp_path):
    """What a build of ours uploads."""
    assert (
        report_in(zipped(tmp_path / "diff.zip", [("diff.md", "<p>端口</p>\n")])) == "<p>端口</p>\n"
    )


ENTRIES = {
    "empty": [],
    "other name": [("other.md", "x")],
    "path upwards": [("../diff.md", "x")],
    "absolute path": [("/etc/diff.md", "x")],
    "two files": [("diff.md", "x"), ("more", "x")],
    "folder": [("diff.md/", "")],
    "link": [(link(), "/etc/passwd")],
    "bomb": [("diff.md", "x" * (MAX_BYTES + 1))],
    "not UTF-8": [("diff.md", b"\xff\xfe")],
}


@pytest.mark.parametrize("entries", ENTRIES.values(), ids=ENTRIES)
def test_an_archive_of_anything_else_is_refused(tmp_path, entries):
    """By name, kind, size and encoding, without unpacking anything."""
    with pytest.raises(Refused):
        report_in(zipped(tmp_path / "diff.zip", entries))
    assert [each.name for each in tmp_path.iterdir()] == ["diff.zip"]


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"PK\x03\x04" + b"\0" * 100, b"x" * (MAX_BYTES + 1)]
)
def test_what_is_no_archive_is_refused(tmp_path, content):
    """Garbage, and too much of it."""
    (tmp_path / "diff.zip").write_bytes(content)
    with pytest.raises(Refused):
        report_in(tmp_path / "diff.zip")


def test_a_large_archive_of_a_small_report_is_refused(tmp_path):
    """What stands before an archive is skipped by those who read it."""
    path = zipped(tmp_path / "diff.zip", [("diff.md", "x")])
    path.write_bytes(b"x" * MAX_BYTES + path.read_bytes())
    with pytest.raises(Refused):
        report_in(path)


def test_a_size_that_the_archive_lies_about_is_refused(tmp_path):
    """A header that promises little does not make it little."""
    path = zipped(tmp_path / "diff.zip", [("diff.md", "x" * (3 * MAX_BYTES))])
    content = path.read_bytes()
    path.write_bytes(
        content.replace((3 * MAX_BYTES).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    )
    with pytest.raises(Refused):
        report_in(path)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="https://evil.example">approve</a>',
    '<td onclick="x">',
    "<!-- hidden",
    "<table style=x>",
    "@everyone",
    "&#64;everyone",
    "&#x40;everyone",
    "&commat;everyone",
    "&amp;#64;everyone",
    r"\@everyone",
    "fixes #1",
    "GH-1",
    "owner/repo#1",
    "https://evil.example",
    "www.evil.example",
    "</div>\n\n**[approved](https://evil.example)**\n\n# Title",
    "![x](https://evil.example/x.png)",
    "[x]: https://evil.example",
    "```\ncode",
    "</details></table></div><p>",
    "\u202egnp.exe",
    "a\u2028\u2028b",
    "a\r\rb",
    "a\x0b\x0bb",
    "&#10;&#10;**b**",
    "<<p>script>",
    "<del>x</del",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_of_a_hostile_report_comes_alive(hostile):
    """Read as GitHub reads it.

    Our tags without attributes, text that mentions, links and refers to nothing.
    """
    said = block(f"<p>before</p>\n{hostile}\n<p>after</p>")
    rendered = (
        MarkdownIt("gfm-like", {"html": True, "linkify": False}).disable("linkify").render(said)
    )
    assert rendered.strip() == said, "Markdown was read in it"
    tree = html.fragment_fromstring(rendered, create_parent="body")
    tags = {each.tag for each in tree.iter()}
    assert tags <= {"body", "div", "p", "table", "td", "details", "del"}, tags
    assert not any(each.attrib for each in tree.iter())
    shown = tree.text_content()
    assert "after" in shown
    for live in ("@everyone", "#1", "://", "www.e", "GH-1", "\u202e", "\u2028"):
        assert live not in shown


def test_the_report_passes_through_as_it_is():
    """What `make diff` writes is not escaped once more."""
    shown = safe_text("a & <b> @x #1 https://x.example")
    made = f"<h3>Facts</h3>\n<table>\n<tr><td>{shown}</td></tr>\n</table>"
    assert block(made) == f"<div>\n{made}\n</div>"


def test_a_report_that_is_too_long_is_cut():
    """GitHub refuses a comment beyond its limit; a cut one says that it is cut."""
    said = block("<p>端口 &amp; 993</p>\n" * 20_000)
    assert MAX_CHARACTERS * 0.9 < len(said) < 65_536 - 1000
    assert said.endswith("<p><b>Cut here.</b></p>\n</div>")


GH = """#!{python}
import json, os, sys
from pathlib import Path
given = sys.argv[1:]
answers = json.loads(Path(os.environ["ANSWERS"]).read_text())
with open(os.environ["ASKED"], "a") as log:
    log.write(json.dumps(given) + "\\n")
for each in given:
    if each.startswith("body=@"):
        Path(os.environ["SAID"]).write_bytes(Path(each[6:]).read_bytes())
        sys.exit()
    if each.endswith("/zip"):
        sys.stdout.buffer.write(Path(os.environ["ARCHIVE"]).read_bytes())
        sys.exit()
fitting = (answer for end, answer in answers.items() if any(each.endswith(end) for each in given))
print(json.dumps(next(fitting)))
"""

EVENT = {
    "workflow_run": {
        "id": 77,
        "head_sha": "a" * 40,
        "head_branch": "$(touch x)",
        "html_url": "https://github.com/us/it/actions/runs/77",
        "head_repository": {"id": 5, "owner": {"login": "somebody"}},
    }
}
PULL = {"number": 7, "head": {"sha": "a" * 40, "repo": {"id": 5}}}
ARTIFACTS = {"artifacts": [{"id": 9, "expired": False, "size_in_bytes": 300}]}


@pytest.fixture
def github(tmp_path, monkeypatch):
    """A `gh` that answers from a table and notes what it was asked."""
    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin/gh"
    tool.write_text(GH.replace("{python}", sys.executable), encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    zipped(tmp_path / "diff.zip", [("diff.md", "<h2>Against main</h2>\n@everyone\n")])
    for name, file in {
        "ANSWERS": "answers",
        "ASKED": "asked",
        "SAID": "said",
        "ARCHIVE": "diff.zip",
    }.items():
        monkeypatch.setenv(name, str(tmp_path / file))

    def answer(pulls=(PULL,), artifacts=ARTIFACTS, comments=()):
        (tmp_path / "answers").write_text(
            json.dumps(
                {"/pulls": list(pulls), "/artifacts": artifacts, "/comments": [list(comments)]}
            )
        )
        return post(EVENT, "us/it")

    answer.asked = lambda: [
        json.loads(line) for line in (tmp_path / "asked").read_text().splitlines()
    ]
    answer.said = lambda: (
        (tmp_path / "said").read_text(encoding="utf-8") if (tmp_path / "said").exists() else None
    )
    return answer


def test_the_comment_goes_to_the_pull_request_at_the_checked_commit(github):
    """Its number is GitHub's answer, asked for with the names as they are.

    What is said carries where it is from.
    """
    other = {"number": 8, "head": {"sha": "b" * 40, "repo": {"id": 5}}}
    gone = {"number": 9, "head": {"sha": "a" * 40, "repo": None}}
    assert github(pulls=[other, gone, PULL]) == "said on #7"
    assert "head=somebody:$(touch x)" in github.asked()[0]
    assert f"[aaaaaaaaaa](https://github.com/us/it/commit/{'a' * 40})" in github.said()
    assert github.asked()[-1][1:4] == ["-X", "POST", "repos/us/it/issues/7/comments"]
    said = github.said()
    assert said.startswith(f"{MARK}\n")
    assert "a" * 40 in said.replace("\u2060", "")
    assert "https://github.com/us/it/actions/runs/77" in said
    assert said.endswith("\n\n<div>\n<h2>Against main</h2>\n@\u2060everyone\n</div>\n")


def test_a_commit_that_is_no_longer_there_is_passed_over(github):
    """The check of an older commit, or of a branch of the same name elsewhere, says nothing."""
    assert (
        github(pulls=[{"number": 7, "head": {"sha": "a" * 40, "repo": {"id": 6}}}])
        == "no open pull request is at this commit any more"
    )
    assert github.said() is None


def test_an_own_comment_is_renewed_and_nobody_elses(github):
    """A stranger's comment with the mark in it stays as it is."""
    comments = [
        {"id": 1, "user": {"login": "somebody"}, "body": MARK},
        {"id": 2, "user": {"login": AUTHOR}, "body": "something else"},
        {"id": 3, "user": {"login": AUTHOR}, "body": f"{MARK}\nold"},
    ]
    github(comments=comments)
    assert github.asked()[-1][1:4] == ["-X", "PATCH", "repos/us/it/issues/comments/3"]
    github(comments=comments[:2])
    assert github.asked()[-1][1:4] == ["-X", "POST", "repos/us/it/issues/7/comments"]


BAD_ARTIFACTS = {
    "none": [],
    "two": ARTIFACTS["artifacts"] * 2,
    "expired": [{"id": 9, "expired": True, "size_in_bytes": 300}],
    "too large": [{"id": 9, "expired": False, "size_in_bytes": MAX_BYTES + 1}],
}


@pytest.mark.parametrize("artifacts", BAD_ARTIFACTS.values(), ids=BAD_ARTIFACTS)
def test_an_artifact_that_is_not_ours_is_not_even_fetched(github, artifacts):
    """What GitHub says of it is enough to refuse."""
    with pytest.raises(Refused):
        github(artifacts={"artifacts": artifacts})
    assert not any(each[-1].endswith("/zip") for each in github.asked())
    assert github.said() is None


def test_the_comment_is_made_with_nothing_but_python():
    """The job installs nothing: a package that could be tampered with has no part in it."""
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            "import sys; sys.path.insert(0, '.'); import macros.tools.diff.comment",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("commit", ["0123abc", "0123ABC" * 5 + "01234", "see:0123abcd,"])
def test_a_commit_is_no_link(commit):
    """GitHub links seven digits or more of a commit's name."""
    assert not re.search("[0-9a-fA-F]{7}", safe_text(commit))
    assert safe_text(commit).replace("\u2060", "") == commit
