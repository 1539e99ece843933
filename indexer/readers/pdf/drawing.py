"""What is drawn on a page: its ruling lines, and which way is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from ctypes import byref, c_float, c_int
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from indexer.errors import UnreadableFile

MOST_OBJECTS = 100_000
"""Objects or characters of one page."""
MOST_SECONDS = 30.0
_DEEPEST_FORM = 8
_MOST_SEGMENTS = 4000

_THINNEST_BOX = 3.5
"""A box narrower than this many points is a ruling, not an area."""


class Ruling(NamedTuple):
    """A straight line: where it stands on the other axis, and from where to where it runs."""

    at: float
    begin: float
    end: float


def check(count: int, page: int, deadline: float) -> None:
    """Raise ``UnreadableFile`` for a page of too many things, and for a file that took too long."""
    if count > MOST_OBJECTS:
        raise UnreadableFile("page %(page)d of the PDF holds too much", page=page + 1)
    if time.monotonic() > deadline:
        raise UnreadableFile("the PDF took longer than %(limit)d s", limit=int(MOST_SECONDS))


@dataclass(frozen=True, slots=True)
class Turn:
    """Maps the file's coordinates to those of the page as its text is read."""

    quarter: int
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, page: Any, quarter: int) -> Turn:
        """Return the turn of a page whose text runs ``quarter`` quarters off, counterclockwise."""
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
class Drawing:
    """What is drawn on one page: its straight lines, upright or level, and its pictures.

    ``deadline`` is a time of the monotonic clock.
    """

    turn: Turn
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

    def take(
        self, count: int, get: Callable[[int], Any], matrix: Matrix = _SAME, depth: int = 0
    ) -> None:
        """Take in the objects of the page, or of a form on it."""
        for index in range(count):
            self.seen += 1
            if self.seen % 500 == 0:
                check(self.seen, self.page, self.deadline)
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
        if min(xs[1] - xs[0], ys[1] - ys[0]) <= _THINNEST_BOX:
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
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THINNEST_BOX:
            self._line(min(xs), max(xs), min(ys), max(ys))
        elif stroked:
            for (x, y), (u, v) in pairwise(points):
                if min(abs(x - u), abs(y - v)) <= 1:
                    self._line(min(x, u), max(x, u), min(y, v), max(y, v))

    def _line(self, left: float, right: float, bottom: float, top: float) -> None:
        left, right, upper, lower = self.turn.box(left, right, bottom, top)
        # A dot of a dotted line may belong to either direction.
        if lower - upper <= _THINNEST_BOX:
            self.horizontals.append(Ruling((upper + lower) / 2, left, right))
        if right - left <= _THINNEST_BOX:
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
