"""Words: facts filled in, three marks, and nothing else can happen."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.model import types
from macros.model.problem import WordError
from macros.model.yaml_file import load_yaml
from macros.render import texts as words
from macros.render.texts import TextRenderer
from macros.text.languages import LANGUAGES


@pytest.fixture(scope="module")
def bird(invented):
    """The words of one page, by language."""
    page = invented.pages["bluebird"]
    return {language: TextRenderer(invented, page, language) for language in LANGUAGES}


def both(source: str) -> dict[str, str]:
    """A source that is the same text in every language."""
    return dict.fromkeys(LANGUAGES, source)


def shown(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def tags(html: str) -> set[str]:
    return {*re.findall(r"</?(\w+)", html)}


@settings(max_examples=100)
@given(HOSTILE)
def test_a_value_filled_in_comes_out_as_the_same_text(invented, value):
    """Text in, the same text out: a fact can become no mark, no markup and no expression."""
    each = TextRenderer(invented, invented.pages["bluebird"], "en")
    each.facts = {"fact": {"x": value}}
    for source, around in (
        ("a {{ fact.x }} b", ("a ", " b")),
        ("**{{ fact.x }}**", ("", "")),
        ("`{{ fact.x }}`", ("", "")),
        ("[{{ fact.x }}](#bind)", ("", "")),
    ):
        html = each.html(both(source))
        assert shown(html) == around[0] + value + around[1]
        assert tags(html) <= {"strong", "code", "a"}


@settings(max_examples=150)
@given(HOSTILE)
def test_words_never_become_markup(invented, source):
    """Words of any kind are refused or give only our three marks, with links only where a key
    leads.
    """
    each = TextRenderer(invented, invented.pages["bluebird"], "zh")
    try:
        html = str(each.html(both(source)))
    except WordError:
        return
    assert tags(html) <= {*"strong em code a b span time wbr".split()}
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
        "[open",
        "closed](#bind)",
        "[a [b](#bind)](#faq)",
        "**a [b** c](#bind)",
        "****",
        "a****b",
        "** a **",
        "2 ** 3 ** 4",
        "**“填”**这里",
        "[](#bind)",
        "[x]({{ imap.host }})",
        "*a*",
        "_a_",
        "_a b_c d_",
    ],
)
def test_words_that_do_not_hold_are_refused(bird, source):
    """An unknown name, a calculation, a foreign link or an open mark is an error with a rule and a
    fix.
    """
    with pytest.raises(WordError) as refusal:
        bird["zh"].html(both(source))
    assert refusal.value.rule and refusal.value.fix


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**a [b](#bind) `c`** d", '<strong>a <a href="#bind">b</a> <code>c</code></strong> d'),
        ("[**a**](#bind)", '<a href="#bind"><strong>a</strong></a>'),
        ("**填**（这里）**“填”**", "<strong>填</strong>（这里）<strong>“填”</strong>"),
        ("*，见 `a*b`，`*c*`", "*，见 <code>a*b</code>，<code>*c*</code>"),
        ("`**a** [b](#bind) _c_`", "<code>**a** [b](#bind) _c_</code>"),
        ("2 * 3 * 4, a_b_c, _x", "2 * 3 * 4, a_b_c, _x"),
        ("\\ & <b>", "\\ &amp; &lt;b&gt;"),
    ],
)
def test_marks_become_elements_and_all_else_is_literal(bird, source, html):
    """Marks can be in each other, and be shown in code."""
    assert str(bird["en"].html(both(source))) == html


def test_facts_labels_and_links_are_filled_in(bird, invented):
    """The three things words can do, in both languages."""
    host = invented.mailboxes["bluebird"].provider.servers["imap"].host
    assert str(bird["zh"].html(both("用 `{{ imap.host }}`"))) == f"用 <code>{host}</code>"
    assert '<a href="#bind">' in bird["en"].html(both("[here](#bind)"))
    assert '<a href="102-pinepost-mail">' in bird["en"].html(both("[Pinepost](pinepost)"))
    assert bird["en"].html(both("[b.org/in](#bind)")) == '<a href="#bind">b.org/<wbr>in</a>'
    html = bird["zh"].html(both("`a`和{{ short }}和`b`"))
    assert str(html) == "<code>a</code>和青鸟邮箱和<code>b</code>"
    label = types.Label(zh="设置", gloss="Settings")
    assert bird["zh"].label(label) == '<b class="yx-ui">设置</b>'
    assert (
        bird["en"].label(label)
        == '<b class="yx-ui" lang="zh">设置</b><span class="yx-gloss"> (Settings)</span>'
    )
    english = types.Label(en="Options", gloss="选项")
    assert (
        bird["zh"].label(english)
        == '<b class="yx-ui" lang="en">Options</b><span class="yx-gloss">（选项）</span>'
    )
    assert bird["en"].label(english) == '<b class="yx-ui">Options</b>'


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


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_file_is_read_or_refused(tmp_path_factory, text):
    """The loader never raises, whatever a file holds."""
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    document = load_yaml(path, path.parent)
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
    assert load_yaml(path, tmp_path).value == {
        "a": "no",
        "b": "12:30",
        "c": "2026-11-23",
        "d": "007",
        "e": 993,
        "f": "993",
        "g": True,
        "h": 0.007,
    }


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
def test_chinese_around_a_value_is_spaced(invented, source, value, expected):
    """Whatever a fact begins with, the space towards it is right."""
    each = TextRenderer(invented, invented.pages["bluebird"], "zh")
    each.facts = {"fact": {"x": value}}
    assert str(each.html(both(source))) == expected
