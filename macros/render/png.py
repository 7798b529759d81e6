"""PNG files (W3C PNG, third edition): how one begins, one made of pixels, the size of one."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG with its length and checksum."""
    return struct.pack(">I4s", len(data), name) + data + struct.pack(">I", zlib.crc32(name + data))


def grey_png(pixels: bytes, width: int) -> bytes:
    """A picture as PNG. pixels: a byte each, from 0 for black, row by row."""
    rows = [pixels[start : start + width] for start in range(0, len(pixels), width)]
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 0, 0, 0, 0)  # 8 bits of grey a pixel
    data = zlib.compress(b"".join(b"\0" + row for row in rows), level=9)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return PNG_SIGNATURE + b"".join(png_chunk(name, content) for name, content in parts)


def png_size(path: Path) -> tuple[int, int] | None:
    """Width and height of a PNG in pixels (11.2.1); None without a file."""
    if not path.is_file():
        return None
    head = path.read_bytes()[:24]
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
