"""Ruling lines to tables: the cells between them, and which glyphs stand in which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.model import Cell
from indexer.readers.pdf.cells import cell_text
from indexer.readers.pdf.drawing import Ruling
from indexer.readers.pdf.edges import SAME, by_place, clusters, edges_of, nearest
from indexer.readers.pdf.lines import CLOSING
from indexer.readers.pdf.pages import Glyph, Page

_SHORTEST = 6.0
_BORDERED = 0.6  # of its length that a border must have to part two cells
_MOST_PAIRS = 1_000_000
_MOST_CELLS = 4_000
_PROSE = 200
"""No label of the form is as long; a frame that holds more is no table."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on one page: its edges from left to right and top to bottom, and its cells."""

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]

    @property
    def top(self) -> float:
        """Where it begins."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.ys[-1]


def find_grids(page: Page) -> tuple[list[Grid], list[Glyph], bool]:
    """Return the ruled tables of a page, the glyphs outside them, and whether it was looked at.

    A page with more lines than any table has is a drawing: it has no tables and is not looked at.
    """
    levels, uprights = _merged(page.horizontals), _merged(page.verticals)
    if len(levels) * len(uprights) > _MOST_PAIRS:
        return [], list(page.glyphs), False
    frames = [f for part in _connected(levels, uprights) if (f := _Frame.of(*part)) is not None]
    # The innermost first: a table may stand within the frame of another.
    frames.sort(key=lambda f: (f.xs[-1] - f.xs[0]) * (f.ys[-1] - f.ys[0]))
    inside: list[list[Glyph]] = [[] for _ in frames]
    outside: list[Glyph] = []
    for glyph in page.glyphs:
        x, y = (glyph[1] + glyph[2]) / 2, (glyph[3] + glyph[4]) / 2
        for frame, held in zip(frames, inside, strict=True):
            if frame.holds(x, y):
                held.append(glyph)
                break
        else:
            outside.append(glyph)
    grids = []
    for frame, held in zip(frames, inside, strict=True):
        cells = frame.cells(held) if held else []
        if len(cells) < 2 or any(len(c.text) > _PROSE for c in cells):
            outside += held
        else:
            grids.append(Grid(page.number, tuple(frame.xs), tuple(frame.ys), tuple(cells)))
    return sorted(grids, key=lambda g: g.top), outside, True


# ── lines ────────────────────────────────────────────────────────────────────────────────


def _merged(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Join the pieces of each line; what is left too short to part two cells is dropped."""
    places = clusters(r.at for r in rulings)
    by_place: list[list[Ruling]] = [[] for _ in places]
    for ruling in rulings:
        by_place[nearest(places, ruling.at)].append(ruling)
    whole: list[Ruling] = []
    for at, pieces in zip(places, by_place, strict=True):
        begin = end = float("-inf")
        for piece in sorted(pieces, key=lambda r: r.begin):
            if piece.begin > end + SAME:
                whole.append(Ruling(at, begin, end))
                begin = piece.begin
            end = max(end, piece.end)
        whole.append(Ruling(at, begin, end))
    return [r for r in whole if r.end - r.begin >= _SHORTEST]


def _connected(
    levels: Sequence[Ruling], uprights: Sequence[Ruling]
) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Return the lines that touch one another, level and upright ones."""
    parts = []
    lines = (levels, uprights)
    left = (set(range(len(levels))), set(range(len(uprights))))
    while left[0]:
        found: tuple[list[Ruling], list[Ruling]] = ([], [])
        waiting, side = [levels[left[0].pop()]], 0
        while waiting:
            found[side].extend(waiting)
            side = 1 - side
            hit = [i for i in left[side] if any(_touch(lines[side][i], w) for w in waiting)]
            left[side].difference_update(hit)
            waiting = [lines[side][i] for i in hit]
        parts.append(found)
    for index in left[1]:
        # No line may reach the edge of a merged cell that goes on from page to page.
        lone = uprights[index]
        for _, others in parts:
            if others and _is_as_high(lone, others):
                others.append(lone)
    return parts


def _is_as_high(lone: Ruling, uprights: Sequence[Ruling]) -> bool:
    begin, end = min(r.begin for r in uprights), max(r.end for r in uprights)
    return abs(lone.begin - begin) <= SAME and abs(lone.end - end) <= SAME


def _touch(one: Ruling, other: Ruling) -> bool:
    """Tell whether a level and an upright line meet, in either order."""
    return (
        other.begin - SAME <= one.at <= other.end + SAME
        and one.begin - SAME <= other.at <= one.end + SAME
    )


# ── cells ────────────────────────────────────────────────────────────────────────────────


class _Frame:
    """The smallest rectangles between the lines of one table, and the cells they make up."""

    def __init__(self, xs: list[float], ys: list[float]) -> None:
        self.xs, self.ys = xs, ys
        self._width = len(xs) - 1
        self._owner = list(range(self._width * (len(ys) - 1)))

    @classmethod
    def of(cls, levels: Sequence[Ruling], uprights: Sequence[Ruling]) -> _Frame | None:
        """Build the frame of lines that touch; None where they enclose nothing."""
        if len(levels) < 2 or len(uprights) < 2:
            return None
        xs = edges_of(uprights, levels)
        ys = edges_of(levels, uprights)
        if len(xs) * len(ys) > _MOST_CELLS or len(xs) + len(ys) < 5:
            return None
        frame = cls(xs, ys)
        level, upright = by_place(levels, ys), by_place(uprights, xs)
        for row in range(len(ys) - 1):
            for column in range(len(xs) - 1):
                here = row * frame._width + column
                if column + 2 < len(xs) and not _parted(upright[column + 1], ys[row], ys[row + 1]):
                    frame._unite(here, here + 1)
                if row + 2 < len(ys) and not _parted(level[row + 1], xs[column], xs[column + 1]):
                    frame._unite(here, here + frame._width)
        frame._square()
        return frame

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def cells(self, glyphs: Sequence[Glyph]) -> list[Cell]:
        """Return all cells with what stands in them."""
        places = [self._place(g) for g in glyphs]
        self._unite_over_lines(glyphs, places)
        texts: dict[int, list[Glyph]] = {}
        for glyph, place in zip(glyphs, places, strict=True):
            texts.setdefault(self._root(place), []).append(glyph)
        cells = []
        for root, (top, left, bottom, right) in self._boxes().items():
            width = self.xs[right + 1] - self.xs[left]
            text = cell_text(texts.get(root, ()), width)
            cells.append(Cell(top, left, text, bottom - top + 1, right - left + 1))
        return sorted(cells, key=lambda c: (c.row, c.column))

    def _place(self, glyph: Glyph) -> int:
        column = _interval(self.xs, (glyph[1] + glyph[2]) / 2)
        if column and glyph[0] in CLOSING and glyph[1] < self.xs[column]:
            column -= 1  # it hangs over the edge of the cell it closes
        return _interval(self.ys, (glyph[3] + glyph[4]) / 2) * self._width + column

    def _unite_over_lines(self, glyphs: Sequence[Glyph], places: Sequence[int]) -> None:
        """Make one cell of those that a number runs over: whose it is, nobody can tell."""
        ends: dict[int, list[Glyph]] = {}
        united = False
        for glyph, place in zip(glyphs, places, strict=True):
            if not glyph.text.isdecimal():
                continue
            column = place % self._width
            slack = 0.2 * (glyph.right - glyph.left)
            if column and glyph.left + slack < self.xs[column]:
                united |= self._unite(place - 1, place)
            elif column + 2 < len(self.xs) and glyph.right - slack > self.xs[column + 1]:
                united |= self._unite(place, place + 1)
            elif self.xs[column + 1] - glyph.right < slack:
                ends.setdefault(place, []).append(glyph)
        for glyph, place in zip(glyphs, places, strict=True):
            if place % self._width and place - 1 in ends and glyph.text.isdecimal():
                slack = 0.2 * (glyph.right - glyph.left)
                if any(
                    glyph.left - other.right < slack and other.top < glyph.middle < other.bottom
                    for other in ends[place - 1]
                ):
                    united |= self._unite(place - 1, place)
        if united:
            self._square()

    def _root(self, index: int) -> int:
        while self._owner[index] != index:
            self._owner[index] = index = self._owner[self._owner[index]]
        return index

    def _unite(self, one: int, other: int) -> bool:
        one, other = self._root(one), self._root(other)
        self._owner[max(one, other)] = min(one, other)
        return one != other

    def _boxes(self) -> dict[int, tuple[int, int, int, int]]:
        """Return top, left, bottom and right of each cell, in places of the grid."""
        boxes: dict[int, tuple[int, int, int, int]] = {}
        for index in range(len(self._owner)):
            row, column = divmod(index, self._width)
            root = self._root(index)
            top, left, bottom, right = boxes.get(root, (row, column, row, column))
            boxes[root] = (top, min(left, column), max(bottom, row), max(right, column))
        return boxes

    def _square(self) -> None:
        """Unite cells until each is a rectangle: one with a piece of its border lost is not."""
        changed = True
        while changed:
            changed = False
            for top, left, bottom, right in self._boxes().values():
                corner = top * self._width + left
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        changed |= self._unite(corner, row * self._width + column)


def _parted(rulings: Sequence[Ruling], begin: float, end: float) -> bool:
    covered = sum(max(min(r.end, end) - max(r.begin, begin), 0.0) for r in rulings)
    return covered >= _BORDERED * (end - begin)


def _interval(edges: Sequence[float], value: float) -> int:
    return min(max(bisect_right(edges, value) - 1, 0), len(edges) - 2)
