"""The font that stands in for Chinese fonts which a file names but does not bring along.

Its characters have no shape: their widths and heights are the file's own. PDFium would take a font
of the machine, and without one drops characters that stand alone; read with this one, a file says
the same on every machine, and no shapes are loaded that nobody looks at.
"""

from __future__ import annotations

import struct
from ctypes import byref, memmove
from typing import Any

import pypdfium2.raw as pdfium

_ASIAN = frozenset((128, 129, 130, 134, 136))
"""Windows' numbers of the character sets; of the others PDFium has fonts within itself."""

_EM, _ASCENT, _DESCENT = 1000, 880, -120
_SIDE = 100
"""Of the one shape: PDFium drops what has none, and widens a box that is narrower than it."""

_NAME = b"stand-in\0"


def _truetype() -> bytes:
    """Return a TrueType font in which every character has the same small square."""
    square = struct.pack(
        ">5h2H4B8h",
        *(1, 0, 0, _SIDE, _SIDE),  # contours, bounds
        *(3, 0),  # the last point, instructions
        *(1, 1, 1, 1),  # points on the line
        *(0, _SIDE, 0, -_SIDE, 0, 0, _SIDE, 0),  # x and y, each from the point before
    )
    tables = {
        # Format 13: all characters to glyph 1, as 0 means that there is none.
        b"cmap": struct.pack(">4HI2H6I", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, 0, 0x10FFFF, 1),
        b"glyf": square,
        b"head": struct.pack(
            ">4I2H2Q4h2H3h",
            *(0x10000, 0, 0, 0x5F0F3CF5, 0, _EM, 0, 0),  # version, its mark, the em
            *(0, 0, _SIDE, _SIDE, 0, 8, 2, 0, 0),
        ),
        b"hhea": struct.pack(
            ">I3hH11hH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _SIDE, 1, *[0] * 7, 2
        ),
        b"hmtx": struct.pack(">HhHh", _EM, 0, _EM, 0),
        b"loca": struct.pack(">3H", 0, 0, len(square) // 2),
        b"maxp": struct.pack(">I14H", 0x10000, 2, 4, 1, 0, 0, 1, *[0] * 8),
    }
    directory = struct.pack(">I4H", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    begin = len(directory) + 16 * len(tables)
    body = b""
    for name, table in tables.items():
        directory += struct.pack(">4s3I", name, 0, begin + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return directory + body


_FONT = _truetype()


def _mapped(_: Any, _weight: int, _italic: int, charset: int, *_rest: Any) -> int | None:
    return 1 if charset in _ASIAN else None


def _data(_: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
    return 0 if table else _copied(_FONT, buffer, size)


def _name(_: Any, _font: Any, buffer: Any, size: int) -> int:
    return _copied(_NAME, buffer, size)


def _copied(data: bytes, buffer: Any, size: int) -> int:
    """Copy into a buffer what fits into it whole; return how much it is."""
    if size >= len(data):
        memmove(buffer, data, len(data))
    return len(data)


def _nothing(*_: Any) -> None:
    return None


_CALLS = {
    "MapFont": _mapped,
    "GetFont": _nothing,
    "GetFontData": _data,
    "GetFaceName": _name,
    "DeleteFont": _nothing,
}
_KINDS: dict[str, Any] = dict(pdfium.FPDF_SYSFONTINFO._fields_)
# PDFium calls these as long as the process lives.
_FONTS = pdfium.FPDF_SYSFONTINFO(1, **{name: _KINDS[name](call) for name, call in _CALLS.items()})


def stand_in() -> None:
    """Have PDFium take this font, and none of the machine's, in the whole process from now on."""
    pdfium.FPDF_SetSystemFontInfo(byref(_FONTS))
