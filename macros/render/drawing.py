"""Draws a screen as a clean schematic, in SVG.

It is drawn for light paper; the style sheet inverts it in the dark scheme. Numbers stand
where one presses, in order.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from macros.render import svg
from macros.render.screens import Item, LabelText, Screen
from macros.render.svg import INK, LINE, MARK, PAPER, SMALL, SOFT, TEXT, TINT

WIDTH = 360  # of a drawing, about the CSS pixels of a phone
_STEP = 19  # from one line of text to the next
_BASE = 14.5  # from the top of a line of text to its base line
_GAP = 12  # between items
_INSETS = {"dialog": 28, "phone": 70}  # from the drawing's edge to the frame's
_TOPS = {"dialog": 50, "phone": 52}  # where the first item begins
_BOTTOMS = {"dialog": 22, "phone": 26}  # below the last item
_PHONE_HEIGHT = 160  # at least


@lru_cache(maxsize=1024)  # guides share screens
def draw(screen: Screen, brand: str) -> tuple[bytes, int]:
    """The picture as an SVG file, and its height in the units of its width (WIDTH).

    brand: the colour of bars and buttons, as `#rrggbb`.
    """
    drawing = _Drawing(screen, brand)
    height = drawing.height
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="{svg.FONT}" font-size="{svg.number(TEXT)}" fill="{INK}">'
        f"{''.join([*_frame(screen, height, brand), *drawing.out])}</svg>\n"
    )
    return text.encode(), height


def _frame(screen: Screen, height: int, brand: str) -> list[str]:
    """The window around the items."""
    inset = _INSETS.get(screen.frame, 8)
    width = WIDTH - 2 * inset
    size = TEXT if screen.frame in ("app", "dialog") else SMALL
    title = svg.cut(screen.title, width - (102 if screen.frame == "browser" else 32), size)
    window = svg.box(inset, 6, width, height - 12, PAPER, 8, LINE)
    bar = f"a8 8 0 0 1 8-8h{width - 16}a8 8 0 0 1 8 8"
    if screen.frame == "browser":
        return [
            window,
            f'<path d="M{inset} 44V14{bar}v30z" fill="{TINT}" stroke="{LINE}"/>',
            *(svg.circle(inset + 18 + 14 * dot, 26, 4.5, f' fill="{LINE}"') for dot in range(3)),
            svg.box(inset + 62, 15, width - 78, 22, PAPER, 11, LINE),
            svg.text(inset + 74, 30.5, title, SMALL, SOFT),
        ]
    if screen.frame == "app":
        return [
            window,
            f'<path d="M{inset} 42V14{bar}v28z" fill="{brand}"/>',
            svg.text(inset + 16, 30, title, TEXT, PAPER, bold=True),
        ]
    if screen.frame == "phone":
        return [
            svg.box(inset, 6, width, height - 12, PAPER, 22, SOFT),
            svg.box(WIDTH / 2 - 22, 15, 44, 5, LINE, 2.5),
            svg.text(WIDTH / 2, 39, title, SMALL, SOFT, middle=True),
        ]
    return [
        svg.box(0, 0, WIDTH, height, LINE, 8),
        svg.box(inset, 12, width, height - 24, PAPER, 8, LINE),
        svg.text(inset + 16, 34, title, TEXT, INK, bold=True),
    ]


class _Line(NamedTuple):
    """A line of text, ready to be placed."""

    text: str
    size: float
    colour: str


class _Drawing:
    """The items of a screen, one below the other. out: their SVG; height: of the picture."""

    def __init__(self, screen: Screen, brand: str) -> None:
        self.brand = brand
        inset = _INSETS.get(screen.frame, 8)
        self.left, self.right = inset + 16, WIDTH - inset - 16
        self.width = self.right - self.left
        self.y: float = _TOPS.get(screen.frame, 58)
        self.out: list[str] = []
        self._number = 0
        for item in screen.items:
            getattr(self, f"_{item.kind}")(item)
            self.y += _GAP
        height = round(self.y + _BOTTOMS.get(screen.frame, 12))
        self.height = max(height, _PHONE_HEIGHT if screen.frame == "phone" else 0)

    # Each kind of item has the method of its name, which draws it at self.y and moves that to its
    # end.

    def _path(self, item: Item) -> None:
        for depth, label in enumerate(item.labels):
            is_last = depth == len(item.labels) - 1
            left = self.left + 14 * depth
            lines = _lines(label, self.right - left - 44)
            height = _STEP * len(lines) + 9
            self._field_box(left, self.right - left, height, TINT, is_last, radius=5)
            self._badge(left + 15, self.y + height / 2)
            self._write(left + 32, self.y + 5, lines)
            self.y += height + (0 if is_last else 6)

    def _line(self, item: Item) -> None:
        button = _button_width(item.side, item.press) if item.side else 0.0
        button = min(button, self.width * 0.62)
        top, lines = self.y, _lines(item.labels[0], self.width - button - (12 if item.side else 0))
        self._write(self.left, top + 6, lines)
        height: float = _STEP * len(lines) + 10
        if item.side:
            side = self._button_at(item.side, self.right - button, top, button, item.press)
            height = max(height, side)
        self.y = top + height
        self.out.append(svg.line(self.left, self.right, self.y + 5))

    def _text(self, item: Item) -> None:
        lines = _lines(item.labels[0], self.width, SOFT)
        self._write(self.left, self.y, lines)
        self.y += _STEP * len(lines)

    def _field(self, item: Item) -> None:
        self._text(item)
        self.y += 2
        self._field_box(self.left, self.width, 28, PAPER, item.press, radius=4)
        value = svg.cut(item.value, self.width - 20)
        self.out.append(svg.text(self.left + 10, self.y + 19, value))
        if item.press:
            self._badge(self.right, self.y)
        self.y += 28

    def _button(self, item: Item) -> None:
        label = item.labels[0]
        width = min(_button_width(label, item.press) + 14, self.width)
        left = (self.left + self.right - width) / 2
        self.y += self._button_at(label, left, self.y, width, item.press)

    def _code(self, item: Item) -> None:
        self.out.append(svg.box(self.left, self.y, self.width, 34, TINT, 4, LINE))
        length = int(item.value)
        gap = (self.width - 36) / max(length - 1, 1)
        self.out += [
            svg.circle(self.left + 18 + gap * dot, self.y + 17, 3.5) for dot in range(length)
        ]
        self.y += 34

    def _qr(self, item: Item) -> None:
        size = 96
        left = (WIDTH - size) / 2
        self.out.append(svg.box(left, self.y, size, size, PAPER, 4, LINE))
        self.out += [_finder(left + x, self.y + y) for x, y in _QR_CORNERS]
        self.out += [svg.box(left + x, self.y + y, 7, 7, INK) for x, y in _QR_MODULES]
        self.y += size

    def _message(self, item: Item) -> None:
        lines = _lines(item.labels[0], self.width - 24, PAPER)
        height = _STEP * len(lines) + 14
        self.out.append(svg.box(self.left, self.y, self.width, height, self.brand, 12))
        self._write(self.left + 12, self.y + 7, lines)
        self.y += height

    def _tick(self, item: Item) -> None:
        x, y = svg.number(self.left + 4), svg.number(self.y + 10)
        self.out.append(svg.box(self.left, self.y + 1, 18, 18, self.brand, 3))
        self.out.append(
            f'<path d="M{x} {y}l4 4 7-8" fill="none" stroke="{PAPER}" stroke-width="2"/>'
        )
        lines = _lines(item.labels[0], self.width - 60)
        self._write(self.left + 28, self.y, lines)
        if item.press:
            widest = max(svg.text_width(line.text, line.size) for line in lines)
            self._badge(self.left + 46 + widest, self.y + 10)
        self.y += max(_STEP * len(lines), 20)

    def _status(self, item: Item) -> None:
        value = svg.cut(item.value, self.width - 130)
        self.out.append(svg.text(self.left, self.y + _BASE, value))
        self.out.append(svg.circle(self.right - 106, self.y + 10, 5, f' fill="{self.brand}"'))
        lines = _lines(item.labels[0], 90, self.brand)
        self._write(self.right - 94, self.y, lines)
        self.y += _STEP * len(lines)

    # What items are made of

    def _field_box(
        self, left: float, width: float, height: float, fill: str, is_marked: bool, radius: float
    ) -> None:
        stroke, thickness = (MARK, 2) if is_marked else (LINE, 1)
        self.out.append(svg.box(left, self.y, width, height, fill, radius, stroke, thickness))

    def _button_at(
        self, label: LabelText, left: float, top: float, width: float, press: bool
    ) -> float:
        """Draws a button, and returns its height. A pressed one has its number on it."""
        room = 24 if press else 0
        fill, stroke, thickness, colour = (
            (self.brand, MARK, 3, PAPER) if press else (TINT, LINE, 1, INK)
        )
        lines = _lines(label, width - 20 - room, colour)
        height = _STEP * len(lines) + 10
        self.out.append(svg.box(left, top, width, height, fill, 5, stroke, thickness))
        if press:
            self._badge(left + 16, top + height / 2)
        self._write(left + (width + room) / 2, top + 5, lines, middle=True)
        return height

    def _badge(self, x: float, y: float) -> None:
        """The next number, in a disc."""
        self._number += 1
        ring = f' fill="{MARK}" stroke="{PAPER}" stroke-width="1.5"'
        self.out.append(svg.circle(x, y, 9.5, ring))
        number = str(self._number)
        self.out.append(svg.text(x, y + 4, number, SMALL, PAPER, middle=True, bold=True))

    def _write(self, x: float, top: float, lines: list[_Line], middle: bool = False) -> None:
        for number, line in enumerate(lines):
            y = top + _STEP * number + _BASE
            self.out.append(svg.text(x, y, line.text, line.size, line.colour, middle))


def _lines(label: LabelText, width: float, colour: str = INK) -> list[_Line]:
    """A label in lines, and below it its translation in small."""
    small = SOFT if colour == INK else colour
    return [
        *(_Line(line, TEXT, colour) for line in svg.wrap(label.text, width)),
        *(_Line(line, SMALL, small) for line in svg.wrap(label.gloss, width, SMALL)),
    ]


def _button_width(label: LabelText, press: bool) -> float:
    """How wide a button at the end of a line has to be."""
    text = max(svg.text_width(label.text), svg.text_width(label.gloss, SMALL))
    return text + 26 + (24 if press else 0)


_QR_CORNERS = ((8, 8), (64, 8), (8, 64))
_QR_MODULES = (  # some, so that it looks like a code; it is none
    *((40, 12), (48, 24), (40, 36), (14, 42), (28, 48), (48, 48), (60, 42)),
    *((72, 48), (80, 60), (64, 64), (44, 66), (52, 78), (72, 76), (82, 82)),
)


def _finder(x: float, y: float) -> str:
    """One of the three squares by which a scanner finds a QR code."""
    outer, inner = (f"{svg.number(x + by)} {svg.number(y + by)}" for by in (0, 5))
    ring = f'<path d="M{outer}h24v24h-24zM{inner}v14h14v-14z" fill-rule="evenodd"/>'
    return ring + svg.box(x + 8, y + 8, 8, 8, INK)
