"""How texts are taken apart for the search, and what data/search.yml may say."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from macros.model.types import Search
from macros.site.search_index import LEAD, Place, lead, places, weights
from macros.site.search_words import Vocabulary

SAMPLE = {
    "mailbox_order": ["qq"],
    "usual": [],
    "mailbox": ["邮箱", "mail"],
    "ignored": ["怎么"],
    "words": {"sms": ["短信", "text message"], "app_password": ["应用专用密码"]},
    "families": {"code": ["app_password"]},
    "answers": [{"ask": ["sms", "code"], "at": ["verify", "errors#paste", "personal#"]}],
    "traditional": ["郵邮應应"],
    "sounds": {"duan": "短断"},
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(Search.model_validate(SAMPLE))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("QQ 授权码", ["qq", "授权", "权码"]),
        ("码", ["码"]),
        ("IMAP/SMTP：993", ["imap", "smtp", "993"]),
        ("imap.qq.com", ["imap", "qq", "com"]),
        ("535-5.7.8", ["535", "5.7.8"]),
        ("codes address status this as", ["code", "address", "status", "this", "as"]),
        ("Ｆｏｘｍａｉｌ邮箱", ["foxmail", "邮箱"]),
        ("郵箱", ["邮箱"]),
        ("授权。码", ["授权", "码"]),
        ("Почта é", ["почта", "é"]),
        ("🙂 — “”", []),
        ("收短信", ["收短", "短信", "#sms"]),
        ("Text messages", ["text", "message", "#sms"]),
        ("應用專用密碼", ["应用", "用專", "專用", "用密", "密碼"]),
        ("应用专用密码", ["应用", "用专", "专用", "用密", "密码", "#app_password", "#code"]),
    ],
)
def test_a_text_is_looked_up_by_its_terms(vocabulary, text, found):
    """Words without a plural s, pairs of simplified Chinese characters, keys of known words."""
    assert vocabulary.terms(text) == found


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("新浪邮箱", {"新 浪"}),
        ("Sina Mail", {"sina"}),
        ("阿里邮箱企业版", {"阿 里 企 业 版", "阿 里 邮 箱 企 业 版"}),
        ("腾讯邮箱（QQ 邮箱 / Foxmail）", {"腾 讯", "qq", "foxmail"}),
        ("短信", set()),
        ("邮箱", set()),
    ],
)
def test_a_mailbox_is_called_by_its_name_without_the_word_for_mailbox(vocabulary, name, called):
    """Each of the names in brackets by itself, but not by what means other things."""
    assert vocabulary.names(name) == called


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"answers": [{"ask": ["nothing"], "at": ["verify"]}]}, "asked_word_is_known"),
        ({"answers": [{"ask": ["sms"], "at": ["Not an id"]}]}, "answer_is_a_section"),
        ({"ignored": ["短信"]}, "search_word_stands_once"),
        ({"unheard_of": []}, "extra_forbidden"),
    ],
)
def test_bad_search_words_are_refused(change, rule):
    """An answer to a word that nobody says, to no section, and a word that stands twice."""
    with pytest.raises(ValidationError) as refused:
        Search.model_validate(SAMPLE | change)
    assert refused.value.errors()[0]["type"] == rule


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (
            "<h1>One</h1><p>a <b>b</b>c</p><p>d.</p>\n<p>e。</p><p>f</p>",
            [("", "One", "a bc · d. e。f")],
        ),
        (
            '<p>before</p><h1>One</h1><h2 id="x">Two &amp; more<a class="headerlink" href="#x"'
            ' aria-label="l">#</a><button type="button">copy</button></h2><p>e</p>',
            [("", "One", ""), ("x", "Two & more", "e")],
        ),
        (
            "<h1>One</h1><h3>no place of its own</h3><p>f</p>",
            [("", "One", "no place of its own · f")],
        ),
        (
            "<h1>One</h1><form data-unsearched novalidate><form>g</form></form>"
            '<ul data-unsearched><li>h</li></ul>i<img src="j" alt="k">l',
            [("", "One", "i · l")],
        ),
        (
            '<h1>One</h1><input class="y" data-unsearched placeholder="m">n<br>o',
            [("", "One", "n · o")],
        ),
        (
            "<h1>One</h1><table><tr><th>p</th><td>q</td></tr></table>&lt;b&gt;",
            [("", "One", "p · q · <b>")],
        ),
        (
            "<h1>One</h1><table><caption>p</caption><thead><tr><th>q</th></tr></thead>"
            "<tbody><tr><th>r</th></tr></tbody></table>s",
            [("", "One", "r · p · q · s")],
        ),
        (
            '<h1>One</h1><h2 id="pitfalls">Two</h2><table><tr><th>p</th></tr><tr id="pit-r"><th>q '
            '<b class="yx-severity">low</b></th><td>s</td><td>t</td></tr></table>u',
            [("", "One", ""), ("pitfalls", "Two", "p · u"), ("pit-r", "q", "s · t")],
        ),
    ],
)
def test_an_article_is_its_places(html, found):
    """What stands below each heading that has an id, and in each row of pitfalls, but for controls
    and the unsearched; what a table holds before what its columns are called.
    """
    assert places(html) == [Place(*each) for each in found]


def test_a_result_shows_the_beginning_of_its_text():
    """Short texts whole, long ones cut between words or Chinese characters."""
    assert lead("short") == "short"
    assert lead("word " * 60) == ("word " * (LEAD // 5)).rstrip() + "…"
    assert lead("授权" * 60) == "授权" * (LEAD // 6) + "…"
    assert lead("w" * (LEAD - 4) + " · another cell") == "w" * (LEAD - 4) + "…"


def test_a_word_weighs_most_in_a_heading_then_beside_a_text_then_in_it(vocabulary):
    """And in the heading of a page, which all of its places share, less than in a text."""
    filled = "of words " * 20
    found = [
        Place("", "page", filled),
        Place("heading", "section", filled),
        Place("beside", "", filled),
        Place("text", "", f"text {filled}"),
    ]
    of_terms: dict[str, int] = {}
    for place in found:
        of_terms |= weights(place, "besides" if place.id == "beside" else "", vocabulary)
    in_order = [of_terms[term] for term in ("section", "beside", "text", "page")]
    assert in_order == sorted({*in_order}, reverse=True)
