"""The built site, looked at once more before it takes the old one's place: nothing dangerous gets out.

The rules of data and words say what is wrong where it stands. The gate comes behind them and behind templates and MkDocs: it reads files only,
and lets through what it knows. A page has to be markup as our templates write it (no comment, every value quoted, every tag closed): then
this plain reading and a browser's cannot differ.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from pathlib import Path
from sys import intern
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from macros.model.handbook import Handbook
from macros.site import files as exports
from macros.site import search_index as search
from macros.site.csp import MISSING, SCHEME, policy
from macros.text.languages import CODES, LANGUAGES, PREFIXES
from macros.text.unsafe_text import INVISIBLE, find_lookalike_host, find_secret

RULES = {  # what each rule refuses is said where it is found; what to do about it, here
    "markup_is_plain": "let the template escape it: a value is text",
    "tags_are_closed": "close it in the template, innermost first",
    "tag_is_known": "let the template escape it; if the site needs the tag, enter it into TAGS in macros/site/gate.py",
    "attribute_is_known": "let the template escape it; if the site needs the attribute, enter it into TAGS in macros/site/gate.py",
    "no_handlers_or_styles": "put scripts into docs/assets/js and styles into docs/assets/css",
    "script_is_ours": "inline scripts and the style come from macros/site/csp.py and macros/site/css.py, files from docs/assets/js; remove any other",
    "policy_is_first": "keep the policy's <meta> right behind the charset in overrides/main.html",
    "address_is_safe": "link to https:// or within the site",
    "nothing_from_elsewhere": "put the file into docs/assets",
    "no_password_is_asked": "use a text field, and never ask for a password or code",
    "hosts_are_plain_ascii": "fill the host in from the data, or retype it by hand",
    "no_invisible_characters": "delete it",
    "no_codes": "show no code, not even an invented one; a real one has to be revoked",
    "no_template_residue": "render it; a brace that is meant to show comes from a value",
    "ids_are_unique": "rename one of them",
    "links_lead_somewhere": "link to a page or #id that the site has, by its permalink",
    "redirects_stay_inside": "lead to a page of the site",
    "file_is_expected": "remove it from docs/; if the site needs it, teach macros/site/gate.py what it may hold",
}


def _attributes(table: dict[str, str]) -> dict[str, frozenset[str]]:
    """Rows of tags → each tag's own attributes."""
    return {
        tag: frozenset(attributes.split())
        for tags, attributes in table.items()
        for tag in tags.split()
    }


ANYWHERE = frozenset("id class lang dir title role hidden tabindex".split())  # and aria-*, data-*
_DRAWN = "x y width height transform fill fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray opacity fill-rule"
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
    {  # what may stand in an article
        "article section div p span h1 h2 h3 h4 h5 h6 ul dl dt dd table caption thead tbody tfoot tr figure figcaption": "",
        "b strong em i s u small sub sup mark kbd code pre abbr br hr": "",
        "a": "href hreflang rel",
        "li": "value",
        "ol": "start",
        "th td": "scope colspan rowspan",
        "time": "datetime",
        "img": "src alt width height loading decoding",
        "details": "open",
        "summary fieldset legend template": "",
        "label": "for",
        "output": "for",
        "button": "type value disabled",
        "form": "novalidate",
        "input": "type value checked readonly disabled autocomplete autocapitalize spellcheck inputmode maxlength placeholder",
        "textarea": "rows cols readonly autocomplete autocapitalize spellcheck inputmode maxlength placeholder",
        "select option": "value selected disabled",
    }
)
FRAME = TAGS | _attributes(
    {  # and around it
        "html head body header nav main footer dialog": "",
        "title": "",
        "meta": "charset name property content",
        "link": "rel href hreflang type blocking",
        "script": "src type",
        "form": "method novalidate",
    }
)
VOID = frozenset("br hr img input link meta".split())
FIELDS = frozenset("text search email url tel number checkbox radio".split())
SUFFIXES = frozenset(
    ".json .png .svg .txt .webmanifest .xml".split()
)  # beside pages and scripts; json, svg, txt and xml are read, too
HEADERS = ("_headers", "_headers.nginx")

_OPENING = re.compile(r'<([a-z][a-z0-9]*)((?:\s+[A-Za-z][A-Za-z0-9:-]*(?:="[^"<>]*")?)*)\s*(/?)>')
_ATTRIBUTE = re.compile(r'\s([A-Za-z][A-Za-z0-9:-]*)(?:="([^"]*)")?')
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|#34|#39|#x27|#123|#125);)")
_RESIDUE = ("{{", "}}", "{%", "%}", "{#", "#}")
_WAY = re.compile(
    r"(?!//)[A-Za-z0-9._~/?#=&%+-]*"
)  # within the site: no scheme, no host, nothing a browser would strip
_WEB = re.compile(r"(https?)://([^/?#]*)[!-~]*")
_HOST = re.compile(r"(?!.*xn--)(?:[a-z0-9-]+\.)+[a-z]{2,63}")
_ADDRESSES = re.compile(
    r'\s(?:href|src)="[^"]*"'
)  # long numbers in addresses of sources are no codes
_ACTIVE = re.compile(
    r"<\?xml-stylesheet|<!(?:DOCTYPE|ENTITY)|<(?:\w+:)?(?:script|html|svg|iframe|object)\b", re.I
)
_OURS = "<\0>"  # stands for what was compared with its source


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that must not get out. page: the file in the site."""

    page: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.page}: {self.rule}: {self.message} → {RULES[self.rule]}"


class _Says(NamedTuple):
    """What a tag means for its page. way: where it leads or what it loads; refers: ids of the page that it names; wrong: rules and messages."""

    id: str = ""
    way: str = ""
    refers: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()


class _Tag(NamedTuple):
    """One tag, looked at by itself."""

    name: str
    kind: str  # open, close, empty
    says: _Says | None = None  # most tags say nothing


@dataclass
class _Seen:
    """What a page has, where its tags lead, and what is wrong with it by itself: rules and messages."""

    ids: dict[str, int] = field(default_factory=dict)
    ways: list[tuple[str, str]] = field(default_factory=list)  # tag, address
    refers: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)


def check(site: Path, handbook: Handbook, style: str) -> list[Finding]:
    """Everything in a built site that must not get out, sorted; an empty list when it may be published.

    site: its folder; style: what every page has of it, as made from the sources. Raises OSError when a file cannot be read.
    """
    return sorted(set(_Gate(site, handbook, style).findings()))


class _Gate:
    def __init__(self, site: Path, handbook: Handbook, style: str) -> None:
        self.site, self.handbook, self.style = site, handbook, style
        self.origin = handbook.site.url
        self.web = {
            source.url for source in handbook.sources.values()
        }  # some sources have no https
        self.addresses = {
            f"{address}index.html" if address.endswith("/") else f"{address}.html": f"/{address}"
            for page in handbook.pages.values()
            for language in LANGUAGES
            for address in [page.address(language)]
        }
        self.known = frozenset(self.addresses.values())
        self.pages = self.addresses | {"404.html": "/404.html"}
        self.policies = {
            False: policy(SCHEME, style=style),
            True: policy(SCHEME, MISSING, style=style),
        }  # by whether it is the missing page
        self.files: set[str] = set()
        self.ids: dict[str, tuple[str, ...]] = {}  # by address
        self.places: dict[
            tuple[str, str], list[str]
        ] = {}  # address and id that pages lead to on other pages → their files

    def findings(self) -> Iterator[Finding]:
        stubs = []
        for folder, _, names in os.walk(self.site):
            for name in names:
                self.files.add(Path(folder, name).relative_to(self.site).as_posix())
        self.there = {address for path, address in self.pages.items() if path in self.files}
        for path in sorted(self.files):
            if path in self.pages:
                seen = self.look(path)
                yield from (Finding(path, *each) for each in seen.wrong)
                yield from self._ways(path, seen)
                self.ids[self.pages[path]] = tuple(
                    map(intern, seen.ids)
                )  # thousands of pages have them in common
            elif path.endswith(".html"):
                stubs.append(path)
            else:
                yield from self._file(path)
        for path in sorted(set(self.pages) - self.files):
            yield Finding(path, "file_is_expected", "this page is missing")
        for path in stubs:
            yield from self._stub(path)
        for (address, id), paths in self.places.items():
            if id not in self.ids[address]:
                yield from (
                    Finding(
                        path,
                        "links_lead_somewhere",
                        f"leads to `{address}#{id}`, and that page has no #{id}",
                    )
                    for path in paths
                )

    # Pages

    def look(self, path: str) -> _Seen:
        """What can be said of one page by itself."""
        seen = _Seen()
        text = self._read(path)
        seen.wrong = [(each.rule, each.message) for each in self._page(path, text, seen)]
        return seen

    def _page(self, path: str, text: str, seen: _Seen) -> Iterator[Finding]:
        missing = path == "404.html"
        meta = f'<meta http-equiv="Content-Security-Policy" content="{self.policies[missing]}">'
        if not re.match(
            rf'<!doctype html>\s*<html lang="(?:{CODES})">\s*<head>\s*<meta charset="utf-8">\s*{re.escape(meta)}',
            text,
        ):
            yield Finding(
                path, "policy_is_first", "does not begin with the policy that the sources give"
            )
        if "\0" in text:
            yield Finding(path, "no_invisible_characters", "contains U+0000")
            return
        for ours in (
            meta,
            f"<style>{self.style}</style>",
            f"<script>{SCHEME}</script>",
            *([f"<script>{MISSING}</script>"] if missing else []),
        ):
            text = text.replace(ours, _OURS, 1)
        pieces = re.split("(<[^>]*>)", text.removeprefix("<!doctype html>"))
        between = "\n".join(pieces[0::2])
        if stray := re.search("[<>]", between) or _ENTITY.search(text):
            yield Finding(path, "markup_is_plain", f"{_around(stray)} is not escaped")
        yield from self._tags(path, pieces[1::2], seen)
        yield from (Finding(path, *each) for each in _text(between))
        for id, count in seen.ids.items():
            if count > 1:
                yield Finding(
                    path, "ids_are_unique", f"the id `{id}` stands {count} times on the page"
                )

    def _tags(self, path: str, tags: list[str], seen: _Seen) -> Iterator[Finding]:
        """Every tag by itself, and whether they nest."""
        stack: list[str] = []
        inside, nested = False, True
        for raw in tags:
            if raw == _OURS:
                continue
            name, kind, says = _tag(raw, inside)
            if kind == "open":
                stack.append(name)
            elif kind == "close" and nested and (not stack or stack.pop() != name):
                yield Finding(path, "tags_are_closed", f"{raw} closes something else")
                nested = False
            if says:
                yield from (Finding(path, *each) for each in says.wrong)
                seen.refers += says.refers
                if says.id:
                    seen.ids[says.id] = seen.ids.get(says.id, 0) + 1
                if says.way:
                    seen.ways.append((name, says.way))
            if name == "article":
                inside = kind == "open"
        if nested and stack:
            yield Finding(path, "tags_are_closed", f"<{stack[-1]}> is not closed")

    def _ways(self, path: str, seen: _Seen) -> Iterator[Finding]:
        """Whether what a page loads is ours, and what it links to is there."""
        for id in set(seen.refers):
            if id not in seen.ids:
                yield Finding(path, "links_lead_somewhere", f"the page has no `{id}`")
        for tag, way in set(map(tuple, seen.ways)):
            loads = tag in ("script", "img", "use")
            if tag == "use" or way.startswith("#"):
                if not way.startswith("#") or way[1:] and way[1:] not in seen.ids:
                    yield Finding(
                        path,
                        "links_lead_somewhere",
                        f"<{tag}> leads to `{way}`, which the page does not have",
                    )
            elif _WAY.fullmatch(way):
                yield from self._inner(
                    path, tag, way, _joined(self.pages[path].rpartition("/")[0], way)
                )
            elif not (web := _WEB.fullmatch(way)):
                yield Finding(path, "address_is_safe", f"<{tag}> leads to `{way[:60]}`")
            elif loads:
                yield Finding(path, "nothing_from_elsewhere", f"<{tag}> loads {way[:60]}")
            elif not _HOST.fullmatch(web[2]):
                yield Finding(
                    path, "hosts_are_plain_ascii", f"<{tag}> leads to the host `{web[2]}`"
                )
            elif web[1] == "http" and way not in self.web:
                yield Finding(
                    path, "address_is_safe", f"<{tag}> leads to {way[:60]} without encryption"
                )
            elif re.match(
                rf"{re.escape(self.origin)}/(?:(?:{PREFIXES})?youxiang(?:[/?#]|$)|assets/|$)", way
            ):
                yield from self._inner(path, tag, way, way.removeprefix(self.origin))
            elif tag == "link":
                yield Finding(path, "nothing_from_elsewhere", f"<link> names {way[:60]}")

    def _inner(self, path: str, tag: str, way: str, target: str) -> Iterator[Finding]:
        parts = urlsplit(target)
        if tag == "script":
            if target != "/assets/js/site.js":
                yield Finding(path, "script_is_ours", f"<script> loads `{way}`")
        elif parts.path in self.there:
            if parts.fragment:
                self.places.setdefault((parts.path, parts.fragment), []).append(path)
        elif parts.path.removeprefix("/") not in self.files or parts.path.endswith(".html"):
            yield Finding(
                path,
                "links_lead_somewhere",
                f"<{tag}> leads to `{way}`, which the site does not have",
            )

    # Everything else

    def _stub(self, path: str) -> Iterator[Finding]:
        """A page that the data do not have may only lead on, as exports.py makes it."""
        text = self._read(path)
        said = {
            key: re.search(pattern, text)
            for key, pattern in {
                "language": r'<html lang="([a-z]+)">',
                "to": r'http-equiv="refresh" content="0; url=([^"]*)"',
                "canonical": r'rel="canonical" href="([^"]*)"',
            }.items()
        }
        if not all(said.values()) or text != exports.redirect(
            *(unescape(said[key][1]) for key in ("to", "canonical", "language"))
        ):
            yield Finding(
                path, "file_is_expected", "neither a page of the data nor a redirect as we write it"
            )
            return
        to, canonical = unescape(said["to"][1]), unescape(said["canonical"][1])
        target = urljoin(f"/{path}", to) if _WAY.fullmatch(to) else to
        if target not in self.there or canonical != f"{self.origin}{target}":
            yield Finding(path, "redirects_stay_inside", f"leads to `{to}`, known as {canonical}")

    def _file(self, path: str) -> Iterator[Finding]:
        """What is not a page: headers, scripts of ours, pictures, and text that is data."""
        file, suffix = self.site / path, Path(path).suffix
        if path in HEADERS:
            return
        if suffix == ".js":
            source = self.handbook.root / "docs" / path
            if (
                not path.startswith("assets/js/")
                or not source.is_file()
                or exports.script(source) != file.read_text(encoding="utf-8")
            ):
                yield Finding(path, "script_is_ours", "is not a script of docs/assets/js")
        elif suffix not in SUFFIXES:
            yield Finding(path, "file_is_expected", f"the site has no `{suffix or path}` files")
        elif suffix in (".json", ".webmanifest"):
            text = self._read(path)
            try:
                value = json.loads(text)
            except ValueError as error:
                yield Finding(path, "file_is_expected", f"is not JSON: {error}")
                return
            # texts of pages, which stand before this gate themselves, as the search shows them: a brace in them is a value's, and none is an address
            texts = exports.SEARCH in path and not path.endswith(search.INDEX)
            strings = (
                [text] if texts and "\\" not in text else list(_strings(value))
            )  # without an escape, what is written is what is meant
            yield from (
                Finding(path, *each)
                for each in _text("\n".join(strings))
                if not texts or each[0] != "no_template_residue"
            )
            for each in () if texts else strings:
                if ":" in each and re.match(r"\s*(?:javascript|data|vbscript):", each, re.I):
                    yield Finding(path, "address_is_safe", f"holds `{each[:60]}`")
                elif (
                    each.startswith("/")
                    and re.fullmatch(rf"/(?:{PREFIXES})?youxiang[!-~]*", each)
                    and urlsplit(each).path not in self.known
                ):
                    yield Finding(
                        path,
                        "links_lead_somewhere",
                        f"holds `{each}`, which the site does not have",
                    )
        elif suffix == ".svg":
            for raw in re.findall("<[^>]*>", self._read(path)):
                name, _, says = _tag(raw, True)
                yield from (Finding(path, *each) for each in (says.wrong if says else ()))
                if name not in SVG:
                    yield Finding(path, "tag_is_known", f"{raw[:60]} has no place in a picture")
        elif suffix != ".png":
            text = self._read(path)
            if active := _ACTIVE.search(text):
                yield Finding(
                    path, "file_is_expected", f"{_around(active)} makes it more than data"
                )
            yield from (Finding(path, *each) for each in _text(re.sub(r"https://[!-~]+", "", text)))

    def _read(self, path: str) -> str:
        return (self.site / path).read_bytes().decode("utf-8", "replace")


@lru_cache(maxsize=1 << 13)
def _tag(raw: str, inside: bool) -> _Tag:
    """One tag as it stands in the page. inside: in an article."""
    if closing := re.fullmatch(r"</([a-z][a-z0-9]*)>", raw):
        return _Tag(closing[1], "close")
    opening = _OPENING.fullmatch(raw)
    if not opening:
        return _Tag(
            "",
            "empty",
            _Says(wrong=(("markup_is_plain", f"{raw[:60]!r} is not a tag as we write it"),)),
        )
    name, wrong = opening[1], [*_text(_ADDRESSES.sub("", raw))]
    kind = "empty" if name in VOID or opening[3] and name in SVG else "open"
    known = (TAGS if inside else FRAME).get(name)
    if known is None:
        rule = (
            "script_is_ours"
            if name in ("script", "style")
            else "nothing_from_elsewhere"
            if name in ("iframe", "object", "embed", "base", "frame")
            else "tag_is_known"
        )
        return _Tag(name, kind, _Says(wrong=((rule, f"{raw[:60]} has no place here"),)))
    found = _ATTRIBUTE.findall(opening[2])
    values = dict(found)
    if len(values) < len(found):
        wrong.append(("markup_is_plain", f"{raw[:60]} has an attribute twice"))
    for attribute, value in found:
        if attribute.lower().startswith("on") or attribute.lower() == "style":
            wrong.append(("no_handlers_or_styles", f'<{name}> has {attribute}="{value[:40]}"'))
        elif (
            attribute not in known
            and attribute not in ANYWHERE
            and not attribute.startswith(("aria-", "data-"))
        ):
            wrong.append(("attribute_is_known", f"<{name}> has `{attribute}`"))
        elif (
            attribute in SVG.get(name, ())
            and attribute != "transform"
            and re.search(r"[(\\]", value)
            and not re.fullmatch(r"url\(#[a-z][a-z0-9-]*\)", value)
        ):
            wrong.append(("nothing_from_elsewhere", f'<{name}> has {attribute}="{value[:60]}"'))
    if name == "script" and not values.get("src"):
        wrong.append(("script_is_ours", "an inline script that is not from macros/site/csp.py"))
    if name == "input" and values.get("type") not in FIELDS:
        wrong.append(("no_password_is_asked", f"an input of type `{values.get('type', '')}`"))
    if name == "link" and values.get("rel") not in (
        "canonical",
        "alternate",
        "expect",
        "icon",
        "modulepreload",
    ):
        wrong.append(("nothing_from_elsewhere", f"{raw[:60]} makes the browser load something"))
    refers = [
        values.get("for", ""),
        *values.get("aria-labelledby", "").split(),
        *values.get("aria-describedby", "").split(),
    ]
    way = values.get("href", values.get("src", ""))
    if not way and name in ("a", "link", "img", "use") and ("href" in values or "src" in values):
        wrong.append(("links_lead_somewhere", f"{raw[:60]} leads nowhere"))
    says = _Says(values.get("id", ""), unescape(way), tuple(filter(None, refers)), tuple(wrong))
    return _Tag(name, kind, says if any(says) else None)


@lru_cache(maxsize=1 << 13)
def _joined(folder: str, way: str) -> str:
    return urljoin(f"{folder}/", way)


def _text(text: str) -> Iterator[tuple[str, str]]:
    """What no text may hold, shown or not: rules and messages."""
    if hidden := INVISIBLE.search(text):
        yield "no_invisible_characters", f"contains U+{ord(hidden[0]):04X}"
    for residue in _RESIDUE:
        if residue in text:
            yield "no_template_residue", f"`{residue}` is left of a template"
    if host := find_lookalike_host(text):
        yield "hosts_are_plain_ascii", f"`{host}` is written like a host"
    what, start = find_secret(text)
    if what:
        yield "no_codes", f"`{start}` looks like {what}"


def _strings(value: object) -> Iterator[str]:
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, (dict, list)):  # most of what the search has are numbers
            left += (
                [*each, *each.values()]
                if isinstance(each, dict)
                else [item for item in each if not isinstance(item, int)]
            )


def _around(match: re.Match) -> str:
    return repr(match.string[max(0, match.start() - 10) : match.end() + 20])
