"""Pictures: what is no picture, or more than one, is refused."""

from __future__ import annotations

import pytest
from png import chunk, png

from macros.render.png import PNG_SIGNATURE
from macros.site.images import png_problem, svg_faults


def test_a_picture_passes():
    """As any program writes it."""
    assert png_problem(png()) == ""


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<svg></svg>", "is not a PNG"),
        (png() + b"<script>", "has 8 bytes behind its end"),
        (png()[:-6], "is a damaged PNG"),
        (png().replace(b"IDAT", b"IDAt"), "is a damaged PNG"),
        (png(5000), "has 5000 by 2 pixels"),
        (png(0), "has 0 by 2 pixels"),
        (png(2, 2, b"\0\0" * 9), "holds more or less than its pixels"),
        (png(2, 2, b"\0"), "holds more or less than its pixels"),
        (png(2, 2, b"\0\0" * 2, chunk(b"tEXt", b"x")), "has parts that are no pixels: tEXt"),
        (PNG_SIGNATURE + chunk(b"IEND", b""), "does not begin with its size"),
    ],
)
def test_what_is_no_png_is_refused(content, problem):
    """A file behind the picture, a text in it, a size that is not its own."""
    assert png_problem(content).startswith(problem)


SVG = '<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("x", "file_is_expected"),
        ("<svg/>", "file_is_expected"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "file_is_expected"),
        (SVG % "<g>", "file_is_expected"),
        (SVG % "<!-- x -->", "file_is_expected"),
        (SVG % "<?x?>", "file_is_expected"),
        (SVG % "<script/>", "script_is_ours"),
        (SVG % "<foreignObject/>", "tag_is_known"),
        (SVG % '<image href="x.png"/>', "tag_is_known"),
        (SVG % '<x:img xmlns:x="http://www.w3.org/1999/xhtml" onerror="x"/>', "tag_is_known"),
        (SVG % '<g onclick="x"/>', "no_handlers_or_styles"),
        (SVG % '<g style="x"/>', "no_handlers_or_styles"),
        (SVG % '<use href="other.svg#x"/>', "nothing_from_elsewhere"),
        (SVG % '<g fill="url(https://evil.example/x)"/>', "nothing_from_elsewhere"),
        (SVG % "<text>im\u200bap</text>", "no_invisible_characters"),
    ],
)
def test_what_is_more_than_a_drawing_is_refused(text, rule):
    """Scripts, other documents, files from elsewhere."""
    assert rule in {found for found, _ in svg_faults(text)}


def test_a_drawing_passes():
    """Shapes and texts are no alarm."""
    assert [*svg_faults(SVG % '<g fill="url(#a)"><text x="1">QQ</text></g>')] == []
