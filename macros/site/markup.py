"""Reads one built page strictly: what it may hold, and what it says about itself.

A page has to be markup as our templates write it: every value in double quotes, every tag closed,
no comment. What the parser read is compared with the file letter by letter, so a browser cannot
read anything else from it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import NamedTuple

from macros.text.secrets import find_secret
from macros.text.typography import first_difference
from macros.text.unsafe_text import find_lookalike_host, find_odd_character


def _attributes(table: dict[str, str]) -> dict[str, frozenset[str]]:
    """The attributes of each tag, from rows of tags and their attributes."""
    return {
        tag: frozenset(attributes.lower().split())
        for tags, attributes in table.items()
        for tag in tags.split()
    }


ANYWHERE = frozenset("id class lang dir title role hidden tabindex".split())  # and aria-*, data-*
_TYPED = "autocomplete autocapitalize spellcheck inputmode maxlength placeholder"
_DRAWN = (
    "x y width height transform fill fill-opacity fill-rule opacity"
    " stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray"
)
_LETTERS = "text-anchor dominant-baseline font-size font-weight font-family"
SVG = _attributes(
    {
        "svg": f"{_DRAWN} {_LETTERS} xmlns viewBox preserveAspectRatio focusable",
        "g defs symbol": f"{_DRAWN} {_LETTERS} viewBox",
        "title desc": "",
        "rect": f"{_DRAWN} rx ry",
        "circle ellipse": f"{_DRAWN} cx cy r rx ry",
        "line": f"{_DRAWN} x1 y1 x2 y2",
        "path": f"{_DRAWN} d",
        "polyline polygon": f"{_DRAWN} points",
        "text tspan": f"{_DRAWN} {_LETTERS} dx dy",
        "use": f"{_DRAWN} href",
    }
)
TAGS = SVG | _attributes(
    {  # what may be in an article
        "article section nav div p span h1 h2 h3 h4 h5 h6 ul dl dt dd figure figcaption": "",
        "table caption thead tbody tfoot tr": "",
        "b strong em i s u small sub sup mark kbd code pre abbr br hr wbr": "",
        "a": "href hreflang rel",
        "li": "value",
        "ol": "start",
        "th td": "scope colspan rowspan",
        "time": "",
        "img": "src alt width height loading",
        "details": "open",
        "summary fieldset legend nav template": "",
        "label output": "for",
        "button": "type value disabled",
        "form": "novalidate",
        "input": f"type value checked readonly disabled {_TYPED}",
        "textarea": f"rows cols readonly {_TYPED}",
        "select option": "value selected disabled",
    }
)
FRAME = TAGS | _attributes(
    {  # and around it
        "html head body header main footer dialog": "",
        "title": "",
        "meta": "charset name property content",
        "link": "rel href hreflang type blocking",
        "script": "src type",
        "form": "method novalidate",
    }
)
STRUCTURED_DATA = '<script type="application/ld+json">'  # data, which no browser runs
VOID = frozenset("br hr img input link meta wbr".split())
LOADING = frozenset("iframe object embed base frame".split())  # refused as loading from elsewhere
LINKS = frozenset("canonical alternate expect icon modulepreload".split())  # no style, no font
FIELDS = frozenset("text search email url tel number checkbox radio".split())
FORM_CONTROLS = frozenset("input textarea select button dialog form".split())

_OPENING = re.compile(r'<[a-z][a-z0-9]*(?:\s+[A-Za-z][A-Za-z0-9:-]*(?:="[^"<>]*")?)*\s*/?>')
_ESCAPES = frozenset("amp lt gt quot #34 #39 #x27 #123 #125".split())
_ESCAPE = re.compile(r"&(?!(?:" + "|".join(_ESCAPES) + ");)")
_RESIDUE = ("{{", "}}", "{%", "%}", "{#", "#}")
_ADDRESSES = re.compile(r'\s(?:href|src)="[^"]*"')  # may hold long numbers, which are no codes

Fault = tuple[str, str]
"""The rule that something breaks, and what is wrong."""


class Target(NamedTuple):
    """What a tag leads to or loads. address: as it stands there, unescaped."""

    tag: str
    address: str


@dataclass
class PageFacts:
    """What a page says about itself.

    ids: how often each occurs; owners: the tag that has an id; links: addresses, by tag;
    references: ids of the page that its tags name; images: addresses of pictures it shows or
    names; inline: tag and content of each script and style in it.
    """

    ids: Counter[str] = field(default_factory=Counter)
    owners: dict[str, str] = field(default_factory=dict)
    links: set[Target] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    images: set[str] = field(default_factory=set)
    inline: list[list[str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_page(text: str, policy: str) -> PageFacts:
    """Reads a page. policy: the one `<meta>` tag that may hold what others may not."""
    reader = _Reader(policy)
    reader.feed(text)
    reader.close()
    facts = reader.facts
    facts.faults += reader.unusual(text)
    facts.faults += text_faults("".join(reader.texts))
    for id, count in facts.ids.items():
        if count > 1:
            facts.faults.append(
                ("ids_are_unique", f"the id `{id}` appears {count} times on the page")
            )
    return facts


class _Reader(HTMLParser):
    """Collects facts, and rewrites what it read, to be compared with the file."""

    def __init__(self, policy: str) -> None:
        super().__init__(convert_charrefs=False)
        self.policy = policy
        self.facts = PageFacts()
        self.written: list[str] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.nested = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        self._start(tag, attrs, raw, empty=tag in VOID)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        self._start(tag, attrs, raw, empty=tag in VOID or tag in SVG)

    def _start(
        self, tag: str, attrs: list[tuple[str, str | None]], raw: str, *, empty: bool
    ) -> None:
        self.written.append(raw)
        if raw == self.policy:
            self.policy = ""  # it may be there once
            return
        if raw in ("<script>", "<style>", STRUCTURED_DATA):
            self.facts.inline.append([tag, ""])
            self.open.append(tag)
            return
        known = TAGS if "article" in self.open else FRAME
        faults, link, image, references, id = _tag(raw, tag, tuple(attrs), known is TAGS)
        facts = self.facts
        facts.faults += faults
        facts.references.update(references)
        if link:
            facts.links.add(link)
        if image:
            facts.images.add(image)
        if id:
            facts.ids[id] += 1
            facts.owners[id] = tag
        if not empty:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")
        if self.nested and (not self.open or self.open[-1] != tag):
            self.facts.faults.append(("tags_are_closed", f"</{tag}> closes something else"))
            self.nested = False
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.written.append(data)
        if self.open and self.open[-1] in ("script", "style"):
            if self.facts.inline:
                self.facts.inline[-1][1] += data
            return
        self.texts.append(data)
        if stray := re.search("[<>&]", data):
            self._refuse_markup(data[max(0, stray.start() - 10) : stray.end() + 20])

    def handle_entityref(self, name: str) -> None:
        self._escape(name)

    def handle_charref(self, name: str) -> None:
        self._escape(f"#{name}")

    def _escape(self, name: str) -> None:
        self.written.append(f"&{name};")
        self.texts.append(f"&{name};")
        if name not in _ESCAPES:
            self._refuse_markup(f"&{name};")

    def handle_decl(self, decl: str) -> None:
        self.written.append(f"<!{decl}>")
        if decl != "doctype html" or len(self.written) > 1:
            self._refuse_markup(f"<!{decl}>")

    def _refuse_markup(self, found: str) -> None:
        self.facts.faults.append(
            ("markup_is_plain", f"{found[:60]!r} is not as our templates write it")
        )

    def unusual(self, text: str) -> Iterator[Fault]:
        """Whether something was left out or read differently, and whether a tag stayed open."""
        read = "".join(self.written)
        if read != text:
            start = first_difference(read, text)
            line = text.count("\n", 0, start) + 1
            yield "markup_is_plain", f"line {line}: {text[start : start + 40]!r} is unusual markup"
        if self.nested and self.open:
            yield "tags_are_closed", f"<{self.open[-1]}> is not closed"


class _TagFacts(NamedTuple):
    faults: tuple[Fault, ...]
    link: Target | None = None
    image: str = ""
    references: tuple[str, ...] = ()
    id: str = ""


@lru_cache(maxsize=1 << 13)
def _tag(
    raw: str, tag: str, attrs: tuple[tuple[str, str | None], ...], in_article: bool
) -> _TagFacts:
    """What one tag says, and what is wrong with it by itself."""
    if not _OPENING.fullmatch(raw) or _ESCAPE.search(raw):
        return _TagFacts((("markup_is_plain", f"{raw[:60]!r} is not a tag as we write it"),))
    known = (TAGS if in_article else FRAME).get(tag)
    if known is None:
        return _TagFacts((_unknown(tag, raw),))
    values = {name: value or "" for name, value in attrs}
    faults = [*text_faults(_ADDRESSES.sub("", raw))]
    if len(values) < len(attrs):
        faults.append(("markup_is_plain", f"{raw[:60]} has an attribute twice"))
    for name, value in values.items():
        faults += attribute_faults(tag, known, name, value)
    faults += _meaning(tag, values, raw)
    address = values.get("href", values.get("src", ""))
    references = [
        values.get("for", ""),
        *values.get("aria-labelledby", "").split(),
        *values.get("aria-describedby", "").split(),
    ]
    return _TagFacts(
        tuple(faults),
        Target(tag, address) if address else None,
        _image(tag, values),
        tuple(filter(None, references)),
        values.get("id", ""),
    )


def _unknown(tag: str, raw: str) -> Fault:
    rule = "tag_is_known"
    if tag in ("script", "style"):
        rule = "script_is_ours"
    elif tag in LOADING:
        rule = "nothing_from_elsewhere"
    return rule, f"{raw[:60]} has no place here"


def attribute_faults(tag: str, known: Iterable[str], name: str, value: str) -> Iterator[Fault]:
    """What is wrong with one attribute."""
    if name.startswith("on") or name == "style":
        yield "no_handlers_or_styles", f'<{tag}> has {name}="{value[:40]}"'
    elif name not in known and name not in ANYWHERE and not name.startswith(("aria-", "data-")):
        yield "attribute_is_known", f"<{tag}> has `{name}`"
    elif name in SVG.get(tag, ()) and name != "transform" and _may_load(value):
        yield "nothing_from_elsewhere", f'<{tag}> has {name}="{value[:60]}"'


def _may_load(value: str) -> bool:
    """Whether an attribute of a drawing can name a file: `url(…)`, unless it is a #id."""
    return bool(re.search(r"[(\\]", value)) and not re.fullmatch(r"url\(#[a-z][a-z0-9-]*\)", value)


def _meaning(tag: str, values: dict[str, str], raw: str) -> Iterator[Fault]:
    """What is wrong with a tag as a whole."""
    if tag == "input" and values.get("type") not in FIELDS:
        yield "no_password_is_asked", f"an input of type `{values.get('type', '')}`"
    if tag == "link" and values.get("rel") not in LINKS:
        yield "nothing_from_elsewhere", f"{raw[:60]} makes the browser load something"
    if tag in ("a", "link", "img", "use") and "" in (values.get("href"), values.get("src")):
        yield "links_lead_somewhere", f"{raw[:60]} leads nowhere"


def _image(tag: str, values: dict[str, str]) -> str:
    """The address of the picture that a tag shows or names."""
    if tag == "img":
        return values.get("src", "")
    if tag == "link" and values.get("rel") == "icon":
        return values.get("href", "")
    if tag == "meta" and values.get("property") == "og:image":
        return values.get("content", "")
    return ""


def text_faults(text: str) -> Iterator[Fault]:
    """What no text may hold, shown or not."""
    if odd := find_odd_character(text, any_script=True):
        yield "no_invisible_characters", f"contains U+{ord(odd):04X}"
    for residue in _RESIDUE:
        if residue in text:
            yield "no_template_residue", f"`{residue}` is left of a template"
    if host := find_lookalike_host(text):
        yield "hosts_are_plain_ascii", f"`{host}` is written like a host"
    what, start = find_secret(text)
    if what:
        yield "no_codes", f"`{start}` looks like {what}"
