"""JSON, Markdown and the command line say what the pages say."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys

import pytest
from conftest import need
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from macros.render.markdown_texts import MarkdownTexts, escape_markdown
from macros.render.outline import render
from macros.render.texts import TextRenderer
from macros.site import api, for_programs
from macros.site.structured_data import structured_data
from macros.text.languages import LANGUAGES
from macros.tools import explain, lookup


@pytest.fixture(scope="module")
def files(invented):
    """Every file for programs, by its path."""
    return dict(for_programs.files(invented))


def kind_of(path: str) -> str:
    """The kind of an API file: mailbox for mailboxes/bluebird.json."""
    name = path.removeprefix(api.FOLDER).removesuffix(".json")
    return (
        {"mailboxes": "mailbox", "domains": "domain"}.get(name.split("/")[0], name)
        if ("/" in name)
        else name
    )


def test_every_file_of_the_api_fits_its_schema(files):
    """The schema beside a file describes it, and itself is a schema."""
    schemas = {name: json.loads(text) for name, text in api.schemas().items()}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    seen = set()
    for path, text in files.items():
        if path.startswith(api.FOLDER) and "/schema/" not in path:
            kind = kind_of(path)
            seen.add(kind)
            Draft202012Validator(schemas[kind]).validate(json.loads(text))
    assert seen == set(schemas)


def test_a_file_that_lacks_a_field_does_not_fit_its_schema(files):
    """The schema refuses: a mailbox without servers is none."""
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
                assert f"`{server.host}`" in files[path], (path, server.host)


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
    """The list of pages is complete, and each address in it is a file."""
    named = set(re.findall(r"\]\(https://[^/]+/([^)]+)\)", files[for_programs.LLMS]))
    assert named <= set(files)
    for page in invented.pages.values():
        for language in LANGUAGES:
            assert page.file(language, ".md") in named


def test_markdown_has_no_html_and_no_relative_links(files):
    """What stands in angle brackets is an address, and every link is absolute."""
    for path, text in files.items():
        if path.endswith(".md"):
            bare = re.sub(r"`[^`]*`|\\.", "", text)
            assert set(re.findall(r"<(?!https?://|mailto:)[^>]*>", bare)) == set(), path
            assert not re.search(r"\]\((?!<https?://)", bare), path


@pytest.mark.parametrize(
    "value",
    ["<b>x</b>", "[x](javascript:1)", "**x**", "# x", "`x`", "a|b", "![x](y)", "{{ x }}", "&lt;"],
)
def test_a_hostile_value_stays_text_in_markdown(value):
    """Read back as Markdown, it is the same characters, and no mark."""
    tokens = (
        MarkdownIt("gfm-like", {"linkify": False})
        .disable("linkify")
        .parseInline(f"x {escape_markdown(value)}")
    )
    children = tokens[0].children or []
    assert {token.type for token in children} <= {"text", "text_special"}
    assert "".join(token.content for token in children) == f"x {value}"


def test_markdown_texts_say_what_html_says(invented):
    """Every text of every guide has the same words as Markdown and as HTML."""
    page = invented.pages["bluebird"]
    renderer = TextRenderer(invented, page, "zh")
    markdown = MarkdownTexts(renderer)
    for _, _, text in invented.texts_of(page):
        html = re.sub(r"[\s]", "", renderer.plain(text))
        said = re.sub(r"\]\(<[^>]*>\)", "", markdown.inline(text))
        said = re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)[*`\[]", "", said))
        assert re.sub(r"[\s]", "", said) == html, text


def test_lookup_prints_the_settings_of_an_address(invented, monkeypatch, capsys):
    """In words or as JSON, with exit code 0; 1 for a domain that nobody knows."""
    monkeypatch.chdir(invented.root)
    assert lookup.main(["someone@redbird.example"]) == 0
    assert "imap.bluebird.example port 993 tls" in capsys.readouterr().out
    assert lookup.main(["REDBIRD.example", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["mailbox"] == "bluebird"
    assert lookup.main(["someone@nobody.test"]) == 1


def test_explain_names_causes_by_the_rules_of_the_page(invented, monkeypatch, capsys):
    """Through errors.js under Node; a text that says nothing has no cause and exit code 1."""
    need(shutil.which("node"), "Node.js")
    monkeypatch.chdir(invented.root)
    monkeypatch.setattr(
        sys, "stdin", io.StringIO("535 Login Fail. Please enter your authorization code")
    )
    assert explain.main(["--json", "--mailbox", "bluebird"]) == 0
    assert json.loads(capsys.readouterr().out)["causes"][0] == "wrong-kind"
    monkeypatch.setattr(sys, "stdin", io.StringIO("good morning"))
    assert explain.main([]) == 1


def test_explain_says_when_node_is_missing(monkeypatch, capsys):
    """Exit code 2, and a sentence."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert explain.main([]) == 2
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
