"""Ways into the page that are no error in themselves.

Whatever words and values say, the reader sees those characters and nothing happens.
"""

from __future__ import annotations

import json
import re

import pytest
from browsing import QQ, search
from conftest import built, copy_project, edit, serve
from lxml import html as lxml_html

from macros.model.reading import read
from macros.site import gate
from macros.site.css import styles

OWN = "owned=1"
# as words and as values: raw HTML, its escaped and broken forms, and what Markdown, its extensions,
# Jinja or a template engine might see in it
WAYS = [
    f"<script>{OWN}</script>",
    f"</article><script>{OWN}</script>",
    f"<img src=x onerror={OWN}>",
    f"<svg/onload={OWN}>",
    f"<a href=javascript:{OWN}>x</a>",
    f'" onmouseover="{OWN}',
    f"' autofocus onfocus='{OWN}",
    f"&lt;script&gt;{OWN}&lt;/script&gt;",
    f"&#60;script&#62;{OWN}",
    f"<!-- --><script>{OWN}</script>",
    f"<![CDATA[<script>{OWN}</script>]]>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    f"javascript:{OWN}",
    f"data:text/html,<script>{OWN}</script>",
    "<javascript:owned>",
    "<https://evil.example>",
    "x {: onclick=x #faq .yx-header }",
    "x { #faq onclick=x }",
    "# x { #faq }",
    "#faq",
    "| a | b |",
    "a | b",
    "|---|---|",
    "x: https://evil.example",
    "^1: x",
    "HTML: x",
    "!!! danger",
    "=== x",
    ":::x",
    "???+ x",
    "~~~",
    "--8<-- /etc/passwd",
    "$(id)",
    "${7*7}",
    "<%= 7*7 %>",
    "{7*7}",
    "%7B%7B7*7%7D%7D",
    "::smile::",
    "++x++",
    "==x==",
    "H~2~O",
    "x^2^",
    "- x",
    "1. x",
    "> x",
    "=====",
    "<details open ontoggle=x>",
    "\\u003cscript\\u003e",
]
# as values only, since words give these characters a meaning or refuse them
VALUES = [
    "{{ 7*7 }}",
    "{% raw %}",
    "{# x #}",
    "[x](javascript:alert)",
    "[qq]: https://evil.example",
    "*[HTML]: x",
    "[^1]: x",
    "![x](https://evil.example/x.png)",
    "**x",
    "`x",
    "\\",
    "[[x]]",
]

REFUSED = re.compile(r"([,;:?!])\1|evil\.example|\[")  # the rules let values say it, but no words
WORDS = [words for words in WAYS if not REFUSED.search(words)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The site built from data in which QQ's guide says all of it, in words and by values."""
    root = copy_project(tmp_path_factory.mktemp("hostile") / "copy")
    labels = "".join(
        f"  hostile{number}: {json.dumps({'en': value, 'gloss': f'示例 {number}'})}\n"
        for number, value in enumerate([*WAYS, *VALUES])
    )
    edit(root, "data/providers/qq/provider.yml", "\nui:\n", f"\nui:\n{labels}")
    facts = (f"{{{{ ui.hostile{number} }}}}" for number in range(len(WAYS) + len(VALUES)))
    points = "".join(f"      - both: {json.dumps(words)}\n" for words in [*WORDS, *facts])
    section = (
        f"  hostile:\n    title: {{both: <img src=x onerror=owned=1>}}\n    blocks:\n    "
        f"- points:\n{points}"
    )
    edit(root, "data/providers/qq/guide.yml", "\nrelated:\n", f"\n{section}related:\n")
    with (root / f"docs{QQ}.md").open("a", encoding="utf-8") as outline:
        outline.write('{{ section("hostile") }}\n')
    site = built(root)
    handbook = read(root)
    findings = gate.findings_in(site, handbook, styles(root, handbook.site.brand))
    assert not findings  # words and values are no alarm
    return site


def shown(words: str) -> str:
    """What a reader sees of words.

    A backslash before punctuation takes its meaning away and is not shown.
    """
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", words)


@pytest.mark.parametrize("start", ["", "en/"])
def test_words_and_values_are_shown_as_they_are(hostile, start):
    """Each is there, character by character, with no element, attribute or id that was not there
    before.
    """
    tree = lxml_html.parse(str(hostile / f"{start}{QQ[1:]}.html"))
    [section] = tree.xpath('//section[@aria-labelledby="hostile"]')
    points = section.xpath("./ul/li")
    assert [point.text_content() for point in points[: len(WORDS)]] == [
        shown(words) for words in WORDS
    ]
    assert [
        point.xpath(".//b[@class='yx-ui']")[0].text_content() for point in points[len(WORDS) :]
    ] == [*WAYS, *VALUES]
    assert {(each.tag, name) for each in section.iter() for name in each.attrib} <= {
        ("section", "class"),
        ("section", "aria-labelledby"),
        ("h2", "id"),
        ("b", "class"),
        ("b", "lang"),
        ("span", "class"),
        ("button", "type"),
        ("button", "class"),
        ("button", "aria-label"),
        ("button", "title"),
        ("button", "aria-expanded"),
        ("div", "class"),
    }
    assert not section.xpath(".//a")


def test_nothing_happens_on_the_page_or_in_the_search(hostile, new_page):
    """In a browser.

    No script of theirs ran, nothing was asked of another host, no policy was violated; the search
    shows them as text, too.
    """
    tags = """all => [...all.querySelectorAll('*')].map(each => each.tagName)
        .filter(name => !/^(OL|LI|A|SPAN|MARK|BUTTON)$/.test(name))"""
    with serve(hostile) as base:
        page, said, asked = new_page(base_url=base), [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(QQ)
        results = page.locator(".yx-search__results")
        for query in ("onerror", "owned", "script"):
            search(page, query)
            assert results.evaluate(tags) == []
            assert OWN in results.inner_text()
            page.locator(".yx-search form button").click()
        assert page.evaluate("window.owned") is None
        assert [each for each in said if "404" not in each] == []
        assert [each for each in asked if not each.startswith((base, "data:"))] == []
