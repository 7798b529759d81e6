"""Texts to safe HTML: facts are filled in, marks and links by key are resolved.

A text has three marks (**strong**, `code`, [text](key)) and one kind of expression, the name of a
fact ({{ imap.host }}). All else is literal and escaped. Marks are parsed before facts are filled
in, so that a fact can never become a mark.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from macros.model import types
from macros.model.handbook import Handbook
from macros.model.pages import Link, Page
from macros.model.problem import WordError, did_you_mean
from macros.model.types import Text
from macros.render.facts import Facts, page_facts
from macros.text.languages import LANGUAGES
from macros.text.typography import HAN

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.S)
_NAME = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z0-9_]+|\[\"[a-z0-9-]+\"\])*")
_DEEPEST = 1  # how many facts that are texts can lead to each other
# Slots of a parsed text are private-use characters, which the loader refuses in data.
_FACT, _LINK = 0xE000, 0xE800
_SLOTS = re.compile("([\ue000-\uefff])")
_SLASH_IN_LINK = re.compile(r"(?<=\w)/(?=\w[^<>]*</a>)")  # an address may break behind it
_MARK = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|(?P<strong>\*\*)"
    r"|(?P<link>\[)"
    r"|\]\((?P<key>[^()\s\ue000-\uefff]+)\)"
    r"|(?P<not_closed>[`\]])"
)
_NO_MARK = re.compile(  # emphasis in Markdown, which somebody may expect here
    r"\*(?!\s)[^*]+(?<!\s)\*|(?<![\w\ue000-\uefff])_(?!\s).+?(?<!\s)_(?![\w\ue000-\uefff])"
)


class ParsedText(NamedTuple):
    """What a text consists of.

    pieces: HTML, and at every second place a slot; names: the facts it names; links: the keys of
    its links.
    """

    pieces: tuple[str, ...]
    names: tuple[str, ...]
    links: tuple[str, ...]


@lru_cache(maxsize=1 << 13)  # mailboxes share many texts
def parse_text(source: str) -> ParsedText:
    """Parses a text. Raises WordError."""
    text, names = _cut_out_names(source.replace("\n", " "))
    html: list[str] = []
    links: list[str] = []
    opened: list[re.Match[str]] = []
    end = 0
    for mark in _MARK.finditer(text):
        html.append(_literal(text[end : mark.start()]))
        end = mark.end()
        match mark.lastgroup, opened[-1].lastgroup if opened else "":
            case "code", _:
                html.append(f"<code>{escape(mark['code'])}</code>")
            case "strong", "strong" if _can_close(mark):
                html.append("</strong>")
                opened.pop()
            case "strong", _ if _can_open(mark):
                html.append("<strong>")
                opened.append(mark)
            case "key", "link" if text[opened[-1].end() : mark.start()].strip():
                html.append("</a>")
                links.append(mark["key"])
                opened.pop()
            case "link", _ if all(each.lastgroup != "link" for each in opened):
                html.append(f'<a href="{chr(_LINK + len(links))}">')
                opened.append(mark)
            case _:
                raise _not_closed(text, mark)
    if opened:
        raise _not_closed(text, opened[-1])
    html.append(_literal(text[end:]))
    whole = _SLASH_IN_LINK.sub("/<wbr>", "".join(html))
    return ParsedText(tuple(_SLOTS.split(whole)), names, tuple(links))


def _literal(text: str) -> str:
    """What stands between marks, as HTML. Raises WordError."""
    if _NO_MARK.search(text):
        message = "words between single * or _ are no mark"
        raise WordError("marks_are_simple", message, "write **strong**")
    return escape(text)


def _can_open(strong: re.Match[str]) -> bool:
    """Whether a ** can begin strong words in Markdown, too (CommonMark 6.2, left-flanking)."""
    before, after = _neighbours(strong)
    return after not in " *" and (before in " *" or not _is_sign(after) or _is_sign(before))


def _can_close(strong: re.Match[str]) -> bool:
    """Whether a ** can end them (right-flanking)."""
    before, after = _neighbours(strong)
    return before not in " *" and (after in " *" or not _is_sign(before) or _is_sign(after))


def _neighbours(mark: re.Match[str]) -> tuple[str, str]:
    """The characters before and behind a mark; a blank where there is none."""
    text = f" {mark.string} "
    return text[mark.start()], text[mark.end() + 1]


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _not_closed(text: str, mark: re.Match[str]) -> WordError:
    """The error of a mark that cannot be one."""
    shown = _SLOTS.sub("{{…}}", text[mark.start() :][:40])
    message = f"a mark is not closed, or is empty or next to punctuation: “{shown}”"
    fix = "close **, ` and [text](key); put punctuation outside the mark"
    return WordError("marks_are_closed", message, fix)


def _cut_out_names(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with a slot in place of each {{ name }}, and the names. Raises WordError."""
    names: list[str] = []

    def slot(match: re.Match[str]) -> str:
        names.append(match[1].strip())
        return chr(_FACT + len(names) - 1)

    text = _EXPRESSION.sub(slot, text)
    if re.search(r"\{[%#{]|[%#}]\}", text):
        message = "contains a template tag or an unclosed {{"
        fix = "words may only hold {{ name.of.a.fact }}"
        raise WordError("words_only_fill_in_facts", message, fix)
    for name in names:
        _keys(name)
    return text, tuple(names)


@lru_cache(maxsize=4096)
def _keys(name: str) -> tuple[str, ...]:
    """The keys in a name: mailbox["sohu"].imap.host → mailbox, sohu, imap, host."""
    if not _NAME.fullmatch(name):
        message = f"{{{{ {name} }}}} is not the name of a fact"
        fix = "write {{ name.of.a.fact }}; there are no filters and no calculations"
        raise WordError("expression_is_a_name", message, fix)
    return tuple(re.findall(r"[a-z0-9_-]+", name))


def _breakable(label: str) -> str:
    """A label as HTML that may break behind a slash, so that it never breaks inside a word."""
    return _escape(label).replace("/", "/<wbr>")


def _escape(value: str) -> str:
    """A value as HTML. Braces become references: the gate takes a brace for a template's rest."""
    return str(escape(value)).replace("{", "&#123;").replace("}", "&#125;")


def _join_han(parts: list[str]) -> str:
    """Joins Chinese words and facts: a space before Latin letters and digits, none before Han."""
    joined = parts[0]
    for part in parts[1:]:
        before, after = joined.rstrip(" "), part.lstrip(" ")
        left, right = before[-1:], after[:1]
        touching = before == joined and after == part
        one_space = len(joined) - len(before) + len(part) - len(after) == 1
        if _is_han(left) and _is_han(right) and one_space:
            joined, part = before, after
        elif touching and (
            (_is_han(left) and _is_latin(right)) or (_is_latin(left) and _is_han(right))
        ):
            part = f" {part}"
        joined += part
    return joined


def _is_han(letter: str) -> bool:
    return HAN[0] <= letter <= HAN[-1]


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


class TextRenderer:
    """Renders the texts of one page in one language."""

    def __init__(self, handbook: Handbook, page: Page, language: str) -> None:
        self.handbook, self.page, self.language = handbook, page, language
        self._rendered: dict[str, Markup] = {}

    @cached_property
    def facts(self) -> Facts:
        """What the texts can name, made when the first of them names something."""
        return page_facts(self.handbook, self.page.mailbox)

    def html(self, text: Text) -> Markup:
        """The text as inline HTML. Raises WordError when a fact or a link does not exist."""
        source = text[self.language]
        if source not in self._rendered:
            self._rendered[source] = self._render(source)
        return self._rendered[source]

    def plain(self, text: Text) -> str:
        """The text without marks, for titles and attributes. Raises WordError."""
        return without_tags(self.html(text))

    def string(self, key: str) -> Text:
        """A word of the page furniture, site.yml `strings`. Raises WordError."""
        strings = self.handbook.site.strings
        if key not in strings:
            message = f"site.yml has no string `{key}`"
            raise WordError("string_exists", message, "add it to `strings`")
        return strings[key]

    def links(self, text: Text) -> list[Link]:
        """The links in a text. Raises WordError."""
        return [self.link(key) for key in parse_text(text[self.language]).links]

    def link(self, key: str) -> Link:
        """What a link key leads to. Raises WordError."""
        link = self.handbook.link(key, self.page, self.language)
        if link is None:
            raise WordError(
                "link_key_is_known",
                f"`{key}` is not a link key",
                "link by key, e.g. qq, qq#faq-vpn, #bind, zhinan.email-account"
                + did_you_mean(key, self.handbook.link_keys()),
                key,
            )
        return link

    def address(self, page: Page, anchor: str = "") -> str:
        """The address of a page of this site as seen from this page, in this language."""
        fragment = f"#{anchor}" if anchor else ""
        if page is self.page:
            return fragment or "#"
        return relative(self.page.address(self.language), page.address(self.language)) + fragment

    def fact(self, value: Any, name: str = "value", depth: int = 0) -> str:
        """A fact as HTML in this language. Raises WordError for what cannot be printed.

        name: what the fact is called in the error; depth: how many texts led to it.
        """
        if isinstance(value, Text):
            if depth > _DEEPEST:
                message = f"{{{{ {name} }}}} leads back to itself"
                fix = "name facts, not texts that name each other"
                raise WordError("words_do_not_loop", message, fix, name)
            return self._render(value[self.language], depth + 1)
        if isinstance(value, types.Term):
            return _escape(value[self.language])
        if isinstance(value, types.Label):
            return self.label(value)
        if isinstance(value, tuple):
            arrow = '<span class="yx-arrow"> → </span>'
            return f'<span class="yx-path">{arrow.join(map(self.label, value))}</span>'
        if isinstance(value, date):
            return f"<time>{value.isoformat()}</time>"
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return _escape(str(value))
        message = f"{{{{ {name} }}}} is {type(value).__name__}, which cannot be printed"
        raise WordError("name_is_printable", message, "name a single fact", name)

    def label(self, label: types.Label) -> str:
        """A label as the screen spells it, with our translation if the screen is foreign."""
        seen, gloss = label.read_in(self.language)
        if not gloss:
            return f'<b class="yx-ui">{_breakable(seen)}</b>'
        bracketed = LANGUAGES[self.language].bracketed(gloss)
        return (
            f'<b class="yx-ui" lang="{label.screen[0]}">{_breakable(seen)}</b>'
            f'<span class="yx-gloss">{_escape(bracketed)}</span>'
        )

    def _render(self, source: str, depth: int = 0) -> Markup:
        parsed = parse_text(source)
        if len(parsed.pieces) == 1:
            return Markup(parsed.pieces[0])
        parts = [
            piece if number % 2 == 0 else self._fill(ord(piece), parsed, depth)
            for number, piece in enumerate(parsed.pieces)
        ]
        is_han = LANGUAGES[self.language].is_han
        return Markup(_join_han(parts) if is_han else "".join(parts))

    def _fill(self, slot: int, parsed: ParsedText, depth: int) -> str:
        if slot >= _LINK:
            return self._href(self.link(parsed.links[slot - _LINK]))
        name = parsed.names[slot - _FACT]
        # a plain str: Markup would escape what it is joined to
        return str(self.fact(self._fact(name), name, depth))

    def _fact(self, name: str) -> Any:
        value: Any = self.facts
        for key in _keys(name):
            try:
                value = value[key] if isinstance(value, dict) else None
            except KeyError:
                value = None
            if value is None:
                message = f"{{{{ {name} }}}} is not known here"
                fix = "name a fact that exists; CONTRIBUTING lists them"
                raise WordError("name_is_defined", message, fix, name)
        return value

    def _href(self, link: Link) -> str:
        """What comes between the quotes of href="…", and a hreflang behind it if needed."""
        if link.page is not None:
            return str(escape(self.address(link.page, link.anchor)))
        hreflang = f'" hreflang="{link.language}' if link.language else ""
        return str(escape(link.url)) + hreflang


def without_tags(html: str) -> str:
    """What our HTML shows, with the blanks at its ends, which Markup.striptags drops."""
    return Markup(re.sub(r"<[^>]*>", "", html)).unescape()


def relative(base: str, target: str) -> str:
    """The shortest way from one address of the site to another, both relative to its root."""
    here, there = base.split("/")[:-1], target.split("/")
    while here and len(there) > 1 and here[0] == there[0]:
        here, there = here[1:], there[1:]
    return "../" * len(here) + "/".join(there) or "./"
