"""Tables 2 and 3: rows below one another, each block of them under a header of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indexer.catalogue import FormTable, Row, called, squeezed
from indexer.facts.grids import Entry, Line, lines_of
from indexer.facts.headers import Header, with_headers
from indexer.facts.placing import adds_up, by_order, by_place, is_proved
from indexer.facts.reading import Reading, added_up, fact_of
from indexer.facts.streams import with_whole_labels
from indexer.model import Fact, Geometry, Table

# Where rows may be torn, a line's labels may be those of several.
_TORN = (Geometry.LOOSE, Geometry.STREAM)
_NUMBERED = re.compile(r"\([一二三四五六七八九]\)|[一二三四][、.,]|\d[.、]")


@dataclass(slots=True)
class _Sheet:
    """One table being read: what is known of its form, and the header in force."""

    form: FormTable
    template: str
    index: int
    table: Table
    rows: tuple[Row, ...]
    header: Header = field(default_factory=Header)
    trusted: bool = False
    width: int = 0
    """The column behind the last cell of most rows; of rows of cells, how many most have."""
    torn: bool = False
    """Whether rows have lost values, or gained some, so that a count may be right by chance."""
    shifted: bool = False
    """Whether values without a label came before, so that the next label may be theirs."""


def read_rows(
    reading: Reading, form: FormTable, template: str, tables: Sequence[tuple[int, Table]]
) -> None:
    """Read the facts of all rows of a form out of the tables it is spread over."""
    rows = form.printed(template)
    parts: dict[str, list[dict[str, Fact]]] = {}
    for index, table in tables:
        sheet = _Sheet(form, template, index, table, rows)
        printed = lines_of(table)
        if table.geometry is Geometry.STREAM:
            printed = with_whole_labels(printed, {row.path[template][-1] for row in rows})
        lines = list(with_headers(printed, rows, template))
        sheet.trusted = table.geometry is Geometry.GRID or _is_aligned(sheet, lines)
        sheet.width = _usual([_width(sheet, line) for _, line in lines if line.values])
        sheet.torn = table.geometry is Geometry.STREAM and _has_other_counts(sheet, lines)
        for header, line in lines:
            sheet.header = header
            _read_line(reading, sheet, line, parts)
    for row in rows:
        if row.id in parts:
            _put_parts(reading, row, parts[row.id])


def _read_line(
    reading: Reading, sheet: _Sheet, line: Line, parts: dict[str, list[dict[str, Fact]]]
) -> None:
    named = _named(line.labels, sheet.rows)
    if len(named) == 1 and sheet.table.geometry not in _TORN:
        # A page may cut a group's label so that it reads like a row: (六)其他 of (六)其他处理.
        named = [] if _begins_another(line.labels, named[0]) else named
    whole = _whole_of(line.labels, sheet.rows)
    if whole is not None:
        parts.setdefault(whole.id, []).append(_line_facts(sheet, line, whole))
    elif len(named) == 1 and line.values:
        torn = sheet.table.geometry in _TORN and _begins_another(line.labels, named[0])
        torn = torn or sheet.shifted
        facts = {} if torn else _line_facts(sheet, line, named[0])
        for column_id, fact in facts.items():
            reading.put(f"{named[0].id}.{column_id}", fact)
        if not facts:
            reading.put_unreadable(_keys(sheet, named[0]), line.filled)
    elif named and line.values:
        # Rows run into one another: whose values these are, nobody can tell.
        for row in named:
            reading.put_unreadable(_keys(sheet, row), line.filled)
    elif line.filled and not _is_extra(sheet, line):
        label = " ".join(e.text.strip() for e in line.labels if e.label)
        reading.doubt("row", detail=label)
        sheet.shifted |= sheet.table.geometry in _TORN and _is_nameless(sheet, line)
        return
    if sheet.table.geometry is Geometry.LOOSE:
        sheet.shifted = False


def _keys(sheet: _Sheet, row: Row) -> list[str]:
    return [f"{row.id}.{c.id}" for c in row.columns(sheet.template)]


def _is_extra(sheet: _Sheet, line: Line) -> bool:
    extra = sheet.form.extra
    return extra is not None and any(extra.search(e.label) for e in line.labels)


def _is_nameless(sheet: _Sheet, line: Line) -> bool:
    """Tell whether values have lost their label, or no other than a group's stands before them.

    Then it may stand one row late: before the values of the next row, or, where order is all
    there is, every label may.
    """
    groups = {squeezed(label) for row in sheet.rows for label in row.path[sheet.template][:-1]}
    return all(e.label in groups for e in line.labels)


# ── labels ──────────────────────────────────────────────────────────────────────────────────


def _named(labels: Sequence[Entry], rows: tuple[Row, ...]) -> list[Row]:
    """Return the rows these labels name: one, or several run into one another, or none.

    Labels are read each for itself and, as they may be in pieces, joined.
    """
    own = [e.label for e in labels if not e.copy] or [e.label for e in labels]
    texts = (*own, "".join(own))
    named = {row for text in texts for row in called(rows, text)}
    return [row for row in rows if row in named] if named else []


def _begins_another(labels: Sequence[Entry], row: Row) -> bool:
    """Tell whether a numbered label behind the row's begins a row whose name is not whole.

    Where blank cells vanish, the values may be that one's.
    """
    numbered = [i for i, e in enumerate(labels) if _NUMBERED.match(e.label)]
    tail = [e.label for e in labels[max(numbered, default=0) :]]
    return not any(row.match.search(text) for text in (*tail, "".join(tail)))


def _whole_of(labels: Sequence[Entry], rows: Sequence[Row]) -> Row | None:
    """Return the row this line is a part of (行政检查 under 其他对外管理服务事项), if it is one."""
    if not labels:
        return None
    label = labels[-1].label
    wholes = (r for r in rows if r.parts and r.parts.search(label))
    # The row itself is called much like a kind of service.
    return next((r for r in wholes if not r.match.search(label)), None)


# ── values ───────────────────────────────────────────────────────────────────────────────


def _is_aligned(sheet: _Sheet, lines: Sequence[tuple[Header, Line]]) -> bool:
    """Tell whether loose rows keep their columns: each value under a name, up to the last one.

    Padding at the end of a row looks like blank cells, so a row that ends early is not believed.
    """
    if sheet.table.geometry is not Geometry.LOOSE:
        return False
    named = ((header, line, _named(line.labels, sheet.rows)) for header, line in lines)
    told = [(header, line, rows) for header, line, rows in named if rows and line.filled]
    for header, line, rows in told:
        if any(c.id not in header.texts for row in rows for c in row.columns(sheet.template)):
            return False
        places = header.places
        values = {e.column for e in line.filled}
        labels = {e.column for e in line.labels}
        if not values <= places or not places or max(values) < max(places):
            return False
        if max(labels) >= min(places):
            return False
    return bool(told)


def _width(sheet: _Sheet, line: Line) -> int:
    return len(line.values) if sheet.table.geometry is Geometry.CELLS else line.end


def _usual(ends: Sequence[int]) -> int:
    return Counter(ends).most_common(1)[0][0] if ends else 0


def _has_other_counts(sheet: _Sheet, lines: Sequence[tuple[Header, Line]]) -> bool:
    """Tell whether a row has values, but not one for each of its columns."""
    named = ((line, _named(line.labels, sheet.rows)) for _, line in lines if line.filled)
    return any(
        len(rows) == 1 and len(line.filled) != len(rows[0].columns(sheet.template))
        for line, rows in named
    )


def _line_facts(sheet: _Sheet, line: Line, row: Row) -> dict[str, Fact]:
    """Return the facts of a line by column id; of one that cannot be placed beyond doubt, none."""
    wanted = row.columns(sheet.template)
    header = sheet.header
    if not any(c.id in header.texts for c in wanted):
        header = Header()
    has_places = sheet.trusted and bool(header.named) and header.has_places
    is_longer = _is_longer(sheet, line, row, header, has_places=has_places)
    places = None
    if has_places and not is_longer:
        places = by_place(line, header)
    if places is None:
        places = by_order(line, wanted, header, sheet.table.geometry)
        # A cell too many may be any of them.
        if (sheet.torn and not adds_up(places)) or (is_longer and not is_proved(places)):
            places = {}
    own = "".join(e.text for e in line.labels)
    return {
        c.id: fact_of(places[c.id], c, (header.texts.get(c.id, ""), own), sheet.index)
        for c in wanted
        if c.id in places
    }


def _is_longer(sheet: _Sheet, line: Line, row: Row, header: Header, *, has_places: bool) -> bool:
    """Tell whether a row has a cell more than the others, and any of its own may be that one."""
    if sheet.table.geometry is Geometry.CELLS:
        # Rows without a total are of several lengths.
        return row.total() is not None and len(line.values) > sheet.width
    is_grid = sheet.table.geometry is Geometry.GRID
    return is_grid and has_places and line.end > max(sheet.width, header.end)


def _put_parts(reading: Reading, row: Row, parts: Sequence[Mapping[str, Fact]]) -> None:
    """Keep the sums of a row's parts; where the row has numbers of its own, these stand."""
    for column_id in parts[0]:
        key = f"{row.id}.{column_id}"
        facts = [part[column_id] for part in parts if column_id in part]
        own = reading.facts.get(key)
        if len(facts) < len(parts):
            reading.doubt("part", [key])
        elif own is None or own.raw is None or not own.raw.strip():
            reading.facts[key] = added_up(facts)
