"""JSON, Markdown and the command line say what the pages say."""

from __future__ import annotations

import io
import json
import re
import shutil
import string
import sys

import pytest
from conftest import need
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from markupsafe import escape

from macros.render.outline import render
from macros.render.texts import TextRenderer
from macros.site import api, for_programs
from macros.site.markdown import as_markdown
from macros.site.page_states import states
from macros.site.structured_data import structured_data
from macros.text.languages import LANGUAGES
from macros.tools import explain, lookup


@pytest.fixture(scope="module")
def files(invented):
    """Every file for programs, by its path."""
    articles = states(invented)
    return dict(for_programs.files(invented, lambda page, code: articles[page.key, code].html))


def test_a_file_that_lacks_a_field_does_not_fit_its_schema(files):
    """The schema refuses: a mailbox without servers is none. Whole ones fit: tests/site."""
    mailbox = json.loads(files[f"{api.FOLDER}mailboxes/bluebird.json"])
    del mailbox["servers"]
    schema = json.loads(api.schemas()["mailbox"])
    assert list(Draft202012Validator(schema).iter_errors(mailbox))


def test_one_fact_is_the_same_in_every_output(invented, files):
    """Each server of each mailbox stands in JSON, in Markdown and in the tools' file alike."""
    for mailbox in invented.mailboxes.values():
        listed = json.loads(files[f"{api.FOLDER}mailboxes/{mailbox.id}.json"])["servers"]
        servers = mailbox.provider.servers.values()
        assert [(each["host"], each["port"], each["security"]) for each in listed] == [
            (server.host, server.port, server.security) for server in servers
        ]
        for language in LANGUAGES:
            path = invented.pages[mailbox.id].file(language, ".md")
            for server in servers:
                written = server.host if server.use == "unusable" else f"`{server.host}`"
                assert written in files[path], (path, server.host)


def test_every_domain_has_a_file_and_leads_to_servers_of_its_own(invented, files):
    """A domain with servers of its own gets those and no others."""
    for mailbox in invented.mailboxes.values():
        for domain in mailbox.provider.domains:
            found = json.loads(files[f"{api.FOLDER}domains/{domain}.json"])
            assert found["mailbox"] == mailbox.id
            for protocol in ("imap", "smtp"):
                own = {
                    server.host
                    for server in mailbox.provider.first_choices(protocol)
                    if domain in server.domains
                }
                if own:
                    assert {server["host"] for server in found[protocol]} == own


def test_tables_of_mailboxes_have_the_columns_of_the_page(invented, files):
    """An index page speaks of its columns, so its Markdown has all that its HTML has."""
    for kind in ("personal", "enterprise"):
        page = invented.pages[kind]
        for language in LANGUAGES:
            html = render(invented, page, language, invented.outline(page)).html
            table = re.search(r'id="table-mailboxes">.*?</thead>', html, re.S)
            heads = re.findall(r'<th scope="col">(.*?)</th>', table[0])
            text = files[page.file(language, ".md")]
            assert f"| {' | '.join(heads)} |\n| ---" in text, (kind, language)


def test_llms_txt_names_every_page_in_every_language(invented, files):
    """The list of pages is complete, with what each is about; each address in it is a file."""
    named = set(re.findall(r"\]\(https://[^/]+/([^)]+)\)", files[for_programs.LLMS]))
    assert named <= set(files)
    for page in invented.pages.values():
        for language in LANGUAGES:
            path = page.file(language, ".md")
            assert path in named
            about = TextRenderer(invented, page, language).plain(page.description)
            assert f"/{path}): {about}\n" in files[for_programs.LLMS]


def test_markdown_has_no_html_and_no_relative_links(files):
    """What stands in angle brackets is an address, and every link is absolute."""
    for path, text in files.items():
        if path.endswith(".md"):
            bare = re.sub(r"`[^`]*`|\\.", "", text)
            assert set(re.findall(r"<(?!https?://|mailto:)[^>]*>", bare)) == set(), path
            assert not re.search(r"\]\((?!<https?://)", bare), path


@pytest.mark.parametrize(
    "value",
    [
        *("<b>x</b>", "[x](javascript:1)", "# x", "a|b", "![x](y)", "{{ x }}", "&lt;"),
        *(f"{mark * 2}x{mark * 2}" for mark in string.punctuation),
    ],
)
def test_a_hostile_value_stays_text_in_markdown(value):
    """Read back as Markdown, it is the same characters, and no mark."""
    written = as_markdown(f"<p>x {escape(value)}</p>", "https://site.example/page").strip()
    tokens = MarkdownIt("gfm-like", {"linkify": False}).disable("linkify").parseInline(written)
    children = tokens[0].children or []
    assert {token.type for token in children} <= {"text", "text_special"}
    assert "".join(token.content for token in children) == f"x {value}"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            '<h2 id=\'x\'>One<a class="headerlink" href="#x">#</a></h2>\n<p>a\nb</p>',
            "## One\n\na b",
        ),
        ('<p><a href="other#x">a</a></p>', "[a](<https://site.example/other#x>)"),
        ('<ol start="10"><li>a<div>b</div></li><li>c</li></ol>', "10. a\n\n    b\n11. c"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n\n  1. b"),
        (
            "<table><caption>t</caption><thead><tr>\n<th>a</th>\n<th>b</th></tr></thead>"
            "<tbody><tr><th>c<br>d</th><td><code>e</code></td></tr></tbody></table>",
            "t\n\n| a | b |\n| --- | --- |\n| c · d | `e` |",
        ),
        (
            '<div class="yx-box yx-box--note"><p><strong>Note</strong></p><p>a</p></div>',
            "> **Note**\n>\n> a",
        ),
        ('<p class="yx-caution">a</p>', "> a"),
        ("<details><summary>More?</summary><p>a</p></details>", "**More?** a"),
        ("<details><summary>All</summary><ul><li>a</li></ul></details>", "**All**\n\n- a"),
        ("<details><summary><h3>Why?</h3></summary><p>a</p></details>", "### Why?\n\na"),
        ('<form><p>a</p></form><p class="yx-js">b</p><nav>c</nav><p>d</p>', "d"),
    ],
)
def test_an_article_is_written_as_markdown(html, markdown):
    """Headings, links, numbers, tables, boxes and folds; what one presses is left out."""
    assert as_markdown(html, "https://site.example/page") == f"{markdown}\n"


def test_lookup_prints_the_settings_of_an_address(invented, monkeypatch, capsys):
    """In words or as JSON, with exit code 0; 1 for a domain that nobody knows."""
    monkeypatch.chdir(invented.root)
    assert lookup.main("someone@redbird.example") == 0
    assert "imap.bluebird.example port 993 tls" in capsys.readouterr().out
    assert lookup.main("REDBIRD.example", as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["mailbox"] == "bluebird"
    assert lookup.main("someone@nobody.test") == 1


def test_explain_names_causes_by_the_rules_of_the_page(invented, monkeypatch, capsys):
    """Through errors.js under Node; a text that says nothing has no cause and exit code 1."""
    need(shutil.which("node"), "Node.js")
    monkeypatch.chdir(invented.root)
    monkeypatch.setattr(
        sys, "stdin", io.StringIO("535 Login Fail. Please enter your authorization code")
    )
    assert explain.main("bluebird", as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["causes"][0] == "wrong-kind"
    monkeypatch.setattr(sys, "stdin", io.StringIO("good morning"))
    assert explain.main() == 1


def test_explain_says_when_node_is_missing(monkeypatch, capsys):
    """Exit code 2, and a sentence."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert explain.main() == 2
    assert "Node.js is not installed" in capsys.readouterr().err


def test_structured_data_says_what_the_page_shows(invented):
    """Title, description, address and day are those of the page; it cannot end its script."""
    for page in invented.pages.values():
        for language in LANGUAGES:
            text = structured_data(invented, page, language)
            assert "<" not in text
            graph = json.loads(text)["@graph"]
            crumbs = graph[0]["itemListElement"]
            title = TextRenderer(invented, page, language).plain(page.title)
            assert crumbs[-1]["name"] == title
            assert crumbs[-1]["item"] == f"{invented.site.url}/{page.address(language)}"
            if page.mailbox:
                article = graph[1]
                assert article["headline"] == title
                assert article["dateModified"] == str(page.mailbox.provider.checked)
