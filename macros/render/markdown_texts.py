"""Texts to Markdown: the same marks and facts as in texts.py, with absolute links."""

from __future__ import annotations

import re
from typing import Any

from markdown_it.token import Token

from macros.model import types as model
from macros.model.pages import Link
from macros.model.types import Text
from macros.render.facts import MenuPath
from macros.render.texts import SLOTS, ParsedText, TextRenderer, join_han, parse_text, without_tags
from macros.text.languages import LANGUAGES

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#{}~!&])")


def escape_markdown(value: str) -> str:
    """A value as Markdown text: none of its characters is a mark."""
    return _SPECIAL.sub(r"\\\1", value.replace("\n", " "))


class MarkdownTexts:
    """Renders the texts of one page in one language as Markdown."""

    def __init__(self, texts: TextRenderer) -> None:
        self.texts = texts
        self._written: dict[str, str] = {}

    def inline(self, text: Text) -> str:
        """The text as inline Markdown. Raises WordError."""
        source = text[self.texts.language]
        if source not in self._written:
            self._written[source] = self._write(source)
        return self._written[source]

    def _write(self, source: str) -> str:
        parsed = parse_text(source)
        parts = [""]  # words at even places, facts between them
        hrefs: list[str] = []
        for token in parsed.tokens:
            if token.type == "text":
                words, *facts = SLOTS.split(token.content)
                parts[-1] += escape_markdown(words)
                for slot, following in zip(facts[::2], facts[1::2], strict=True):
                    fact = self.fact(self.texts.fact_of(parsed, slot))
                    parts += [fact, escape_markdown(following)]
            else:
                parts[-1] += self._mark(token, parsed, hrefs)
        is_han = LANGUAGES[self.texts.language].is_han
        return join_han(parts) if is_han else "".join(parts)

    def _mark(self, token: Token, parsed: ParsedText, hrefs: list[str]) -> str:
        if token.type == "code_inline":
            code = SLOTS.sub(
                lambda slot: self._plain(self.texts.fact_of(parsed, slot[0])), token.content
            )
            return "`" + code.replace("`", "") + "`"
        if token.type == "link_open":
            hrefs.append(self.address(self.texts.link_of(parsed, str(token.attrs["href"]))))
            return "["
        if token.type == "link_close":
            return f"](<{hrefs.pop()}>)"
        return token.markup  # ** and *

    def fact(self, value: Any) -> str:
        """A fact as Markdown."""
        if isinstance(value, Text):
            return self.inline(value)
        if isinstance(value, model.Label):
            return self.label(value)
        if isinstance(value, MenuPath):
            return " → ".join(self.label(label) for label in value.labels)
        return escape_markdown(self._plain(value))

    def _plain(self, value: Any) -> str:
        return without_tags(self.texts.fact(value))

    def label(self, label: model.Label) -> str:
        """A label as the screen spells it, with our translation if the screen is foreign."""
        seen, gloss = label.read_in(self.texts.language)
        bracketed = LANGUAGES[self.texts.language].bracketed(gloss) if gloss else ""
        return f"**{escape_markdown(seen)}**{escape_markdown(bracketed)}"

    def link(self, link: Link, words: str) -> str:
        """A link with an absolute address; `words` are Markdown."""
        return f"[{words}](<{self.address(link)}>)"

    def address(self, link: Link) -> str:
        """The absolute address of a link."""
        if link.page is None:
            return link.url
        anchor = f"#{link.anchor}" if link.anchor else ""
        return self.texts.handbook.permalink(link.page, self.texts.language) + anchor
