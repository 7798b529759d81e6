"""What data, names of files and arguments hold never commands a terminal."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from io import StringIO

import pytest
from conftest import copy_invented_data, edit

from macros import hook
from macros.__main__ import COMMANDS, main
from macros.model.problem import Problem
from macros.tools import lookup
from macros.tools.preview import print_safely
from macros.tools.verify import run
from macros.tools.verify.probe import MailServer, ServerAnswer
from macros.tools.verify.report import Report

ESCAPE = "\x1b]0;title\x07\x9b31m"


@pytest.mark.parametrize("command", ["check", "fix", "permalinks", "site", "lookup"])
def test_no_control_character_is_printed(tmp_path, monkeypatch, capsys, command):
    """Escapes stand for them, whichever command speaks of a file, an id or a text."""
    root = copy_invented_data(tmp_path / "copy")
    folder = root / "data/providers/bluebird"
    (folder / f"{ESCAPE}.yml").write_bytes(b"x: \xff\x1b[31m")
    edit(folder, "provider.yml", "webmail: ", 'webmail: "\\e[31m" #')
    edit(folder, "provider.yml", "kind:", '"\\ekind":')
    monkeypatch.chdir(root)
    main([command, *([f"a@{ESCAPE}"] if command == "lookup" else [])])
    assert commands_no_terminal("".join(capsys.readouterr()))


def commands_no_terminal(said: str) -> bool:
    return bool(said) and not any(each in said for each in "\x1b\x07\x9b")


def test_what_servers_say_is_printed_with_escapes(tmp_path, monkeypatch, capsys):
    """In the problems that `make verify` finds, and in its table of servers that work."""
    server = MailServer("imap", "imap.bluebird.example", 993, "tls")
    report = Report(1, 0, [ServerAnswer(server, ESCAPE, datetime.now(UTC), (ESCAPE,), True)])
    report.findings["problem"].append(Problem("x", 1, "says", ESCAPE, ESCAPE))
    monkeypatch.setattr(run, "verify", lambda *asked: report)
    monkeypatch.chdir(copy_invented_data(tmp_path / "copy"))
    assert main(["verify"]) == 1
    assert commands_no_terminal("".join(capsys.readouterr()))


@pytest.mark.parametrize("command", COMMANDS)
def test_to_ask_for_help_runs_no_command(tmp_path, monkeypatch, capsys, command):
    """In an empty folder each command would fail."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0 and capsys.readouterr().out.startswith(
        f"usage: python -m macros {command}"
    )


def test_an_error_that_nobody_expects_is_printed_with_escapes(monkeypatch, capsys):
    """A traceback quotes data, too."""

    def fail(address: str, as_json: bool) -> int:
        raise RuntimeError(ESCAPE)

    monkeypatch.setattr(lookup, "main", fail)
    assert main(["lookup", "a@b.example"]) == 1
    assert commands_no_terminal(capsys.readouterr().err)


def test_the_log_of_a_preview_is_printed_with_escapes():
    """Requests, names of files, and what an error of MkDocs or of a template quotes."""
    try:
        raise RuntimeError(ESCAPE)
    except RuntimeError:
        record = logging.LogRecord("x", 40, "x", 1, "%s 404", (ESCAPE,), sys.exc_info())
    assert print_safely(record)
    said = logging.Formatter().format(record)
    assert commands_no_terminal(said) and "\n" in said and "x1b]0;title" in said


def test_what_mkdocs_logs_is_printed_with_escapes():
    """Whatever prints its log gets the filter at the start."""
    printed, log = StringIO(), logging.getLogger("mkdocs")
    handler = logging.StreamHandler(printed)
    log.addHandler(handler)
    try:
        hook.on_startup("build", dirty=False)
        log.error("GET %s", ESCAPE)
    finally:
        log.removeHandler(handler)
    assert commands_no_terminal(printed.getvalue())
