"""Table 4: its rows stand side by side, so that one printed line holds them all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import inf

from indexer.catalogue import Column, FormTable, Row, called
from indexer.facts.grids import Entry, Line, lines_of
from indexer.facts.placing import has_another
from indexer.facts.reading import Reading, fact_of
from indexer.model import Geometry, Table

Slot = tuple[Row, Column, Entry]
"""A column as printed: whose it is, what it is called, and the entry that says so."""


def read_across(
    reading: Reading, form: FormTable, template: str, tables: Sequence[tuple[int, Table]]
) -> None:
    """Read the facts of a table whose rows are groups of columns."""
    for index, table in tables:
        lines = _own_lines(form, template, lines_of(table))
        slots = _slots(form, template, table.geometry, lines)
        keys = [f"{row.id}.{column.id}" for row, column, _ in slots]
        width = _width(slots, table.geometry, lines)
        # Where a name is lost, whose values come next is anybody's guess.
        is_whole = table.geometry is Geometry.GRID or _is_even(slots)
        for line in _lines_below(slots, table.geometry, lines):
            is_certain = is_whole and line.end <= width
            entries = _placed(line, slots, table.geometry) if is_certain else None
            if entries is None:
                reading.put_unreadable(keys, line.filled)
                continue
            for key, (_, column, name), entry in zip(keys, slots, entries, strict=True):
                reading.put(key, fact_of(entry, column, (name.text,), index))


def _is_even(slots: Sequence[Slot]) -> bool:
    """Tell whether each row has the same columns as the others; the last may break off."""
    columns: dict[str, list[str]] = {}
    for row, column, _ in slots:
        columns.setdefault(row.id, []).append(column.id)
    *whole, last = columns.values() or [[]]
    return all(ids == whole[0] for ids in whole) and (not whole or last == whole[0][: len(last)])


def _width(slots: Sequence[Slot], geometry: Geometry, lines: Sequence[Line]) -> float:
    """Return the column behind the header's last cell: of a line that is longer, any cell may be
    the one too many. Nothing is known of it where a name does not stand above its values.
    """
    have_places = len({name.column for _, _, name in slots}) == len(slots)
    if geometry is not Geometry.GRID or not have_places:
        return inf
    return max((line.end for line in lines if line.labels), default=inf)


def _own_lines(form: FormTable, template: str, lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines from the first that names a row; where no heading parts them, another
    table may stand above.
    """
    named = (
        index
        for index, line in enumerate(lines)
        if any(_row_named(form, template, e) for e in line.labels)
    )
    return lines[next(named, 0) :]


def _lines_below(slots: Sequence[Slot], geometry: Geometry, lines: Sequence[Line]) -> list[Line]:
    """Return the lines with numbers, else the first below the header: its cells are blank."""
    if not slots:
        return []
    header = max(name.row for _, _, name in slots)
    below = [line for line in lines if line.values and line.values[0].row > header]
    empty = below[:1] if geometry in (Geometry.GRID, Geometry.CELLS) else []
    return [line for line in lines if line.filled] or empty


def _slots(form: FormTable, template: str, geometry: Geometry, lines: Sequence[Line]) -> list[Slot]:
    """Return the columns in printed order; none where the header cannot be told apart."""
    labels = [e for line in lines for e in line.labels if e.label and not e.copy]
    if geometry is Geometry.STREAM:
        # Pieces are put together as the form words them, line by line, or where a page's places
        # are known column by column; whole labels may be worded otherwise.
        stacked = sorted(labels, key=lambda e: (e.column, e.row))
        rejoined = (list(_rejoined(form, template, pieces)) for pieces in (labels, stacked))
        ways = (_told_apart(form, template, found) for found in (*rejoined, labels))
        return max(ways, key=len)
    return _told_apart(form, template, labels)


def _told_apart(form: FormTable, template: str, labels: Sequence[Entry]) -> list[Slot]:
    groups = [(r, e) for e in labels if (r := _row_named(form, template, e))]
    leaves = [(c, e) for e in labels if (c := _column_named(form, template, e))]
    once = [(c, e) for c, e in leaves if not _is_repeated(e, leaves)]
    for names, find in product((leaves, once), (_under, _dealt)):
        slots = find(groups, names)
        keys = {(row.id, column.id) for row, column, _ in slots}
        if len(keys) == len(slots) == len(names):
            return slots
    return []


def _is_repeated(leaf: Entry, leaves: Sequence[tuple[Column, Entry]]) -> bool:
    """Tell whether the cell right above says the same: one that was merged, written out twice."""
    return any(
        e.row == leaf.row - 1 and e.column == leaf.column and e.label == leaf.label
        for _, e in leaves
    )


def _under(
    groups: Sequence[tuple[Row, Entry]], leaves: Sequence[tuple[Column, Entry]]
) -> list[Slot]:
    """Find the group each column stands under; where a group is written twice, one is enough."""
    slots = {
        leaf.column: (row, column, leaf)
        for column, leaf in leaves
        for row, group in groups
        if group.column <= leaf.column < group.column + group.width
    }
    return [slots[place] for place in sorted(slots)]


def _rejoined(form: FormTable, template: str, labels: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the form's labels out of pieces that line breaks cut and blanks glued (结果 / 维持)."""
    printed = {label for row in form.rows for label in row.path[template]}
    printed |= {c.label[template] for row in form.rows for c in row.columns(template)}
    text = "".join(e.label for e in labels)
    longest_first = "|".join(sorted(map(re.escape, printed), key=len, reverse=True))
    yield from (Entry(found[0], 0, found.start()) for found in re.finditer(longest_first, text))


def _dealt(
    groups: Sequence[tuple[Row, Entry]], leaves: Sequence[tuple[Column, Entry]]
) -> list[Slot]:
    """Deal the columns out to the rows in order: one named again begins the next row's."""
    rows = list({row.id: row for row, _ in groups}.values())
    slots: list[Slot] = []
    seen: set[str] = set()
    which = 0
    for column, entry in leaves:
        if column.id in seen:
            which, seen = which + 1, set()
        if which >= len(rows):
            return []
        seen.add(column.id)
        slots.append((rows[which], column, entry))
    return slots


def _row_named(form: FormTable, template: str, entry: Entry) -> Row | None:
    return next(iter(called(form.printed(template), entry.label)), None)


def _column_named(form: FormTable, template: str, entry: Entry) -> Column | None:
    columns = form.rows[0].columns(template)
    return next(iter(called(columns, entry.label)), None)


def _placed(line: Line, slots: Sequence[Slot], geometry: Geometry) -> Sequence[Entry] | None:
    """Return the entry of each column, or None where a value may be lost."""
    if geometry is Geometry.CELLS and has_another(line, len(slots)):
        return None
    if len(line.filled) == len(slots):
        return line.filled
    columns = {name.column for _, _, name in slots}
    if geometry is Geometry.GRID and len(columns) == len(slots):
        under = {e.column: e for e in line.values if e.width == 1}
        entries = [under[name.column] for _, _, name in slots if name.column in under]
        return entries if len(entries) == len(slots) else None
    # Names that stand one above the other are those of a grid whose spans were lost.
    is_whole = geometry in (Geometry.GRID, Geometry.CELLS) and len(line.values) == len(slots)
    return line.values if is_whole and all(e.width == 1 for e in line.values) else None
