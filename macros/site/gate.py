"""Last check before publishing: reads only the built files and refuses what it does not know."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from macros.model.handbook import Handbook
from macros.model.pages import Page
from macros.site import files, for_programs
from macros.site.csp import MISSING, SCHEME, policy
from macros.site.css import MATERIAL_LICENCE, Styles
from macros.site.images import png_problem, svg_faults
from macros.site.markup import FORM_CONTROLS, Fault, PageFacts, Target, read_page, text_faults
from macros.site.structured_data import structured_data
from macros.text.languages import CODES, LANGUAGES, PREFIXES

RULES = {  # what to do about each; what a rule refuses is said where it is found
    "markup_is_plain": "let the template escape it: a value is text",
    "tags_are_closed": "close it in the template, innermost first",
    "tag_is_known": "let the template escape it, or enter the tag in macros/site/markup.py",
    "attribute_is_known": "let the template escape it, or enter it in macros/site/markup.py",
    "no_handlers_or_styles": "put scripts into docs/assets/js and styles into site.css",
    "script_is_ours": "keep scripts in docs/assets/js, inline ones in macros/site/csp.py",
    "policy_is_first": "keep the policy's <meta> right behind the charset in overrides/main.html",
    "address_is_safe": "link to https:// or within the site",
    "nothing_from_elsewhere": "put the file into docs/assets",
    "no_password_is_asked": "use a text field, and never ask for a password or code",
    "hosts_are_plain_ascii": "fill the host in from the data, or retype it by hand",
    "no_invisible_characters": "delete it",
    "no_codes": "show no code, not even an invented one; a real one has to be revoked",
    "no_template_residue": "render it; a brace that is meant to show comes from a value",
    "ids_are_unique": "rename one of them",
    "ids_are_free": "rename it: a script of the site looks this id up",
    "links_lead_somewhere": "link to a page or #id that the site has, by its permalink",
    "file_is_as_made": "remove what changed it: the data and the sources say what it holds",
    "file_is_expected": "remove it from docs/, or let a page show it",
    "picture_is_plain": "export the picture anew, without anything else in it",
    "no_symbolic_links": "put the file itself there",
}

_RELATIVE = re.compile(r"(?!//)[A-Za-z0-9._~/?#=&%+-]*")  # no scheme, no host
_ABSOLUTE = re.compile(r"(https?)://([^/?#]*)[!-~]*")
_HOST = re.compile(r"(?!.*xn--)(?:[a-z0-9-]+\.)+[a-z]{2,63}")  # no user, no port
_LOOKED_UP = re.compile(r'getElementById\("([\w-]+)"\)')


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that must not get out. page: the file in the site."""

    page: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.page}: {self.rule}: {self.message} → {RULES[self.rule]}"


def findings_in(site: Path, handbook: Handbook, styles: Styles) -> list[Finding]:
    """Everything in a built site that must not get out, sorted; empty when it may be published.

    site: its folder; styles: what pages have of them, as made from the sources. Raises OSError
    when a file cannot be read.
    """
    return sorted(set(_Gate(site, handbook, styles).findings()))


class _Gate:
    def __init__(self, site: Path, handbook: Handbook, styles: Styles) -> None:
        self.site, self.handbook = site, handbook
        self.origin = handbook.site.url
        self.sources = {source.url for source in handbook.sources.values()}
        self.pages = _of_each_page(handbook, lambda page, language: f"/{page.address(language)}")
        self.pages["404.html"] = "/404.html"
        self.data = _of_each_page(handbook, lambda *each: structured_data(handbook, *each))
        self.styles = _of_each_page(handbook, lambda page, _: styles.of(page))
        self.styles["404.html"] = styles.other
        self.generated = dict(files.generated(handbook, styles, self._article))
        self.generated |= files.searched(handbook, self._article)
        pieces = for_programs.whole(handbook, self.generated.__getitem__)
        self.generated[for_programs.LLMS_FULL] = "".join(pieces)
        self.main_script = f"/{files.addresses(handbook)[files.MAIN_SCRIPT]}"
        self.field_ids = set(_LOOKED_UP.findall(self.generated[files.MAIN_SCRIPT]))
        paths = "|".join(f"{prefix}{handbook.site.base}" for prefix in ("", *PREFIXES.split("|")))
        self.inside = re.compile(rf"{re.escape(self.origin)}/(?:(?:{paths})(?:[/?#]|$)|assets/|$)")
        self.files: set[str] = set()
        self.there: set[str] = set()  # addresses of pages that were built
        self.ids: dict[str, set[str]] = {}  # by address
        self.pictures: set[str] = set()  # paths of those that pages show
        self.targets: dict[tuple[str, str], set[str]] = defaultdict(set)
        """Address and id that pages link to → the pages that do."""

    def findings(self) -> Iterator[Finding]:
        """Everything that must not get out: pages first, then what they link to, then files."""
        yield from self._list_files()
        self.there = {self.pages[path] for path in self.files & set(self.pages)}
        for path in sorted(self.pages):
            if path in self.files:
                yield from _findings(path, self._page(path))
            else:
                yield Finding(path, "file_is_expected", "this page is missing")
        for path in sorted({*self.generated, *self.pictures, MATERIAL_LICENCE} - self.files):
            yield Finding(path, "file_is_expected", "this file is missing")
        yield from self._ids_linked_to()
        for path in sorted(self.files - set(self.pages)):
            yield from _findings(path, self._file(path))

    def _list_files(self) -> Iterator[Finding]:
        for folder, folders, names in os.walk(self.site):
            for name in [*folders, *names]:
                path = Path(folder, name)
                relative = path.relative_to(self.site).as_posix()
                if path.is_symlink():
                    yield Finding(relative, "no_symbolic_links", "is a symbolic link")
                elif name in names:
                    self.files.add(relative)

    # Pages

    def _page(self, path: str) -> Iterator[Fault]:
        text = self._read(path)
        scripts = [SCHEME, MISSING] if path == "404.html" else [SCHEME]
        meta = (
            '<meta http-equiv="Content-Security-Policy"'
            f' content="{policy(*scripts, styles=[self.styles[path]])}">'
        )
        start = rf'<!doctype html>\s*<html lang="(?:{CODES})">\s*<head>\s*<meta charset="utf-8">\s*'
        if not re.match(start + re.escape(meta), text):
            yield "policy_is_first", "does not begin with the policy that the sources give"
        facts = read_page(text, meta)
        yield from facts.faults
        inline = [["script", self.data[path]]] if path in self.data else []
        inline += [["style", self.styles[path]], *(["script", script] for script in scripts)]
        if facts.inline != inline:
            yield "script_is_ours", "an inline script or style is not what the sources give"
        yield from self._ids(facts)
        for link in sorted(facts.links):
            yield from self._link(path, link, facts)
        self.ids[self.pages[path]] = set(facts.ids)
        self.pictures |= {self._path(path, address) for address in facts.images}

    def _ids(self, facts: PageFacts) -> Iterator[Fault]:
        for id in sorted(facts.references - set(facts.ids)):
            yield "links_lead_somewhere", f"the page has no `{id}`"
        for id in sorted(self.field_ids & set(facts.ids)):
            if facts.owners[id] not in FORM_CONTROLS:
                yield "ids_are_free", f"the id `{id}` is on <{facts.owners[id]}>"

    def _link(self, path: str, link: Target, facts: PageFacts) -> Iterator[Fault]:
        """Whether what a tag loads is ours, and what it links to is there."""
        tag, address = link
        if tag == "use" or address.startswith("#"):
            if not address.startswith("#") or (address[1:] and address[1:] not in facts.ids):
                yield (
                    "links_lead_somewhere",
                    f"<{tag}> leads to `{address}`, which the page does not have",
                )
        elif _RELATIVE.fullmatch(address):
            yield from self._internal(path, link, urljoin(self.pages[path], address))
        else:
            yield from self._external(path, link)

    def _external(self, path: str, link: Target) -> Iterator[Fault]:
        tag, address = link
        absolute = _ABSOLUTE.fullmatch(address)
        if not absolute:
            yield "address_is_safe", f"<{tag}> leads to `{address[:60]}`"
        elif tag in ("script", "img"):
            yield "nothing_from_elsewhere", f"<{tag}> loads {address[:60]}"
        elif not _HOST.fullmatch(absolute[2]):
            yield "hosts_are_plain_ascii", f"<{tag}> leads to the host `{absolute[2]}`"
        elif absolute[1] == "http" and address not in self.sources:  # some sources have no https
            yield "address_is_safe", f"<{tag}> leads to {address[:60]} without encryption"
        elif self.inside.match(address):
            yield from self._internal(path, link, address.removeprefix(self.origin))
        elif tag == "link":
            yield "nothing_from_elsewhere", f"<link> names {address[:60]}"

    def _internal(self, path: str, link: Target, target: str) -> Iterator[Fault]:
        parts = urlsplit(target)
        if link.tag == "script":
            if target != self.main_script:
                yield "script_is_ours", f"<script> loads `{link.address}`"
        elif parts.path in self.there:
            if parts.fragment:
                self.targets[parts.path, parts.fragment].add(path)
        elif parts.path.removeprefix("/") not in self.files or parts.path.endswith(".html"):
            yield (
                "links_lead_somewhere",
                f"<{link.tag}> leads to `{link.address}`, which the site does not have",
            )

    def _ids_linked_to(self) -> Iterator[Finding]:
        for (address, id), paths in self.targets.items():
            if id not in self.ids[address]:
                message = f"leads to `{address}#{id}`, and that page has no #{id}"
                yield from (Finding(path, "links_lead_somewhere", message) for path in paths)

    def _path(self, page: str, address: str) -> str:
        """The path in the site of what a page names."""
        target = urljoin(self.pages[page], address.removeprefix(self.origin))
        return urlsplit(target).path.removeprefix("/")

    # Everything else

    def _file(self, path: str) -> Iterator[Fault]:
        """What is wrong with a file that is not a page."""
        if path in self.generated:
            if self._read(path) != self.generated[path]:
                rule = "script_is_ours" if path.endswith(".js") else "file_is_as_made"
                yield rule, "is not what the data and the sources give"
            elif path.endswith(".json"):
                yield from self._json(path)
        elif path == MATERIAL_LICENCE:
            yield from text_faults(self._read(path))
        elif path in self.pictures and path.endswith(".svg"):
            for rule, message in svg_faults(self._read(path)):
                yield rule, message
        elif path in self.pictures and path.endswith(".png"):
            if problem := png_problem((self.site / path).read_bytes()):
                yield "picture_is_plain", problem
        else:
            yield "file_is_expected", "no page names it, and no part of the site is made so"

    def _json(self, path: str) -> Iterator[Fault]:
        """Data for scripts: its texts, and the addresses in it."""
        strings = list(_strings(json.loads(self._read(path))))
        # long numbers in addresses of sources are no codes
        texts = [string for string in strings if not string.startswith(("https:", "http:"))]
        for rule, message in text_faults("\n".join(texts)):
            # a brace in what is searched is a value's
            if rule != "no_template_residue" or f"/{files.SEARCH}" not in path:
                yield rule, message
        for string in strings:
            if re.match(r"\s*(?:javascript|data|vbscript):", string, re.I):
                yield "address_is_safe", f"holds `{string[:60]}`"
            elif (
                re.fullmatch(rf"/(?:{PREFIXES})?{self.handbook.site.base}[!-~]*", string)
                and urlsplit(string).path not in self.there
            ):
                yield "links_lead_somewhere", f"holds `{string}`, which is no page"

    def _article(self, page: Page, language: str) -> str:
        """What a built page has between <article> and </article>; empty when it is missing."""
        path = page.file(language)
        text = self._read(path) if (self.site / path).is_file() else ""
        return text.partition("<article")[2].partition(">")[2].partition("</article>")[0]

    def _read(self, path: str) -> str:
        return (self.site / path).read_bytes().decode("utf-8", "replace")


def _of_each_page(handbook: Handbook, text: Callable[[Page, str], str]) -> dict[str, str]:
    """A text of each page in each language, by its path in the site."""
    return {
        page.file(language): text(page, language)
        for page in handbook.pages.values()
        for language in LANGUAGES
    }


def _findings(path: str, faults: Iterable[Fault]) -> Iterator[Finding]:
    return (Finding(path, rule, message) for rule, message in faults)


def _strings(value: object) -> Iterator[str]:
    """Every string in a JSON value, names of members included."""
    left = [value]
    while left:
        item = left.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            left += [*item, *item.values()]
        elif isinstance(item, list):
            left += [each for each in item if not isinstance(each, int)]
