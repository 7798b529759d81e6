"""One mistake gives one problem, at its own line: what follows from it is not said."""

from __future__ import annotations

import re
import shutil

import pytest
from bad_samples.places import BIRD, PINE
from conftest import copy_invented_data

from macros.checks import load
from macros.site.page_states import rendered
from macros.tools.check import problems

COMMON = "data/common.yml"
GUIDE = BIRD + "guide.yml"

# (what is the mistake, file, pattern, what to put in its place,
#  the problems: rule, path, and what the line begins with)
MISTAKES = [
    (
        "a mistyped link key in words that all guides share",
        COMMON,
        r"\]\(accounts\)",
        "](acounts)",
        [("link_key_is_known", COMMON, "        zh:")],
    ),
    (
        "a mistyped name in words of one guide",
        GUIDE,
        r"\{\{ password\.length \}\}",
        "{{ password.lenght }}",
        [("name_is_defined", GUIDE, "              zh:")],
    ),
    (
        "a template tag in words that all guides share",
        COMMON,
        r"\{\{ laifaxin\.path\.bind \}\}",
        "{% raw %}",
        [("words_only_fill_in_facts", COMMON, "        zh:")],
    ),
    (
        "a text with commas and without quotes",
        GUIDE,
        r"(?m)^needs:\n",
        "needs:\n- {zh: 先做这个,再做那个。, en: First this, then that.}\n",
        [("text_with_comma_is_quoted", GUIDE, "- {zh: 先做这个")],
    ),
    (
        "Windows line ends",
        GUIDE,
        r"(?s).*",
        lambda match: match[0].replace("\n", "\r\n"),
        [("no_invisible_characters", GUIDE, "title:")],
    ),
    (
        "a related page that is mistyped",
        GUIDE,
        r"- to: bluebird-work",
        "- to: bluebird-wrok",
        [("link_key_is_known", GUIDE, "- to: bluebird-wrok")],
    ),
    (
        "a port that no source says, of a mailbox with many domains",
        BIRD + "provider.yml",
        r"port: 993\n    security: tls",
        "port: 143\n    security: starttls",
        [("facts_are_what_sources_say", BIRD + "provider.yml", "  imap:")],
    ),
    (
        "an answer that every guide has, under another id",
        PINE + "faq.yml",
        r"- id: faq-daily-limit",
        "- id: faq-daily",
        [("every_guide_answers", PINE + "faq.yml", "faq:")],
    ),
    (
        "a misspelt key of facts",
        BIRD + "provider.yml",
        r"(?m)^servers:",
        "server:",
        [("key_is_known", BIRD + "provider.yml", "server:")],
    ),
    (
        "a source that is mistyped where a server names it",
        BIRD + "provider.yml",
        r"sources: \[bluebird-help\]",
        "sources: [bluebird-hlep]",
        [("sources_exist", BIRD + "provider.yml", "    sources: [bluebird-hlep]")],
    ),
    (
        "a source that is mistyped where it is described",
        "data/sources.yml",
        r"  bluebird-help:",
        "  bluebird-hlep:",
        [("sources_exist", "data/sources.yml", "  bluebird-hlep:")],
    ),
    (
        "a mistyped id of shared words",
        PINE + "faq.yml",
        r"use: \w+",
        "use: nothing_like_it",
        [("shared_blocks_exist", PINE + "faq.yml", "  - use: nothing")],
    ),
    (
        "a mistyped key of a label",
        BIRD + "provider.yml",
        r"  enable_service:",
        "  enable_servce:",
        [("name_is_defined", BIRD + "provider.yml", "  enable_servce:")],
    ),
    (
        "a step under another id, which words link to",
        BIRD + "guide.yml",
        r"      enable-service:",
        "      enable-services:",
        [("section_has_title", GUIDE, "      enable-services:")],
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return copy_invented_data(tmp_path_factory.mktemp("mistakes") / "copy")


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake[0] for mistake in MISTAKES])
def test_a_mistake_is_said_once_where_it_is(copy, invented, mistake):
    """Exactly the problems of the mistake are said, each at its line."""
    _, path, pattern, replacement, expected = mistake
    file = copy / path
    good = file.read_text(encoding="utf-8")
    assert re.search(pattern, good), "the sample no longer fits the data: adapt it"
    try:
        file.write_text(re.sub(pattern, replacement, good, count=1), encoding="utf-8", newline="")
        found = problems(copy, earlier=invented)
        lines = {each: (copy / each.path).read_text(encoding="utf-8").split("\n") for each in found}
    finally:
        file.write_text(good, encoding="utf-8")
    assert [(each.rule, each.path) for each in found] == [place[:2] for place in expected], found
    for each, (_, _, start) in zip(found, expected, strict=True):
        assert lines[each][each.line - 1].lstrip("- ").startswith(start.lstrip("- ")), each


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


def test_what_matters_most_is_said_first(tmp_path, invented):
    """Problems of facts stand before those of words, and these before lost addresses."""
    root = copy_invented_data(tmp_path / "copy")
    for path, old, new in (
        ("data/permalinks.txt", "#faq-redbird\n", "#faq-redbird-of-old\n"),
        (GUIDE, "在电脑浏览器里完成", "在电脑on浏览器里完成"),
        (BIRD + "provider.yml", "domains: [vip.bluebird.example]", "domains: [example.com]"),
    ):
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    rules = [each.rule for each in problems(root, earlier=invented)]
    assert rules[0] == "server_domains_are_own" and rules[-1] == "permalinks_are_kept", rules


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
