"""Whether a picture is one: a PNG with nothing but pixels, a drawing with nothing but shapes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from macros.render.png import PNG_SIGNATURE
from macros.site.markup import SVG, Fault, attribute_faults, text_faults

PNG_CHUNKS = frozenset("IHDR PLTE tRNS gAMA cHRM sRGB pHYs sBIT bKGD IDAT IEND".split())
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # samples of a pixel, by colour type
MOST_PIXELS = 4096  # of a side
SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"


def png_problem(content: bytes) -> str:
    """What is wrong with a PNG (W3C PNG, third edition), or nothing."""
    if not content.startswith(PNG_SIGNATURE):
        return "is not a PNG"
    try:
        chunks, rest = _png_chunks(content)
    except (struct.error, ValueError) as error:
        return f"is a damaged PNG: {error}"
    if rest:
        return f"has {len(rest)} bytes behind its end"
    unknown = {name for name, _ in chunks} - PNG_CHUNKS
    if unknown:
        return f"has parts that are no pixels: {', '.join(sorted(unknown))}"
    if chunks[0][0] != "IHDR" or len(chunks[0][1]) != 13:
        return "does not begin with its size"
    return _pixels_problem(chunks)


def _png_chunks(content: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
    """The parts of a PNG, and what follows its end. Raises ValueError and struct.error."""
    chunks = []
    start = len(PNG_SIGNATURE)
    while True:
        length, name = struct.unpack_from(">I4s", content, start)
        data = content[start + 8 : start + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, start + 8 + length)
        if checksum != zlib.crc32(name + data):
            raise ValueError("a checksum does not fit")
        chunks.append((name.decode("ascii", "replace"), data))
        start += 12 + length
        if name == b"IEND":
            return chunks, content[start:]


def _pixels_problem(chunks: list[tuple[str, bytes]]) -> str:
    width, height, depth, colour, *_, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        return f"has {width} by {height} pixels"
    if colour not in CHANNELS or depth not in (1, 2, 4, 8, 16) or interlaced:
        return "has a colour type or an order of pixels that no picture of ours needs"
    size = height * (1 + (width * CHANNELS[colour] * depth + 7) // 8)
    decoder = zlib.decompressobj()
    try:
        pixels = decoder.decompress(
            b"".join(data for name, data in chunks if name == "IDAT"), size + 1
        )
    except zlib.error as error:
        return f"is a damaged PNG: {error}"
    if len(pixels) != size or not decoder.eof or decoder.unused_data:
        return "holds more or less than its pixels"
    return ""


def svg_faults(text: str) -> Iterator[Fault]:
    """What is wrong with a drawing: XML that is no SVG, scripts, files it would load."""
    if "<!" in text or "<?" in text:
        yield "file_is_expected", "has a declaration, a comment or an instruction"
        return
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        yield "file_is_expected", f"is not XML: {error}"
        return
    if root.tag != f"{SVG_NAMESPACE}svg":
        yield "file_is_expected", "is not an SVG"
    for element in root.iter():
        yield from _element_faults(element)


def _element_faults(element: ElementTree.Element) -> Iterator[Fault]:
    name = element.tag.removeprefix(SVG_NAMESPACE)
    if name not in SVG or not element.tag.startswith(SVG_NAMESPACE):
        rule = "script_is_ours" if name in ("script", "style") else "tag_is_known"
        yield rule, f"<{name}> has no place in a picture"
    for attribute, value in element.attrib.items():
        yield from attribute_faults(name, SVG.get(name, ()), attribute.lower(), value)
        if attribute == "href" and not value.startswith("#"):
            yield "nothing_from_elsewhere", f"<{name}> loads {value[:60]}"
        yield from text_faults(value)
    yield from text_faults(f"{element.text or ''}{element.tail or ''}")
