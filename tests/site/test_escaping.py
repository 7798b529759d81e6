"""No text of the data can become markup, whichever template prints it, in whichever attribute.

Every text of the invented handbook gets a mark that is markup, and the site is built with it: every
page must have the same elements and attributes as without, and must show the mark as it is typed.
"""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from pathlib import Path

import pytest
import yaml
from conftest import built, copy_invented
from lxml import html

from macros.model import types
from macros.model.reading import read
from macros.model.types.errors import ServerError
from macros.model.types.evidence import Statement

MARK = """<i a="b">'&"""


def marked(value, kind: str = ""):
    """A value of a data file with the mark before every text and label."""
    if isinstance(value, types.Text | types.Label):
        return {
            key: f"{MARK}{text}" if key in ("zh", "en", "gloss") else text
            for key in ("zh", "en", "both", "gloss")
            if (text := getattr(value, key, None)) is not None
        }
    if isinstance(value, types.Model) or is_dataclass(value):
        names = value.model_fields_set if isinstance(value, types.Model) else value.__slots__
        fields = {name: getattr(value, name) for name in names}
        if isinstance(value, Statement):  # or no source would say the marked labels
            fields["labels"] = [f"{MARK}{label}" for label in value.labels]
        if isinstance(value, ServerError):
            fields["example"] = f"{MARK}{value.example}"
        if isinstance(value, types.Provider):
            fields["aliases"] = [f"{MARK}{alias}" for alias in value.aliases]
        return {name: marked(item) for name, item in fields.items() if item is not None}
    if isinstance(value, dict):
        return {key: marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [marked(item) for item in value]
    return value


def pages(site: Path) -> dict[str, html.HtmlElement]:
    files = sorted(site.rglob("*.html"))
    return {path.relative_to(site).as_posix(): html.parse(str(path)).getroot() for path in files}


@pytest.fixture(scope="module")
def plain(invented_site):
    return pages(invented_site)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    root = copy_invented(tmp_path_factory.mktemp("escaping") / "copy")
    for path, model in read(root).models.items():
        text = yaml.safe_dump(marked(model), allow_unicode=True, sort_keys=False, width=10**6)
        (root / path).write_text(text, encoding="utf-8")
    return pages(built(root))


DIGEST = re.compile(r"\?v=[0-9a-f]{8}$|[0-9a-f]{8}(?=\.svg$)")  # of what a page loads


def shape(page) -> list[tuple]:
    return [(each.tag, *each.attrib) for each in page.iter()]


def said(page) -> list[str]:
    """Every text and attribute of a page, without scripts and the policy, which have hashes."""
    found = []
    for each in page.iter():
        if each.tag not in ("script", "style") and "http-equiv" not in each.attrib:
            values = [
                DIGEST.sub("", value)
                for name, value in each.items()
                if name != "height"  # a picture grows with its texts
            ]
            found += [each.text or "", *values]
        found.append(each.tail or "")
    return found


def test_markup_in_texts_adds_no_element_and_no_attribute(plain, hostile):
    """A page has the elements and attributes that its templates write, and no other."""
    assert plain.keys() == hostile.keys()
    for path, page in hostile.items():
        assert shape(page) == shape(plain[path]), path


def test_markup_in_texts_is_shown_as_it_is_typed(plain, hostile):
    """Without the mark, what a page says is what it said before, but for spaces beside Chinese."""
    for path, page in hostile.items():
        texts = said(page)
        unmarked = [text.replace(MARK, "").replace(" ", "") for text in texts]
        assert unmarked == [text.replace(" ", "") for text in said(plain[path])], path


def test_markup_in_texts_cannot_end_a_title(hostile):
    """What stands in a title or a field is text to a parser, until its end tag."""
    for page in hostile.values():
        source = Path(page.base).read_text(encoding="utf-8")
        texts = re.findall(r"<(title|textarea|option)\b[^>]*>(.*?)</\1>", source, re.S)
        assert texts and not [text for _, text in texts if "<" in text], page.base


def test_markup_in_texts_cannot_end_a_script(hostile):
    """Scripts and the data for search engines hold no `<`, so none of them ends early."""
    for path, page in hostile.items():
        assert not [each.text for each in page.iter("script") if "<" in (each.text or "")], path


@pytest.mark.parametrize("start", ["", "en/"])
def test_the_mark_is_all_over_a_guide(hostile, start):
    """The test would be worth nothing if the marks did not arrive."""
    texts = said(hostile[f"{start}youxiang/101-bluebird-personal-mail.html"])
    assert sum(MARK in text for text in texts) > 100
