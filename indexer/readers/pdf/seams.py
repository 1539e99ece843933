"""Tables that go on over a page: repeated headers dropped, rows cut in half made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from indexer.catalogue import called, catalogue, squeezed
from indexer.model import Cell, Geometry, Table
from indexer.numerals import NOT_APPLICABLE
from indexer.readers.pdf.cells import is_torn, joined
from indexer.readers.pdf.edges import SAME, clusters, nearest
from indexer.readers.pdf.grids import Grid

Rows = list[list[Cell]]

_ARTICLE = "第二十条"
_NUMBERED = re.compile(r"\([一二三四五六七八九十]\)|[一二三四五六七][、.,]|\d{1,2}[.、]\D")
"""How a row of its own begins; the further lines of a label may begin with a bracket too."""


_ITEM = re.compile(r"\d{1,2}[.、．]")
"""The number of a label, which the page's edge may part from it, or the head of a decimal."""
_UNITS = "万元件项个"

_MOST_OWN_EDGES = 3
"""Edges that both sides of a seam may have of their own; with more they are two tables."""


def goes_on(upper: Grid, lower: Grid) -> bool:
    """Tell whether a table at the top of a page is the rest of the one before: as wide, that is.

    A binding margin may shift it, and inner columns differ from row to row (表 2).
    """
    above, below = ([x - g.xs[0] for x in g.xs] for g in (upper, lower))
    if lower.page != upper.page + 1 or abs(above[-1] - below[-1]) > 2 * SAME:
        return False
    return min(_own(above, below), _own(below, above)) <= _MOST_OWN_EDGES


def _own(edges: Sequence[float], others: Sequence[float]) -> int:
    """Count the edges that are none of the others."""
    return sum(abs(x - others[nearest(others, x)]) > SAME for x in edges)


def whole_table(grids: Sequence[Grid]) -> Table:
    """Make one table of the parts that stand on successive pages; there is at least one."""
    edges = clusters(x - g.xs[0] for g in grids for x in g.xs)
    rows: Rows = []
    for grid in grids:
        part = _rows(grid, edges)
        if rows:
            part = part[_repeated(rows, part) :]
            _mend(rows, part, len(edges) - 1)
        rows += part
    return Table(_settled(rows), Geometry.GRID)


def _rows(grid: Grid, edges: Sequence[float]) -> Rows:
    """Return the cells of a part row by row, with columns of the whole table."""
    places = [nearest(edges, x - grid.xs[0]) for x in grid.xs]
    rows: Rows = [[] for _ in range(len(grid.ys) - 1)]
    for cell in grid.cells:
        left, right = places[cell.column], places[cell.column + cell.column_span]
        across = max(right - left, 1)
        rows[cell.row].append(Cell(cell.row, left, cell.text, cell.row_span, across))
    return rows


def _settled(rows: Rows) -> tuple[Cell, ...]:
    return tuple(
        Cell(index, cell.column, cell.text, min(cell.row_span, len(rows) - index), cell.column_span)
        for index, row in enumerate(rows)
        for cell in row
    )


# ── headers ──────────────────────────────────────────────────────────────────────────────


def _repeated(rows: Rows, part: Rows) -> int:
    """Return how many rows at the top of a part are the table's first rows again."""
    count = 0
    for first, again in zip(rows, part, strict=False):
        if _words(first) != _words(again):
            break
        if not any(c.text and not _is_value(c) for c in again):
            break
        count += 1
    return count


def _words(row: Sequence[Cell]) -> list[str]:
    return [squeezed(c.text) for c in row if c.text]


def _is_value(cell: Cell) -> bool:
    """Tell whether a cell holds a number or a sign for none, rather than words."""
    number = cell.text.strip().rstrip(_UNITS)
    if cell.text in NOT_APPLICABLE:
        return True
    return any(c.isdigit() for c in number) and not any(c.isalpha() for c in number)


# ── rows cut in half ─────────────────────────────────────────────────────────────────────


def _mend(rows: Rows, part: Rows, width: int) -> None:
    """Join the last row above the seam with the first below it, if they are halves of one.

    A cell that reached over several rows goes on below. ``part`` loses the row that is joined.
    """
    if not part:
        return
    reaching = _reaching(rows)
    above, below = _at_edge(rows, reaching), part[0]
    if _are_halves(above, below):
        for cell in below:
            _append(rows, reaching, cell)
            _lengthen(rows, reaching, cell, cell.row_span - 1)
        part.pop(0)
        return
    for cell in list(below):
        owner = reaching.get(cell.column)
        beside = [c for c in below if c.column > cell.column]
        if owner is None or not _goes_on_below(rows[owner[0]][owner[1]], cell, beside):
            continue
        _append(rows, reaching, cell)
        _lengthen(rows, reaching, cell, cell.row_span)
        below.remove(cell)


def _reaching(rows: Rows) -> dict[int, tuple[int, int]]:
    """Return, by column, the place of the cell that touches the table's lower edge there."""
    last = len(rows)
    return {
        cell.column: (index, at)
        for index, row in enumerate(rows)
        for at, cell in enumerate(row)
        if index + cell.row_span >= last
    }


def _at_edge(rows: Rows, reaching: dict[int, tuple[int, int]]) -> list[Cell]:
    return [rows[row][at] for row, at in reaching.values()]


def _append(rows: Rows, reaching: dict[int, tuple[int, int]], cell: Cell) -> None:
    owner = reaching.get(cell.column)
    if owner is None:
        rows[-1].append(cell)
        return
    row, at = owner
    rows[row][at] = replace(rows[row][at], text=joined(rows[row][at].text, cell.text))


def _lengthen(rows: Rows, reaching: dict[int, tuple[int, int]], cell: Cell, more: int) -> None:
    if owner := reaching.get(cell.column):
        row, at = owner
        rows[row][at] = replace(rows[row][at], row_span=rows[row][at].row_span + more)


def _goes_on_below(above: Cell, below: Cell, beside: Sequence[Cell]) -> bool:
    """Tell whether a cell over several rows, cut by the page, is the one below too.

    ``beside`` stands right of the one below: there are the labels of the rows it goes over.
    """
    if above.column_span != below.column_span or _is_value(above) or _is_value(below):
        return False
    # 结果 above and 维持 below: only the two together are what the form prints.
    whole = _columns_called(squeezed(above.text + below.text))
    anew = _NUMBERED.match(squeezed(below.text)) is not None
    if below.text and not anew and whole and whole != _columns_called(squeezed(above.text)):
        return True
    if below.row_span == 1 and not any(c.text and not _is_value(c) for c in beside):
        return False
    spans = max(above.row_span, below.row_span) > 1
    return spans and not anew


def _are_halves(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Tell whether the rows at a page's edge are one row that the edge cut.

    A row of its own has a label, begins with a number or names a row of the form, and does not
    put numbers under words. If in doubt they are one: two numbers in one cell are unreadable,
    but half a row would pass for a blank one.
    """
    upper = {c.column: c for c in above}
    # A unit that the edge cut from its number says nothing.
    values = {c.column for c in above if _is_value(c)}
    below = [c for c in below if c.text.strip(_UNITS) or c.column not in values]
    both = [(upper[c.column], c) for c in below if c.column in upper]
    pairs = [(u, c) for u, c in both if u.text and c.text]
    if any(_is_value(u) != _is_value(c) and not _ITEM.fullmatch(u.text) for u, c in pairs):
        return False
    if any(u.text == c.text and not _is_value(u) for u, c in pairs):
        # The unit of the row above again, or another label that no half would repeat.
        return False
    numbers = [(u.text, c.text) for u, c in pairs if _is_value(u) and _is_value(c)]
    if any(is_torn(*pair) for pair in numbers):
        return True
    labels = [c for c in below if c.text and not _is_value(c)]
    own = [c for c in above if c.text and c.row_span == 1 and not _is_value(c)]
    if _is_completed(pairs):
        return True
    # A label over several rows is their group's.
    if len(numbers) > 1 and (any(c.row_span == 1 for c in labels) or not own):
        return False
    if any(_begins_anew(squeezed(c.text)) for c in labels):
        return False
    # The innermost label is the row's; beside it a group's may be cut too.
    own = [c for c in own if labels and c.column == labels[-1].column] or own
    new, old = _rows_named(labels[-1:]), _rows_named(own)
    if not new:
        return True
    return new == old or not (old or any(_names_column(squeezed(c.text)) for c in own))


def _is_completed(pairs: Sequence[tuple[Cell, Cell]]) -> bool:
    """Tell whether the innermost label is none of the form's before the lower half is added."""
    labels = [(u, c) for u, c in pairs if not _is_value(c)]
    if not labels or _begins_anew(squeezed(labels[-1][1].text)):
        return False
    upper, lower = (squeezed(cell.text) for cell in labels[-1])
    is_whole = upper in _groups() or bool(_rows_called(upper))
    return not is_whole and bool(_rows_called(upper + lower))


def _begins_anew(label: str) -> bool:
    return _NUMBERED.match(label) is not None or _names_column(label)


def _rows_named(labels: Iterable[Cell]) -> set[str]:
    return {row_id for cell in labels for row_id in _rows_called(squeezed(cell.text))}


@cache
def _groups() -> frozenset[str]:
    """Return what the forms call groups of rows."""
    rows = (row for form in catalogue().tables for row in form.rows)
    paths = (path for row in rows for path in row.path.values())
    return frozenset(squeezed(label) for path in paths for label in path[:-1])


@lru_cache(1024)
def _rows_called(label: str) -> tuple[str, ...]:
    return tuple(row.id for form in catalogue().tables for row in called(form.rows, label))


@lru_cache(1024)
def _columns_called(label: str) -> frozenset[str]:
    sets = {s.id: s for form in catalogue().tables for row in form.rows for s in row.sets}
    return frozenset(
        f"{s.id}.{c.id}" for s in sets.values() for c in s.columns if c.match.search(label)
    )


def _names_column(label: str) -> bool:
    corners = {form.corner for form in catalogue().tables}
    return label.startswith(_ARTICLE) or label in corners or bool(_columns_called(label))
