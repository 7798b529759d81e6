"""Our servers are compared with what independent databases have on record."""

from __future__ import annotations

from conftest import copy_invented_data, edit

from macros.model.reading import read
from macros.tools.check import problems
from macros.tools.diff.fact_sources import opinions

RECORDS = "data/records.yml"


def problem_after(tmp_path, path, old, new):
    """The one problem after one change, and the line of its file that it names."""
    root = copy_invented_data(tmp_path / "copy")
    edit(root, path, old, new)
    [problem] = problems(root)
    return problem, (root / problem.path).read_text(encoding="utf-8").splitlines()[problem.line - 1]


def test_a_record_that_no_longer_agrees_is_refused_where_it_stands(tmp_path):
    """The problem says what each database has, and where a reason would go."""
    problem, line = problem_after(
        tmp_path, RECORDS, "smtp, host: smtp.bluebird.example", "smtp, host: smtp.blue.example"
    )
    assert line.startswith("  - {protocol: smtp, host: smtp.blue.example,")
    assert problem.message == (
        "almanac has smtp.blue.example:465 tls or smtp.bluebird-work.example:465 tls "
        "as SMTP for bluebird.example, redbird.example; "
        "ours is smtp.bluebird.example:465 tls"
    )
    assert "`differs` in data/records.yml:" in problem.fix


def test_a_difference_without_its_reason_is_refused(tmp_path):
    """Taking a written reason away brings the difference back."""
    text = (copy_invented_data(tmp_path / "read") / RECORDS).read_text(encoding="utf-8")
    reason = text[text.index("  differs:\n") : text.index("- database: almanac", 200)]
    problem, line = problem_after(tmp_path, RECORDS, reason, "")
    assert problem.path == RECORDS and line.startswith("  - {protocol: imap,")
    assert "imap.bluebird.example:993 tls, user name without @domain" in problem.message


def answers(handbook, mailbox, key):
    """By database: whether it agrees and the servers it has, or None."""
    provider = handbook.mailboxes[mailbox].provider
    return {
        name: each and (each[0], [str(server) for server in each[1]])
        for name, each in opinions(handbook, provider, provider.servers[key]).items()
    }


def test_a_database_agrees_differs_or_is_silent(invented):
    """Each of the three answers occurs, and a difference says what the database has."""
    assert answers(invented, "pinepost", "imap") == {
        "almanac": (True, ["imap.pinepost.example:993 tls"]),
        "ledger": None,
    }
    assert answers(invented, "bluebird", "imap")["ledger"] == (
        False,
        ["imap.bluebird.example:993 tls, user name without @domain"],
    )
    assert answers(invented, "bluebird", "pop3") == {"almanac": None, "ledger": None}


def test_business_mail_is_compared_by_its_hosts(invented):
    """Mail under a company's own domain has no domain on record, but its hosts are."""
    assert invented.mailboxes["bluebird-work"].provider.domains == []
    agrees, _ = answers(invented, "bluebird-work", "imap")["almanac"]
    assert agrees


def test_a_database_agrees_if_one_of_its_records_does(tmp_path):
    root = copy_invented_data(tmp_path / "copy")
    old = "{protocol: imap, host: imap.old.example, port: 993, security: tls}"
    more = f"- {{database: almanac, file: old, domains: [redbird.example], servers: [{old}]}}\n"
    edit(root, RECORDS, "- database: ledger\n", f"{more}- database: ledger\n")
    agrees, said = answers(read(root), "bluebird", "imap")["almanac"]
    assert agrees and "imap.old.example:993 tls" in said
