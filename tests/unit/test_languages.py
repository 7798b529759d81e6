"""Languages: every choice that depends on one stands in macros/text/languages.py."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import ROOT

from macros.text.languages import DEFAULT, LANGUAGES, others

CODES = "|".join(LANGUAGES)
NAMED = re.compile(rf"""["'](?:{CODES})["']|\(\?:(?:{CODES})[|/]""")


def test_no_code_names_a_language():
    """A language named in code is a choice that a third language would not find."""
    for folder, kind in (("macros", "*.py"), ("macros", "*.html"), ("overrides", "*.html")):
        for path in (ROOT / folder).rglob(kind):
            if path.name != "languages.py":
                named = NAMED.findall(path.read_text(encoding="utf-8"))
                assert not named, f"{path}: ask macros/text/languages.py"


@pytest.mark.parametrize("code", ['x = "zh"', "language == 'en'", "(?:en/)?"])
def test_a_language_named_in_code_is_noticed(code):
    assert NAMED.search(code)


def test_mkdocs_builds_the_same_languages():
    """mkdocs.yml lists the languages for the i18n plugin: same order, same names."""
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    plugin = next(each["i18n"] for each in settings["plugins"] if "i18n" in each)
    assert [(each["locale"], each["name"]) for each in plugin["languages"]] == [
        (language.code, language.name) for language in LANGUAGES.values()
    ]
    assert settings["theme"]["language"] == DEFAULT.code


def test_the_default_language_stands_at_the_root():
    """Pages of the default language have no prefix; every other language has one of its own."""
    prefixes = [language.prefix for language in LANGUAGES.values()]
    assert DEFAULT.prefix == "" and prefixes.count("") == 1
    assert all(re.fullmatch("[a-z-]+/", each.prefix) for each in others(DEFAULT.code))
    assert len(set(prefixes)) == len(prefixes)
