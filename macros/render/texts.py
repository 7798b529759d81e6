"""A text → safe HTML: facts filled in, marks and keyed links resolved.

Words know three marks (**strong**, `code`, [text](key)) and one kind of expression ({{ name.of.a.fact }}). Everything else
is literal: it is HTML-escaped, and a value that is filled in can never become a mark, because marks are parsed before
values come in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from macros.model import types as model
from macros.model.handbook import Handbook, Link, Mailbox, Page
from macros.model.problem import did_you_mean
from macros.model.types import Text
from macros.text.languages import LANGUAGES
from macros.text.typography import HAN

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.S)
_NAME = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z0-9_]+|\[\"[a-z0-9-]+\"\])*")
_SLOT, _HREF = 0xE000, 0xE800  # private-use characters, which the loader refuses in data
_SLOTS = re.compile("([\ue000-\uefff])")

_inline = MarkdownIt("zero").enable(["emphasis", "backticks", "link", "escape"])


class WordError(Exception):
    """Words that cannot be rendered. `rule`, `message` and `fix` as in Problem."""

    def __init__(self, rule: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.fix = rule, message, fix


@dataclass(frozen=True)
class Term:
    """A word of terms.yml, or any other pair that words can name."""

    zh: str
    en: str


@dataclass(frozen=True)
class Way:
    """A way through menus: labels in the order one clicks."""

    labels: tuple[model.Label, ...]


@dataclass(frozen=True)
class Compiled:
    """A parsed text: what it consists of, the facts it names, the keys of its links."""

    pieces: tuple[str, ...]  # HTML with one private-use character per slot, split at the slots
    names: tuple[str, ...]
    links: tuple[str, ...]


@lru_cache(maxsize=1 << 13)
def compiled(source: str) -> Compiled:
    """Parses words once, however many mailboxes share them. Raises WordError."""
    names: list[str] = []

    def slot(match: re.Match) -> str:
        names.append(match[1].strip())
        return chr(_SLOT + len(names) - 1)

    text = source.replace("\n", " ")  # or a backslash at a line's end would be a mark, too
    if "{" in text:
        text = _EXPRESSION.sub(slot, text)
    if re.search(r"\{[%#{]|[%#}]\}", text):
        raise WordError(
            "words_only_fill_in_facts",
            "contains a template tag or an unclosed {{",
            "words may only hold {{ name.of.a.fact }}",
        )
    for name in names:
        _path(name)
    if not re.search(r"[*_`\[\]\\]", text):
        return Compiled(tuple(_SLOTS.split(str(escape(text)))), tuple(names), ())
    links: list[str] = []
    tokens = _inline.parseInline(text)
    for token in tokens[0].children or []:
        if token.type == "link_open":
            if "title" in token.attrs:
                raise WordError("marks_are_simple", "a link has a title", "write [text](key)")
            links.append(str(token.attrs["href"]))
            token.attrs = {"href": chr(_HREF + len(links) - 1)}
        elif token.type == "text" and re.search(r"\*\*|`|\]\(", token.content):
            raise WordError(
                "marks_are_closed",
                f"a mark is not closed or stands next to punctuation: {token.content.strip()[:40]!r}",
                "close **, ` and [text](key); put punctuation outside the mark",
            )
    html = _inline.renderer.render(tokens, _inline.options, {})
    return Compiled(tuple(_SLOTS.split(html)), tuple(names), tuple(links))


@lru_cache(maxsize=4096)
def _path(name: str) -> tuple[str, ...]:
    """The keys that a name consists of: mailbox["sohu"].imap.host → mailbox, sohu, imap, host."""
    if not _NAME.fullmatch(name):
        raise WordError(
            "expression_is_a_name",
            f"{{{{ {name} }}}} is not the name of a fact",
            "write {{ name.of.a.fact }}; there are no filters and no calculations",
        )
    return tuple(re.findall(r"[a-z0-9_-]+", name))


def _text(value: str) -> str:
    """A value as HTML. Its braces are written as references, so that a brace in a built page can only be left of a template (see gate.py)."""
    return str(escape(value)).replace("{", "&#123;").replace("}", "&#125;")


def _spaced(parts: list[str]) -> str:
    """Joins Chinese words and the values between them: one space towards Latin letters and digits, none towards Chinese."""
    joined = parts[0]
    for part in parts[1:]:
        last, first = joined[-1:], part[:1]
        if (
            last == " "
            and _is_han(joined[-2:-1])
            and _is_han(first)
            or _is_han(last)
            and first == " "
            and _is_han(part[1:2])
        ):
            joined, part = joined.rstrip(" "), part.lstrip(" ")
        elif _is_han(last) and _is_latin(first) or _is_latin(last) and _is_han(first):
            part = f" {part}"
        joined += part
    return joined


def _is_han(letter: str) -> bool:
    return HAN[0] <= letter <= HAN[-1]


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


class Words:
    """The words of one page in one language."""

    def __init__(self, handbook: Handbook, page: Page, language: str) -> None:
        self.handbook, self.page, self.language = handbook, page, language
        self.needs: set[str] = set()  # what the words took from other mailboxes: see pages.py
        self._made: dict[str, Markup] = {}
        self.names = {**names(handbook, page.mailbox), "mailbox": _Named(self._other)}

    def html(self, text: Text | str) -> Markup:
        """The text as inline HTML. Raises WordError when it names a fact or a link that does not exist."""
        source = text if isinstance(text, str) else text[self.language]
        if source not in self._made:
            self._made[source] = self._render(source, 0)
        return self._made[source]

    def plain(self, text: Text | str) -> str:
        """The text without marks, for titles and attributes. Raises WordError."""
        return Markup(re.sub(r"<[^>]*>", "", self.html(text))).unescape()

    def links(self, text: Text) -> list[Link]:
        """The links a text holds. Raises WordError."""
        return [self._link(key) for key in compiled(text[self.language]).links]

    def _render(self, source: str, depth: int) -> Markup:
        parsed = compiled(source)
        if len(parsed.pieces) == 1:
            return Markup(parsed.pieces[0])
        parts = []
        for number, piece in enumerate(parsed.pieces):
            if number % 2 == 0:
                parts.append(piece)
            elif (index := ord(piece)) >= _HREF:
                parts.append(self._href(self._link(parsed.links[index - _HREF])))
            else:
                parts.append(self._value(parsed.names[index - _SLOT], depth))
        html = [str(part) for part in parts]  # Markup would escape what it is joined to
        return Markup(_spaced(html) if LANGUAGES[self.language].is_han else "".join(html))

    def _value(self, name: str, depth: int) -> str:
        value: Any = self.names
        for key in _path(name):
            try:
                value = value[key] if isinstance(value, (dict, _Named)) else None
            except KeyError:
                value = None
            if value is None:
                raise WordError(
                    "name_is_defined",
                    f"{{{{ {name} }}}} is not known here",
                    "name a fact that exists; CONTRIBUTING lists them",
                )
        return self.value(value, name, depth)

    def value(self, value: Any, name: str = "value", depth: int = 0) -> str:
        """A fact as HTML in this language. Raises WordError for what cannot be printed."""
        if isinstance(value, Text):
            if depth > 3:
                raise WordError(
                    "words_do_not_loop",
                    f"{{{{ {name} }}}} leads back to itself",
                    "name facts, not texts that name each other",
                )
            return self._render(value[self.language], depth + 1)
        if isinstance(value, Term):
            return _text(getattr(value, self.language))
        if isinstance(value, model.Label):
            return self.label(value)
        if isinstance(value, Way):
            arrow = '<span class="yx-arrow"> → </span>'
            return f'<span class="yx-path">{arrow.join(map(self.label, value.labels))}</span>'
        if isinstance(value, date):
            return f'<time datetime="{value.isoformat()}">{value.isoformat()}</time>'
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return _text(str(value))
        raise WordError(
            "name_is_printable",
            f"{{{{ {name} }}}} is {type(value).__name__}, which cannot be printed",
            "name a single fact",
        )

    def label(self, label: model.Label) -> str:
        """A label on a screen, as the screen spells it; with our translation where the screen is not in the page's language."""
        own = label[self.language]
        if own:
            return f'<b class="yx-ui">{_text(own)}</b>'
        screen, seen = label.screen
        if label.gloss == seen:
            return f'<b class="yx-ui">{_text(seen)}</b>'
        gloss = LANGUAGES[self.language].bracketed(label.gloss)
        return (
            f'<b class="yx-ui" lang="{screen}">{_text(seen)}</b>'
            f'<span class="yx-gloss">{_text(gloss)}</span>'
        )

    def _link(self, key: str) -> Link:
        link = self.handbook.link(key, self.page, self.language)
        if link is None:
            raise WordError(
                "link_key_is_known",
                f"`{key}` is not a link key",
                "link by key, e.g. qq, qq#faq-vpn, #bind, zhinan.email-account"
                + did_you_mean(key, self.handbook.link_keys()),
            )
        if link.page and link.page.mailbox:
            self.needs.add(f"@{link.page.mailbox.id}")
        return link

    def _other(self, id: str) -> dict[str, Any]:
        """What words can name of another mailbox: {{ mailbox["sohu"].imap.host }}."""
        facts = _facts(self.handbook, self.handbook.mailboxes[id])
        self.needs.add(id)
        return facts

    def _href(self, link: Link) -> str:
        """What stands between the quotes of href="…": the address, and what the reader should know of it."""
        if link.page is None:
            return str(escape(link.url)) + (f'" hreflang="{link.language}' if link.language else "")
        return str(escape(self.address(link.page, link.anchor)))

    def address(self, page: Page, anchor: str = "") -> str:
        """The address of a page of this site as seen from this page, in this language."""
        fragment = f"#{anchor}" if anchor else ""
        if page is self.page:
            return fragment or "#"
        return relative(self.page.address(self.language), page.address(self.language)) + fragment


def relative(base: str, target: str) -> str:
    """The shortest way from one address of the site to another; both are relative to its root."""
    here, there = base.split("/")[:-1], target.split("/")
    while here and len(there) > 1 and here[0] == there[0]:
        here, there = here[1:], there[1:]
    return "../" * len(here) + "/".join(there) or "./"


class _Named:
    """A mapping that makes its values when they are asked for."""

    def __init__(self, get: Callable[[str], Any]) -> None:
        self._get = get

    def __getitem__(self, key: str) -> Any:
        return self._get(key)


def names(handbook: Handbook, mailbox: Mailbox | None) -> dict[str, Any]:
    """What expressions in words can name: the facts of the page's mailbox, then those of the whole site."""
    shared = handbook.cache.get("names")
    if shared is None:
        laifaxin = handbook.laifaxin
        shared = handbook.cache["names"] = {
            "term": _Named(
                {key: Term(term.zh, term.en) for key, term in handbook.terms.items()}.__getitem__
            ),
            "laifaxin": {
                "name": laifaxin.name,
                "ui": _Named(laifaxin.ui.__getitem__),
                "path": _Named(
                    {
                        key: Way(tuple(laifaxin.ui[each] for each in labels if each in laifaxin.ui))
                        for key, labels in laifaxin.paths.items()
                    }.__getitem__
                ),
                "price_cny": laifaxin.quality_channel.price_cny,
                "support_hours": laifaxin.support_hours,
            },
        }
    if mailbox is None:
        return shared
    last, facts = handbook.cache.get(
        "facts", ("", {})
    )  # both languages of a page ask, one after the other
    if last != mailbox.id:
        facts = {**shared, **_facts(handbook, mailbox)}
        handbook.cache["facts"] = mailbox.id, facts
    return facts


def _facts(handbook: Handbook, mailbox: Mailbox) -> dict[str, Any]:
    provider = mailbox.provider
    servers = {key: server(handbook, endpoint) for key, endpoint in provider.servers.items()}
    kind = handbook.terms.get(provider.password.kind)
    return {
        "name": provider.name,
        "short": provider.short,
        "checked": provider.checked,
        "server": _Named(servers.__getitem__),
        "imap": servers["imap"],
        "smtp": servers["smtp"],
        "form": _Named(lambda protocol: _in_form(handbook, provider, protocol)),
        "domain": _Named(
            {
                domain.replace(".", "_").replace("-", "_"): domain for domain in provider.domains
            }.__getitem__
        ),
        "password": {
            "name": Term(kind.zh, kind.en) if kind else None,
            "length": provider.password.length,
            "never": provider.password.never or handbook.site.strings["never_login_password"],
        },
        "ui": _Named(provider.ui.__getitem__),
        "path": _Named(
            {
                key: Way(tuple(provider.ui[each] for each in path.labels if each in provider.ui))
                for key, path in provider.paths.items()
            }.__getitem__
        ),
        "seen": _Named({key: path.seen for key, path in provider.paths.items()}.__getitem__),
        "fact": _Named(provider.facts.__getitem__),
    }


def _in_form(handbook: Handbook, provider: model.Provider, protocol: str) -> Text | str:
    """What to enter for a protocol, in one line; where it depends on the account, that the table has it."""
    first = [
        each
        for each in provider.servers.values()
        if each.protocol == protocol and each.use in model.FIRST_CHOICES
    ]
    if not first:
        raise KeyError(protocol)
    one = len(first) == 1 and not first[0].host.endswith(".example.com")
    return f"{first[0].host} {first[0].port}" if one else handbook.site.strings["form_see_table"]


def server(handbook: Handbook, endpoint: model.Endpoint) -> dict[str, Any]:
    """An endpoint as words and tables name it."""
    security = handbook.terms.get(endpoint.security)
    return {
        "host": endpoint.host,
        "port": endpoint.port,
        "security": Term(security.zh, security.en) if security else None,
    }
