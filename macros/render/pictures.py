"""A screen as a clean schematic: data → SVG and the same in words. Knows nothing of files, pages or MkDocs.

A picture is drawn for light paper; the stylesheet turns it for the dark. Numbers stand where one presses, in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import escape

from macros.text.languages import LANGUAGES

WIDTH = 360  # units of the drawing, about CSS pixels on a phone
INK, SOFT, LINE, TINT, GREEN, MARK, PAPER = (
    "#17211d",
    "#4a5752",
    "#c3d0ca",
    "#f1f6f3",
    "#0b6e4f",
    "#c2410c",
    "#fff",
)
FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
TEXT, SMALL, STEP = 14, 11.5, 19  # font sizes and the distance between lines


@dataclass(frozen=True)
class Label:
    """A label as the screen has it, and our translation of it if the reader needs one."""

    text: str
    gloss: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.gloss})" if self.gloss else self.text


@dataclass(frozen=True)
class Item:
    """One thing on a screen. kind: path, line, text, field, button, code, qr, message, tick or status.

    labels: what stands on it (a path has several); value: what a field holds; side: a button at the line's end; press: it is to be pressed.
    """

    kind: str
    labels: tuple[Label, ...] = ()
    value: str = ""
    side: Label | None = None
    press: bool = False


@dataclass(frozen=True)
class Screen:
    """A window of a browser or of Laifaxin, a dialog, or a phone; `title` stands in its bar."""

    frame: str
    title: str
    items: tuple[Item, ...]


def describe(screen: Screen, language: str) -> str:
    """The picture as one line of text, for those who do not see it. Numbers are those in the picture."""
    number = 0

    def numbered(press: bool, text: str) -> str:
        nonlocal number
        number += press
        return f"{number} {text}" if press else text

    parts = [screen.title]
    for item in screen.items:
        own = [
            numbered(
                item.kind == "path" or item.press and not item.side,
                f"[{label}]" if item.kind == "button" else str(label),
            )
            for label in item.labels
        ]
        value = ["••••" if item.kind == "code" else item.value] if item.value else []
        side = [numbered(item.press, f"[{item.side}]")] if item.side else []
        parts.append((" → " if item.kind == "path" else " ").join([*own, *value, *side]))
    return LANGUAGES[language].separator.join(parts)


def draw(screen: Screen) -> tuple[str, int]:
    """The picture as an SVG file, and its height in the units of its width (WIDTH)."""
    return _Drawing(screen).file()


class _Drawing:
    def __init__(self, screen: Screen) -> None:
        self.screen, self.out, self.number = screen, [], 0
        inset = {"dialog": 28, "phone": 70}.get(screen.frame, 8)
        self.left, self.right, self.y = (
            inset + 16,
            WIDTH - inset - 16,
            {"dialog": 50, "phone": 52}.get(screen.frame, 58),
        )
        for item in screen.items:
            getattr(self, f"_{item.kind}")(item)
            self.y += 12
        self.height = max(
            round(self.y + {"dialog": 22, "phone": 26}.get(screen.frame, 12)),
            160 if screen.frame == "phone" else 0,
        )
        self.frame = self._frame(inset)

    def file(self) -> tuple[str, int]:
        body = "".join([*self.frame, *self.out])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}" width="{WIDTH}" height="{self.height}" '
            f'font-family="{FONT}" font-size="{TEXT}" fill="{INK}">{body}</svg>\n'
        ), self.height

    def _frame(self, inset: int) -> list[str]:
        height, frame = self.height, self.screen.frame
        size = TEXT if frame in ("app", "dialog") else SMALL
        title = self._cut(
            self.screen.title, WIDTH - 2 * inset - (102 if frame == "browser" else 32), size
        )
        if frame == "browser":
            bar = _box(inset + 62, 15, WIDTH - 2 * inset - 78, 22, 11, PAPER, LINE) + _text(
                inset + 74, 30.5, title, SMALL, SOFT
            )
            dots = "".join(
                f'<circle cx="{inset + 18 + 14 * each}" cy="26" r="4.5" fill="{LINE}"/>'
                for each in range(3)
            )
            return [
                _box(inset, 6, WIDTH - 2 * inset, height - 12, 8, PAPER, LINE),
                f'<path d="M{inset} 44V14a8 8 0 0 1 8-8h{WIDTH - 2 * inset - 16}a8 8 0 0 1 8 8v30z" fill="{TINT}" stroke="{LINE}"/>',
                dots,
                bar,
            ]
        if frame == "app":
            return [
                _box(inset, 6, WIDTH - 2 * inset, height - 12, 8, PAPER, LINE),
                f'<path d="M{inset} 42V14a8 8 0 0 1 8-8h{WIDTH - 2 * inset - 16}a8 8 0 0 1 8 8v28z" fill="{GREEN}"/>',
                _text(inset + 16, 30, title, TEXT, PAPER, bold=True),
            ]
        if frame == "phone":
            return [
                _box(inset, 6, WIDTH - 2 * inset, height - 12, 22, PAPER, SOFT),
                _box(WIDTH / 2 - 22, 15, 44, 5, 2.5, LINE),
                _text(WIDTH / 2, 39, title, SMALL, SOFT, middle=True),
            ]
        return [
            _box(0, 0, WIDTH, height, 8, LINE),
            _box(inset, 12, WIDTH - 2 * inset, height - 24, 8, PAPER, LINE),
            _text(self.left, 34, title, TEXT, INK, bold=True),
        ]

    # The kinds of items

    def _path(self, item: Item) -> None:
        for depth, label in enumerate(item.labels):
            left = self.left + 14 * depth
            lines = self._lines(label, self.right - left - 44)
            height = STEP * len(lines) + 9
            self.out.append(
                _box(
                    left,
                    self.y,
                    self.right - left,
                    height,
                    5,
                    TINT,
                    MARK if depth == len(item.labels) - 1 else LINE,
                    2 if depth == len(item.labels) - 1 else 1,
                )
            )
            self._badge(left + 15, self.y + height / 2)
            self._write(left + 32, self.y, lines, 5)
            self.y += height + 6
        self.y -= 6

    def _line(self, item: Item) -> None:
        button = 0.0
        if item.side:
            button = min(
                max(_width(str(item.side.text), TEXT), _width(item.side.gloss, SMALL))
                + 26
                + 24 * item.press,
                (self.right - self.left) * 0.62,
            )
        lines = self._lines(
            item.labels[0], self.right - self.left - button - (12 if item.side else 0)
        )
        top = self.y
        self._write(self.left, top, lines, 6)
        height = STEP * len(lines) + 10
        if item.side:
            height = max(
                height, self._button_at(item.side, self.right - button, top, button, item.press)
            )
        self.y = top + height
        self.out.append(
            f'<path d="M{_n(self.left)} {_n(self.y + 5)}H{_n(self.right)}" stroke="{LINE}"/>'
        )

    def _text(self, item: Item) -> None:
        lines = self._lines(item.labels[0], self.right - self.left, SOFT)
        self._write(self.left, self.y, lines, 0)
        self.y += STEP * len(lines)

    def _field(self, item: Item) -> None:
        lines = self._lines(item.labels[0], self.right - self.left, SOFT)
        self._write(self.left, self.y, lines, 0)
        self.y += STEP * len(lines) + 2
        self.out.append(
            _box(
                self.left,
                self.y,
                self.right - self.left,
                28,
                4,
                PAPER,
                MARK if item.press else LINE,
                2 if item.press else 1,
            )
        )
        self.out.append(
            _text(
                self.left + 10,
                self.y + 19,
                self._cut(item.value, self.right - self.left - 20),
                TEXT,
                INK,
            )
        )
        if item.press:
            self._badge(self.right, self.y)
        self.y += 28

    def _button(self, item: Item) -> None:
        label = item.labels[0]
        width = min(
            max(_width(label.text, TEXT), _width(label.gloss, SMALL)) + 40 + 24 * item.press,
            self.right - self.left,
        )
        self.y += self._button_at(
            label, (self.left + self.right - width) / 2, self.y, width, item.press
        )

    def _code(self, item: Item) -> None:
        self.out.append(_box(self.left, self.y, self.right - self.left, 34, 4, TINT, LINE))
        length = int(item.value or 12)
        gap = (self.right - self.left - 36) / max(length - 1, 1)
        self.out += [
            f'<circle cx="{_n(self.left + 18 + gap * each)}" cy="{_n(self.y + 17)}" r="3.5"/>'
            for each in range(length)
        ]
        self.y += 34

    def _qr(self, item: Item) -> None:
        size, left = 96, (WIDTH - 96) / 2
        self.out.append(_box(left, self.y, size, size, 4, PAPER, LINE))
        for x, y in ((8, 8), (64, 8), (8, 64)):
            self.out.append(
                f'<path d="M{_n(left + x)} {_n(self.y + y)}h24v24h-24zM{_n(left + x + 5)} {_n(self.y + y + 5)}v14h14v-14z" fill-rule="evenodd"/>'
                + _box(left + x + 8, self.y + y + 8, 8, 8, 0, INK)
            )
        dots = (
            (40, 12),
            (48, 24),
            (40, 36),
            (14, 42),
            (28, 48),
            (48, 48),
            (60, 42),
            (72, 48),
            (80, 60),
            (64, 64),
            (44, 66),
            (52, 78),
            (72, 76),
            (82, 82),
        )
        self.out += [_box(left + x, self.y + y, 7, 7, 0, INK) for x, y in dots]
        self.y += size

    def _message(self, item: Item) -> None:
        lines = self._lines(item.labels[0], self.right - self.left - 24, PAPER)
        height = STEP * len(lines) + 14
        self.out.append(_box(self.left, self.y, self.right - self.left, height, 12, GREEN))
        self._write(self.left + 12, self.y, lines, 7)
        self.y += height

    def _tick(self, item: Item) -> None:
        self.out.append(
            _box(self.left, self.y + 1, 18, 18, 3, GREEN)
            + f'<path d="M{_n(self.left + 4)} {_n(self.y + 10)}l4 4 7-8" fill="none" stroke="{PAPER}" stroke-width="2"/>'
        )
        lines = self._lines(item.labels[0], self.right - self.left - 60)
        self._write(self.left + 28, self.y, lines, 0)
        if item.press:
            self._badge(
                self.left + 46 + max(_width(text, size) for text, size, _ in lines), self.y + 10
            )
        self.y += max(STEP * len(lines), 20)

    def _status(self, item: Item) -> None:
        lines = self._lines(item.labels[0], 90, GREEN)
        self.out.append(
            _text(
                self.left,
                self.y + 14.5,
                self._cut(item.value, self.right - self.left - 130),
                TEXT,
                INK,
            )
        )
        self.out.append(
            f'<circle cx="{_n(self.right - 106)}" cy="{_n(self.y + 10)}" r="5" fill="{GREEN}"/>'
        )
        self._write(self.right - 94, self.y, lines, 0)
        self.y += STEP * len(lines)

    # What they are made of

    def _button_at(self, label: Label, left: float, top: float, width: float, press: bool) -> float:
        lines = self._lines(label, width - 20 - 24 * press, PAPER if press else INK)
        height = STEP * len(lines) + 10
        self.out.append(
            _box(
                left,
                top,
                width,
                height,
                5,
                GREEN if press else TINT,
                MARK if press else LINE,
                3 if press else 1,
            )
        )
        if press:
            self._badge(left + 16, top + height / 2)
        for number, (text, size, colour) in enumerate(lines):
            self.out.append(
                _text(
                    left + width / 2 + 12 * press,
                    top + 5 + STEP * number + 14.5,
                    text,
                    size,
                    colour,
                    middle=True,
                )
            )
        return height

    def _badge(self, x: float, y: float) -> None:
        self.number += 1
        self.out.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="9.5" fill="{MARK}" stroke="{PAPER}" stroke-width="1.5"/>'
            + _text(x, y + 4, str(self.number), SMALL, PAPER, middle=True, bold=True)
        )

    def _lines(self, label: Label, width: float, colour: str = INK) -> list[tuple[str, float, str]]:
        lines = [(line, TEXT, colour) for line in _wrapped(label.text, width, TEXT)]
        return lines + [
            (line, SMALL, colour if colour != INK else SOFT)
            for line in _wrapped(label.gloss, width, SMALL)
        ]

    def _write(
        self, x: float, top: float, lines: list[tuple[str, float, str]], padding: float
    ) -> None:
        for number, (text, size, colour) in enumerate(lines):
            self.out.append(_text(x, top + padding + STEP * number + 14.5, text, size, colour))

    def _cut(self, text: str, width: float, size: float = TEXT) -> str:
        while text and _width(text, size) > width:
            text = text[:-2].rstrip("…") + "…"
        return text


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _box(
    x: float,
    y: float,
    width: float,
    height: float,
    round_: float,
    fill: str,
    stroke: str = "",
    thick: float = 1,
) -> str:
    line = (
        f' stroke="{stroke}"' + (f' stroke-width="{thick}"' if thick != 1 else "") if stroke else ""
    )
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        + (f' rx="{round_}"' if round_ else "")
        + f' fill="{fill}"{line}/>'
    )


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    middle: bool = False,
    bold: bool = False,
) -> str:
    more = (
        (' text-anchor="middle"' if middle else "")
        + (' font-weight="700"' if bold else "")
        + (f' font-size="{size}"' if size != TEXT else "")
        + (f' fill="{colour}"' if colour != INK else "")
    )
    return f'<text x="{_n(x)}" y="{_n(y)}"{more}>{escape(text)}</text>' if text else ""


def _width(text: str, size: float) -> float:
    """About how wide a text is: Chinese letters are as wide as the font is high, others a bit over half."""
    return size * sum(
        1
        if letter >= "\u2e80" or letter == "•"
        else 0.62
        if letter.isupper() or letter in "mwMW@"
        else 0.3
        if letter in "ilj.,:;'| /"
        else 0.56
        for letter in text
    )


_PIECES = re.compile(r"[\u2e80-\uffff]\s*|[^\s/\u2e80-\uffff]+/?\s*|/\s*")


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines no wider than `width`: Chinese breaks anywhere, other words at blanks and slashes."""
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if line and _width((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line else lines
