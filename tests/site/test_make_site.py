"""`make site`: site/ is whole, or as it was, whatever ends a build."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, content, copy_invented, edit

from macros.tools import site

FILES = 30
REPLACING = """
import itertools, os, sys
from pathlib import Path
from macros.tools.site import _remove, _replace
for number in itertools.count(1):
    new = Path(f".site-new-{number}")
    new.mkdir()
    for each in range(int(sys.argv[1])):
        (new / str(each)).write_text(str(number))
    _replace(Path("site"), new)
    _remove(new)
    print(number, flush=True)
"""


def run(root: Path, **changes: str) -> subprocess.Popen[str]:
    """`make site` without make."""
    return subprocess.Popen(
        [sys.executable, "-m", "macros", "site"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root), **changes},
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A copy in which something lies in .build, of an earlier build or of somebody else."""
    root = copy_invented(tmp_path_factory.mktemp("路 径 with blanks") / "copy")
    stray = root / ".build/pages/bluebird.zh.html"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"<script>alert(1)</script>\xff\x00")
    return root


def test_a_kill_while_folders_are_exchanged_leaves_one_of_them_whole(tmp_path):
    """Five kills at any moment: site/ is there, and all of its files are of one build."""
    dice = random.Random(1)
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", REPLACING, str(FILES)],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout
        for _ in range(dice.randint(1, 40)):
            process.stdout.readline()
        process.kill()
        process.wait()
        whole = content(tmp_path / "site")
        assert len(whole) == FILES and len(set(whole.values())) == 1
        for left in tmp_path.glob(".site-new-*"):
            for path in left.iterdir():
                path.unlink()
            left.rmdir()


def test_builds_wait_for_each_other_and_a_killed_one_leaves_site_as_it_was(root, invented_site):
    """In a path with blanks and Chinese characters, and where the locale is C, it is the same."""
    first, second = run(root, LC_ALL="C"), run(root)
    said = [process.communicate()[0] for process in (first, second)]
    assert first.returncode == second.returncode == 0, said
    assert "waiting" in "".join(said)
    whole = content(root / "site")
    assert whole == content(invented_site)

    killed = run(root)
    while not list(root.glob(".site-new-*/youxiang/*.html")):
        assert killed.poll() is None
        os.sched_yield()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert content(root / "site") == whole


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("data/terms.yml", "\n", "\nbroken: [\n", "file_is_yaml"),
        ("data/common.yml", "[账号页](accounts)", "**账号页", "marks_are_closed"),
        ("docs/youxiang/102-pinepost-mail.md", "guide()", "gude()", "macro_is_known"),
        ("data/providers/pinepost/provider.yml", "host: imap.", "host: mail.", "facts_are_what_"),
    ],
)
def test_what_is_refused_leaves_site_as_it_was_and_is_said_once(root, name, old, new, rule):
    """What cannot be read, words and calls that cannot be rendered, what only a rule finds."""
    (root / "site").mkdir(exist_ok=True)
    before, good = content(root / "site"), (root / name).read_bytes()
    edit(root, name, old, new)
    process = run(root)
    said = process.communicate()[0]
    (root / name).write_bytes(good)
    assert process.returncode == 1
    assert name in said and said.count(rule) == 1
    assert "site/ stays as it was" in said and "Traceback" not in said
    assert content(root / "site") == before and not list(root.glob(".site-new-*"))


def test_data_that_changes_during_a_build_is_not_published(root, monkeypatch, capsys):
    """The rules would have looked at other data than the build."""
    start = site._start_mkdocs
    file = root / "data/terms.yml"
    good = file.read_bytes()

    def slow(root: Path, target: Path) -> subprocess.Popen[str]:
        building = start(root, target)
        loaded = site.load(root)
        file.write_bytes(good.replace(b"en: authorization code", b"en: sign-in code"))
        monkeypatch.setattr(site, "load", lambda root: loaded)
        return building

    (root / "site").mkdir(exist_ok=True)
    before = content(root / "site")
    monkeypatch.chdir(root)
    monkeypatch.setattr(site, "_start_mkdocs", slow)
    assert site.main() == 1
    file.write_bytes(good)
    assert "run make site again" in capsys.readouterr().out
    assert content(root / "site") == before


def test_what_a_clone_brings_is_not_built(root, monkeypatch, capsys):
    """A link may lead anywhere."""
    link = root / "docs/loop"
    link.symlink_to(".")
    monkeypatch.chdir(root)
    assert site.main() == 1
    link.unlink()
    said = capsys.readouterr().out
    assert "docs/loop:1: clone_is_clean" in said and "site/ stays as it was" in said


def test_what_a_build_smuggles_in_is_not_published(root, monkeypatch, capsys):
    """The gate looks at what was built, whatever the build says of itself."""

    def start(_: Path, target: Path) -> subprocess.Popen[str]:
        evil = f"open({str(target / 'evil.html')!r}, 'w').write('<script>alert(1)</script>')"
        command = [sys.executable, "-c", evil]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    (root / "site").mkdir(exist_ok=True)
    before = content(root / "site")
    monkeypatch.chdir(root)
    monkeypatch.setattr(site, "_start_mkdocs", start)
    assert site.main() == 1
    said = capsys.readouterr().out
    assert "evil.html: file_is_expected" in said and "site/ stays as it was" in said
    assert content(root / "site") == before and not list(root.glob(".site-new-*"))


def test_a_build_begins_when_the_other_has_ended(tmp_path, monkeypatch):
    """When the lock is taken, it is asked for again, and that waits."""
    asked = []

    def flock(_: int, how: int) -> None:
        asked.append(how)
        if how & fcntl.LOCK_NB:
            raise BlockingIOError

    monkeypatch.setattr(site.fcntl, "flock", flock)
    with site._alone(tmp_path):
        assert asked == [fcntl.LOCK_EX | fcntl.LOCK_NB, fcntl.LOCK_EX]


def test_what_cannot_be_written_is_one_sentence(root, monkeypatch, capsys):
    """A folder in which nothing can be made: no traceback, and what to look at is named."""

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.chdir(root)
    monkeypatch.setattr(site.Path, "mkdir", refuse)
    assert site.main() == 1
    said = capsys.readouterr().out
    assert said.startswith("site/ stays as it was: ") and "Permission denied" in said
    assert said.count("\n") == 1
