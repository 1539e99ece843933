"""The pages of a file as PDFium gives them: glyphs and ruling lines, in plain numbers.

PDFium is not thread-safe: one thread of a process may read PDFs, never two at a time. Processes
are free of each other.
"""

from __future__ import annotations

import math
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import byref, create_string_buffer
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from indexer.errors import UnreadableFile
from indexer.readers.pdf.drawing import MOST_SECONDS, Drawing, Ruling, Turn, check
from indexer.readers.pdf.fonts import stand_in

stand_in()

MOST_PAGES = 500

UNKNOWN = "\ufffd"
"""A glyph the file does not say the character of; it must not vanish from within a number."""

# Radicals that stand for whole characters where a font maps glyphs carelessly (⺠ for 民); the
# Kangxi ones are folded by NFKC, these are not.
_RADICALS = str.maketrans(
    "⺠⻓⻔⻚⻛⻜⻝⻢⻣⻤⻥⻦⻩⻬⻰⻄⻅⻆⻉⻋⻘⺟⺫⻁⻳",
    "民长门页风飞食马骨鬼鱼鸟黄齐龙西见角贝车青母目虎龟",
)


class Glyph(NamedTuple):
    """A character and its box: advance width by ascent and descent; y grows downwards."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height its centre stands at."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page turned so that its text runs to the right, its upper left corner at 0, 0."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    horizontals: Sequence[Ruling]
    verticals: Sequence[Ruling]
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """All pages, the title of the file's own record ("" without one)."""

    pages: Sequence[Page]
    title: str


def load(data: bytes) -> File:
    """Read all pages of a PDF.

    Raises ``UnreadableFile`` for one that is damaged, encrypted, or larger than the limits.
    """
    deadline = time.monotonic() + MOST_SECONDS
    with _opened(data) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise UnreadableFile("the PDF is damaged: it has no pages")
        if count > MOST_PAGES:
            raise UnreadableFile(
                "the PDF has %(count)d pages, more than %(most)d", count=count, most=MOST_PAGES
            )
        pages = [_page(document, number, deadline) for number in range(count)]
        return File(pages, _title(document))


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFile("the PDF is encrypted: it needs a password")
        raise UnreadableFile("the PDF is damaged")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _title(document: Any) -> str:
    length = pdfium.FPDF_GetMetaText(document, b"Title", None, 0)
    buffer = create_string_buffer(min(length, 4096))
    pdfium.FPDF_GetMetaText(document, b"Title", buffer, len(buffer))
    return buffer.raw.decode("utf-16-le", errors="ignore").split("\0")[0].strip()


def _page(document: Any, number: int, deadline: float) -> Page:
    handle = pdfium.FPDF_LoadPage(document, number)
    if not handle:
        raise UnreadableFile("the PDF is damaged: page %(page)d is missing", page=number + 1)
    text = None
    try:
        text = pdfium.FPDFText_LoadPage(handle)
        if not text:
            raise UnreadableFile("the PDF is damaged: page %(page)d has no text", page=number + 1)
        turn = Turn.of(handle, _quarter(text))
        glyphs = _glyphs(text, turn, number, deadline)
        drawing = Drawing(turn, number, deadline)
        drawing.take(
            pdfium.FPDFPage_CountObjects(handle),
            lambda i: pdfium.FPDFPage_GetObject(handle, i),
        )
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(handle)
    return Page(
        number,
        turn.width,
        turn.height,
        glyphs,
        drawing.horizontals,
        drawing.verticals,
        drawing.pictures,
    )


def _quarter(text: Any) -> int:
    """Return how many quarters most of the text is turned by, counterclockwise.

    This is told from the glyphs rather than from the page's own rotation: a table laid sideways
    on an upright page is read the way it is printed.
    """
    count = pdfium.FPDFText_CountChars(text)
    angles: Counter[int] = Counter()
    for index in range(0, count, max(count // 40, 1)):
        if pdfium.FPDFText_GetUnicode(text, index) > 32:
            # PDFium counts angles clockwise.
            angle = pdfium.FPDFText_GetCharAngle(text, index)
            angles[-round(angle / (math.pi / 2)) % 4] += 1
    return angles.most_common(1)[0][0] if angles else 0


# ── glyphs ───────────────────────────────────────────────────────────────────────────────


def _glyphs(text: Any, turn: Turn, page: int, deadline: float) -> list[Glyph]:
    count = pdfium.FPDFText_CountChars(text)
    check(count, page, deadline)
    box = pdfium.FS_RECTF()
    place, numbers = byref(box), memoryview(box).cast("B").cast("f")
    unicode, loose = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    known: dict[int, str] = {}
    glyphs = []
    for index in range(count):
        code = unicode(text, index)
        character = known.get(code)
        if character is None:
            character = known[code] = _character(code)
        if character and loose(text, index, place):
            left, top, right, bottom = numbers
            glyphs.append(Glyph(character, *turn.box(left, right, bottom, top)))
    return glyphs


def _character(code: int) -> str:
    """Return what a character code says; "" for white space and signs nobody sees."""
    if code == 2:  # PDFium's mark for a hyphen at a line's end
        return "-"
    if 0xD800 <= code < 0xE000 or code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return UNKNOWN
    character = chr(code)
    kind = unicodedata.category(character)
    if kind == "Co":
        return UNKNOWN
    if kind in ("Cc", "Cf", "Cn", "Zs", "Zl", "Zp"):
        return ""
    if 0x2E80 <= code < 0x2FE0:
        return unicodedata.normalize("NFKC", character.translate(_RADICALS))
    return character
