"""Each page as Markdown, at its address + .md, made from the article that readers see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin

from macros.site.article import HEADINGS, pieces, value_of

_MARK = re.compile(r"[\\`*_\[\]<>|#{}~!&]")
_WITHOUT_WORDS = frozenset("dl ol table thead tr ul".split())  # of their own


def page_as_markdown(article: str, permalink: str) -> str:
    """The whole page, with absolute links; below its title stands its permalink.

    article: its HTML. A tag without an entry in _WRITERS has no effect.
    """
    title, _, rest = as_markdown(article, permalink).partition("\n\n")
    return f"{title}\n\n<{permalink}>\n\n{rest}"


def as_markdown(article: str, address: str) -> str:
    """An article as Markdown. address: the absolute one of the page, from which links lead on."""
    stack = [_Element("article")]
    for closing, tag, attributes, words in pieces(" ".join(article.split())):
        element = stack[-1]
        if tag not in _WRITERS:
            if tag == "br":
                element.add("\n")
            elif 'class="yx-why"' in attributes:
                element.add(": ")
        elif not closing:
            stack.append(_opened(tag, attributes, element, address))
        elif tag == element.tag:  # always, but in what the gate has refused
            stack.pop()
            if element.parts or tag in ("td", "th"):
                stack[-1].add(_WRITERS[tag](element))
        if words:
            stack[-1].add_words(words)
    return _tidy(stack[0].content) + "\n"


@dataclass(slots=True)
class _Element:
    """An element that is still open.

    mark: what Markdown has for it, as far as that depends on its attributes or on what it is in;
    number: of its next item; parts: what it holds so far, as Markdown.
    """

    tag: str
    mark: str = ""
    number: int = 1
    parts: list[str] = field(default_factory=list)

    def add_words(self, words: str) -> None:
        """Adds a text of the HTML, in which blanks stand alone."""
        if words != " ":
            words = unescape(words)
            self.add(words if self.tag == "code" else _escaped(words))
        elif self.tag not in _WITHOUT_WORDS:
            self.add(words)

    def add(self, text: str) -> None:
        """Adds Markdown. Spaces at the beginning of a line or behind others are dropped."""
        if not self.parts or self.parts[-1][-1] in "\n ":
            text = text.lstrip(" ")
        if text:
            self.parts.append(text)

    @property
    def content(self) -> str:
        """What it holds, without the space around it."""
        return "".join(self.parts).strip()


def _opened(tag: str, attributes: str, parent: _Element, address: str) -> _Element:
    if tag == "a":
        return _Element(tag, _absolute(unescape(value_of("href", attributes)), address))
    if tag == "ol":
        start = value_of("start", attributes)
        return _Element(tag, number=int(start) if start.isdecimal() else 1)
    if tag == "li":
        parent.number += 1
        return _Element(tag, f"{parent.number - 1}. " if parent.tag == "ol" else "- ")
    if tag in ("div", "p") and ("yx-box " in attributes or "yx-caution" in attributes):
        return _Element(tag, "> ")
    return _Element(tag)


def _absolute(link: str, address: str) -> str:
    """Where a link leads on the page at an address."""
    if link.startswith("#"):  # as most do; urljoin takes longer
        return address + link
    return urljoin(address, link)


def _escaped(words: str) -> str:
    """Words as Markdown: none of their characters is a mark."""
    return _MARK.sub(r"\\\g<0>", words)


def _tidy(text: str) -> str:
    """Markdown without spaces at the ends of lines and with one empty line where it has more."""
    lines = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _heading(element: _Element) -> str:
    return f"\n\n{'#' * int(element.tag[1])} {element.content}\n\n"


def _block(element: _Element) -> str:
    text = element.content
    if element.mark:
        text = "\n".join(f"{element.mark}{line}".rstrip() for line in _tidy(text).split("\n"))
    return f"\n\n{text}\n\n"


def _item(element: _Element) -> str:
    indented = _tidy(element.content).replace("\n", "\n" + " " * len(element.mark))
    return f"{element.mark}{indented}\n"


def _details(element: _Element) -> str:
    """What is folded: below its heading, or behind its summary. A caption may say that again."""
    summary, *rest = element.parts
    text = "".join(rest).strip().removeprefix(summary).strip()
    if summary.startswith("#"):
        return f"\n\n{summary}\n\n{text}\n\n"
    gap = "\n\n" if re.match(r"\||- |\d+\. ", text) else " "  # before a table or a list
    return f"\n\n**{summary}**{gap}{text}\n\n"


def _bold(element: _Element) -> str:
    """Between marks, which do not count between punctuation and a letter (CommonMark 6.2)."""
    words = "".join(element.parts)
    marked = words.rstrip(" :：。？！")
    return f"**{marked}**{words[len(marked) :]}"


def _link(element: _Element) -> str:
    address, words = element.mark, element.content
    return f"<{address}>" if words == _escaped(address) else f"[{words}](<{address}>)"


def _in_one_line(element: _Element) -> str:
    lines = map(str.strip, element.content.split("\n"))
    return " · ".join(filter(None, lines))


def _head(element: _Element) -> str:
    columns = element.content.count(" |")
    return f"{element.content}\n|{' --- |' * columns}\n"


_WRITERS: dict[str, Callable[[_Element], str]] = {
    **dict.fromkeys(HEADINGS, _heading),
    **dict.fromkeys(("caption", "div", "dl", "ol", "p", "table", "ul"), _block),
    **dict.fromkeys(("b", "strong"), _bold),
    **dict.fromkeys(("td", "th"), lambda element: f" {_in_one_line(element)} |"),
    "a": _link,
    "code": lambda element: "`" + element.content.replace("`", "") + "`",
    "details": _details,
    "dd": _in_one_line,
    "dt": lambda element: f"\n- **{element.content}** ",
    "li": _item,
    "summary": lambda element: element.content,
    "thead": _head,
    "tr": lambda element: f"| {element.content}\n",
}
"""By tag, how an element is written."""
