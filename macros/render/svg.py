"""Pieces of SVG: boxes, circles and text, and how wide a text is. Lengths are SVG user units."""

from __future__ import annotations

import re
from functools import cache

from markupsafe import escape

INK, SOFT, LINE, TINT = "#17211d", "#4a5752", "#c3d0ca", "#f1f6f3"
MARK, PAPER = "#c2410c", "#fff"
FONT = (
    "-apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Microsoft YaHei',"
    "'Noto Sans CJK SC',sans-serif"
)
TEXT, SMALL = 14.0, 11.5  # font sizes
_WIDTHS = {"mwMW@": 0.62, "ilj.,:;'| /": 0.3}  # of some Latin letters, in parts of the font size
_PIECES = re.compile(r"[\u2e80-\uffff]\s*|[^\s/\u2e80-\uffff]+/?\s*|/\s*")


def number(value: float) -> str:
    """A length as SVG has it, to a tenth."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    radius: float = 0,
    stroke: str = "",
    stroke_width: float = 1,
) -> str:
    """A rectangle, with a line around it if `stroke` is a colour."""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    corner = f' rx="{radius}"' if radius else ""
    return f'<rect {place}{corner} fill="{fill}"{_line(stroke, stroke_width)}/>'


def _line(stroke: str, width: float) -> str:
    if not stroke:
        return ""
    return f' stroke="{stroke}"' + (f' stroke-width="{width}"' if width != 1 else "")


def circle(x: float, y: float, radius: float, more: str = "") -> str:
    """A disc; `more` are further attributes."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{radius}"{more}/>'


def line(left: float, right: float, y: float) -> str:
    """A thin horizontal line."""
    return f'<path d="M{number(left)} {number(y)}H{number(right)}" stroke="{LINE}"/>'


def text(
    x: float,
    y: float,
    content: str,
    size: float = TEXT,
    colour: str = INK,
    middle: bool = False,
    bold: bool = False,
) -> str:
    """A line of text. x: where it begins, or its middle; y: its base line."""
    if not content:
        return ""
    attributes = [
        f'x="{number(x)}" y="{number(y)}"',
        'text-anchor="middle"' if middle else "",
        'font-weight="700"' if bold else "",
        f'font-size="{number(size)}"' if size != TEXT else "",
        f'fill="{colour}"' if colour != INK else "",
    ]
    return f"<text {' '.join(filter(None, attributes))}>{escape(content)}</text>"


def text_width(content: str, size: float = TEXT) -> float:
    """About how wide a text is: Chinese letters are as wide as the font is high."""
    return size * sum(_letter_width(letter) for letter in content)


@cache
def _letter_width(letter: str) -> float:
    if letter >= "\u2e80" or letter == "•":
        return 1
    if letter.isupper():
        return 0.62
    return next((width for letters, width in _WIDTHS.items() if letter in letters), 0.56)


def wrap(content: str, width: float, size: float = TEXT) -> list[str]:
    """A text in lines no wider than `width`.

    Chinese breaks between any two characters, other words at blanks and slashes.
    """
    lines, current = [], ""
    for piece in _PIECES.findall(content):
        if current and text_width((current + piece).rstrip(), size) > width:
            lines.append(current.rstrip())
            current = ""
        current += piece
    return [*lines, current.rstrip()] if current else lines


def cut(content: str, width: float, size: float = TEXT) -> str:
    """A text shortened with … until it is no wider than `width`."""
    while content and text_width(content, size) > width:
        content = content[:-2].rstrip("…") + "…"
    return content
