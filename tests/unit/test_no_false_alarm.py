"""One mistake gives one problem, at its own line: what follows from it is not said."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from bad_samples.changes import build_otherwise
from bad_samples.places import BIRD, PINE
from conftest import copy_invented_data, edit
from under_git import put_under_git

from macros.checks import load
from macros.checks.alike import guides_are_built_alike
from macros.checks.permalinks import RECORD, record
from macros.model.reading import read
from macros.site.page_states import rendered
from macros.tools.check import problems

GUIDE = BIRD + "guide.yml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A copy of the invented handbook under git."""
    root = copy_invented_data(tmp_path_factory.mktemp("committed") / "copy")
    put_under_git(root)
    return root


@pytest.fixture
def committed(repository):
    """The same; what the test changes in data/ is put back."""
    yield repository
    subprocess.run(["git", "-C", str(repository), "checkout", "-q", "data"], check=True)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("provider.yml", "file_is_readable"),
        ("guide.yml", "file_is_readable"),
        ("faq.yml", "file_is_readable"),
        ("pits.yml", "permalinks_are_kept"),
        ("tables.yml", "table_exists"),
        ("evidence.yml", "every_mailbox_has_evidence"),
    ],
)
def test_a_file_that_is_missing_is_said_once(tmp_path, invented, name, rule):
    """Of a file that is gone, the file is said and not what was in it."""
    root = copy_invented_data(tmp_path / "copy")
    (root / BIRD / name).unlink()
    found = problems(root, earlier=invented)
    assert [(each.path, each.line, each.rule) for each in found] == [(BIRD + name, 1, rule)], found


@pytest.mark.parametrize("id", ["bluebird", "pinepost"])
def test_a_mailbox_under_another_name_is_said_once(tmp_path, invented, id):
    """Of a folder that is renamed, not each page that names the mailbox is said."""
    root = copy_invented_data(tmp_path / "copy")
    folder = root / "data/providers" / id
    folder.rename(folder.with_name(f"{id}s"))
    found = problems(root, earlier=invented)
    assert [(each.path, each.rule) for each in found] == [
        (f"data/providers/{id}", "mailboxes_are_kept")
    ], found


def test_a_mailbox_that_is_gone_is_said_once(tmp_path, invented):
    """Of a deleted mailbox its folder is said, not each link to it."""
    root = copy_invented_data(tmp_path / "copy")
    shutil.rmtree(root / PINE)
    assert [each.rule for each in problems(root, earlier=invented)] == ["mailboxes_are_kept"]


def test_no_guide_is_told_to_link_to_itself(tmp_path, invented):
    """All other guides link to bluebird, which cannot."""
    root = copy_invented_data(tmp_path / "copy")
    build_otherwise(root)
    found = [each.message for each in guides_are_built_alike(read(root, invented))]
    assert any("`to: personal` is missing" in each for each in found)
    assert not any("`to: bluebird` is missing" in each for each in found)


def test_what_matters_most_is_said_first(tmp_path, invented):
    """Problems of facts stand before those of words, and these before lost addresses."""
    root = copy_invented_data(tmp_path / "copy")
    for path, old, new in (
        ("data/permalinks.txt", "#faq-redbird\n", "#faq-redbird-of-old\n"),
        (GUIDE, "在电脑浏览器里完成", "在电脑on浏览器里完成"),
        (BIRD + "provider.yml", "domains: [vip.bluebird.example]", "domains: [example.com]"),
    ):
        edit(root, path, old, new)
    rules = [each.rule for each in problems(root, earlier=invented)]
    assert rules[0] == "server_domains_are_own" and rules[-1] == "permalinks_are_kept", rules


def test_names_of_a_broken_file_are_no_figures(tmp_path, invented):
    """Of a mailbox called 77, whose file cannot be read, other words may still have the figure."""
    root = copy_invented_data(tmp_path / "copy")
    edit(root, PINE + "provider.yml", "short: {zh: 松信邮箱", "short: {zh: 77 邮箱")
    edit(root, GUIDE, "zh: 以下操作", "zh: 和 77 邮箱一样，以下操作")
    load(root)
    edit(root, PINE + "provider.yml", "kind: personal", "kidn: personal")
    assert [each.rule for each in problems(root, earlier=invented)] == ["key_is_known"]


def test_no_message_shows_a_placeholder(tmp_path, invented):
    """What is filled in shows in messages as {{…}}, never as the character that stands for it."""
    root = copy_invented_data(tmp_path / "copy")
    file = root / GUIDE
    text = file.read_text(encoding="utf-8")
    assert "{{ path.current }}" in text
    text = text.replace("{{ path.current }}", "**{{ path.current }},on", 1)
    file.write_text(text, encoding="utf-8")
    said = "".join(map(str, problems(root, earlier=invented)))
    assert "{{…}}" in said and not re.search("[\u3000\ue000-\uf8ff]|\\\\u|\\\\x", said), said


@pytest.mark.parametrize(
    "id", ["step-send-sms", "pit-service-off", "table-must-do", "server-imap", "faq-redbird"]
)
def test_former_ids_of_every_kind_still_arrive(tmp_path, invented, id):
    """`formerly` works for steps, pits, tables, servers and questions, in valid HTML."""
    root = copy_invented_data(tmp_path / "copy")
    file = root / BIRD / "provider.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("formerly:\n", f"formerly:\n  {id}: [of-old]\n"), encoding="utf-8")
    handbook = load(root, earlier=invented)
    html = rendered(handbook, handbook.pages["bluebird"], "zh").html
    assert html.count('id="of-old"') == 1
    before = html[: html.index('<span id="of-old">')]
    assert re.search(r"<(?:li|th|td|caption|span|summary)\b[^<]*>$|</span>$|\n$", before), before[
        -200:
    ]


def test_a_label_that_a_change_leaves_unused_is_not_said(committed, invented):
    """Of words that press another button than before, the words are said."""
    text = (committed / GUIDE).read_text(encoding="utf-8")
    assert "ui.i_have_sent" in text
    changed = text.replace("ui.i_have_sent", "ui.generate")
    (committed / GUIDE).write_text(changed, encoding="utf-8")
    found = problems(committed, earlier=invented)
    assert [each.rule for each in found] == ["sources_are_read_again"]


@pytest.mark.parametrize(
    ("path", "old", "new", "line"),
    [
        (BIRD + "evidence.yml", "port: 993", "port: 143", 5),
        ("data/laifaxin.yml", "registered: [handbook.example", "registered: [handbok.example", 3),
        (
            "data/records.yml",
            ", username: local_part}\n  - {protocol: smtp, host: smtp.b",
            "}\n  - {protocol: smtp, host: smtp.b",
            22,
        ),
    ],
)
def test_what_a_source_says_is_said_where_it_is_changed(committed, invented, path, old, new, line):
    """Of facts that no source says any more, the source is said, which nobody has read again."""
    edit(committed, path, old, new)
    found = problems(committed, earlier=invented)
    assert [(each.path, each.line, each.rule) for each in found] == [
        (path, line, "evidence_is_read_again")
    ]


def test_a_line_that_is_wrong_in_two_ways_is_said_once(committed, invented):
    """What nobody has read again, and what is another mailbox's."""
    edit(committed, "data/others.yml", "[owl.example]", "[pinepost.example]")
    [problem] = problems(committed, earlier=invented)
    assert problem.rule == "domain_has_one_owner"


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        (PINE + "provider.yml", r"(?m)^domains: .*\n", "", "server_domains_are_own"),
        ("data/site.yml", r"(?m)^  unconfirmed: .*\n", "", "string_exists"),
        ("data/site.yml", r"(?m)^  picture_qr: .*\n", "", "string_exists"),
        ("data/site.yml", r"(?m)^  to_top: .*\n", "", "string_exists"),
    ],
)
def test_what_pages_cannot_do_without_is_said(committed, invented, path, old, new, rule):
    """And no page stops the look at the others."""
    text = (committed / path).read_text(encoding="utf-8")
    (committed / path).write_text(re.sub(old, new, text), encoding="utf-8")
    assert rule in {each.rule for each in problems(committed, earlier=invented)}


LONG = "{zh: 只给早年开通过会员、后来也没有停过的旧账号使用, en: Old accounts of members}"
RIGHT = {  # by what is done: files, each with what is replaced wherever it stands, and by what
    "two columns put in the other order": [
        (BIRD + "tables.yml", r"    - (\{zh: 做什么.*)\n    - (.*)", r"    - \2\n    - \1"),
        (BIRD + "tables.yml", r"(      - \{zh: [在用].*\n)(.*\n)", r"\2\1"),
    ],
    "two points put in the other order": [
        (GUIDE, r"(      - zh: \"\*\*一个.*\n.*\n)(      - zh.*\n.*\n)", r"\2\1"),
    ],
    "a step renamed, its id kept": [
        (GUIDE, "id: step-copy", "id: step-save"),
        (BIRD + "provider.yml", "formerly:\n", "formerly:\n  step-save: [step-copy]\n"),
    ],
    "a question under another id, and what leads to it": [
        (PINE + "faq.yml", "faq-company", "faq-at-work"),
        (
            PINE + "provider.yml",
            "(?s)^(.*?)anchor: faq-company",
            r"formerly: {faq-at-work: [faq-company]}\n\1anchor: faq-at-work",
        ),
    ],
    "a step put before others": [
        (
            GUIDE,
            "          - id: step-send-sms",
            "          - id: step-wait\n            do: {zh: 等一下。, en: Wait.}\n"
            "          - id: step-send-sms",
        ),
    ],
    "two texts exchanged after a reading": [
        (BIRD + "pits.yml", "pit: (.*)\n  consequence: (.*)", r"pit: \2\n  consequence: \1"),
        ("data/sources.yml", "(bluebird-help:\n.*\n.*\n    read: ).*", r"\g<1>2026-11-21"),
    ],
    "a link led elsewhere, and its words with it": [
        (BIRD + "pits.yml", r"开启\]\(#enable-service", "复制](#copy-code"),
        (BIRD + "pits.yml", r"Turn it on\]\(#enable-service", "Copy it](#copy-code"),
    ],
    "a link led elsewhere after a reading": [
        (BIRD + "pits.yml", r"\(#enable-service\)", "(#copy-code)"),
        ("data/sources.yml", "(bluebird-help:\n.*\n.*\n    read: ).*", r"\g<1>2026-11-21"),
    ],
    "a row added after a reading": [
        (
            BIRD + "tables.yml",
            "(?s)(    - - .zh: 1.*?)(?=    - - .zh: 2)",
            r"\1    - - {zh: 先登录, en: First sign in}\n      - {zh: 在网页版, en: In webmail}\n"
            r'      - {zh: 必须, en: "Yes"}\n',
        ),
        ("data/sources.yml", "(bluebird-help:\n.*\n.*\n    read: ).*", r"\g<1>2026-11-21"),
    ],
    "a source under another id": [
        (path, "bluebird-notice", "bluebird-news")
        for path in ("data/sources.yml", BIRD + "evidence.yml", BIRD + "provider.yml")
    ],
    "a sentence put in other words": [(BIRD + "guide.yml", "en: Your inbox", "en: The inbox")],
    "a related page, and the reason to go there": [
        (
            GUIDE,
            "to: zhinan.check-mail\n  why: .*",
            "to: zhinan.contact-us\n  why: {zh: 还不行就找我们, en: Ask us if it still fails}",
        ),
    ],
    "a picture in another frame after a reading": [
        (GUIDE, "frame: phone", "frame: browser"),
        ("data/sources.yml", "(bluebird-help:\n.*\n.*\n    read: ).*", r"\g<1>2026-11-21"),
    ],
    "a label translated in other words": [(BIRD + "provider.yml", "gloss: Copy", "gloss: Copy it")],
    "one thing more to have ready": [
        (GUIDE, "needs:\n", 'needs:\n- zh: "一刻钟"\n  en: "A quarter of an hour"\n'),
    ],
    "what else one may see at a step": [
        (
            GUIDE,
            "(            expect: .zh: 收件箱.*\n)",
            r"\1            otherwise: {zh: 换个浏览器再试。, en: Try another browser.}\n",
        ),
    ],
    "what one sees after a step": [
        (
            GUIDE,
            '(              en: "Send the SMS.*\\n)',
            r"\1            expect: {zh: 弹窗里有按钮。, en: A button in the dialog.}\n",
        ),
    ],
    "two sentences made one": [(BIRD + "faq.yml", r"differs\. Redbird", "differs, and Redbird")],
    "a word less": [(BIRD + "faq.yml", "only the suffix differs", "the suffix differs")],
    "a text in a box": [(GUIDE, "text:\n        zh: 以下", "note:\n        zh: 以下")],
    "what to mind at another mailbox, in other words": [
        (
            "data/others.yml",
            "新账号要等一天, en: New accounts wait a day",
            "新账号先等一天, en: Wait a day",
        ),
    ],
    "a text made the same as another one": [
        (GUIDE, "zh: 旧版界面, en: The older interface", "zh: 短信, en: Text message"),
    ],
    "another example address": [(GUIDE, r"`@(\{\{ domain.bluebird_example)", r"`you@\1")],
    "words between two hosts": [(GUIDE, "` 或 `@", "` 或者 `@")],
    "a mailbox that has a guide by now": [
        ("data/others.yml", "(?s)others:.*", "others: []\n"),
    ],
    "servers for all, and others for some accounts": [
        (
            BIRD + "provider.yml",
            "    use: overseas\n(    domains.*\n    sure.*\n    sources.*\n)",
            f"    use: by_account\n    note: {LONG}\n\\1"
            "  smtp_vip:\n    protocol: smtp\n    host: smtp.vip.bluebird.example\n    port: 465\n"
            f"    security: tls\n    use: by_account\n    note: {LONG}\n\\1",
        ),
        (
            BIRD + "evidence.yml",
            "(    - .protocol: )imap(, host: )imap(.vip.*, port: )993(.*\n)",
            r"\g<0>\1smtp\2smtp\g<3>465\4",
        ),
        ("data/sources.yml", "(public-lists:\n.*\n.*\n    read: ).*", r"\g<1>2026-11-21"),
    ],
    "no, said without a word for it": [
        (GUIDE, r"\*\*一个客户端一个\{\{ password.name \}\}\*\*", "**别合用**"),
        (GUIDE, r"\*\*One code per client:\*\*", "**Keep them apart:**"),
    ],
    "a no that one half lacked": [(BIRD + "faq.yml", "旧的没有失效", "旧的失效")],
    "the time of day, the address of a desk, one by one": [
        (
            BIRD + "faq.yml",
            "一样，只是",
            "一样，一个一个来，早上 9 点到 11 点写信给 `help@{{ domain.bluebird_example }}`，只是",
        ),
        (
            BIRD + "faq.yml",
            "It is; only",
            "It is; from 9 to 11 a.m. write to `help@{{ domain.bluebird_example }}`; only",
        ),
    ],
}


def test_what_stood_before_is_not_refused(tmp_path, invented):
    """Texts that have one half in common, and links that have their words, may go on as they are.

    Nor is a file that has them refused for what changes elsewhere in it.
    """
    root = copy_invented_data(tmp_path / "copy")
    tables, causes = BIRD + "tables.yml", "data/causes.yml"
    edit(root, tables, "{zh: 在网页版打开, en: In webmail}", "{zh: 看情况, en: It does not}")
    edit(root, tables, "{zh: 用短信验证, en: By SMS}", "{zh: 看情况, en: It does}")
    text = (root / causes).read_text(encoding="utf-8")
    again = re.search("  at:\n.*\n", text)[0]
    text = text.replace("to: faq-lost-code", "to: get-code")
    text = text.replace("  sources: [public-lists]\n", f"{again}  sources: [public-lists]\n", 1)
    (root / causes).write_text(text, encoding="utf-8")
    put_under_git(root)
    edit(root, causes, "试了太多次", "试得太多")
    edit(root, tables, "en: Two things to do", "en: What to do")
    assert problems(root, earlier=invented) == []


@pytest.mark.parametrize("done", RIGHT)
def test_a_right_change_is_not_refused(committed, invented, done):
    """What a change alone could make suspicious, and is no mistake."""
    for path, old, new in RIGHT[done]:
        text = (committed / path).read_text(encoding="utf-8")
        changed = re.sub(old, new, text)
        assert changed != text, f"{old} no longer fits tests/handbook: adapt it"
        (committed / path).write_text(changed, encoding="utf-8")
    entered = record(load(committed, earlier=invented))
    (committed / RECORD).write_text(entered, encoding="utf-8")
    assert problems(committed, earlier=invented) == []
