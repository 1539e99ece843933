"""The statistics table of reports before 2019: indicator, unit, number, one below the other.

Its labels repeat (维持, 其他情形), so each is read under the numbered indicator above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.catalogue import OLDER, Column, FormTable, called
from indexer.facts.grids import Line, labels_of, lines_of
from indexer.facts.reading import Reading, fact_of
from indexer.model import Geometry, Status, Table
from indexer.numerals import read_number

_NUMBERED = re.compile(r"[一二三四五六七八九十]+[、.]")
# As many indicators are no chance: some names are those of prose and of the later forms.
_ENOUGH = 5


def is_statistics(tables: Sequence[Table], form: FormTable) -> bool:
    """Tell whether these tables hold the statistics table of older reports."""
    labels = {label for table in tables for label in labels_of(table)}
    found = {row for label in labels for row in called(form.rows, f"|{label}")}
    return len(found) >= _ENOUGH


def read_indicators(tables: Sequence[Table], form: FormTable) -> Reading:
    """Read the fields whose indicators are printed; the table was never the same everywhere."""
    reading = Reading()
    under = ""
    for index, table in enumerate(tables):
        for line in lines_of(table):
            under, named = _named(line, under, form)
            if table.geometry is Geometry.STREAM:
                # Where blank cells vanish, the indicator whose values follow is named last.
                for lost in named[:-1]:
                    # A label that a line break cut may name its indicator twice.
                    if lost and lost != named[-1]:
                        reading.put_unreadable(lost, ())
                named = named[-1:]
            keys = list(dict.fromkeys(key for keys in named for key in keys))
            _read_line(reading, form, line, keys, index)
    return reading


def _named(line: Line, under: str, form: FormTable) -> tuple[str, list[list[str]]]:
    """Return the numbered indicator in force, and the keys that each label of a line names.

    A numbered one that only heads a group names none.
    """
    named: list[list[str]] = []
    labels = [e.label for e in line.labels if e.label and not e.copy]
    for label in labels:
        under = label if _NUMBERED.match(label) else under
        keys = list(_keys(form, f"{under}|{label}"))
        if keys or under is label:
            named.append(keys)
    if not any(named) and len(labels) > 1:
        named = [list(_keys(form, f"{under}|{''.join(labels)}"))]
    return under, named


def _keys(form: FormTable, text: str) -> Iterator[str]:
    for row in called(form.rows, text):
        yield from (f"{OLDER}.{column.id}" for column in row.columns(OLDER))


def _read_line(
    reading: Reading, form: FormTable, line: Line, keys: Sequence[str], table: int
) -> None:
    numbers = [e for e in line.filled if read_number(e.text).status is not Status.NOT_APPLICABLE]
    # A stroke may stand for the unit; it is the value only where there is no number.
    values = numbers or (line.filled or line.values)[-1:]
    if not keys and any(read_number(e.text).status is Status.REPORTED for e in numbers):
        reading.doubt("row", detail=" ".join(e.text.strip() for e in line.labels if e.label))
    elif len(keys) == 1 and len(values) == 1:
        labels = [e.text for e in line.labels][::-1]
        reading.put(keys[0], fact_of(values[0], _column(form, keys[0]), labels, table))
    elif keys and line.filled:
        reading.put_unreadable(keys, line.filled)


def _column(form: FormTable, key: str) -> Column:
    columns = (c for row in form.rows for c in row.columns(OLDER))
    return next(c for c in columns if f"{OLDER}.{c.id}" == key)
