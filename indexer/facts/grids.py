"""Lay a table's cells out line by line, as labels followed by values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from indexer.catalogue import squeezed
from indexer.model import Geometry, Status, Table
from indexer.numerals import NOT_APPLICABLE, chinese_number, read_number

# A cell cannot reach further than any form does; longer spans are faults or attacks.
_WIDEST = 200
_COUNT_OF_ROWS = "序号"


class Entry(NamedTuple):
    """What stands at a place of a row; ``copy`` where a cell above reaches down into it."""

    text: str
    row: int
    column: int
    width: int = 1
    copy: bool = False

    @property
    def label(self) -> str:
        """The text without white space, folded, to be matched as a label."""
        return squeezed(self.text)

    @property
    def is_label(self) -> bool:
        """Whether it is words: no number, not empty, no sign for "not applicable"."""
        return _is_label(self.text)


# Forms repeat a few hundred labels and values, a file has thousands of cells.
@lru_cache(maxsize=1 << 14)
def _is_label(text: str) -> bool:
    plain = squeezed(text)
    if read_number(text, signed=True).status is not Status.UNREADABLE:
        # A lone 三 or 十 is a piece of a heading; forms are filled in with 0-9.
        return chinese_number(plain) is not None
    return any(c.isalpha() for c in plain)


Row = tuple[Entry, ...]


@dataclass(frozen=True)
class Line:
    """A row taken apart: its labels from the outside in, and the entries behind them."""

    labels: Row
    values: Row

    @cached_property
    def end(self) -> int:
        """The column behind the last cell, 0 of an empty line."""
        return max((e.column + e.width for e in (*self.labels, *self.values)), default=0)

    @cached_property
    def filled(self) -> Row:
        """The values that are not blank."""
        return tuple(v for v in self.values if v.text.strip())


def rows_of(table: Table) -> list[Row]:
    """Return the rows of a table; in a grid, cells that span rows are repeated as copies.

    A column that only counts the rows is left out.
    """
    last = max((cell.row for cell in table.cells), default=0)
    rows: dict[int, list[Entry]] = {}
    counted = {cell.column for cell in table.cells if squeezed(cell.text) == _COUNT_OF_ROWS}
    in_places = counted if table.geometry is not Geometry.STREAM else ()
    for cell in table.cells:
        if cell.column in in_places:
            continue
        width = min(cell.column_span, _WIDEST)
        rows.setdefault(cell.row, []).append(Entry(cell.text, cell.row, cell.column, width))
        if cell.row_span > 1 and table.geometry is Geometry.GRID:
            for row in range(cell.row + 1, min(cell.row + cell.row_span, last + 1)):
                rows.setdefault(row, []).append(Entry(cell.text, row, cell.column, width, True))
    return [tuple(sorted(rows[r], key=attrgetter("column"))) for r in sorted(rows)]


def lines_of(table: Table) -> list[Line]:
    """Return the lines of a table: each row cut behind its labels.

    Where rows can be torn (all but grids and whole rows of cells), labels without values go on
    in the next line.
    """
    rows = rows_of(table)
    if table.geometry is Geometry.STREAM:
        return list(_lines_of_stream([entry for row in rows for entry in row]))
    lines = [_cut(row) for row in rows]
    return _mended(lines) if table.geometry is Geometry.LOOSE else lines


def _cut(row: Row) -> Line:
    """Cut a row behind the last label that only labels and empty cells precede."""
    behind = 0
    for index, entry in enumerate(row):
        if entry.is_label:
            behind = index + 1
        elif entry.text.strip():
            break
    return Line(row[:behind], row[behind:])


def _mended(lines: Sequence[Line]) -> list[Line]:
    """Join a line that ends with its label to the next one."""
    mended: list[Line] = []
    pending: Row = ()
    for line in lines:
        if line.values or not line.labels:
            mended.append(Line(pending + line.labels, line.values))
            pending = ()
        else:
            pending += line.labels
    return [*mended, Line(pending, ())] if pending else mended


def _lines_of_stream(entries: Sequence[Entry]) -> Iterator[Line]:
    labels: Row = ()
    for is_label, group in groupby(filter(_says_something, entries), key=lambda e: e.is_label):
        if is_label:
            labels = tuple(group)
        else:
            yield Line(labels, tuple(group))
            labels = ()
    if labels:
        yield Line(labels, ())


def _says_something(entry: Entry) -> bool:
    """Tell whether an entry is more than a piece of punctuation, which a label was cut into."""
    return any(c.isalnum() for c in entry.text) or entry.label in NOT_APPLICABLE


def labels_of(table: Table) -> set[str]:
    """Return all words of a table that may be labels, folded."""
    return {squeezed(c.text) for c in table.cells if _is_label(c.text)}
