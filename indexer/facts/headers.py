"""Headers: which columns a block of rows announces, and which lines are under which header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from indexer.catalogue import Column, Row, called
from indexer.facts.grids import Entry, Line

# A row that repeats this many column names is a header torn into it.
_TORN_HEADER = 2

Named = tuple[Column, Entry]
"""A column and the entry that names it."""


@dataclass(frozen=True)
class Header:
    """The columns a block announces, in reading order, each with the entry that names it."""

    named: tuple[Named, ...] = ()

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """What names each column, by the columns' ids in reading order."""
        return {c.id: e.text for c, e in self.named}

    @property
    def ids(self) -> list[str]:
        """The columns' ids, in reading order."""
        return [c.id for c, _ in self.named]

    @cached_property
    def places(self) -> set[int]:
        """The table's columns that bear a name."""
        return {place for _, e in self.named for place in range(e.column, e.column + e.width)}

    @cached_property
    def end(self) -> int:
        """The column behind the last name, 0 without any."""
        return max(self.places, default=-1) + 1

    def order(self, wanted: tuple[Column, ...]) -> tuple[Column, ...] | None:
        """Return the order the columns were printed in, None where the header leaves it open.

        It is the form's if the names follow it from left to right, or line by line: a header of
        two tiers names the columns of a group last. A header in one line may have its own.
        """
        if _is_ordered(tuple(self.ids), wanted) or _is_ordered(self._across, wanted):
            return wanted
        on_one_line = len({e.row for _, e in self.named}) == 1
        is_own = on_one_line and {c.id for c in wanted} == set(self.ids)
        return tuple(c for c, _ in self.named) if is_own else None

    @cached_property
    def _across(self) -> tuple[str, ...]:
        """The columns' ids from left to right."""
        return tuple(c.id for c, _ in sorted(self.named, key=lambda pair: pair[1].column))

    @cached_property
    def has_places(self) -> bool:
        """Whether each name stands above its values.

        Where a table has lost its spans, names of the upper line stand among those of the lower.
        """
        across = sorted((e.column, e.row) for _, e in self.named)
        lines = [row for row, _ in groupby(row for _, row in across)]
        return lines.count(max(lines, default=0)) <= 1


# Nearly all rows of a table stand under the same header.
@lru_cache(maxsize=1 << 8)
def _is_ordered(ids: tuple[str, ...], wanted: tuple[Column, ...]) -> bool:
    """Tell whether names follow one another as in the form, or as in its tiers."""
    form = [c.id for c in wanted]
    tiers = [c.id for c in sorted(wanted, key=lambda c: c.group is not None)]
    own = [i for i in ids if i in form]
    return any(own == [i for i in order if i in own] for order in (form, tiers))


def with_headers(
    lines: Sequence[Line], rows: Sequence[Row], template: str
) -> Iterator[tuple[Header, Line]]:
    """Yield each line that is no header, its header's labels cut off, with the header in force."""
    columns = tuple({c.id: c for row in rows for c in row.columns(template)}.values())
    header = Header()
    for line in lines:
        found = [
            (index, column, entry)
            for index, entry in enumerate(line.labels)
            if not entry.copy and (column := _column(columns, entry)) is not None
        ]
        if len(found) >= _TORN_HEADER or (found and not line.filled):
            named = _without_copies([(c, e) for _, c, e in found])
            header = _grown(header, named, rows, template)
            # What reaches down beside them is a name of the header's line above.
            behind = line.labels[found[-1][0] + 1 :]
            line = Line(tuple(e for e in behind if not e.copy), line.values)
        labels = tuple(e for e in line.labels if e.label)
        if labels or line.filled:
            yield header, Line(labels, line.values)


def _column(columns: tuple[Column, ...], entry: Entry) -> Column | None:
    return next(iter(called(columns, entry.label)), None)


def _without_copies(named: Sequence[Named]) -> tuple[Named, ...]:
    """Take names once that were printed once, over several cells that a converter filled alike."""
    whole: list[Named] = []
    for column, entry in named:
        at = next((i for i, (c, e) in enumerate(whole) if c is column and _joins(e, entry)), None)
        if at is None:
            whole.append((column, entry))
        elif whole[at][1].row == entry.row:
            width = whole[at][1].width + entry.width
            whole[at] = (column, whole[at][1]._replace(width=width, copy=True))
        else:
            whole.append((column, entry))
            del whole[at]
    return tuple(whole)


def _joins(one: Entry, other: Entry) -> bool:
    if one.label != other.label:
        return False
    beside = one.row == other.row and one.column + one.width == other.column
    return beside or (one.row + 1 == other.row and one.column == other.column)


def _grown(header: Header, line: tuple[Named, ...], rows: Sequence[Row], template: str) -> Header:
    """Add a line to a header if both can stand over one row; else it begins a new header."""
    old, new = set(header.ids), {c.id for c, _ in line}
    fits = any(old | new <= {c.id for c in r.columns(template)} for r in rows)
    return Header((*header.named, *line)) if fits and not old & new else Header(line)
