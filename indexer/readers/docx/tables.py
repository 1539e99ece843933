"""A table of a Word file on its grid: merged cells whole, rounding columns gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from lxml import etree

from indexer.model import Cell
from indexer.readers.docx.names import (
    ALTERNATE,
    DELETED,
    TBL,
    TC,
    TR,
    VAL,
    P,
    chosen,
    switch,
    val,
    w,
    whole,
)

_WIDEST_SPAN = 63
"""Word has no table with more columns."""
_ROUNDING = 0.03
"""A column narrower than this part of the usual one comes from rounding and holds nothing."""

CellText = Callable[[etree._Element], str]


@dataclass(frozen=True, slots=True)
class _Written:
    """A cell as a row has it: the grid columns from ``left`` to ``right``, and its text.

    ``goes_on`` where it only continues the cell above it.
    """

    left: int
    right: int
    text: str
    goes_on: bool = False


def cells_of(table: etree._Element, text_of: CellText) -> list[Cell]:
    """Return the cells of a table in order; rows and cells a tracked change deleted are left out.

    ``text_of`` gives a cell's lines parted by ``\\n``; it is not asked for cells nobody sees.
    """
    rows = [list(_written(row, text_of)) for row in rows_of(table)]
    columns = _columns(_widths(table), rows)
    placed = [
        [_Written(columns[c.left], columns[c.right], c.text, c.goes_on) for c in row]
        for row in rows
    ]
    return _merged(placed)


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table that were neither deleted nor hidden."""
    for row in _below(table, TR):
        properties = row.find(w("trPr"))
        gone = properties is not None and properties.find(w("del")) is not None
        if not gone and not switch(properties, w("hidden")):
            yield row


def columns_of(row: etree._Element) -> Iterator[etree._Element]:
    """Yield the cells of a row that were not deleted."""
    return _below(row, TC)


def is_continued(cell: etree._Element) -> bool:
    """Tell whether a cell only continues the one above it or before it."""
    properties = cell.find(w("tcPr"))
    return any(_merge(properties, name) == "continue" for name in ("vMerge", "hMerge"))


def _below(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the elements of a kind below ``parent``, through content controls and the like."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == ALTERNATE:
            if (way := chosen(child)) is not None:
                yield from _below(way, tag)
        elif child.tag not in DELETED and child.tag not in (P, TBL, TR, TC):
            yield from _below(child, tag)


def _merge(properties: etree._Element | None, name: str) -> str | None:
    """Return ``restart`` or ``continue`` for a cell that is merged, ``None`` for others."""
    merge = None if properties is None else properties.find(w(name))
    return None if merge is None else merge.get(VAL, "continue")


def _written(row: etree._Element, text_of: CellText) -> Iterator[_Written]:
    properties = row.find(w("trPr"))
    at = _span(val(properties, w("gridBefore")), 0)
    open_cell: _Written | None = None
    for cell in columns_of(row):
        own = cell.find(w("tcPr"))
        end = at + _span(val(own, w("gridSpan")), 1)
        if _merge(own, "hMerge") == "continue" and open_cell is not None:
            open_cell = _Written(open_cell.left, end, open_cell.text, open_cell.goes_on)
        else:
            if open_cell is not None:
                yield open_cell
            goes_on = _merge(own, "vMerge") == "continue"
            open_cell = _Written(at, end, text_of(cell), goes_on)
        at = end
    if open_cell is not None:
        yield open_cell


def _span(value: str | None, usual: int) -> int:
    count = whole(value)
    return usual if count is None else min(max(count, usual), _WIDEST_SPAN)


def _widths(table: etree._Element) -> list[int]:
    grid = table.find(w("tblGrid"))
    columns = [] if grid is None else grid.findall(w("gridCol"))
    return [whole(column.get(w("w"))) or 0 for column in columns]


def _columns(widths: Sequence[int], rows: Sequence[Sequence[_Written]]) -> list[int]:
    """Return for each edge of the grid which column begins there once rounding columns are gone."""
    count = max((cell.right for row in rows for cell in row), default=0)
    narrow: set[int] = set()
    if len(widths) >= count and any(widths):
        limit = _ROUNDING * median(width for width in widths if width)
        filled = {c.left for row in rows for c in row if c.text and c.right == c.left + 1}
        narrow = {i for i in range(count) if widths[i] < limit and i not in filled}
    edges = [0]
    for column in range(count):
        edges.append(edges[-1] + (column not in narrow))
    return edges


def _merged(rows: Sequence[Sequence[_Written]]) -> list[Cell]:
    """Join cells that go on over several rows; one that continues nothing stands for itself."""
    depths: dict[tuple[int, int], int] = {}
    begun: dict[tuple[int, int], int] = {}
    texts: dict[tuple[int, int], _Written] = {}
    for index, row in enumerate(rows):
        here: dict[tuple[int, int], int] = {}
        for cell in row:
            place = (cell.left, cell.right)
            if cell.left == cell.right:
                continue
            origin = begun[place] if cell.goes_on and place in begun else index
            here[place] = origin
            texts.setdefault((origin, cell.left), cell)
            depths[origin, cell.left] = index - origin + 1
        begun = here
    return [
        Cell(row, column, cell.text, depths[row, column], cell.right - cell.left)
        for (row, column), cell in sorted(texts.items(), key=lambda item: item[0])
    ]
