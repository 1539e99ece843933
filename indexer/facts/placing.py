"""Which value of a row stands under which column: by the column's name, else by order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, groupby
from operator import attrgetter

from indexer.catalogue import Column
from indexer.facts.grids import Entry, Line
from indexer.facts.headers import Header
from indexer.model import Geometry, Status
from indexer.numerals import read_number, total

_MOST_SPLIT = 2
_TOTAL = "total"


def by_place(line: Line, header: Header) -> dict[str, Entry] | None:
    """Find the entry under each column's name; None if a value stands elsewhere, or under two."""
    places: dict[str, Entry] = {}
    placed: set[int] = set()
    for column, name in header.named:
        under = [e for e in line.values if e.column <= name.column < e.column + e.width]
        if name.copy:
            end = name.column + name.width
            under += [e for e in line.values if name.column < e.column < end]
            if len({e.text for e in under if e.text.strip()}) > 1:
                return None
            # Copies of a name may stand over one value and blanks.
            under.sort(key=lambda e: not e.text.strip())
        if not under or id(under[0]) in placed:
            return None
        places[column.id] = under[0]
        placed |= {id(e) for e in under}
    # Words behind the last name are notes.
    values = (e for e in line.filled if not (e.is_label and e.column >= header.end))
    return places if places and all(id(e) in placed for e in values) else None


def by_order(
    line: Line, wanted: tuple[Column, ...], header: Header, geometry: Geometry
) -> dict[str, Entry]:
    """Give the values to the columns in order, if the row has exactly one for each; else none.

    Blank ones count only where every cell of the row is known to be there.
    """
    order = header.order(wanted)
    if order is None or any(name.copy for _, name in header.named):
        # Of a cell that was written out several times, a row has more values than columns.
        return {}
    filled: Sequence[Entry] = line.filled
    if geometry is Geometry.STREAM:
        filled = _of_one_line(filled, order)
    if geometry is Geometry.CELLS and has_another(line, len(order)):
        return {}
    if len(filled) == len(order) and not (geometry is Geometry.GRID and _has_note(line, order)):
        return {c.id: e for c, e in zip(order, filled, strict=True)}
    if geometry not in (Geometry.GRID, Geometry.CELLS):
        return {}
    values = list(line.values)
    # Blank cells too many stand at the end, unless the first may be what is left of the label.
    while len(values) > len(order) and not values[-1].text.strip() and _begins_filled(values):
        values.pop()
    if len(values) != len(order) or any(e.width > 1 for e in values):
        return {}
    return {c.id: e for c, e in zip(order, values, strict=True)}


def has_another(line: Line, count: int) -> bool:
    """Tell whether something else stands among a row's cells, all of which are known to be there.

    As many are filled as there are columns, but one is no number, or blank ones stand between.
    """
    filled = [index for index, entry in enumerate(line.values) if entry.text.strip()]
    if len(line.values) <= count or len(filled) != count:
        return False
    statuses = {read_number(line.values[index].text).status for index in filled}
    return Status.UNREADABLE in statuses or filled[-1] - filled[0] >= count


def _has_note(line: Line, order: Sequence[Column]) -> bool:
    """Tell whether words stand in a row that has blank cells: they may be no value's."""
    return len(line.values) > len(order) and any(e.is_label for e in line.filled)


def _begins_filled(values: Sequence[Entry]) -> bool:
    """Tell whether the first of a row's values is printed, or none is."""
    return bool(values[0].text.strip()) or not any(e.text.strip() for e in values)


def _of_one_line(filled: Sequence[Entry], order: Sequence[Column]) -> Sequence[Entry]:
    """Return the values of a row whose cells nothing marks, none where others may be among them.

    They stand on one line, or each on its own; what stands alone beside a line of them is the
    number of a page.
    """
    lines = [list(group) for _, group in groupby(filled, key=attrgetter("row"))]
    if max(map(len, lines), default=0) <= 1:
        return filled
    rows = [line for line in lines if len(line) > 1]
    if len(rows) != 1:
        return ()
    (row,) = rows
    if len(row) == len(order):
        return row
    return _mended(row, order) if len(lines) == 1 else ()


def _mended(row: Sequence[Entry], order: Sequence[Column]) -> Sequence[Entry]:
    """Join digits that a blank parted, where one way alone makes the row add up to its total."""
    last = next((i for i, c in enumerate(order) if c.id == _TOTAL), None)
    surplus = len(row) - len(order)
    if last is None or not 0 < surplus <= _MOST_SPLIT:
        return ()
    sound = [entries for entries in _joined(row, surplus) if _adds_up(entries, last)]
    return sound[0] if len(sound) == 1 else ()


def _joined(row: Sequence[Entry], surplus: int) -> Iterator[list[Entry]]:
    """Yield each way to join ``surplus`` entries to the one before; no number begins with 0."""
    for glued in combinations(range(1, len(row)), surplus):
        entries: list[Entry] = []
        for index, entry in enumerate(row):
            if index not in glued:
                entries.append(entry)
            elif entries[-1].text.startswith("0") or not (entries[-1].text + entry.text).isdigit():
                break
            else:
                entries[-1] = entries[-1]._replace(text=entries[-1].text + entry.text)
        else:
            yield entries


def adds_up(places: Mapping[str, Entry]) -> bool:
    """Tell whether the values of a row do not contradict their total, if they have one."""
    last = list(places).index(_TOTAL) if _TOTAL in places else None
    return last is None or _adds_up(list(places.values()), last)


def is_proved(places: Mapping[str, Entry]) -> bool:
    """Tell whether the values of a row add up to their total."""
    return _TOTAL in places and adds_up(places)


def _adds_up(entries: Sequence[Entry], last: int) -> bool:
    values = [v for e in entries if (v := read_number(e.text).value) is not None]
    return len(values) == len(entries) and total(values) == 2 * values[last]
