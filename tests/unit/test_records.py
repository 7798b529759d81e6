"""Our servers are compared with what independent databases have on record."""

from __future__ import annotations

import pytest
from conftest import copy_project

from macros.checks import load
from macros.checks.records import opinions
from macros.model.handbook import BadData

QQ = "data/providers/qq/provider.yml"
RECORDS = "data/records.yml"


def problem_after(tmp_path, path, old, new, rule):
    """The one problem that `rule` finds after one change, and the lines of its file."""
    root = copy_project(tmp_path / "copy")
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, "the sample no longer fits the data: adapt it"
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadData) as refusal:
        load(root)
    problem = next(each for each in refusal.value.problems if each.rule == rule)
    return problem, (root / problem.path).read_text(encoding="utf-8").splitlines()


def test_a_server_that_no_longer_agrees_is_refused_where_it_stands(tmp_path):
    """The problem is on the line of the server, says what the database has, and where a reason would go."""
    problem, lines = problem_after(
        tmp_path, QQ, "host: smtp.qq.com", "host: smtp.qq.co", "servers_agree_with_records"
    )
    assert problem.path == QQ
    assert lines[problem.line - 1] == "  smtp:"
    assert problem.message == (
        "thunderbird has smtp.qq.com:465 tls as SMTP for qq.com; "
        "chatmail has smtp.qq.com:465 tls as SMTP for foxmail.com, qq.com; "
        "ours is smtp.qq.co:465 tls"
    )
    assert "`differs` in data/records.yml:" in problem.fix


def test_a_difference_without_its_reason_is_refused(tmp_path):
    """Taking a written reason away brings the difference back."""
    root = copy_project(tmp_path / "copy")
    lines = (root / RECORDS).read_text(encoding="utf-8").splitlines(keepends=True)
    at = lines.index("  differs:\n")
    (root / RECORDS).write_text("".join(lines[:at] + lines[at + 2 :]), encoding="utf-8")
    with pytest.raises(BadData) as refusal:
        load(root)
    assert {(each.path, each.rule) for each in refusal.value.problems} == {
        (QQ, "servers_agree_with_records")
    }
    assert "imap.qq.com:993 tls, user name without @domain" in str(refusal.value)


def test_a_reason_without_a_difference_is_refused_on_its_line(tmp_path):
    """A reason outlives its difference only as a mistake."""
    problem, lines = problem_after(
        tmp_path,
        RECORDS,
        "  differs:\n",
        "  differs:\n    smtp: No such difference.\n",
        "differences_from_records_exist",
    )
    assert problem.path == RECORDS
    assert lines[problem.line - 1] == "    smtp: No such difference."


def test_a_record_of_a_domain_that_is_not_ours_is_refused_on_its_line(tmp_path):
    """A domain that left its mailbox leaves the records, too."""
    problem, lines = problem_after(
        tmp_path,
        RECORDS,
        "domains: [qq.com, foxmail.com]",
        "domains:\n  - qq.com\n  - foxmail.org",
        "records_are_of_our_domains",
    )
    assert lines[problem.line - 1] == "  - foxmail.org"


def test_a_database_agrees_differs_or_is_silent(handbook):
    """Each of the three answers occurs, and a difference says what the database has."""

    def of(mailbox, key):
        provider = handbook.mailboxes[mailbox].provider
        return {
            name: each and (each[0], [str(server) for server in each[1]])
            for name, each in opinions(handbook, provider, provider.servers[key]).items()
        }

    assert of("qq", "imap") == {
        "thunderbird": (True, ["imap.qq.com:993 tls"]),
        "chatmail": (False, ["imap.qq.com:993 tls, user name without @domain"]),
    }
    assert of("sina", "imap") == {"thunderbird": None, "chatmail": None}
    assert of("qq", "pop3") == {"thunderbird": None, "chatmail": None}


def test_business_mail_is_compared_by_its_hosts(handbook):
    """Google Workspace has no domains of its own; Gmail's records are of its hosts."""
    provider = handbook.mailboxes["google-workspace"].provider
    assert provider.domains == []
    assert {
        name: each[0]
        for name, each in opinions(handbook, provider, provider.servers["imap"]).items()
    } == {"thunderbird": True, "chatmail": True}
