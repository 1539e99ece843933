"""Tell tables from prose that was put on a grid, and part tables at headings inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from indexer.model import Block, Cell, Paragraph, Status, Table
from indexer.numerals import read_number
from indexer.readers.spans import without_gaps
from indexer.readers.white import on_one_line
from indexer.recognise import heading, read_title

_STATISTICS = re.compile(r"(?:统计)?指标(?:名称)?")
_HEADER = 8
_PROSE = 200
"""No label of the form is as long; a cell that is holds prose."""


def parted(cells: Sequence[Cell]) -> list[Block]:
    """Return the blocks a grid of cells holds; the lines of a cell are parted by ``\\n``.

    A row with a heading, a title or prose in it stands between two tables. Where no two texts
    stand side by side, the grid only arranges paragraphs.
    """
    if is_statistics([cell.text for cell in cells]):
        return list(_table(cells))
    blocks: list[Block] = []
    for is_prose, group in groupby(rows_of(cells), key=_is_prose):
        inside = [cell for row in group for cell in row]
        blocks += _paragraphs(inside) if is_prose else _table(inside)
    return blocks


def is_statistics(texts: Sequence[str]) -> bool:
    """Tell whether a table's texts begin with the header of the one table before 2019.

    Its groups are called like sections.
    """
    return any(_STATISTICS.fullmatch("".join(text.split())) for text in texts[:_HEADER])


def rows_of(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return the cells of each row in which any begins; they come row by row."""
    return [list(row) for _, row in groupby(cells, key=lambda c: c.row)]


def filled(row: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a row that are not empty."""
    return [cell for cell in row if cell.text]


def _is_prose(row: Sequence[Cell]) -> bool:
    texts = [cell.text for cell in filled(row)]
    if any(len(text) > _PROSE or read_title(text) is not None for text in texts):
        return True
    headings = [found for text in texts for line in text.split("\n") if (found := heading(line))]
    stands_alone = len(texts) == 1
    is_heading = any(h.numbered or stands_alone for h in headings) and not ends_with_value(texts)
    return is_heading or (stands_alone and "。" in texts[0])


def ends_with_value(texts: Sequence[str]) -> bool:
    """Tell whether a row's texts end with a number or a stroke, so that the first is a label."""
    return len(texts) > 1 and read_number(texts[-1]).status is not Status.UNREADABLE


def _paragraphs(cells: Sequence[Cell]) -> Iterator[Paragraph]:
    return (Paragraph(line) for cell in cells for line in cell.text.split("\n") if line)


def _table(cells: Sequence[Cell]) -> Iterator[Block]:
    if all(len(filled(row)) < 2 for row in rows_of(cells)):
        yield from _paragraphs(cells)
        return
    # Beyond the last text there is nothing of this table: others of the sheet may be wider.
    width = max(cell.column for cell in cells if cell.text) + 1
    inside = (cell for cell in cells if cell.column < width)
    yield Table(tuple(without_gaps([_on_one_line(cell) for cell in inside])))


def _on_one_line(cell: Cell) -> Cell:
    text = on_one_line(cell.text.split("\n"))
    return Cell(cell.row, cell.column, text, cell.row_span, cell.column_span)
