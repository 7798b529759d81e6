"""data/verified.yml: the day on which servers answered is written, and pages show it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from conftest import copy_invented_data

from macros.checks import load
from macros.site.page_states import rendered
from macros.tools.verify.probe import MailServer, ServerAnswer
from macros.tools.verify.report import Report
from macros.tools.verify.run import enter_days

NEVER = datetime(2090, 1, 1, tzinfo=UTC)
SERVERS = [
    MailServer("imap", "imap.pinepost.example", 993, "tls"),
    MailServer("smtp", "smtp.pinepost.example", 587, "starttls"),
    MailServer("imap", "imap.vip.pinepost.example", 993, "tls"),
]


def sources_of(handbook, key):
    return rendered(handbook, handbook.pages[key], "en").html.partition("yx-sources")[2]


def test_the_day_is_written_for_servers_that_answered(tmp_path):
    """Others keep the day on which they last did; the pages of those that all did show a day."""
    root = copy_invented_data(tmp_path / "copy")
    before = load(root)
    assert "last answered" not in sources_of(before, "pinepost")
    report = Report(
        3, 0, [ServerAnswer(server, "TLSv1.3", NEVER, ("PLAIN",), False) for server in SERVERS]
    )
    enter_days(root, before, report, date(2026, 11, 26))
    after = load(root)
    assert after.verified == {
        **before.verified,
        **{str(server): date(2026, 11, 26) for server in SERVERS},
    }
    assert "2026-11-26" in sources_of(after, "pinepost").partition("last answered")[2]


def test_a_page_shows_the_earliest_day_and_nothing_while_a_server_never_answered(invented):
    bluebird, work = (invented.mailboxes[key] for key in ("bluebird", "bluebird-work"))
    assert invented.answered(bluebird) == date(2026, 11, 22)
    assert invented.answered(work) is None
