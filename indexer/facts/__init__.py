"""Place every printed number under its field: by row and column label, never by position alone.

A row whose values cannot be placed beyond doubt is ``unreadable``, with an ``extraction`` finding.
The forms are those of 国办公开办函〔2019〕60号 and 〔2021〕30号, and the statistics table before.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.catalogue import OLDER, Catalogue, Column, FormTable, Row, called
from indexer.facts.across import read_across
from indexer.facts.grids import labels_of
from indexer.facts.indicators import is_statistics, read_indicators
from indexer.facts.reading import Reading
from indexer.facts.rows import read_rows
from indexer.model import Fact, Status, Table

__all__ = ["Reading", "read_facts", "template_of"]


def template_of(tables: Sequence[Table], catalogue: Catalogue) -> str | None:
    """Tell which form the tables are, by words only it prints; None if they are no such form."""
    labels = {label for table in tables for label in labels_of(table)}
    if not any(_is_form(labels, form) for form in catalogue.tables):
        return OLDER if is_statistics(tables, catalogue.older) else None
    scores = {
        template: sum(any(mark in label for label in labels) for mark in marks)
        for template, marks in catalogue.marks.items()
    }
    # Tables 3 and 4 of the older form print nothing of their own: it lacks the newer's words.
    return max(scores, key=lambda template: (scores[template], template == "2019"))


def read_facts(tables: Sequence[Table], template: str, catalogue: Catalogue) -> Reading:
    """Read all fields the template prints; each gets a fact, unreadable where none was found.

    Of the statistics table of older reports, which had no one form, only what is printed gets one.
    """
    if template == OLDER:
        indicators = read_indicators(tables, catalogue.older)
        _doubt_cells(indicators)
        return indicators
    reading = Reading()
    labels = [labels_of(table) for table in tables]
    for form in catalogue.tables:
        chosen = [(i, t) for i, t in enumerate(tables) if _is_form(labels[i], form)]
        if form.across:
            read_across(reading, form, template, chosen)
        if not form.across or not _has_any(reading, form):
            read_rows(reading, form, template, chosen)
        _fill_gaps(reading, form, template, found=bool(chosen))
    _doubt_cells(reading)
    return reading


def _has_any(reading: Reading, form: FormTable) -> bool:
    """Tell whether anything of a form was found: some print its rows below one another."""
    rows = {row.id for row in form.rows}
    return any(key.partition(".")[0] in rows for key in reading.facts)


def _is_form(labels: set[str], form: FormTable) -> bool:
    """Tell whether a table with these labels is (a part of) a form: it has its rows and columns."""
    whole = tuple({s.id: s for row in form.rows for s in row.sets}.values())
    known = tuple(column for s in whole for column in s.columns)
    columns: set[Column] = set()
    rows: set[Row] = set()
    own: set[Row] = set()
    for label in labels:
        named = called(form.rows, label)
        rows.update(named)
        if named_too := called(known, label):
            columns.update(named_too)
        else:
            # 其他 and 总计 are called alike in rows and columns, and in other tables.
            own.update(named)
    if len(own) >= 3 or (own and len(columns) >= 2):
        return True
    # A part of a table cut by a page may have no header, or but one block of rows.
    return any(columns.issuperset(s.columns) for row in rows for s in row.sets)


def _fill_gaps(reading: Reading, form: FormTable, template: str, *, found: bool) -> None:
    gaps = []
    for row in form.printed(template):
        missing = [
            key for c in row.columns(template) if (key := f"{row.id}.{c.id}") not in reading.facts
        ]
        reading.facts.update(dict.fromkeys(missing, Fact(None, Status.UNREADABLE)))
        if missing and found:
            reading.doubt("absent", missing)
        gaps += missing
    if not found:
        reading.doubt("table", gaps)


def _doubt_cells(reading: Reading) -> None:
    """Note the cells whose text is no number, where nothing was noted of their row."""
    doubted = {key for finding in reading.findings for key in finding.fields}
    for key, fact in reading.facts.items():
        if fact.status is Status.UNREADABLE and key not in doubted:
            reading.doubt("cell", [key], (fact.raw or "").strip())
