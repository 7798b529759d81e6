"""QR codes of permalinks, to continue reading on a phone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import segno

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
    # A mask given saves trying all eight, two thirds of the time; any mask can be read. The lowest
    # error correction gives fewer and larger modules; nothing hides a part of the code on a screen.
    symbol, file = segno.make_qr(url, error="l", boost_error=False, mask=2), io.BytesIO()
    symbol.save(file, kind="png")
    return QrCode(file.getvalue(), int(symbol.symbol_size(scale=SCALE)[0]))
