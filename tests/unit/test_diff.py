"""`make diff` on an invented handbook: what is said of a change of data and pages, and in which
order. Whole runs are in tests/slow/test_diff.py.
"""

from __future__ import annotations

import re
import shutil
from html import unescape

import pytest
from conftest import copy_invented_data, edit
from lxml import html
from markdown_it import MarkdownIt

from macros.tools.diff import report as whole
from macros.tools.diff.built_site import BuiltSite, Line, read_page
from macros.tools.diff.changes import compare
from macros.tools.diff.comment import MAX_CHARACTERS, block
from macros.tools.diff.inline import marked
from macros.tools.diff.output import as_markdown, as_page, as_plain_text
from macros.tools.diff.page_report import PageReport

BLUEBIRD = "data/providers/bluebird/"
PINEPOST = "data/providers/pinepost/"
HOSTILE_WORDS = (
    "a | b `code` **c** @everyone fixes #1 https://evil.example www.evil.example <img src=x "
    "onerror=alert(1)> &#64;team"
)
TAGS = set("h2 h3 p ul li table tbody tr th td details summary b code del ins br div".split())


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return copy_invented_data(tmp_path_factory.mktemp("base") / "copy")


@pytest.fixture
def head(base, tmp_path):
    shutil.copytree(base / "data", tmp_path / "head/data")
    return tmp_path / "head"


def said(base, head):
    return as_plain_text(whole.report_of_data(base, head)[0])


def line(report, start):
    """The line of a report that begins like this."""
    return next(each for each in report.splitlines() if each.strip().startswith(start))


# Facts and what carries them


def test_a_server_is_one_row_with_what_the_databases_say(base, head):
    """Old, new, and each database's opinion, with what it has where it differs."""
    edit(
        head,
        BLUEBIRD + "provider.yml",
        "port: 465\n    security: tls",
        "port: 25\n    security: starttls",
    )
    row = line(said(base, head), "bluebird · servers · smtp")
    assert "port: [-465-] → {+25+}; security: [-tls-] → {+starttls+}; almanac: differs: " in row
    assert "ledger: differs: smtp.bluebird.example:465 tls" in row


def test_what_no_database_was_asked_for_is_not_called_silence(base, head):
    """A mailbox that we have not entered is told apart from a server that a database lacks."""
    edit(
        head, BLUEBIRD + "provider.yml", "host: pop.bluebird.example", "host: pop3.bluebird.example"
    )
    edit(head, PINEPOST + "provider.yml", "host: imap.pinepost.example", "host: i.pinepost.example")
    report = said(base, head)
    assert "almanac: has no pop3; ledger: has no pop3" in line(report, "bluebird · servers · pop3")
    assert "ledger: not in our records" in line(report, "pinepost · servers · imap")
    assert "silent" not in report


def test_a_fact_whose_source_was_not_read_again_is_pointed_out(base, head):
    """Each changed fact names its sources, with the day and whether that day is new."""
    edit(head, BLUEBIRD + "provider.yml", "length: 16", "length: 18")
    edit(head, PINEPOST + "provider.yml", "example/mail", "example/webmail")
    edit(head, "data/sources.yml", "read: 2026-11-21", "read: 2026-11-24")
    report = said(base, head)
    assert (
        "bluebird: password · length: not read again: bluebird-help (2026-11-20), bluebird-notice"
        in report
    ), "public-lists, which says nothing of the password, is not named"
    assert "pinepost: webmail: read for this change: pinepost-help (2026-11-24)" in report


def test_what_a_source_is_said_to_say_stands_beside_the_facts(base, head):
    """A source that says something else now and was not read again; our own word."""
    edit(head, BLUEBIRD + "evidence.yml", "host: pop.bluebird", "host: pop3.bluebird")
    edit(head, BLUEBIRD + "evidence.yml", "https://mail.bluebird", "https://www.bluebird")
    report = said(base, head)
    assert report.startswith("What the sources say\n")
    row = line(report, "bluebird/evidence · says · bluebird-help")
    assert row.endswith("host: [-pop.bluebird.example-] → {+pop3.bluebird.example+}")
    assert (
        "bluebird/evidence: says · bluebird-help: not read again: bluebird-help (2026-11-20)"
        in report
    )
    assert "bluebird/evidence: own · webmail: our own word" in report


def test_our_own_word_and_data_that_cannot_be_read_are_pointed_out(base, head):
    """A fact that we alone say; a fact of a mailbox whose sources cannot be read."""
    edit(head, PINEPOST + "provider.yml", "\nsources: [pinepost-help]", "")
    edit(head, PINEPOST + "provider.yml", "example/mail", "example/webmail")
    edit(head, BLUEBIRD + "provider.yml", "https://mail.bluebird", "https://www.bluebird")
    report = said(base, head)
    assert "pinepost: webmail: not compared: the data cannot be read" in report
    assert "bluebird: webmail: our own word" in report


def test_facts_come_before_words_and_words_before_order_and_links(base, head):
    """Servers, password, domains, webmail; what carries them; words; the rest."""
    edit(head, PINEPOST + "provider.yml", "vip.pinepost.example]", "v.pinepost.example]")
    edit(head, PINEPOST + "provider.yml", "kind: login_password", "kind: app_password")
    edit(head, PINEPOST + "provider.yml", "example/mail", "example/webmail")
    edit(head, PINEPOST + "provider.yml", "port: 993", "port: 143")
    edit(head, BLUEBIRD + "faq.yml", "授权码丢了怎么办？", "忘了授权码怎么办？")
    edit(head, BLUEBIRD + "pits.yml", "severity: high", "severity: low")
    edit(head, "data/causes.yml", "to: get-code", "to: bind")
    report = said(base, head)
    order = [
        "Facts",
        "pinepost · servers",
        "pinepost · password",
        "pinepost · domains",
        "pinepost · webmail",
        "What carries these facts",
        "Words",
        "bluebird/faq · faq-lost-code · question",
        "Order, links and structure",
        "bluebird/pits · service-off · severity",
        "causes · wrong-kind · fix",
    ]
    places = [report.index(each) for each in order]
    assert places == sorted(places)


def test_a_new_mailbox_begins_with_its_servers(base, head):
    shutil.copytree(head / BLUEBIRD, head / "data/providers/added")
    report = said(base, head)
    assert report.startswith("New mailbox: added\n\nFacts\n")
    rows = [each for each in report.splitlines() if each.startswith("added")]
    assert all(each.startswith("added · servers") for each in rows[:5])
    assert rows[5].startswith("added · password  |  {+kind: authorization_code, length: 16")
    assert "Removed mailbox: added" in said(head, base)


# Words


def test_one_language_changed_without_the_other_is_pointed_out(base, head):
    """The halves stand side by side; the half that did not change is called unchanged."""
    edit(head, BLUEBIRD + "faq.yml", "授权码丢了怎么办？", "忘了授权码怎么办？")
    blocks, counts = whole.report_of_data(base, head)
    row = line(as_plain_text(blocks), "bluebird/faq")
    assert row.endswith(
        "  |  {+忘了+}授权码[-丢了-]怎么办？  |  unchanged: The code is lost. What now?"
    )
    assert "1 text (1 in one language only)" in counts


def test_a_label_and_its_gloss_are_told_apart(base, head):
    edit(
        head, BLUEBIRD + "provider.yml", "{zh: 设置, gloss: Settings}", "{zh: 设定, gloss: Setting}"
    )
    row = line(said(base, head), "bluebird · ui · settings")
    assert row.endswith("设[-置-]{+定+}  |  gloss: [-Settings-]{+Setting+}")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("端口 993。", "端口 143。", "端口 [-993-]{+143+}。"),
        ("imap.qq.com works", "imap.qq.net works", "[-imap.qq.com-]{+imap.qq.net+} works"),
        (
            "先登录网页版邮箱，再点设置",
            "先登录手机版邮箱，再点设置",
            "先登录[-网页-]{+手机+}版邮箱，再点设置",
        ),
        ("填密码", "填授权码", "填[-密-]{+授权+}码"),
        ("红茶和咖啡", "绿茶或可乐", "[-红茶和咖啡-]{+绿茶或可乐+}"),
        ("", "新的", "{+新的+}"),
        ("相同", "相同", "相同"),
    ],
)
def test_texts_are_compared_by_word_and_by_chinese_character(old, new, expected):
    """A host or a number changes as a whole; Chinese by character, but not into confetti."""
    shown = marked(old, new)
    for tag, mark in (("<del>", "[-"), ("</del>", "-]"), ("<ins>", "{+"), ("</ins>", "+}")):
        shown = shown.replace(tag, mark)
    assert shown == expected


def test_a_very_long_text_is_shown_without_being_compared():
    """Comparing takes the square of the length: it could stall a review."""
    assert marked("a " * 3000, "b " * 3000) == f"<del>{'a ' * 3000}</del><ins>{'b ' * 3000}</ins>"


def test_of_a_long_list_what_changed_is_shown_with_what_is_beside_it():
    """A mailbox has fifty domains; on a phone they fill the screen."""
    many = [f"{number}.example" for number in range(50)]
    new = [*many[:20], "new.example", *many[20:]]
    shown = marked(", ".join(many), ", ".join(new), kept=20)
    assert shown == ("0.example, … 19.example<ins>, new.example</ins>, 20.example, … 49.example")


def test_exchanged_cells_of_a_row_are_two_changed_cells():
    """Each column shows what it said before and what it says now."""
    old = [{"zh": "茶", "en": "tea"}, {"zh": "水", "en": "water"}]
    found = compare("tables.yml", ("tables", "drinks", "rows", "1"), old, old[::-1])
    assert [(each.keys[-1], each.old["en"], each.new["en"]) for each in found] == [
        ("1", "tea", "water"),
        ("2", "water", "tea"),
    ]


# Order and ids


def test_an_id_that_changed_is_one_row(base, head):
    edit(head, BLUEBIRD + "faq.yml", "id: faq-redbird", "id: faq-red")
    report = said(base, head)
    assert report.endswith("bluebird/faq · renamed  |  [-faq-redbird-] → {+faq-red+}")
    assert "Words" not in report


def test_questions_that_swap_places_are_shown(base, head):
    file = head / BLUEBIRD / "faq.yml"
    first, *questions = re.split(r"(?m)^(?=- id: )", file.read_text(encoding="utf-8"))
    questions[:2] = questions[1::-1]
    file.write_text("".join([first, *questions]), encoding="utf-8")
    row = line(said(base, head), "bluebird/faq · order")
    assert "[-faq-what-is-code, faq-lost-code-]{+faq-lost-code, faq-what-is-code+}, " in row


def test_data_that_is_not_what_it_should_be_raises_nothing(base, head):
    """Neither broken YAML nor a file that is a single word."""
    edit(head, BLUEBIRD + "faq.yml", "faq:\n", "faq: [\n")
    for name in ("provider.yml", "guide.yml"):
        (head / PINEPOST / name).write_text("nothing\n", encoding="utf-8")
    (head / "data/sources.yml").write_text("- 1\n", encoding="utf-8")
    report = said(base, head)
    assert "Cannot be read, so not compared" in report
    assert "bluebird/faq.yml:" in report and "{+nothing+}" in report
    assert said(head, base)


# Pages


def built(zh="", en="", **files):
    """A site of one page in two languages, and files."""
    site = BuiltSite(files=files)
    for prefix, article in (("", zh), ("en/", en)):
        name = f"{prefix}youxiang/1-a.html"
        content = f'<article id="content">{article}</article>'.encode()
        site.pages[f"/{name.removesuffix('.html')}"] = read_page(name, content)
        site.addresses.add(f"/{name.removesuffix('.html')}")
    return site


def test_labels_glosses_and_pictures_are_read_apart():
    """A label stands in 「」, what explains it does not; a picture is a line of its own."""
    article = (
        '<h2 id="a">Open<a class="headerlink" href="#a">#</a></h2><dl><dt>IMAP</dt><dd>x</dd></dl>'
        '<p>Press <b class="yx-ui">开启</b><span class="yx-gloss"> (Enable)</span><img alt="A menu"'
        ' src="../../assets/pictures/1.svg"> now</p>'
    )
    sections = built(en=article).pages["/en/youxiang/1-a"].sections
    assert sections["a"] == [
        Line("Open"),
        Line("IMAP"),
        Line("x"),
        Line("Press 「开启」 (Enable)"),
        Line("A menu", "assets/pictures/1.svg"),
        Line("now"),
    ]


def test_chinese_comes_before_english_and_sections_link_to_the_preview():
    """Into a folder the links are to files; a section that is gone has none."""
    before = built('<h2 id="old">旧</h2>', '<h2 id="old">Old</h2>')
    after = built('<h2 id="new">新</h2>', '<h2 id="new">New</h2>')
    shown = as_page(PageReport(before, after, "site").pieces())
    assert re.findall(r'<a href="([^"]*)"', shown)[:2] == [
        "site/youxiang/1-a.html#new",
        "site/en/youxiang/1-a.html#new",
    ]
    shown = as_page(PageReport(before, after, "https://preview.example/7/").pieces())
    assert 'href="https://preview.example/7/en/youxiang/1-a#new"' in shown
    assert "<a " not in as_page(PageReport(before, after, "").pieces())


def test_sections_in_another_order_are_shown():
    """Of a page whose words are as they were."""
    before = built('<h2 id="a">A</h2><h2 id="b">B</h2>')
    after = built('<h2 id="b">B</h2><h2 id="a">A</h2>')
    assert "The order is now: #b, #a" in as_plain_text(PageReport(before, after, "").pieces())


def test_pictures_are_shown_before_and_after_in_the_page_alone():
    """They stand in the page; a comment and a terminal have their descriptions."""
    picture = '<h2 id="a">A</h2><img alt="{0} menu" src="{0}.svg">'
    before = built(picture.format("old"), **{"youxiang/old.svg": b"<svg/>"})
    after = built(picture.format("new"), **{"youxiang/new.svg": b"<svg />"})
    blocks = PageReport(before, after, "site").pieces()
    assert as_page(blocks).count('<img alt="" src="data:image/svg+xml;base64,') == 2
    assert "<img" not in as_markdown(blocks) and "<a " not in as_markdown(blocks)
    assert "[-old-]{+new+} menu" in as_plain_text(blocks)


def test_lost_addresses_and_weight_come_last_and_files_are_counted():
    """Ids, then sections, then weight; many files of a kind are one row."""
    before = built('<h2 id="old">旧</h2>', **{"a.json": b"1", "b.json": b"2"})
    after = built("<h2>旧</h2>", **{"a.json": b"3", "b.json": b"4", "robots.txt": b"5"})
    report = as_plain_text(PageReport(before, after, "").pieces())
    assert "Addresses and ids lost\n\n  /youxiang/1-a#old" in report
    assert report.index("Addresses") < report.index("#old\n") < report.index("Weight")
    assert "2 files *.json" in report and "changed  |  robots.txt" in report


# What it becomes


def test_no_change_says_so(base, monkeypatch):
    """The report of nothing is one sentence."""
    monkeypatch.setattr(whole, "build", lambda root, target: BuiltSite())
    assert as_plain_text(whole.report(base, base, "main", [])) == "Against main\nNothing changed."


def test_nothing_in_a_change_becomes_markup(base, head):
    """Read as GitHub reads it, the report has its own few tags, without attributes, and no live
    mention, link or reference; the terminal shows it as it is.
    """
    edit(head, BLUEBIRD + "faq.yml", "授权码丢了怎么办？", f"'{HOSTILE_WORDS}'")
    edit(head, BLUEBIRD + "provider.yml", "https://mail.", f"https://{HOSTILE_WORDS}.")
    blocks = whole.report_of_data(base, head)[0]
    comment = as_markdown(blocks)
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).disable("linkify")
    tree = html.fromstring(rendered.render(comment))
    assert {each.tag for each in tree.iter()} <= TAGS
    assert [each.tag for each in tree.iter() if each.attrib] == []
    assert not re.search(r"@\w|#\w|://|(?i:www\.)", tree.text_content())
    assert HOSTILE_WORDS in as_plain_text(blocks)
    assert HOSTILE_WORDS in unescape(block(comment)).replace("\u2060", "")


def test_the_page_of_the_report_runs_nothing(base, head):
    """A policy forbids what escaping should have left nothing of."""
    edit(head, BLUEBIRD + "faq.yml", "授权码丢了怎么办？", f"'{HOSTILE_WORDS}'")
    tree = html.fromstring(as_page(whole.report_of_data(base, head)[0]))
    frame = {"html", "head", "body", "meta", "title", "style"}
    assert {each.tag for each in tree.iter() if isinstance(each.tag, str)} <= TAGS | frame
    [policy] = tree.xpath("//meta[@http-equiv]/@content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_a_long_report_is_cut_between_rows_and_says_so(base, tmp_path):
    """What is posted fits into a comment and stays well-formed; the page has the whole."""
    (tmp_path / "data").mkdir()
    blocks = whole.report_of_data(tmp_path, base)[0]
    cut = as_markdown(blocks, 5000)
    assert len(cut) <= 6000 < MAX_CHARACTERS
    assert re.search(r"<p><b>\d+ more rows: diff\.html has the whole\.</b></p>\n$", cut)
    assert cut.count("<table>") == cut.count("</table>") and cut.count("<tr>") == cut.count("</tr>")
    assert len(as_page(blocks)) > 5000
