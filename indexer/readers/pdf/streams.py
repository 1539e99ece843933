"""Tables without ruling lines: what is left of them is the order of their words and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.catalogue import squeezed
from indexer.model import Cell, Geometry, Status, Table
from indexer.numerals import read_number
from indexer.readers.pdf.lines import Line, spaced

# Of the letters' height: what parts two cells of a line where no ruling does.
_GAP_OF_CELLS = 0.5
_ROW_BEGINS = re.compile(
    r"\([一二三四五六七八九十]\)|[一二三四][、.,]|\d{1,2}[.、]\D|第二十条|信息内容|规章"
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
    gap_of_cells = _GAP_OF_CELLS * line.size
    text, left = "", line.left
    figure = False
    for glyph, (word, gap) in zip(line.glyphs, spaced(line.glyphs), strict=True):
        # Two numbers may stand close; words and numbers within a label stand closer.
        apart = word.startswith(" ") and figure and word[1:2].isdigit()
        if text and (gap > gap_of_cells or apart):
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
    numbered = [i for i, row in enumerate(rows) if any(p.is_value for p in row)]
    begin = 0
    for which, at in enumerate(numbered):
        following = numbered[which + 1] if which + 1 < len(numbered) else len(rows)
        end = _end_of_label(rows, at, following)
        yield from rows[begin:at]
        values = [p for p in rows[at] if p.is_value]
        yield [p for p in rows[at] if not p.is_value]
        yield from rows[at + 1 : end]
        yield values
        begin = end
    yield from rows[begin:]


def _end_of_label(rows: Sequence[list[_Piece]], at: int, following: int) -> int:
    for index in range(at + 1, following):
        if any(_ROW_BEGINS.match(squeezed(piece.text)) for piece in rows[index]):
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
