"""Reports side by side: what is known of them, their sections, their fields, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask_babel import gettext, ngettext

from indexer import Catalogue, Field, Meta, Report, Status
from webui.presenters import count_format
from webui.values import ShownValue, short_name, shown_value
from webui.wording import SECTION_NAMES, day, value_name


@dataclass(frozen=True, slots=True)
class TextLine:
    """Something known of each report, in words; ``differs`` where it is not the same of all."""

    name: str
    texts: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field's value in each report; ``differs`` where those whose forms have it disagree."""

    key: str
    label: str
    unit: str
    values: tuple[ShownValue, ...]
    differs: bool


Line = TypeVar("Line", TextLine, FieldLine)


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The fields of an official table, or those computed, that any of the reports says."""

    title: str
    lines: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several reports side by side; the counts are those of all fields, shown or not.

    ``silent`` are fields of their forms that none of them says anything in.
    """

    reports: tuple[Report, ...]
    about: tuple[TextLine, ...]
    prose: tuple[TextLine, ...]
    tables: tuple[FieldTable, ...]
    differing: int
    compared: int
    silent: int


def compared(
    reports: Sequence[Report], catalogue: Catalogue, *, only_differing: bool = False
) -> Comparison:
    """Lay reports side by side; with ``only_differing`` lines that are the same are left out."""
    lines = {field.key: _line(field, reports) for field in _fields(reports, catalogue)}
    said = {key: line for key, line in lines.items() if any(_says(v) for v in line.values)}
    tables = (
        FieldTable(title, tuple(_kept(members, only_differing)))
        for title, members in _by_table(said, catalogue)
    )
    return Comparison(
        reports=tuple(reports),
        about=tuple(_kept(_about(reports, catalogue), only_differing)),
        prose=tuple(_kept(_prose(reports), only_differing)),
        tables=tuple(table for table in tables if table.lines),
        differing=sum(line.differs for line in said.values()),
        compared=len(said),
        silent=len(lines) - len(said),
    )


def _kept(lines: Iterable[Line], only_differing: bool) -> Iterator[Line]:
    return (line for line in lines if line.differs or not only_differing)


# ── fields ───────────────────────────────────────────────────────────────────────────────


def _fields(reports: Iterable[Report], catalogue: Catalogue) -> Iterator[Field]:
    """Yield every field that a form of these reports prints or computes."""
    forms = {report.meta.template for report in reports}
    return (f for f in catalogue.fields.values() if forms.intersection(f.templates))


def _line(field: Field, reports: Sequence[Report]) -> FieldLine:
    values = tuple(shown_value(field, r.meta, r.facts.values) for r in reports)
    told = {value.told for value in values if value.status is not None}
    return FieldLine(
        key=field.key,
        label=short_name(field),
        unit=field.unit,
        values=values,
        differs=len(told) > 1,
    )


def _says(value: ShownValue) -> bool:
    silent = value.status in (None, Status.BLANK)
    return not silent and (value.status is not Status.COMPUTED or value.number is not None)


def _by_table(
    lines: dict[str, FieldLine], catalogue: Catalogue
) -> Iterator[tuple[str, list[FieldLine]]]:
    tables = [(t.number, t.title) for t in (*catalogue.tables, catalogue.older)]
    for number, title in (*tables, (None, str(gettext("Computed")))):
        keys = [f.key for f in catalogue.fields.values() if f.table == number]
        yield title, [lines[key] for key in keys if key in lines]


# ── what is known, and the prose ─────────────────────────────────────────────────────────


def _about(reports: Sequence[Report], catalogue: Catalogue) -> Iterator[TextLine]:
    metas = [report.meta for report in reports]
    for name, texts in (
        (gettext("Title"), [m.title for m in metas]),
        (gettext("Issuer"), [m.issuer or "" for m in metas]),
        (gettext("Year"), ["" if m.year is None else str(m.year) for m in metas]),
        (gettext("Region"), [_region(m) for m in metas]),
        (gettext("Level"), [value_name("level", m.level, catalogue) for m in metas]),
        (gettext("Form"), [value_name("template", m.template or "", catalogue) for m in metas]),
        (gettext("Scope"), [value_name("scope", m.scope, catalogue) for m in metas]),
        (gettext("Published"), [day(m.published) or m.published_text or "" for m in metas]),
        (gettext("Format"), [m.format for m in metas]),
        (gettext("Findings"), [_findings(m, catalogue) for m in metas]),
    ):
        if any(texts):
            yield TextLine(name, tuple(texts), len(set(texts)) > 1)


def _region(meta: Meta) -> str:
    return " ".join(part for part in (meta.province, meta.city, meta.county) if part)


def _findings(meta: Meta, catalogue: Catalogue) -> str:
    return "、".join(value_name("finding", code, catalogue) for code in meta.findings)


def _prose(reports: Sequence[Report]) -> Iterator[TextLine]:
    """Yield how long each section is; that texts of one length differ is seen all the same."""
    for name in SECTION_NAMES:
        texts = ["".join(report.prose.get(name, "").split()) for report in reports]
        if any(texts):
            lengths = (_characters(len(text)) for text in texts)
            yield TextLine(gettext(SECTION_NAMES[name]), tuple(lengths), len(set(texts)) > 1)


def _characters(n: int) -> str:
    return str(ngettext("%(n)s character", "%(n)s characters", n, n=count_format(n))) if n else "–"
