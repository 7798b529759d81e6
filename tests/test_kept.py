"""What is kept, and the second process that makes it ahead: whole files, the same bytes, and nothing of it in the way."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import material
import pytest
from conftest import EPOCH, ROOT, build, copy_project

from macros.model import kept
from macros.model.kept import Ahead, forget, keep
from macros.model.types import LANGUAGES
from macros.site import css as styles
from macros.site import gate
from macros.site import page_states as pages

WITHOUT_A_COPY = (
    "import os, sys; del os.fork; sys.argv[0] = 'mkdocs'; from mkdocs.__main__ import cli; cli()"
)


@pytest.fixture
def room(monkeypatch):
    """As if nothing else ran in this process: pytest has threads."""
    monkeypatch.setattr(kept, "_can_copy", lambda: True)


def test_what_a_second_process_made_is_there(tmp_path, room):
    """A file that it kept is whole for this one."""
    heard, says = os.pipe()
    with Ahead(lambda: (keep(tmp_path / "folder/file", "made"), os.write(says, b"!"))):
        assert os.read(heard, 1) == b"!"
    assert (tmp_path / "folder/file").read_text(encoding="utf-8") == "made" and len(
        [*(tmp_path / "folder").iterdir()]
    ) == 1


@pytest.mark.parametrize("work", [lambda: 1 / 0, lambda: sys.exit(3), lambda: signal.pause()])
def test_what_goes_wrong_there_stays_there(work, room):
    """An error, an exit, work without an end: behind the `with`, the process is gone, and this one goes on."""
    with Ahead(work) as ahead:
        process = ahead._process
    with pytest.raises(ChildProcessError):
        os.waitpid(process, 0)


def test_no_copy_is_made_where_it_would_not_fit(monkeypatch):
    """A large process, one with threads, one processor, a system that cannot: the work is left to this process."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(kept, "ROOM", 2**40)
    assert kept._can_copy()
    for what, name, value in (
        (kept, "ROOM", 1),
        (threading, "active_count", lambda: 2),
        (os, "cpu_count", lambda: 1),
    ):
        with monkeypatch.context() as here:
            here.setattr(what, name, value)
            assert not kept._can_copy(), name
    monkeypatch.delattr(os, "fork")
    assert not kept._can_copy()
    with Ahead(lambda: 1 / 0) as nobody:
        assert nobody


def at_once(work):
    """In place of Ahead: what a second process would do is done here and now."""
    if work:
        work()
    return nullcontext()


@pytest.fixture
def alone(handbook, tmp_path, monkeypatch):
    """The handbook with nothing kept of it, and no second process."""
    for module in (gate, pages, styles):
        monkeypatch.setattr(module, "Ahead", at_once)
    shutil.copytree(handbook.root / "docs", tmp_path / "docs")
    return replace(handbook, root=tmp_path, cache={})


def test_what_can_be_done_ahead_is_done(alone, site):
    """The style, the last part of the pages, and what the gate has to say of each page: all of it is kept, so nothing of it is done twice."""
    theme = Path(material.__file__).parent / "templates"
    for name in ("macros", "overrides"):
        shutil.copytree(ROOT / name, alone.root / name)
    styles.ahead(alone.root, theme)
    assert len([*(alone.root / styles.FOLDER).iterdir()]) == 1
    pages.ahead(alone)
    assert len([*(alone.root / pages.FOLDER).iterdir()]) == min(
        pages.PART, len(alone.pages) * len(LANGUAGES)
    )
    gate.ahead(site, alone, styles.style(alone.root, theme))
    assert (
        len([*(alone.root / gate.FOLDER).iterdir()]) == len(alone.pages) * len(LANGUAGES) + 1
    )  # and the missing page


def test_pages_are_made_in_parts(alone, monkeypatch):
    """No second process is there for more than a part of the pages, or there would be two of all that is in memory; together they make every page."""
    monkeypatch.setattr(pages, "PART", 10)
    parts, make = [], pages._make
    monkeypatch.setattr(pages, "Ahead", lambda work: parts.append([]) or at_once(work))
    monkeypatch.setattr(
        pages,
        "_make",
        lambda handbook, page, language: (
            parts[-1].append((page.key, language)) or make(handbook, page, language)
        ),
    )
    monkeypatch.setattr(pages, "FEW", 0)
    states = pages.states(alone)
    assert max(map(len, parts)) == 10
    assert sorted(sum(parts, [])) == sorted(states) and len(states) == len(alone.pages) * len(
        LANGUAGES
    )


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path):
    """Nothing is raised, nothing half-written is left."""
    (tmp_path / "folder").write_text("a file", encoding="utf-8")
    keep(tmp_path / "folder/file", "text")
    assert (tmp_path / "folder").read_text(encoding="utf-8") == "a file" and kept.templates(
        tmp_path / "folder"
    ) is None


def test_what_is_not_needed_is_forgotten(tmp_path):
    """But for the files named, a folder is emptied; one that is not there is no problem."""
    for name in ("a", "b", "c.9.part"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    forget(tmp_path, ["a", "z"])
    forget(tmp_path / "nowhere", [])
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_site_is_the_same_whoever_made_it(tmp_path):
    """One process, two, or one that cannot keep anything: not a byte differs."""
    root = copy_project(tmp_path / "copy")
    code = root / "macros/site/page_states.py"
    code.write_text(
        re.sub("(?m)^PART = .*", "PART = 20", code.read_text(encoding="utf-8")), encoding="utf-8"
    )  # so that there are several, one after the other
    assert build(root, tmp_path / "two").returncode == 0
    alone = copy_project(tmp_path / "alone")
    (alone / ".build").write_text("in the way", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_COPY, "build", "--strict", "-d", str(tmp_path / "one")],
        cwd=alone,
        capture_output=True,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": str(alone)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    one, two = (
        {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one.keys() == two.keys() and [path for path in one if one[path] != two[path]] == []
