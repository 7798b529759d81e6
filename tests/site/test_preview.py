"""`make serve`: the next preview is what a clean build would be, whatever file was changed."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import content, copy_invented, edit

ROUNDS = int(os.environ.get("ROUNDS", "1"))  # how often a file of each kind is edited
PREVIEW = """
import sys
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

from macros.site import files

site = Path(sys.argv[1])
started = False
for line in sys.stdin:
    config = load_config(site_dir=str(site))
    if not started:
        config.plugins.on_startup(command="serve", dirty=False)
        config.dev_addr = ("127.0.0.1", 1)  # nothing listens there
        started = True
    try:
        build(config, serve_url="http://127.0.0.1/")
    except SystemExit:
        print("failed", flush=True)
        continue
    handbook = config.hooks["macros/hook.py"]._handbook
    files.write_files(handbook, site)
    files.write_search(handbook, site)
    files.write_for_programs(handbook, site)
    print("built", flush=True)
"""


class Preview:
    """The builds of `mkdocs serve` in a process of their own, one after the other."""

    def __init__(self, root: Path, site: Path) -> None:
        self.site = site
        self._process = subprocess.Popen(
            [sys.executable, "-c", PREVIEW, str(site)],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def build(self) -> dict[str, bytes] | None:
        """The files of the next build; None when it failed."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("build\n")
        self._process.stdin.flush()
        if self._process.stdout.readline().strip() != "built":
            return None
        return content(self.site)

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


@pytest.fixture
def root(tmp_path) -> Path:
    return copy_invented(tmp_path / "copy")


@pytest.fixture
def preview(root, tmp_path) -> Iterator[Preview]:
    preview = Preview(root, tmp_path / "preview")
    yield preview
    preview.close()


def clean(root: Path, site: Path) -> dict[str, bytes] | None:
    """The same site from nothing, by a new process."""
    fresh = Preview(root, site)
    try:
        return fresh.build()
    finally:
        fresh.close()


def change(path: Path, dice: random.Random) -> None:
    """A small change that the file's readers can see."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yml":
        words = [match for match in re.finditer(r"\bzh: (.*)", text) if "{" not in match[1]]
        places = [
            match.start(1) + at
            for match in words
            for at, letter in enumerate(match[1])
            if "\u4e00" <= letter <= "\u9fff"
        ]
        if places:
            at = dice.choice(places)
            text = f"{text[:at]}改{text[at + 1 :]}"
        else:
            text += "# changed\n"
    elif path.suffix == ".md":
        text += "{# changed #}\n"
    elif path.suffix == ".html":
        text += "<p>changed</p>\n"
    elif path.suffix == ".css":
        text += ".yx-changed{color:red}\n"
    else:
        text += "window.changed = true;\n"
    path.write_text(text, encoding="utf-8")


def editable(root: Path) -> list[list[Path]]:
    """What a contributor may change, by kind."""
    patterns = [
        "data/providers/*/*.yml",
        "data/*.yml",
        "macros/render/templates/*.html",
        "docs/youxiang/*.md",
        "docs/assets/css/*.css",
        "docs/assets/js/*.js",
        "overrides/**/*.html",
    ]
    return [sorted(root.glob(pattern)) for pattern in patterns]


def test_after_any_edit_the_preview_is_what_a_clean_build_would_be(root, preview, tmp_path):
    """Data, template, outline, style, script: nothing shown is older than the files."""
    seed = os.environ.get("SEED", "1")
    dice = random.Random(seed)
    assert preview.build()
    for number, files in enumerate(editable(root) * ROUNDS):
        path = dice.choice(files)
        before = path.read_bytes()
        change(path, dice)
        shown, expected = preview.build(), clean(root, tmp_path / f"clean{number}")
        said = f"edit {number} of SEED={seed}: {path.relative_to(root)}"
        assert (shown is None) == (expected is None), said
        if shown is None or expected is None:  # the change is refused: take it back
            path.write_bytes(before)
            continue
        differing = {name for name in shown | expected if shown.get(name) != expected.get(name)}
        assert not differing, said


def test_what_other_pages_show_of_a_mailbox_is_shown_anew(root, preview, tmp_path):
    """A mailbox's caution stands in the lists, too."""
    assert preview.build()
    edit(root, "data/providers/pinepost/provider.yml", "caution: {zh: ", "caution: {zh: 改")
    shown = preview.build()
    assert shown and shown == clean(root, tmp_path / "clean")
