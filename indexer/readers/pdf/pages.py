"""PDFium's side of the room: the glyphs and ruling lines of each page, in plain numbers.

PDFium is not thread-safe: one thread of a process may read PDFs, never two at a time. Processes
are free of each other.
"""

from __future__ import annotations

import math
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import byref, c_float, c_int, create_string_buffer
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from indexer.errors import UnreadableFile

MOST_PAGES = 500
MOST_OBJECTS = 100_000
"""Objects or characters of one page."""
MOST_SECONDS = 30.0
_DEEPEST_FORM = 8
_MOST_SEGMENTS = 4000

THINNEST_BOX = 3.5
"""A box narrower than this many points is a ruling, not an area."""

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


class Ruling(NamedTuple):
    """A straight line: where it stands on the other axis, and from where to where it runs."""

    at: float
    begin: float
    end: float


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
        turn = _Turn.of(handle, _quarter(text))
        glyphs = _glyphs(text, turn, number, deadline)
        drawing = _Drawing(turn, number, deadline)
        drawing.take(
            pdfium.FPDFPage_CountObjects(handle),
            lambda i: pdfium.FPDFPage_GetObject(handle, i),
            _SAME,
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


def _check(count: int, page: int, deadline: float) -> None:
    if count > MOST_OBJECTS:
        raise UnreadableFile("page %(page)d of the PDF holds too much", page=page + 1)
    if time.monotonic() > deadline:
        raise UnreadableFile("the PDF took longer than %(limit)d s", limit=int(MOST_SECONDS))


# ── which way is up ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Turn:
    """Maps the file's coordinates to those of the page as its text is read."""

    quarter: int
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, page: Any, quarter: int) -> _Turn:
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, byref(box))
        raw = cls(quarter, 0.0, 0.0, 0.0, 0.0)
        left, right, top, bottom = raw.box(box.left, box.right, box.bottom, box.top)
        return cls(quarter, left, top, right - left, bottom - top)

    def box(
        self, left: float, right: float, bottom: float, top: float
    ) -> tuple[float, float, float, float]:
        """Return left, right, top and bottom of a box, y downwards."""
        if self.quarter == 0:
            turned = (left, right, -top, -bottom)
        elif self.quarter == 1:
            turned = (bottom, top, left, right)
        elif self.quarter == 2:
            turned = (-right, -left, bottom, top)
        else:
            turned = (-top, -bottom, -right, -left)
        left, right, upper, lower = turned
        return left - self.left, right - self.left, upper - self.top, lower - self.top


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


def _glyphs(text: Any, turn: _Turn, page: int, deadline: float) -> list[Glyph]:
    count = pdfium.FPDFText_CountChars(text)
    _check(count, page, deadline)
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


# ── rulings ──────────────────────────────────────────────────────────────────────────────

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Point = tuple[float, float]


def _applied(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _moved(
    xs: tuple[float, float], ys: tuple[float, float], matrix: Matrix
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the bounds of a box after a matrix."""
    points = [_applied(matrix, x, y) for x in xs for y in ys]
    across, along = [x for x, _ in points], [y for _, y in points]
    return (min(across), max(across)), (min(along), max(along))


def _after(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies ``first``, then ``second``."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _matrix(thing: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, byref(m)):
        return _SAME
    return (m.a, m.b, m.c, m.d, m.e, m.f)


@dataclass(slots=True)
class _Drawing:
    """What is drawn on one page: its straight lines, upright or level, and its pictures."""

    turn: _Turn
    page: int
    deadline: float
    horizontals: list[Ruling] = field(default_factory=list)
    verticals: list[Ruling] = field(default_factory=list)
    pictures: int = 0
    seen: int = 0
    corners: tuple[c_float, ...] = field(init=False)
    places: tuple[Any, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.corners = (c_float(), c_float(), c_float(), c_float())
        self.places = tuple(byref(corner) for corner in self.corners)

    def take(self, count: int, get: Callable[[int], Any], matrix: Matrix, depth: int = 0) -> None:
        """Take in the objects of the page, or of a form on it."""
        for index in range(count):
            self.seen += 1
            if self.seen % 500 == 0:
                _check(self.seen, self.page, self.deadline)
            thing = get(index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(thing, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.pictures += 1
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                self._form(thing, matrix, depth)

    def _form(self, form: Any, matrix: Matrix, depth: int) -> None:
        self.take(
            pdfium.FPDFFormObj_CountObjects(form),
            lambda i: pdfium.FPDFFormObj_GetObject(form, i),
            _after(_matrix(form), matrix),
            depth + 1,
        )

    def _path(self, path: Any, matrix: Matrix) -> None:
        left, bottom, right, top = self.corners
        if not pdfium.FPDFPageObj_GetBounds(path, *self.places):
            return
        xs, ys = (left.value, right.value), (bottom.value, top.value)
        if matrix is not _SAME:
            xs, ys = _moved(xs, ys, matrix)
        if min(xs[1] - xs[0], ys[1] - ys[0]) <= THINNEST_BOX:
            # Nearly all of them: a line, or the sliver that Word draws for one.
            self._line(*xs, *ys)
            return
        fill, stroke = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
        count = pdfium.FPDFPath_CountSegments(path)
        if 2 < count <= _MOST_SEGMENTS:
            for points in _subpaths(path, count, _after(_matrix(path), matrix)):
                self._outline(points, stroked=bool(stroke.value))

    def _outline(self, points: Sequence[Point], stroked: bool) -> None:
        """Take in one part of a path: all of a sliver, the edges of an area if they are drawn."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= THINNEST_BOX:
            self._line(min(xs), max(xs), min(ys), max(ys))
        elif stroked:
            for (x, y), (u, v) in pairwise(points):
                if min(abs(x - u), abs(y - v)) <= 1:
                    self._line(min(x, u), max(x, u), min(y, v), max(y, v))

    def _line(self, left: float, right: float, bottom: float, top: float) -> None:
        left, right, upper, lower = self.turn.box(left, right, bottom, top)
        # A dot of a dotted line may belong to either direction.
        if lower - upper <= THINNEST_BOX:
            self.horizontals.append(Ruling((upper + lower) / 2, left, right))
        if right - left <= THINNEST_BOX:
            self.verticals.append(Ruling((left + right) / 2, upper, lower))


def _subpaths(path: Any, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """Yield the corners of each part of a path; a part that is closed ends where it began."""
    x, y = c_float(), c_float()
    points: list[Point] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y)):
            continue
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(_applied(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points
