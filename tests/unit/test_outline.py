"""Outlines are Jinja2 that calls registered macros; one registry feeds everything about macros."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from conftest import ROOT

from macros.model.problem import WordError
from macros.render.outline import check_outline, render
from macros.render.registry import MACROS, find_macro
from macros.tools.docs import GUIDES, with_list

BAD = {
    "words": ("Hello", 1),
    "words below a call": ("{{ title() }}\n\nHello", 3),
    "HTML": ("<b>x</b>", 1),
    "a name": ("{{ title }}", 1),
    "arithmetic": ("{{ 7 * 7 }}", 1),
    "a filter": ("{{ title() | upper }}", 1),
    "an attribute": ("{{ title().__class__ }}", 1),
    "a call of an attribute": ("{{ title.x() }}", 1),
    "a call of a call": ("{{ title()() }}", 1),
    "a macro as argument": ("{{ section(title) }}", 1),
    "a sum as argument": ('{{ section("x" ~ "y") }}', 1),
    "a number as argument": ("{{ section(1) }}", 1),
    "unpacked arguments": ("{{ section(*x) }}", 1),
    "a loop": ("{{ title() }}\n{% for x in y %}{% endfor %}", 2),
    "an import": ('{% import "x" as y %}', 1),
    "a syntax error": ("{{ title() }}\n{{ title( }}", 2),
    "an unknown macro": ("{{ title() }}\n{{ titel() }}", 2),
    "too many arguments": ('{{ title("x") }}', 1),
    "too few arguments": ("{{ section() }}", 1),
}


@pytest.mark.parametrize("name", BAD)
def test_an_outline_only_calls_macros(invented, name):
    """Anything but calls of macros and comments is refused at its line, and never evaluated."""
    outline, line = BAD[name]
    assert [found for found, _ in check_outline(outline)] == [line]
    assert "Hello" not in render(invented, invented.pages["bluebird"], "en", outline).html


def test_comments_stand_in_outlines(invented):
    """A comment of Jinja2 says nothing to readers and is no mistake."""
    outline = "{# why this page is different #}\n{{ title() }}"
    assert check_outline(outline) == []
    assert (
        render(invented, invented.pages["bluebird"], "en", outline).html.strip().startswith("<h1>")
    )


def test_an_unknown_macro_is_guessed():
    """Who misspells a macro is told which one comes close."""
    with pytest.raises(WordError) as error:
        find_macro("server_tabel")
    assert "did you mean `server_table`?" in error.value.fix


def test_every_failed_call_is_said_at_its_line(invented):
    """One failed call hides no other."""
    outline = '{{ section("nothing") }}\n{{ title() }}\n{{ table("nothing") }}'
    rendered = render(invented, invented.pages["bluebird"], "en", outline)
    assert [(line, error.rule) for line, error in rendered.errors] == [
        (1, "section_has_words"),
        (3, "table_exists"),
    ]
    assert "<h1>" in rendered.html


def test_a_section_for_every_guide_is_one_line(invented):
    """What `guide_sections` lists stands in every guide, in that order."""
    common = invented.common
    listed = common.guide_sections
    order = [*listed[1:], listed[0]]
    reordered = common.model_copy(update={"guide_sections": order})
    models = {**invented.models, "data/common.yml": reordered}
    changed = replace(invented, models=models, rendered={})
    for mailbox in invented.mailboxes:
        page = changed.pages[mailbox]
        assert render(changed, page, "zh", "{{ guide() }}").sections == order


def test_a_section_stands_once_on_a_page(invented):
    """A second call would give two places the same id."""
    outline = '{{ guide() }}\n{{ section("faq") }}'
    [(line, error)] = render(invented, invented.pages["bluebird"], "en", outline).errors
    assert (line, error.rule) == (2, "ids_are_unique")


def test_every_macro_says_what_it_prints():
    """The list for contributors is made of the macros' own docstrings."""
    assert all(macro.purpose.endswith(".") for macro in MACROS.values())


@pytest.mark.parametrize("name", GUIDES)
def test_contributors_see_the_macros_that_there_are(name):
    """The list in the guide for contributors is the registry's: `python -m macros docs`."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "title()" in text and with_list(text) == text


def test_editors_complete_what_can_be_shown():
    """The schema of blocks names the macros that `show:` can name, and no other."""
    schema = json.loads((ROOT / "schema/guide.json").read_text(encoding="utf-8"))
    [names, _] = schema["$defs"]["Block"]["properties"]["show"]["anyOf"]
    assert names["enum"] == sorted(name for name in MACROS if MACROS[name].can_be_shown)
