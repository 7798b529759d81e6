"""Words: facts filled in, three marks, and nothing else can happen."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from conftest import ROOT, build, copy_project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from macros.model import types as model
from macros.model.yaml_file import load
from macros.render import texts as words
from macros.render.texts import TextRenderer, WordError
from macros.text.languages import LANGUAGES
from macros.text.unsafe_text import INVISIBLE, find_lookalike_host, find_secret

VISIBLE = st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"))
MARKS = st.sampled_from(
    list("<>&\"'`*_[](){}|#!:=-~\\/@%$^+.,\n ")
    + [
        "{{",
        "}}",
        "</",
        "<script>",
        "javascript:",
        "](",
        "**",
        "&lt;",
        "{%",
        ": #x",
        "||",
        "中",
        "文",
    ]
)
HOSTILE = st.lists(st.one_of(VISIBLE, MARKS), min_size=1, max_size=40).map("".join)


@pytest.fixture(scope="module")
def qq(handbook):
    return {
        language: TextRenderer(handbook, handbook.pages["qq"], language) for language in LANGUAGES
    }


def shown(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_a_value_filled_in_comes_out_as_the_same_text(handbook, value):
    """Text in, the same text out: a fact can become no mark, no markup and no expression."""
    each = TextRenderer(handbook, handbook.pages["qq"], "en")
    each.facts = {"fact": {"x": value}}
    for source, around in (
        ("a {{ fact.x }} b", ("a ", " b")),
        ("**{{ fact.x }}**", ("", "")),
        ("`{{ fact.x }}`", ("", "")),
        ("[{{ fact.x }}](#bind)", ("", "")),
    ):
        html = each.html(source)
        assert shown(html) == around[0] + value + around[1]
        assert set(re.findall(r"<(/?\w+)", html)) <= {
            "strong",
            "/strong",
            "code",
            "/code",
            "a",
            "/a",
        }


@settings(max_examples=500, deadline=None)
@given(HOSTILE)
def test_words_never_become_markup(handbook, source):
    """Words of any kind are refused or give only our three marks, with links only where a key leads."""
    each = TextRenderer(handbook, handbook.pages["qq"], "zh")
    try:
        html = str(each.html(source))
    except WordError:
        return
    assert set(re.findall(r"<(/?\w+)", html)) <= {
        "strong",
        "/strong",
        "em",
        "/em",
        "code",
        "/code",
        "a",
        "/a",
        "b",
        "/b",
        "span",
        "/span",
        "time",
        "/time",
    }
    assert not re.search(r"<[^>]*\s(?!href=|class=|lang=|hreflang=|datetime=)[\w-]+=", html)


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing }}",
        "{{ imap.nothing }}",
        "{{ imap }}",
        "{{ imap.host.__class__ }}",
        "{{ ''.join }}",
        "{{ 1+1 }}",
        "{{ x|safe }}",
        "{% if x %}",
        "{{ unclosed",
        "[x](javascript:alert)",
        "[x](https://example.com)",
        "[x](//example.com)",
        "[x](nobody)",
        '[x](#bind "title")',
        "**open",
        "`open",
    ],
)
def test_words_that_do_not_hold_are_refused(qq, source):
    """An unknown name, a calculation, a foreign link or an open mark is an error with a rule and a fix."""
    with pytest.raises(WordError) as refusal:
        qq["zh"].html(source)
    assert refusal.value.rule and refusal.value.fix


def test_facts_labels_and_links_are_filled_in(qq, handbook):
    """The three things words can do, in both languages."""
    host = handbook.mailboxes["qq"].provider.servers["imap"].host
    assert str(qq["zh"].html("用 `{{ imap.host }}`")) == f"用 <code>{host}</code>"
    assert '<a href="#bind">' in qq["en"].html("[here](#bind)")
    assert '<a href="105-souhu-sohuyouxiang-sohu-personal-email">' in qq["en"].html("[Sohu](sohu)")
    assert str(qq["zh"].html("`a`和{{ short }}和`b`")) == "<code>a</code>和 QQ 邮箱和<code>b</code>"
    label = model.Label(zh="设置", gloss="Settings")
    assert qq["zh"].label(label) == '<b class="yx-ui">设置</b>'
    assert (
        qq["en"].label(label)
        == '<b class="yx-ui" lang="zh">设置</b><span class="yx-gloss"> (Settings)</span>'
    )
    english = model.Label(en="Options", gloss="选项")
    assert (
        qq["zh"].label(english)
        == '<b class="yx-ui" lang="en">Options</b><span class="yx-gloss">（选项）</span>'
        and qq["en"].label(english) == '<b class="yx-ui">Options</b>'
    )


@pytest.mark.parametrize(
    ("base", "target", "way"),
    [
        ("youxiang/106-x", "youxiang/107-y", "107-y"),
        ("youxiang/106-x", "youxiang/", "./"),
        ("youxiang/", "youxiang/106-x", "106-x"),
        ("en/youxiang/106-x", "youxiang/106-x", "../../youxiang/106-x"),
        ("youxiang/106-x", "en/youxiang/106-x", "../en/youxiang/106-x"),
        ("", "youxiang/", "youxiang/"),
        ("en/", "en/youxiang/", "youxiang/"),
        ("youxiang/106-x", "assets/", "../assets/"),
    ],
)
def test_the_way_from_one_address_to_another(base, target, way):
    """Internal links are relative, so that the site works below any path."""
    assert words.relative(base, target) == way


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_file_is_read_or_refused(tmp_path_factory, text):
    """The loader never raises, whatever a file holds."""
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    document = load(path, path.parent)
    assert (
        document.problems
        or document.value is None
        or isinstance(document.value, (dict, list, str, int, float))
    )


def test_scalars_stay_text(tmp_path):
    """`no`, a time, a date and a leading zero are text.

    Only plain numbers, true and false are not.
    """
    path = tmp_path / "x.yml"
    path.write_text(
        "a: no\nb: 12:30\nc: 2026-11-23\nd: 007\ne: 993\nf: '993'\ng: true\nh: 0.007\n",
        encoding="utf-8",
    )
    assert load(path, tmp_path).value == {
        "a": "no",
        "b": "12:30",
        "c": "2026-11-23",
        "d": "007",
        "e": 993,
        "f": "993",
        "g": True,
        "h": 0.007,
    }


def test_arrows_between_modules_point_one_way():
    """Nothing imports the adapter, and only the adapter knows MkDocs."""
    for path in (ROOT / "macros").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != "hook.py":
            assert not re.search(
                r"^\s*(?:from|import) mkdocs|import hook|macros\.hook", text, re.M
            ), path.name


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("关于{{ fact.x }}", "QQ 邮箱", "关于 QQ 邮箱"),
        ("关于 {{ fact.x }} 的", "搜狐邮箱", "关于搜狐邮箱的"),
        ("用{{ fact.x }}，", "SMTP", "用 SMTP，"),
        ("{{ fact.x }}位", "16", "16 位"),
        ("（{{ fact.x }}）", "QQ", "（QQ）"),
    ],
)
def test_chinese_around_a_value_is_spaced(handbook, source, value, expected):
    """Whatever a fact begins with, the space towards it is right."""
    each = TextRenderer(handbook, handbook.pages["qq"], "zh")
    each.facts = {"fact": {"x": value}}
    assert str(each.html(source)) == expected


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        HOSTILE.filter(
            lambda value: (
                value.strip()
                and not INVISIBLE.search(value)
                and not find_lookalike_host(value)
                and not find_secret(value)[0]
            )
        ),
        min_size=40,
        max_size=40,
    )
)
def test_values_come_out_of_a_real_build_as_the_same_text(tmp_path_factory, values):
    """From YAML through MkDocs into the page's HTML.

    Hostile values are shown as they are, in both languages.
    """
    root = copy_project(tmp_path_factory.mktemp("fuzz") / "copy")
    provider, guide = root / "data/providers/qq/provider.yml", root / "data/providers/qq/guide.yml"
    values = [f"中{value}" for value in values]  # what a Chinese screen says has Chinese in it
    labels = "".join(
        f"  fuzz{number}: {json.dumps({'zh': value, 'gloss': 'x'}, ensure_ascii=False)}\n"
        for number, value in enumerate(values)
    )
    provider.write_text(
        provider.read_text(encoding="utf-8").replace("\nui:\n", f"\nui:\n{labels}"),
        encoding="utf-8",
    )
    points = "".join(
        f'      - both: "{{{{ ui.fuzz{number} }}}}"\n' for number in range(len(values))
    )
    section = f"  fuzz:\n    title: {{both: x}}\n    blocks:\n    - points:\n{points}"
    guide.write_text(
        guide.read_text(encoding="utf-8").replace("\nrelated:\n", f"\n{section}related:\n"),
        encoding="utf-8",
    )
    slug = load(provider, root).value["slug"]
    outline = root / f"docs/youxiang/{slug}.md"
    outline.write_text(
        outline.read_text(encoding="utf-8") + '{{ section("fuzz") }}\n', encoding="utf-8"
    )
    done = build(root, root / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    for start in ("", "en/"):
        tree = lxml_html.fromstring(
            (root / f"site/{start}youxiang/{slug}.html").read_text(encoding="utf-8")
        )
        assert [
            each.text_content() for each in tree.xpath('//section[@aria-labelledby="fuzz"]//b')
        ] == values
        assert not tree.xpath(
            '//section[@aria-labelledby="fuzz"]//li//*[not(self::b) and not(self::span)]'
        )
