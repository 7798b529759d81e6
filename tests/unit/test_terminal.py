"""What data, names of files and arguments hold never commands a terminal."""

from __future__ import annotations

import pytest
from conftest import copy_invented_data

from macros.__main__ import main

ESCAPE = "\x1b]0;title\x07\x9b31m"


@pytest.mark.parametrize("command", ["check", "fix", "permalinks", "site", "lookup"])
def test_no_control_character_is_printed(tmp_path, monkeypatch, capsys, command):
    """Escapes stand for them, whichever command speaks of a file, an id or a text."""
    root = copy_invented_data(tmp_path / "copy")
    folder = root / "data/providers/bluebird"
    (folder / f"{ESCAPE}.yml").write_bytes(b"x: \xff\x1b[31m")
    text = (folder / "provider.yml").read_text(encoding="utf-8")
    text = text.replace("webmail: ", 'webmail: "\\e[31m" #').replace("kind:", '"\\ekind":', 1)
    (folder / "provider.yml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    main([command, *([f"a@{ESCAPE}"] if command == "lookup" else [])])
    said = "".join(capsys.readouterr())
    assert said and not any(each in said for each in "\x1b\x07\x9b"), said
