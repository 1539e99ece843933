"""What the page of a report prints: prose with marks, the forms with facts and findings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from indexer import Catalogue, Fact, Field, Finding, Meta, Number, Report, Status
from webui.forms import Form, lay_out
from webui.language import current
from webui.presenters import (
    SECTION_NAMES,
    STATUS_NAMES,
    Marks,
    Segment,
    finding_name,
    number,
    quantity,
    segments,
    value_name,
)

FEW = 30
"""A ratio whose denominator is below this is marked: it says little."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A fact in its cell; ``raw`` only where what was printed differs from the value.

    ``notes`` are the numbers of the findings about it, ``doubt`` that of our own doubt.
    """

    value: str
    status: Status
    raw: str
    hint: str
    doubt: int | None
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A finding in words, numbered over the report.

    ``keys`` are its cells, ``places`` the same by name, each with the key to go to; a row of which
    several cells are concerned stands there once. ``message`` is what the check itself says, in
    English, where there are no numbers to say.
    """

    number: int
    code: str
    name: str
    explain: str
    doubt: bool
    told: str
    message: str
    keys: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NoteKind:
    """A kind of finding that a report has: how often, and the number of its first."""

    name: str
    doubt: bool
    count: int
    number: int


@dataclass(frozen=True, slots=True)
class ShownForm:
    """An official table: its layout, its facts by key, the notes on them."""

    form: Form
    cells: Mapping[str, ShownCell]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section: its paragraphs by anchor, and its table if the template has one."""

    name: str
    heading: str
    paragraphs: tuple[tuple[str, list[Segment]], ...]
    form: ShownForm | None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio with both operands; ``few`` where the denominator is too small to say much."""

    key: str
    label: str
    value: str
    numerator: str
    denominator: str
    few: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """Computed sums with the same columns: column headings, then a line a row."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A report, ready for its template."""

    meta: Meta
    title: list[Segment]
    sections: tuple[ShownSection, ...]
    notes: tuple[Note, ...]
    kinds: tuple[NoteKind, ...]
    loose: tuple[Note, ...]
    ratios: tuple[Ratio, ...]
    sums: tuple[Sums, ...]


def shown_report(report: Report, marks: Mapping[str, Marks], catalogue: Catalogue) -> ShownReport:
    """Make a report ready to print; ``marks`` are ranges by text field, empty without a query."""
    meta, values = report.meta, report.facts.values
    notes = tuple(
        _note(i, finding, catalogue) for i, finding in enumerate(report.facts.findings, start=1)
    )
    forms = {
        form.section: shown
        for form in layouts(meta.template, catalogue)
        if (shown := _shown_form(form, values, notes))
    }
    told = {note.number for form in forms.values() for note in form.notes}
    return ShownReport(
        meta=meta,
        title=segments(meta.title, marks.get("title", ())),
        sections=tuple(_sections(report.prose, forms, marks)),
        notes=notes,
        kinds=tuple(_kinds(notes)),
        loose=tuple(n for n in notes if n.number not in told),
        ratios=tuple(_ratios(meta.template, values, catalogue)),
        sums=tuple(_sums(meta.template, values, catalogue)),
    )


def layouts(template: str | None, catalogue: Catalogue) -> list[Form]:
    """Return the official tables of a template; none for one without a standard form."""
    if template is None or template not in catalogue.authority:
        return []
    return [lay_out(table, template) for table in catalogue.tables]


def texts(report: Report) -> dict[str, str]:
    """Return all texts of a report by field, for marking."""
    return {"title": report.meta.title, "issuer": report.meta.issuer or "", **report.prose}


def report_page(
    report: Report, marks: Mapping[str, Marks], catalogue: Catalogue
) -> dict[str, object]:
    """Gather what the page of a report prints."""
    shown = shown_report(report, marks, catalogue)
    return {
        "shown": shown,
        "about": list(_about(shown.meta, catalogue)),
        "has_forms": any(section.form for section in shown.sections),
        "current": report.relations.current,
        "versions": report.relations.versions,
    }


def _about(meta: Meta, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield what is known of a report, by name; what is not known is left out."""
    pairs = (
        (gettext("Issuer"), meta.issuer),
        (gettext("Year"), None if meta.year is None else str(meta.year)),
        (gettext("Region"), " ".join(p for p in (meta.province, meta.city, meta.county) if p)),
        (gettext("Level"), value_name("level", meta.level, catalogue)),
        (gettext("Kind of body"), value_name("organ", meta.organ, catalogue)),
        (gettext("Form"), catalogue.authority.get(meta.template or "", meta.template)),
        (gettext("Scope"), value_name("scope", meta.scope, catalogue)),
        (gettext("Published"), meta.published or meta.published_text),
    )
    return ((name, value) for name, value in pairs if value)


# ── prose ────────────────────────────────────────────────────────────────────────────────


def _sections(
    prose: Mapping[str, str], forms: Mapping[str, ShownForm], marks: Mapping[str, Marks]
) -> Iterator[ShownSection]:
    # What stands before 一 mostly is the first text of a report.
    order = ["unplaced", *(s for s in SECTION_NAMES if s not in ("title", "issuer", "unplaced"))]
    for name in order:
        if name in prose or name in forms:
            yield ShownSection(
                name=name,
                heading=gettext(SECTION_NAMES[name]),
                paragraphs=tuple(_paragraphs(name, prose.get(name, ""), marks.get(name, ()))),
                form=forms.get(name),
            )


def _paragraphs(name: str, text: str, marks: Marks) -> Iterator[tuple[str, list[Segment]]]:
    for i, line in enumerate(re.finditer(r"[^\n]*\S[^\n]*", text), start=1):
        yield f"{name}-{i}", segments(text, marks, line.start(), line.end())


# ── forms ────────────────────────────────────────────────────────────────────────────────


def _shown_form(form: Form, values: Mapping[str, Fact], notes: Sequence[Note]) -> ShownForm | None:
    keys = [c.key for block in form.blocks for line in block for c in line if c.key]
    if not any(key in values for key in keys):
        return None
    own = tuple(n for n in notes if any(key in keys for key in n.keys))
    concerned = {key: tuple(n for n in own if key in n.keys) for key in keys}
    cells = {key: _cell(values[key], concerned[key]) for key in keys if key in values}
    return ShownForm(form, cells, own)


def _cell(fact: Fact, notes: Sequence[Note]) -> ShownCell:
    printed = (fact.raw or "").strip()
    value = number(fact.value)
    status = gettext(STATUS_NAMES[fact.status])
    hint = [status]
    if printed:
        hint.append(gettext("printed: %(raw)s", raw=printed))
    if fact.source:
        hint.append(gettext("from: %(source)s", source=fact.source))
    if fact.unit_assumed:
        hint.append(gettext("unit assumed: 万元"))
    plain = "".join(unicodedata.normalize("NFKC", printed).split())
    return ShownCell(
        value=value,
        status=fact.status,
        # What led to an inferred value says little in its cell; the hint has it.
        raw="" if plain == value or fact.status is Status.INFERRED else printed,
        hint=" · ".join(hint),
        doubt=next((n.number for n in notes if n.doubt), None),
        notes=tuple(n.number for n in notes if not n.doubt),
    )


def _note(n: int, finding: Finding, catalogue: Catalogue) -> Note:
    kind = catalogue.findings.get(finding.code)
    told = _told(finding)
    return Note(
        number=n,
        code=finding.code,
        name=finding_name(finding.code, catalogue),
        explain=kind.explain[current()] if kind else "",
        doubt=bool(kind and kind.doubt),
        told=told,
        message="" if told else finding.message,
        keys=finding.fields,
        places=tuple(_places(finding.fields, catalogue)),
    )


def _told(finding: Finding) -> str:
    """Say the numbers of a finding in words; nothing where it has none."""
    if finding.found is None:
        return ""
    if finding.expected is None:
        return str(gettext("found %(found)s", found=number(finding.found)))
    return str(
        gettext(
            "expected %(expected)s, found %(found)s",
            expected=number(finding.expected),
            found=number(finding.found),
        )
    )


def _kinds(notes: Sequence[Note]) -> Iterator[NoteKind]:
    """Yield the kinds of findings, our own doubts last."""
    by_code: dict[str, list[Note]] = {}
    for note in sorted(notes, key=lambda n: n.doubt):
        by_code.setdefault(note.code, []).append(note)
    for same in by_code.values():
        yield NoteKind(same[0].name, same[0].doubt, len(same), same[0].number)


def _places(keys: Sequence[str], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    rows: dict[str, list[str]] = {}
    for key in keys:
        rows.setdefault(key.partition(".")[0], []).append(key)
    for members in rows.values():
        field = catalogue.fields.get(members[0])
        name = field.alias if field else members[0]
        yield (name if len(members) == 1 else name.partition(".")[0]), members[0]


# ── figures computed from the tables ─────────────────────────────────────────────────────


def _ratios(
    template: str | None, values: Mapping[str, Fact], catalogue: Catalogue
) -> Iterator[Ratio]:
    for field in catalogue.computed(template or ""):
        fact = values.get(field.key)
        if field.unit == "ratio" and field.formula and fact and fact.value is not None:
            above, below = (_added(side, values) for side in field.formula.split(" / "))
            yield Ratio(
                key=field.key,
                label=field.label(template),
                value=quantity(fact.value, field.unit),
                numerator=number(above),
                denominator=number(below),
                few=below is not None and below < FEW,
            )


def _added(side: str, values: Mapping[str, Fact]) -> Number | None:
    """Work out one side of a ratio's formula, field keys with ``+`` and ``-`` between."""
    result: Number = 0
    for sign, key in re.findall(r"([+-]?)\s*([a-z_.]+)", side):
        fact = values.get(key)
        if fact is None or fact.value is None:
            return None
        result += -fact.value if sign == "-" else fact.value
    return result


def _sums(template: str | None, values: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Sums]:
    rows: dict[str, list[Field]] = {}
    for field in catalogue.computed(template or ""):
        if field.unit != "ratio":
            rows.setdefault(field.row, []).append(field)
    tables: dict[tuple[str, ...], list[list[Field]]] = {}
    for row in rows.values():
        if any(f.key in values and values[f.key].value is not None for f in row):
            columns = tuple(f.column_label.get(template or "", "") for f in row)
            tables.setdefault(columns, []).append(row)
    for columns, members in tables.items():
        yield Sums(columns, tuple(_sum_line(row, template or "", values) for row in members))


def _sum_line(
    row: Sequence[Field], template: str, values: Mapping[str, Fact]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    cells = ((f.key, number(values[f.key].value) if f.key in values else "") for f in row)
    return row[0].row_label[template], tuple(cells)
