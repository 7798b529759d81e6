"""The elements and attributes that pages are made of, shown on the invented handbook.

A pull request that changes a template changes tests/markup.txt, too, so that a reviewer sees a
label that lost its field, a name for screen readers that is gone, a link that lost its language.
Accept a change with: ACCEPT=1 python -m pytest tests/site/test_markup.py
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from conftest import ROOT
from lxml import html
from lxml.html import HtmlElement
from lxml.html.defs import empty_tags

from macros.model.handbook import Handbook
from macros.text.languages import LANGUAGES

SNAPSHOT = ROOT / "tests/markup.txt"
# Their values come from templates, or are for scripts; of every other attribute it only matters
# that it has one.
SHOWN = set(
    """aria-expanded aria-live aria-pressed autocapitalize autocomplete autocorrect blocking
    charset decoding http-equiv hreflang inputmode itemprop lang loading maxlength method name
    novalidate property rel role rows scope spellcheck type""".split()
)
DIGEST = re.compile(r"\?v=[0-9a-f]{8}$")


def sign(element: HtmlElement) -> str:
    """An element as a CSS selector would name it."""
    return ".".join([element.tag, *element.get("class", "").split()])


def kinds_of_pages(handbook: Handbook) -> dict[str, str]:
    """What each address of the site is: the key of its page, or a guide."""
    return {
        f"/{page.address(language)}": "guide" if page.mailbox else page.key
        for page in handbook.pages.values()
        for language in LANGUAGES
    }


def line(element: HtmlElement, address: str, kinds: dict[str, str], words: dict[str, str]) -> str:
    """An element in its parent, with its attributes, on the page of this address."""
    attributes = [
        f"{name}={words[value]}"
        if value in words and name not in ("content", *SHOWN)
        else f'{name}="{DIGEST.sub("", value)}"'
        if name in SHOWN or name.startswith("data-") or not value
        else name
        for name, value in sorted(element.attrib.items())
        if name != "class"
    ]
    if element.tag == "a" and address in kinds:
        to, place = urldefrag(urljoin(address, element.get("href", "")))
        page = "here" if to == address else f"to {kinds.get(to, 'elsewhere')}"
        attributes.append(f"{page}#" if place else page)
    if element.tag not in empty_tags and not len(element) and not (element.text or "").strip():
        attributes.append("without words")
    parent = element.getparent()
    within = f"{sign(parent)} > " if parent is not None else ""
    return " ".join([f"{within}{sign(element)}", *attributes])


def said_to_search_engines(tree: HtmlElement) -> Iterator[str]:
    """What each field of each thing in the page's JSON-LD says."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        for thing in json.loads(script.text)["@graph"]:
            for field, value in thing.items():
                for each in value if isinstance(value, list) else [value]:
                    said = json.dumps(each, ensure_ascii=False, sort_keys=True)
                    yield f"JSON-LD {thing['@type']} {field}: {said}"


def markup(site: Path, handbook: Handbook) -> set[str]:
    """Every line that the pages of a site give."""
    kinds = kinds_of_pages(handbook)
    strings = handbook.site.strings.items()
    words = {text[language]: key for key, text in strings for language in LANGUAGES}
    found: set[str] = set()
    for path in site.rglob("*.html"):
        tree = html.fromstring(path.read_text(encoding="utf-8"))
        name = path.relative_to(site).as_posix()
        address = f"/{name.removesuffix('index.html').removesuffix('.html')}"
        elements = [each for each in tree.iter() if isinstance(each.tag, str)]
        found |= {line(each, address, kinds, words) for each in elements}
        found |= {*said_to_search_engines(tree)}
    return found


def test_pages_are_made_of_the_elements_of_the_snapshot(invented_site, invented):
    """Each element with its parent, classes, attributes, values of templates; where links lead.

    What page furniture is called is shown by its key in site.yml.
    """
    now = "".join(f"{each}\n" for each in sorted(markup(invented_site, invented)))
    if os.environ.get("ACCEPT"):
        SNAPSHOT.write_text(now, encoding="utf-8")
    assert SNAPSHOT.read_text(encoding="utf-8").splitlines() == now.splitlines(), (
        "the markup changed; if it is meant, run "
        "ACCEPT=1 python -m pytest tests/site/test_markup.py"
    )
