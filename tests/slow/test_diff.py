"""`make diff` says what a change means, and nothing that a change holds becomes markup in the
report.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from conftest import copy_project
from lxml import html
from markdown_it import MarkdownIt

from macros.tools.diff.__main__ import main
from macros.tools.diff.changes import changes
from macros.tools.diff.comment import MAX_CHARACTERS
from macros.tools.diff.inline import marked
from macros.tools.diff.output import markdown, page, plain
from macros.tools.diff.report import report

HOSTILE = (
    "a | b `code` **c** @everyone fixes #1 https://evil.example www.evil.example <img src=x "
    "onerror=alert(1)> &#64;team"
)
SOHU = "data/providers/sohu/"
MAIL_RU = "data/providers/mailru/"
ADDED = "youxiang/117-added-mail"
TAGS = {
    "h2",
    "h3",
    "p",
    "ul",
    "li",
    "table",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "b",
    "code",
    "del",
    "ins",
    "br",
    "div",
}


def git(root, *arguments):
    done = subprocess.run(
        [
            "git",
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.com",
            "-c",
            "commit.gpgsign=false",
            *arguments,
        ],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def edit(root, path, old, new):
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text, "the sample no longer fits the data: adapt it"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A repository with the project as its only commit."""
    root = copy_project(tmp_path_factory.mktemp("repository") / "project")
    (root / ".gitignore").write_text("/.build/\n__pycache__/\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "The project")
    return root


def run(root, folder, monkeypatch, capsys, *more):
    """What `python -m macros diff main` returns, prints and writes."""
    monkeypatch.chdir(root)
    code = main(
        ["main", "--markdown", str(folder / "diff.md"), "--html", str(folder / "diff.html"), *more]
    )
    output = capsys.readouterr()
    files = {
        name: (folder / name).read_text(encoding="utf-8") if (folder / name).is_file() else ""
        for name in ("diff.md", "diff.html")
    }
    return SimpleNamespace(
        code=code,
        out=output.out,
        err=output.err,
        markdown=files["diff.md"],
        html=files["diff.html"],
    )


@pytest.fixture(scope="module")
def changed(base, tmp_path_factory):
    """One change with everything in it, uncommitted.

    `text` for the terminal, `markdown`, `html`, and the git status before and after.
    """
    root = tmp_path_factory.mktemp("changed") / "project"
    shutil.copytree(base, root)
    # a port, with the reason that the records which differ then ask for
    edit(
        root,
        MAIL_RU + "provider.yml",
        "smtp: {protocol: smtp, host: smtp.mail.ru, port: 465, security: tls",
        "smtp: {protocol: smtp, host: smtp.mail.ru, port: 587, security: starttls",
    )
    edit(
        root,
        MAIL_RU + "provider.yml",
        "smtp_starttls: {protocol: smtp, host: smtp.mail.ru, port: 587, security: starttls",
        "smtp_starttls: {protocol: smtp, host: smtp.mail.ru, port: 465, security: tls",
    )
    edit(
        root,
        "data/records.yml",
        "  as_of: 2026-04\n",
        "  as_of: 2026-04\n  differs: {smtp: Port 465 is blocked in many networks.}\n",
    )
    edit(
        root,
        "data/records.yml",
        "  domains: [vk.com]\n",
        "  domains: [vk.com]\n  differs: {smtp: Port 465 is blocked in many networks.}\n",
    )
    # one language of a text
    edit(
        root,
        SOHU + "faq.yml",
        "question: {zh: 独立密码丢了怎么办？,",
        "question: {zh: 忘了独立密码怎么办？,",
    )
    # an id and its record
    edit(root, SOHU + "faq.yml", "id: faq-vpn", "id: faq-proxy")
    edit(
        root,
        "data/permalinks.txt",
        "youxiang/105-souhu-sohuyouxiang-sohu-personal-email#faq-vpn\n",
        "",
    )
    # what a reader must see as it is
    edit(
        root,
        SOHU + "faq.yml",
        "question: {zh: 每天能发多少封？, en: How many emails can I send a day?}",
        f"question: {{zh: '每天能发多少封？{HOSTILE}', en: 'How many mails a day? {HOSTILE}'}}",
    )
    # a page
    shutil.copytree(root / SOHU, root / "data/providers/added")
    edit(
        root,
        "data/providers/added/provider.yml",
        "slug: 105-souhu-sohuyouxiang-sohu-personal-email",
        "slug: 117-added-mail",
    )
    edit(
        root,
        "data/providers/added/provider.yml",
        "domains: [sohu.com, vip.sohu.com]",
        "domains: [added.example, vip.sohu.example]\nregistered: [sohu.com]",
    )
    for name, old, new in (
        ("provider.yml", "domains: [vip.sohu.com]", "domains: [vip.sohu.example]"),
        ("guide.yml", "domain.vip_sohu_com", "domain.vip_sohu_example"),
    ):
        added = root / "data/providers/added" / name
        added.write_text(added.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    shutil.copy(
        root / "docs/youxiang/105-souhu-sohuyouxiang-sohu-personal-email.md",
        root / f"docs/{ADDED}.md",
    )
    before = git(root, "status", "--porcelain")
    folder = tmp_path_factory.mktemp("report")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "macros",
            "diff",
            "main",
            "--markdown",
            str(folder / "diff.md"),
            "--html",
            str(folder / "diff.html"),
        ],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return SimpleNamespace(
        text=done.stdout,
        markdown=(folder / "diff.md").read_text(encoding="utf-8"),
        html=(folder / "diff.html").read_text(encoding="utf-8"),
        status=(before, git(root, "status", "--porcelain")),
        worktrees=git(root, "worktree", "list"),
    )


def line(report, start):
    """The line of the report on the screen that begins like this."""
    return next(each for each in report.text.splitlines() if each.startswith(start))


def test_a_changed_port_is_shown_with_what_the_records_say(changed):
    """Old, new, and each database's opinion, with what it has where it differs."""
    assert (
        line(changed, "mailru · servers · smtp · port")
        == "mailru · servers · smtp · port  |  [-465-] → {+587+}  |  thunderbird agrees; "
        "chatmail differs: smtp.mail.ru:465 tls"
    )
    assert "mailru · servers · smtp · security  |  [-tls-] → {+starttls+}  |" in changed.text


def test_a_server_that_no_database_knows_is_met_with_silence(changed):
    """Nothing is said for a database that says nothing."""
    assert line(changed, "added · servers · imap ").endswith(
        "  |  thunderbird silent; chatmail silent"
    )


def test_one_language_changed_without_the_other_is_pointed_out(changed):
    """Both halves stand side by side, what changed by character, and the half that did not is
    called unchanged.
    """
    assert (
        line(changed, "sohu/faq · faq · faq-lost-code · question")
        == "sohu/faq · faq · faq-lost-code · question  |  {+忘了+}独立密码[-丢了-]怎么办？  |  "
        "unchanged: The standalone password is lost. What now?"
    )
    assert re.search(r"\d+ texts? \(1 in one language only\)", changed.text)


def test_a_lost_id_and_its_struck_record_are_shown_first(changed):
    """Both pages that had it are named, before any fact."""
    head = changed.text.partition("\nFacts\n")[0]
    assert "Addresses and ids lost" in head and "Struck from data/permalinks.txt" in head
    for prefix in ("/", "/en/"):
        assert f"  {prefix}youxiang/105-souhu-sohuyouxiang-sohu-personal-email#faq-vpn\n" in head
    assert "#faq-proxy" in changed.text.partition("Addresses and ids added")[2]


def test_an_added_page_is_shown_with_its_weight(changed):
    """In both languages, with all that a reader will load."""
    for prefix in ("/", "/en/"):
        assert re.fullmatch(
            r".*  \|  (\d{4,}) \(\+\1\)", line(changed, f"added  |  {prefix}{ADDED}")
        )
        assert re.search(
            rf"\n  {prefix}{ADDED} and its \d\d ids\n",
            changed.text.partition("Addresses and ids added")[2],
        )
        assert re.search(
            r" \([+-]\d+\)$", line(changed, f"changed  |  {prefix}youxiang/116-mailru")
        )


def test_changed_sections_are_shown_before_and_after(changed):
    """The line of the table is there, old and new in one, under its section.

    Untouched sections are not.
    """
    part = changed.text.partition("\n/youxiang/116-mailru-mailyouxiang-mail-personal-email\n")[
        2
    ].partition("\n\n")[0]
    assert "#server-settings" in part and "#pitfalls" not in part
    assert re.search(
        r"smtp\.mail\.ru \| \[-465-\]\{\+587\+\} \| \[-SSL/TLS-\]\{\+STARTTLS\+\}", part
    ), part


def test_nothing_in_a_change_becomes_markup(changed):
    """Read as GitHub reads it, the report has its own few tags, without attributes, and no live
    mention, link or reference.
    """
    tree = html.fromstring(
        MarkdownIt("gfm-like", {"html": True, "linkify": False})
        .disable("linkify")
        .render(changed.markdown)
    )
    assert {each.tag for each in tree.iter()} <= TAGS
    assert [dict(each.attrib) for each in tree.iter() if each.attrib] == []
    shown = tree.text_content()
    assert "<img src=x onerror=alert(1)>" in shown and "a | b `code` **c** " in shown
    assert not re.search(r"@\w|#\w|://|(?i:www\.)", shown)
    assert "a | b `code` **c** @everyone fixes #1 https://evil.example" in changed.text


def test_the_page_of_the_report_runs_nothing(changed):
    """A policy forbids what escaping should have left nothing of."""
    tree = html.fromstring(changed.html)
    assert {each.tag for each in tree.iter() if isinstance(each.tag, str)} <= TAGS | {
        "html",
        "head",
        "body",
        "meta",
        "title",
        "style",
    }
    assert "default-src 'none'" in changed.html
    assert not any(
        name.startswith("on") or name in ("href", "src")
        for each in tree.iter()
        for name in each.attrib
    )


def test_the_working_tree_is_as_it_was(changed):
    """Neither files nor git notice that a base was built beside them."""
    before, after = changed.status
    assert before == after
    assert len(changed.worktrees.splitlines()) == 1


def test_no_change_says_so(base, tmp_path, monkeypatch, capsys):
    """The report of nothing is one sentence."""
    done = run(base, tmp_path, monkeypatch, capsys)
    assert done.code == 0
    assert re.fullmatch(
        r"Against main \([0-9a-f]{10}\)\nNothing changed that a reader could see\.\n", done.out
    ), done.out


def test_an_unknown_base_is_an_error_with_a_way_out(base, tmp_path, monkeypatch, capsys):
    """A name that git does not have is said, and nothing is written.

    A name that looks like an option is only a name.
    """
    monkeypatch.chdir(base)
    for name in ("nowhere", "--output=x"):
        assert main(["--markdown", str(tmp_path / "diff.md"), "--", name]) == 2
        assert (
            re.search(r"nowhere|--output=x", message := capsys.readouterr().err)
            and "→ git fetch" in message
        )
    assert not (tmp_path / "diff.md").exists()


def test_a_base_without_records_and_with_another_model_is_compared_all_the_same(base, tmp_path):
    """A base that this code could not read is built by its own.

    One that nothing can build still has facts.
    """
    older = tmp_path / "older"
    shutil.copytree(base, older, ignore=shutil.ignore_patterns(".git", ".build"))
    (older / "data/records.yml").unlink()
    edit(older, SOHU + "provider.yml", "kind: personal\n", "kind: personal\nformer_key: 1\n")
    said = plain(report(older, base, "older", []))
    assert "The base cannot be built" in said and "pages not compared" in said
    assert "sohu · former_key  |  [-1-]  |  silent" in said
    assert "records · databases · thunderbird  |  {+url: https" in said


def test_a_change_that_cannot_be_built_still_has_its_facts_and_records(base, tmp_path):
    """The rule that stops the build is the very case in which the records' opinion is wanted."""
    root = tmp_path / "broken"
    shutil.copytree(base, root, ignore=shutil.ignore_patterns(".git", ".build"))
    edit(root, "data/providers/qq/provider.yml", "host: smtp.qq.com", "host: smtp.qq.co")
    edit(root, SOHU + "faq.yml", "faq:\n", "faq: [\n")
    said = plain(report(base, root, "base", []))
    assert "This change cannot be built" in said
    assert re.search(
        r"Cannot be read, so not compared\n\n?\s*data/providers/sohu/faq\.yml:\d+: file_is_yaml: ",
        said,
    ), said
    assert "qq · servers · smtp · host  |  [-smtp.qq.com-] → {+smtp.qq.co+}  |  not known" in said
    shutil.copy(base / SOHU / "faq.yml", root / SOHU / "faq.yml")
    assert (
        "qq · servers · smtp · host  |  [-smtp.qq.com-] → {+smtp.qq.co+}  |  thunderbird "
        "differs: smtp.qq.com:465 tls; chatmail differs: smtp.qq.com:465 tls"
        in plain(report(base, root, "base", []))
    )


def test_pages_lead_to_a_preview_that_is_named(base, tmp_path):
    """With an address to look at, each page that changed has a link; without one, none has."""
    root = tmp_path / "linked"
    shutil.copytree(base, root, ignore=shutil.ignore_patterns(".git", ".build"))
    edit(root, SOHU + "faq.yml", "怎么办？,", "怎么办呢？,")
    links = re.findall(
        r'<a href="([^"]*)"', markdown(report(base, root, "base", [], "https://preview.example/7/"))
    )
    assert "https://preview.example/7/youxiang/105-souhu-sohuyouxiang-sohu-personal-email" in links


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
    """Comparing takes the square of the length.

    What somebody could use to stall a review is shown whole.
    """
    assert marked("a " * 3000, "b " * 3000) == f"<del>{'a ' * 3000}</del><ins>{'b ' * 3000}</ins>"


def test_a_long_report_is_cut_between_rows_and_says_so(base, tmp_path):
    """What is posted fits into a comment and stays well-formed; the page has the whole."""
    older = tmp_path / "empty"
    (older / "data").mkdir(parents=True)
    blocks = report(older, base, "nothing", [])
    cut = markdown(blocks)
    assert len(cut) <= MAX_CHARACTERS
    assert re.search(r"<p><b>\d+ more rows: diff\.html has the whole\.</b></p>\n$", cut)
    assert cut.count("<table>") == cut.count("</table>") and cut.count("<tr>") == cut.count("</tr>")
    assert len(page(blocks)) > MAX_CHARACTERS


def test_the_order_of_what_readers_see_in_order_is_a_change(base, tmp_path):
    """Questions that swap places, and words of a list, are noticed."""
    root = tmp_path / "swapped"
    shutil.copytree(base, root, ignore=shutil.ignore_patterns(".git", ".build"))
    file = root / SOHU / "faq.yml"
    head, *questions = re.split(r"(?m)^(?=- id: )", file.read_text(encoding="utf-8"))
    file.write_text(head + "".join([questions[1], questions[0], *questions[2:]]), encoding="utf-8")
    found, problems = changes(base, root)
    assert problems == []
    assert [(each.keys, each.old.split(", ")[:2], each.new.split(", ")[:2]) for each in found] == [
        (
            ("faq", "order"),
            ["faq-which-password", "faq-lost-code"],
            ["faq-lost-code", "faq-which-password"],
        )
    ]
