"""QR codes of permalinks, to continue reading on a phone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import segno

SCALE = 4  # pixels a module


@dataclass(frozen=True)
class QrCode:
    """A QR code as PNG, `side` pixels wide and high with the white border that scanners need."""

    png: bytes
    side: int


@lru_cache(maxsize=4096)
def qr_code(url: str) -> QrCode:
    """The QR code of an address (ISO/IEC 18004). Raises ValueError when it is too long for one."""
    # a mask given saves trying all eight, two thirds of the time; any mask can be read
    symbol, file = segno.make_qr(url, error="m", mask=2), io.BytesIO()
    symbol.save(file, kind="png", scale=SCALE)
    return QrCode(file.getvalue(), int(symbol.symbol_size(scale=SCALE)[0]))
