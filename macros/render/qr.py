"""QR codes of permalinks, to continue reading on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from zxingcpp import BarcodeFormat, create_barcode

from macros.render.png import grey_png

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
    return QrCode(grey_png(pixels, side), side * SCALE)
