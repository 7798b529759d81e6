"""PNG files, made by hand, so that each part of one can be spoilt."""

from __future__ import annotations

import struct
import zlib

from macros.render.png import PNG_SIGNATURE
from macros.render.png import png_chunk as chunk


def png(width: int = 2, height: int = 2, rows: bytes | None = None, *more: bytes) -> bytes:
    """A picture of one bit per pixel. rows: its pixels, black if left out; more: other parts."""
    size = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = bytes(height * (1 + (width + 7) // 8)) if rows is None else rows
    data = chunk(b"IDAT", zlib.compress(pixels))
    return PNG_SIGNATURE + b"".join([chunk(b"IHDR", size), *more, data, chunk(b"IEND", b"")])
