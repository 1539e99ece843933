"""What the page of an issuer prints: its years in one table, a small chart of each main figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlencode

from flask_babel import gettext

from indexer import Catalogue, Field, StoredReport
from webui.bodies import Body, bodies_of, issuer_address, meta_of
from webui.charts import Columns, columns_of
from webui.values import ShownValue, short_name, shown_value
from webui.wording import value_name

DEFAULTS = (
    "requests_received.total",
    "requests_carried_in.total",
    "handled.total",
    "granted.total",
    "partly_granted.total",
    "denied.total",
    "unavailable.total",
    "not_processed.total",
    "requests_carried_out.total",
    "grant_rate",
    "review.total",
    "lawsuits.total",
)
"""The fields an issuer's table has at least."""

CHARTED = ("requests_received.total", "handled.total", "grant_rate", "review.total")
"""Those of them that are drawn too; fields that were added always are."""

MOST_ADDED = 20
"""How many fields a page adds; an address that names more is cut there."""

COMPARED = 6
"""How many reports the comparison takes."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: a report, or the years without one (``report`` is None).

    ``years`` is empty where the report's is not known.
    """

    years: str
    report: StoredReport | None = None
    form: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a field's values, None in gaps; ``without_url`` takes it out again."""

    field: Field
    label: str
    unit: str
    values: tuple[ShownValue | None, ...]
    without_url: str | None


@dataclass(frozen=True, slots=True)
class Series:
    """The reports of one body: table and charts, and where the comparison of them is."""

    body: Body
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    charts: tuple[tuple[str, str, Columns], ...]
    compare_url: str | None
    level: str
    organ: str

    @property
    def gaps(self) -> bool:
        """Whether years are missing between the first and the last."""
        return any(column.report is None for column in self.columns)


def issuer_page(
    issuer: str,
    total: int,
    reports: Sequence[StoredReport],
    added: Iterable[str],
    catalogue: Catalogue,
) -> dict[str, object]:
    """Gather what the page prints; ``UnknownField`` names a field that there is not."""
    keys = tuple(dict.fromkeys(catalogue.resolve(name).key for name in added))[:MOST_ADDED]
    extra = tuple(key for key in keys if key not in DEFAULTS)
    fields = [catalogue.fields[key] for key in (*DEFAULTS, *extra)]
    bodies = bodies_of(reports)
    return {
        "issuer": issuer,
        "total": total,
        "shown": len(reports),
        "added": extra,
        "path": issuer_address(issuer),
        "query": term(issuer),
        "namesakes": len(bodies) > 1,
        "series": [_series(issuer, body, fields, extra, catalogue) for body in bodies],
        "choices": list(_choices({field.key for field in fields}, catalogue)),
    }


def term(issuer: str) -> str:
    """Write the query that finds an issuer's name as it is."""
    escaped = issuer.replace("\\", "\\\\").replace('"', '\\"')
    return f'issuer:"{escaped}"'


def _series(
    issuer: str,
    body: Body,
    fields: Sequence[Field],
    added: Sequence[str],
    catalogue: Catalogue,
) -> Series:
    reports = body.reports
    columns = tuple(columns_over(reports, catalogue))
    lines = tuple(_line(issuer, field, columns, added) for field in fields)
    kinds = {(meta_of(r).level, meta_of(r).organ) for r in reports}
    level, organ = kinds.pop() if len(kinds) == 1 else ("", "")
    return Series(
        body=body,
        columns=columns,
        lines=lines,
        charts=tuple(_charts(columns, lines, {*CHARTED, *added})),
        compare_url=_compare_url(reports),
        level=value_name("level", level, catalogue) if level != "unknown" else "",
        organ=value_name("organ", organ, catalogue) if organ else "",
    )


# ── the table ────────────────────────────────────────────────────────────────────────────


def columns_over(reports: Iterable[StoredReport], catalogue: Catalogue) -> Iterator[Column]:
    """Yield a column a report, oldest year first, with the gaps between; those without year last.

    Years without a report stand in one column as long as no report is between them.
    """
    dated = sorted((r for r in reports if meta_of(r).year is not None), key=_by_year)
    for before, report in pairwise([None, *dated]):
        assert report is not None  # only the first of them is None
        if before is not None:
            yield from _gap(_year(before), _year(report))
        yield _column(report, catalogue)
    yield from (_column(r, catalogue) for r in reports if meta_of(r).year is None)


def _gap(before: int, after: int) -> Iterator[Column]:
    first, last = before + 1, after - 1
    if first <= last:
        yield Column(str(first) if first == last else f"{first}–{last}")


def _column(report: StoredReport, catalogue: Catalogue) -> Column:
    meta = meta_of(report)
    return Column(
        years="" if meta.year is None else str(meta.year),
        report=report,
        form=value_name("template", meta.template, catalogue) if meta.template else "",
        scope=value_name("scope", meta.scope, catalogue) if meta.scope == "consolidated" else "",
    )


def _by_year(report: StoredReport) -> tuple[int, str]:
    return _year(report), report.id


def _year(report: StoredReport) -> int:
    return meta_of(report).year or 0


def _line(issuer: str, field: Field, columns: Sequence[Column], added: Sequence[str]) -> Line:
    rest = [key for key in added if key != field.key]
    return Line(
        field=field,
        label=short_name(field),
        unit=field.unit,
        values=tuple(_value(field, column.report) for column in columns),
        without_url=_with_fields(issuer, rest) if field.key in added else None,
    )


def _value(field: Field, report: StoredReport | None) -> ShownValue | None:
    if report is None or report.facts is None:
        return None
    return shown_value(field, meta_of(report), report.facts.values)


def _with_fields(issuer: str, keys: Sequence[str]) -> str:
    path = issuer_address(issuer)
    return f"{path}{'&' if '?' in path else '?'}{urlencode([('field', k) for k in keys])}".rstrip(
        "?&"
    )


# ── charts, and ways on ──────────────────────────────────────────────────────────────────


def _charts(
    columns: Sequence[Column], lines: Iterable[Line], charted: set[str]
) -> Iterator[tuple[str, str, Columns]]:
    """Yield name, unit and chart of each field to draw that has a value at all."""
    years = [(column.years or "?", column.report is None) for column in columns]
    for line in lines:
        if line.field.key in charted and any(v and v.number is not None for v in line.values):
            yield line.label, line.unit, columns_of(years, line.values)


def _compare_url(reports: Sequence[StoredReport]) -> str | None:
    if len(reports) < 2:
        return None
    latest = sorted(reports, key=_by_year)[-COMPARED:]
    return f"/compare?{urlencode([('id', report.id) for report in latest])}"


def _choices(shown: set[str], catalogue: Catalogue) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the fields that can be added, by the table they stand in, those computed last."""
    tables = [(t.number, t.title) for t in (*catalogue.tables, catalogue.older)]
    for number, title in (*tables, (None, gettext("Computed"))):
        members = [f for f in catalogue.fields.values() if f.table == number]
        yield title, [(f.key, f.alias) for f in members if f.key not in shown]
