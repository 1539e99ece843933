"""Tell tables from prose that was put on a grid, and part tables at headings inside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from indexer.model import Block, Cell, Paragraph, Table
from indexer.readers.spans import without_gaps
from indexer.readers.white import on_one_line
from indexer.recognise import heading, read_title

_PROSE = 200
"""No label of the form is as long; a cell that is holds prose."""


def parted(cells: Sequence[Cell]) -> list[Block]:
    """Return the blocks a grid of cells holds; the lines of a cell are parted by ``\\n``.

    A row with a heading, a title or prose in it stands between two tables. Where no two texts
    stand side by side, the grid only arranges paragraphs.
    """
    rows = [list(row) for _, row in groupby(cells, key=lambda c: c.row)]
    blocks: list[Block] = []
    for is_prose, group in groupby(rows, key=lambda row: any(map(_is_prose, row))):
        inside = [cell for row in group for cell in row]
        blocks += _paragraphs(inside) if is_prose else _table(inside)
    return blocks


def _is_prose(cell: Cell) -> bool:
    if len(cell.text) > _PROSE:
        return True
    found = (heading(line) for line in cell.text.split("\n"))
    return any(f.numbered for f in found if f) or read_title(cell.text) is not None


def _paragraphs(cells: Sequence[Cell]) -> Iterator[Paragraph]:
    return (Paragraph(line) for cell in cells for line in cell.text.split("\n") if line)


def _table(cells: Sequence[Cell]) -> Iterator[Block]:
    filled = Counter(cell.row for cell in cells if cell.text)
    if max(filled.values(), default=0) < 2:
        yield from _paragraphs(cells)
        return
    whole = (replace(cell, text=on_one_line(cell.text.split("\n"))) for cell in cells)
    yield Table(tuple(without_gaps(list(whole))))
