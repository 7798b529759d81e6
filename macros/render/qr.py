"""QR codes of permalinks, to continue reading on a phone."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache

from zxingcpp import BarcodeFormat, create_barcode

SCALE = 4  # pixels a module, as shown


@dataclass(frozen=True)
class QrCode:
    """A QR code as PNG with one pixel a module; it is shown `side` pixels wide and high.

    Its white border, which scanners need, is part of it.
    """

    png: bytes
    side: int


@lru_cache(maxsize=4096)
def qr_code(url: str) -> QrCode:
    """The QR code of an address (ISO/IEC 18004). Raises ValueError when it is too long for one."""
    # The lowest error correction gives fewer and larger modules; nothing hides a part of the code
    # on a screen.
    picture = create_barcode(url, BarcodeFormat.QRCode, ec_level="L").to_image()
    side = picture.shape[0]
    pixels = bytes(picture)  # type: ignore[call-overload]  # it is a buffer, but its stub is silent
    return QrCode(_png(pixels, side), side * SCALE)


def _png(pixels: bytes, side: int) -> bytes:
    """A square picture as PNG (W3C, PNG Specification). pixels: a byte each, 0 is black."""
    rows = b"".join(b"\0" + pixels[start : start + side] for start in range(0, side**2, side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)  # eight bits of grey a pixel
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, level=9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
