"""`make fix` repairs what has one right answer, where it stands, and leaves everything else as it
was typed.
"""

from __future__ import annotations

import json
import re

import pytest
from conftest import copy_invented_data
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.checks import load
from macros.model import types
from macros.model.yaml_file import parse
from macros.text.typography import find_mistakes, repair
from macros.tools.fix import fixed, main

PIECES = st.lists(
    st.sampled_from(
        [
            *"中 文字 QQ 12 。 ， ： 、 （ ） “ ” , ; : ? ! ( ) .".split(),
            *"** `a,b` `码a` < [ ](qq) ](#码,a) ]".split(),
            *(" ", "  ", "{{ imap.host }}", "http://a/?b,c "),
        ]
    ),
    max_size=14,
)
WORDS = PIECES.map("".join)


def hidden(text: str) -> list[str]:
    """What must never be touched: code, facts, link targets."""
    return re.findall(r"\{\{.*?\}\}|`[^`]*`|\]\([^)]*\)", text)


@settings(max_examples=120)
@given(WORDS)
def test_repaired_words_have_no_problem_and_stay_as_they_are(text):
    """After a repair nothing is left to say, a second one changes nothing, and only spaces and
    punctuation are others.
    """
    right = repair(text)
    assert list(find_mistakes(right)) == [] and repair(right) == right
    assert bool(list(find_mistakes(text))) == (right != text)
    assert hidden(right) == hidden(text)
    blind = str.maketrans("，；：？！（）。", ",;:?!().", " ")
    assert right.translate(blind) == text.translate(blind)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("按table填写", "按 table 填写"),
        ("点[abc](qq)后", "点 [abc](qq) 后"),
        ("**中**abc**文**", "**中** abc **文**"),
        ("中文(abc)是,对", "中文（abc）是，对"),
        ("（abc)好", "（abc）好"),
        ("填`a`,`b`;", "填`a`，`b`；"),
        ("好 。 完", "好。完"),
        ("12:30到,", "12:30 到，"),
        ("`码a,b`{{ imap.host }}", "`码a,b`{{ imap.host }}"),
        ("1. 开启", "1. 开启"),
        ("点 Yes, please 以后", "点 Yes, please 以后"),
        ("Yes, please (now).", "Yes, please (now)."),
        ("见 https://a.example/?b=1,2 中,", "见 https://a.example/?b=1,2 中，"),
    ],
)
def test_chinese_is_put_right(typed, right):
    """Spaces go outside marks, brackets go in pairs; times, lists, code and English stay."""
    assert repair(typed) == right


STYLES = {
    "double": lambda text: json.dumps(text, ensure_ascii=False),
    "single": lambda text: "'" + text.replace("'", "''") + "'",
    "plain": lambda text: text,
    "block": lambda text: "|-\n        " + text,
}


@settings(max_examples=120)
@given(
    WORDS,
    st.sampled_from(sorted(STYLES)),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", " ", "\t  "]),
)
def test_a_file_says_the_same_but_for_the_repaired_words(words, style, flow, end, blanks):
    """However the words are quoted.

    The file loads to the repaired words and nothing else has changed, or it is left alone.
    """

    def file(typed: str) -> str:
        pair = (
            f"{{zh: {typed}, en: x}} # 中a"
            if flow and style != "block"
            else f"\n  zh: {typed}\n  en: 中a,x  # 中a"
        )
        around = (
            "description: {zh: 中文, en: 中x}\nneeds: [{both: x}]\nsections: {}\n"
            "related:\n- {to: 中a, why: {both: x}}\n"
        )
        return f"# 中a,\ntitle: {pair}\n{around}".replace("\n", f"{blanks}{end}")

    types.Guide.model_validate(
        parse(file("x").replace("\r\n", "\n"))
    )  # what surrounds the words is sound
    text = file(STYLES[style](words))
    try:
        before = parse(text.replace("\r\n", "\n"))
        types.Guide.model_validate(before)
    except ValueError:
        return
    after = fixed(text, types.Guide)
    assert fixed(after, types.Guide) == after
    if after == text:
        return
    assert "\r" not in after and not re.search(r"[ \t]$", after, re.M)
    now = parse(after)
    assert now["title"]["zh"] in (before["title"]["zh"], repair(before["title"]["zh"]))
    now["title"]["zh"] = before["title"]["zh"]
    assert now == before
    assert [line for line in after.splitlines() if "zh: " not in line and "|-" not in line][:1] == [
        "# 中a,"
    ]


@pytest.mark.parametrize(
    "text", ["title: [", "a: 1\na: 2 \n", "title: {zh: 中a, zh: b}\n", "x: &a 中a\n"]
)
def test_a_file_that_cannot_be_read_is_left_alone(text):
    """What is not sound YAML is for a person."""
    assert fixed(text, types.Guide) == text


def test_words_with_a_mark_that_is_not_closed_are_left_to_a_person():
    """`make check` says so, nobody guesses."""
    text = (
        "title: {zh: '**注意a', en: x}\ndescription: {zh: 中a, en: x}\nneeds: [{both: x}]\n"
        "sections: {}\nrelated:\n- {to: x, why: {both: x}}\n"
    )
    assert fixed(text, types.Guide) == text.replace("中a", "中 a")


def test_make_fix_gives_the_repository_back(tmp_path, monkeypatch, capsys):
    """Damage of every kind it knows, all over the data.

    Afterwards every byte is as it was, and `make check` is content.
    """
    root = copy_invented_data(tmp_path / "copy")
    files = [
        *(path for path in (root / "data").rglob("*.yml") if path.name in types.FILES),
        *(root / "docs").rglob("*.md"),
    ]
    good = {path: path.read_bytes() for path in files}
    for number, path in enumerate(sorted(files)):
        text = good[path].decode()
        if path.suffix == ".yml":
            lines = [
                re.sub(
                    r"(?<=[\u4e00-\u9fff]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[\u4e00-\u9fff])",
                    "",
                    line,
                )
                if re.match(r" *(?:- )?zh: [^{]*$", line)
                else line
                for line in text.split("\n")
            ]
            text = "\n".join(
                re.sub(r"(?<=[\u4e00-\u9fff])，(?=[\u4e00-\u9fff])", ",", line)
                if re.match(r" *(?:- )?zh: \"", line)
                else line
                for line in lines
            )
        text = [
            text.replace("\n", "\r\n"),
            text.replace("\n", "  \n"),
            "\ufeff" + text,
            text.rstrip("\n"),
        ][number % 4]
        path.write_bytes(text.encode())
    monkeypatch.chdir(root)
    assert main() == 0
    changed = [
        path.relative_to(root).as_posix() for path in files if path.read_bytes() != good[path]
    ]
    assert changed == []
    assert load(root)
    capsys.readouterr()
    assert main() == 0 and capsys.readouterr().out == "nothing to repair\n"
