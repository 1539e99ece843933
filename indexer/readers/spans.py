"""Cells with row and column spans, row by row as written → a Table on a grid."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.model import Cell, Table

_WIDEST_SPAN = 64
"""A form has 15 columns; a cell that claims more than this does not say how wide its table is."""


@dataclass(frozen=True, slots=True)
class Spanned:
    """A cell as a file writes it: its text and the rows and columns it claims; 0 is to the end."""

    text: str
    row_span: int = 1
    column_span: int = 1


def lay_out(rows: Sequence[Sequence[Spanned]]) -> Table:
    """Place cells on the grid; a span reaches no farther than the table does.

    Rows and columns in which no cell begins are left out, as they hold nothing of their own.
    A table without cells has no cells.
    """
    width = max((sum(_modest(c.column_span) for c in row) for row in rows), default=0)
    taken: list[int] = []  # for each column the first row that is free again
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            while column < len(taken) and taken[column] > index:
                column += 1
            across = min(cell.column_span or width, max(width - column, 1))
            if across > 1:
                # A cell from above that stands in the way ends it; two never share a place.
                beside = range(column + 1, column + across)
                across = next((c - column for c in beside if _until(taken, c) > index), across)
            down = min(cell.row_span or len(rows), len(rows) - index)
            taken.extend([0] * (column + across - len(taken)))
            taken[column : column + across] = [index + down] * across
            cells.append(Cell(index, column, cell.text, down, across))
            column += across
    return Table(tuple(without_gaps(cells)))


def _modest(span: int) -> int:
    return span if 1 <= span <= _WIDEST_SPAN else 1


def _until(taken: Sequence[int], column: int) -> int:
    return taken[column] if column < len(taken) else 0


def without_gaps(cells: Sequence[Cell]) -> Iterable[Cell]:
    """Number rows and columns anew, those left out in which no cell begins."""
    rows = sorted({c.row for c in cells})
    columns = sorted({c.column for c in cells})
    bottom = max((c.row + c.row_span for c in cells), default=0)
    right = max((c.column + c.column_span for c in cells), default=0)
    if (bottom, right) == (len(rows), len(columns)):
        # As nearly all tables are: none is left out.
        yield from cells
        return
    row_at = {row: place for place, row in enumerate(rows)}
    column_at = {column: place for place, column in enumerate(columns)}
    for cell in cells:
        row, column = row_at[cell.row], column_at[cell.column]
        down = bisect_left(rows, cell.row + cell.row_span) - row
        across = bisect_left(columns, cell.column + cell.column_span) - column
        yield Cell(row, column, cell.text, down, across)
