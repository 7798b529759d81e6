"""`make verify` as a whole: what is asked, and what the report says."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from conftest import ROOT
from loopback import IMAP

from macros.checks import load
from macros.tools.verify import run as program
from macros.tools.verify.probe import MailServer
from macros.tools.verify.report import Report
from macros.tools.verify.run import links_of, outdated, servers_of, verify


def test_every_server_and_link_of_the_data_is_asked_about_where_it_stands(handbook):
    asked = servers_of(handbook)
    assert asked[IMAP][0].document.path == "data/providers/qq/provider.yml"
    assert len(asked) > 90 and all(not host.endswith("example.com") for _, host, _, _ in asked)
    shared = next(server for server in asked if server.host == "imap.gmail.com")
    assert {mention.document.path.split("/")[2] for mention in asked[shared]} == {
        "gmail",
        "google-workspace",
    }
    assert {(each.protocol, each.host, each.port, each.security) for each in asked} == {
        (each.protocol, each.host, each.port, each.security)
        for mailbox in handbook.mailboxes.values()
        for each in mailbox.provider.servers.values()
        if not each.is_pattern
    }
    urls = links_of(handbook)
    assert {
        path.partition("/")[2] for mentions in urls.values() for path in [mentions[0].document.path]
    } >= {"sources.yml", "laifaxin.yml", "providers/qq/provider.yml"}
    assert all("#" not in url for url in urls)


def test_a_problem_is_said_at_the_line_of_the_data_that_is_wrong(handbook, mail, web):
    """One good server, one bad, one dead link: the report has all three, each at its line."""
    everything = servers_of(handbook)
    bad = MailServer("imap", "imap.sina.com", 993, "tls")
    some = {server: everything[server] for server in (IMAP, bad)}
    url = f"{web.address}/404"
    pages = {url: links_of(handbook)["https://mail.qq.com"]}
    seen = {"imap.sina.com:993": date(2026, 11, 2)}
    report = verify(some, pages, mail.options(), seen)
    assert report.summary == "2 servers and 1 link: 2 problems, 0 warnings, 0 could not be asked"
    for problem, text in zip(
        sorted(report.findings["problem"]),
        ("webmail: https://mail.qq.com", "imap.sina.com"),
        strict=True,
    ):
        assert (
            text in (ROOT / problem.path).read_text(encoding="utf-8").splitlines()[problem.line - 1]
        )
    assert re.search(
        r"(?m)^data/providers/sina/provider\.yml:\d+: certificate_is_in_date: "
        r"the certificate of imap\.sina\.com:993 has expired; "
        r"on 2026-11-02 it answered as the data says → readers' programs ",
        report.text(),
    )
    assert re.search(
        r"(?m)^imap\.qq\.com:993 +tls +TLSv1\.\d +2090-01-01 +yes +LOGIN PLAIN$", report.text()
    )
    assert not report.offline


def test_a_machine_without_a_network_blames_no_server(handbook, net):
    report = verify(
        servers_of(handbook), dict(list(links_of(handbook).items())[:20]), net.options()
    )
    assert report.offline
    assert report.text().startswith("this machine has no network: of ")
    assert "\n" not in report.text()


def test_a_port_that_this_network_blocks_blames_no_server(handbook, mail):
    """Three hosts of one port cannot be reached, others can."""
    everything = servers_of(handbook)
    submissions = [server for server in everything if server.port == 465][:3]
    report = verify(
        {server: everything[server] for server in (IMAP, *submissions)}, {}, mail.options()
    )
    assert not report.offline and report.findings["problem"] == []
    assert all(
        "the network of this machine blocks it" in each.fix for each in report.findings["unasked"]
    )


def test_two_lost_hosts_on_one_port_are_two_problems(handbook, mail):
    everything = servers_of(handbook)
    lost = [server for server in everything if server.port == 465][:2]
    assert (
        len(
            verify(
                {server: everything[server] for server in (IMAP, *lost)}, {}, mail.options()
            ).findings["problem"]
        )
        >= 2
    )


@pytest.mark.parametrize(
    "level, offline, code",
    [("problem", False, 1), ("warning", False, 0), ("unasked", False, 0), ("problem", True, 2)],
)
def test_the_exit_code_tells_wrong_from_unknown(
    monkeypatch, tmp_path, capsys, level, offline, code
):
    report = Report(1, 0, offline=offline)
    report.findings[level].append(program.Problem("data/x.yml", 1, "rule", "`@all ~~~ <b>`", "fix"))
    monkeypatch.setattr(program, "verify", lambda *_: report)
    monkeypatch.chdir(ROOT)
    assert program.main(markdown=tmp_path / "report.md") == code
    assert report.summary in capsys.readouterr().out
    body = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert body.startswith(report.summary)
    assert offline or "\n~~~text\ndata/x.yml:1: rule: `@all ~~~ <b>` → fix\n~~~\n" in body, (
        "what servers say stands in a code block"
    )


def test_an_issue_has_room_for_the_report():
    report = Report(1, 0)
    report.findings["problem"] = [
        program.Problem("data/x.yml", line, "rule", "x" * 300, "fix") for line in range(1000)
    ]
    assert len(report.markdown()) < 65536 and report.markdown().endswith(
        "\n~~~\n\n… and more, in the log of the run\n"
    )


def test_facts_last_checked_over_a_year_ago_are_named():
    """With file and line of the date; a day less than a year is fresh."""
    handbook = load(ROOT)
    checked = {mailbox.id: mailbox.provider.checked for mailbox in handbook.mailboxes.values()}
    oldest = min(checked.values())
    assert outdated(handbook, oldest + timedelta(days=365)) == []
    named = outdated(handbook, oldest + timedelta(days=366))
    assert {each.path.split("/")[2] for each in named} == {
        id for id, day in checked.items() if day == oldest
    }
    assert all(
        "checked:" in (ROOT / each.path).read_text(encoding="utf-8").splitlines()[each.line - 1]
        for each in named
    )
