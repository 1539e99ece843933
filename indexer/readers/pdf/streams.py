"""Tables without ruling lines: what is left of them is the order of their words and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.catalogue import squeezed
from indexer.model import Cell, Geometry, Status, Table
from indexer.numerals import read_number
from indexer.readers.pdf.lines import Line, spaced

# Of the letters' height: what parts two cells of a line where no ruling does. A label in two pieces
# is still a label, but a year within one must not pass for a value.
_GAP_OF_CELLS = 0.5
_GAP_OF_WORDS = 0.2
_INDENT = 3.0
_ROW_BEGINS = re.compile(
    r"\([一二三四五六七八九十]\)|[一二三四][、.,]|\d{1,2}[.、]\D|第二十条|信息内容"
    r"|规章|行政规|规范性|行政[许处强事]|其[他它]对外|(?:政府)?集中采"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words or a number with blanks around them."""

    text: str
    left: float
    middle: float

    @property
    def is_value(self) -> bool:
        return read_number(self.text).status is not Status.UNREADABLE


def stream_table(lines: Sequence[Line]) -> Table:
    """Make a table of printed lines of which only the order is sure."""
    rows = _with_whole_labels([_pieces(line) for line in lines])
    cells = (
        Cell(row, place, piece.text)
        for row, pieces in enumerate(rows)
        for place, piece in _placed(pieces)
    )
    return Table(tuple(cells), Geometry.STREAM)


def _placed(pieces: Sequence[_Piece]) -> Iterator[tuple[int, _Piece]]:
    """Yield each piece with its column: how far right it stands, in points."""
    last = -1
    for piece in pieces:
        last = max(int(piece.left), last + 1)
        yield last, piece


def _pieces(line: Line) -> list[_Piece]:
    pieces: list[_Piece] = []
    text, left = "", line.left
    figure = False
    for glyph, (word, gap) in zip(line.glyphs, spaced(line.glyphs), strict=True):
        # Two numbers may stand close; words and numbers within a label stand closer.
        apart = word.startswith(" ") and figure and word[1:2].isdigit()
        words = not figure and not glyph.text.isdigit()
        wide = gap > (_GAP_OF_WORDS if words else _GAP_OF_CELLS) * line.size
        if text and (wide or apart):
            pieces.append(_Piece(text, left, line.middle))
            text, left = "", glyph.left
        text += word if text else word.strip()
        figure = glyph.text.isdigit()
    return [*pieces, _Piece(text, left, line.middle)]


def _with_whole_labels(rows: Sequence[list[_Piece]]) -> Iterator[list[_Piece]]:
    """Yield the rows with the further lines of each label moved before the row's values.

    Values stand beside the middle of a label of several lines. What follows them belongs to it
    until a line begins a row by its number, or lies nearer to the values below.
    """
    filled = [i for i, row in enumerate(rows) if any(p.is_value for p in row)]
    begin = 0
    for at, following in pairwise([*filled, len(rows)]):
        own = [p for p in rows[at] if not p.is_value]
        lines = [*rows[begin:at], own]
        # What stands left of the row's own label is its group's.
        named = next(filter(None, reversed(lines)), [])
        inner = named[-1].left - _INDENT if named else 0.0
        end = _end_of_label(rows, at, following, inner)
        lines += rows[at + 1 : end]
        first = _first_of_label(lines, at - begin, inner)
        outer = [[p for p in row if p.left < inner] for row in lines[first:]]
        within = [[p for p in row if p.left >= inner] for row in lines[first:]]
        yield from _apart([*lines[:first], *outer, *within])
        yield [p for p in rows[at] if p.is_value]
        begin = end
    yield from _apart(rows[begin:])


def _apart(rows: Sequence[Sequence[_Piece]]) -> Iterator[list[_Piece]]:
    """Yield rows of labels with an empty value wherever a further row of the form begins.

    The values of the one before are blank then: those behind the last label are not its.
    """
    first = True
    for row in rows:
        begin = 0
        for index, piece in enumerate(row):
            if not first and _begins_row(piece):
                yield list(row[begin:index])
                yield [_Piece("", piece.left, piece.middle)]
                begin = index
            first = False
        yield list(row[begin:])


def _begins_row(piece: _Piece) -> bool:
    return _ROW_BEGINS.match(squeezed(piece.text)) is not None


def _first_of_label(lines: Sequence[list[_Piece]], at: int, inner: float) -> int:
    """Return the line in which the label begins whose values stand at ``at``."""
    begins = (any(p.left >= inner and _begins_row(p) for p in line) for line in lines[: at + 1])
    return max((index for index, is_first in enumerate(begins) if is_first), default=at)


def _end_of_label(rows: Sequence[list[_Piece]], at: int, following: int, inner: float) -> int:
    for index in range(at + 1, following):
        under = [piece for piece in rows[index] if piece.left >= inner]
        if any(_begins_row(piece) for piece in under or rows[index]):
            return index
    if following == len(rows):
        return at + 1
    here, there = rows[at][0].middle, rows[following][0].middle
    for index in range(at + 1, following):
        middle = rows[index][0].middle
        # The next page begins at the top again.
        if not here <= middle or middle - here >= there - middle:
            return index
    return following
