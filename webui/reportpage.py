"""What the page of a report prints: prose with marks, the forms with facts and findings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from flask_babel import gettext

from indexer import Catalogue, Fact, Meta, Report, Status, StoredReport
from webui.citation import citation
from webui.figures import Ratio, Sums, ratios_of, sums_of
from webui.forms import OLDER, Form, lay_out
from webui.notes import Note, NoteKind, kinds_of, note_of
from webui.presenters import Marks, Segment, number, segments
from webui.versions import other_years, versions_of
from webui.wording import SECTION_NAMES, STATUS_NAMES, day, value_name


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
class ShownForm:
    """An official table: its layout, its facts by key, the notes on them."""

    form: Form
    cells: Mapping[str, ShownCell]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph with its anchor; what is marked in it is numbered over all prose, else 0."""

    anchor: str
    parts: tuple[tuple[int, Segment], ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section: its paragraphs, and its table if the template has one."""

    name: str
    heading: str
    paragraphs: tuple[ShownParagraph, ...]
    form: ShownForm | None


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

    @property
    def hits(self) -> int:
        """How many stretches of the prose are marked."""
        paragraphs = (p for section in self.sections for p in section.paragraphs)
        return max((n for paragraph in paragraphs for n, _ in paragraph.parts), default=0)


def shown_report(report: Report, marks: Mapping[str, Marks], catalogue: Catalogue) -> ShownReport:
    """Make a report ready to print; ``marks`` are ranges by text field, empty without a query."""
    meta, values = report.meta, report.facts.values
    notes = tuple(
        note_of(i, finding, catalogue) for i, finding in enumerate(report.facts.findings, start=1)
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
        kinds=tuple(kinds_of(notes)),
        loose=tuple(n for n in notes if n.number not in told),
        ratios=tuple(ratios_of(meta.template, values, catalogue)),
        sums=tuple(sums_of(meta.template, values, catalogue)),
    )


def layouts(template: str | None, catalogue: Catalogue) -> list[Form]:
    """Return the official tables of a template; none for one without a standard form."""
    if template == OLDER:
        return [lay_out(catalogue.older, OLDER)]
    if template is None or template not in catalogue.authority:
        return []
    return [lay_out(table, template) for table in catalogue.tables]


def texts(report: Report) -> dict[str, str]:
    """Return all texts of a report by field, for marking."""
    return {"title": report.meta.title, "issuer": report.meta.issuer or "", **report.prose}


def report_page(
    report: Report,
    marks: Mapping[str, Marks],
    catalogue: Catalogue,
    *,
    versions: Sequence[Report] = (),
    namesakes: Sequence[StoredReport] = (),
) -> dict[str, object]:
    """Gather what the page of a report prints.

    ``versions`` are its other versions, ``namesakes`` the reports of all that bear its issuer's
    name, with their metadata.
    """
    shown = shown_report(report, marks, catalogue)
    return {
        "shown": shown,
        "about": list(_about(shown.meta, catalogue)),
        "has_forms": any(section.form for section in shown.sections),
        "current": report.relations.current,
        "versions": versions_of(report, versions, catalogue),
        "years": other_years(report, namesakes),
        "citation": citation(report.meta),
    }


def _about(meta: Meta, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield what is known of a report, by name; what is not known is left out."""
    pairs = (
        (gettext("Year"), None if meta.year is None else str(meta.year)),
        (gettext("Region"), " ".join(p for p in (meta.province, meta.city, meta.county) if p)),
        (gettext("Level"), value_name("level", meta.level, catalogue)),
        (gettext("Kind of body"), value_name("organ", meta.organ, catalogue)),
        (gettext("Form"), catalogue.authority.get(meta.template or "", meta.template)),
        (gettext("Scope"), value_name("scope", meta.scope, catalogue)),
        (gettext("Published"), day(meta.published) or meta.published_text),
    )
    return ((name, value) for name, value in pairs if value)


# ── prose ────────────────────────────────────────────────────────────────────────────────


def _sections(
    prose: Mapping[str, str], forms: Mapping[str, ShownForm], marks: Mapping[str, Marks]
) -> Iterator[ShownSection]:
    # What stands before 一 mostly is the first text of a report.
    numbers = count(1)
    order = ["unplaced", *(s for s in SECTION_NAMES if s not in ("title", "issuer", "unplaced"))]
    for name in order:
        if name in prose or name in forms:
            yield ShownSection(
                name=name,
                heading=gettext(SECTION_NAMES[name]),
                paragraphs=tuple(
                    _paragraphs(name, prose.get(name, ""), marks.get(name, ()), numbers)
                ),
                form=forms.get(name),
            )


def _paragraphs(
    name: str, text: str, marks: Marks, numbers: Iterator[int]
) -> Iterator[ShownParagraph]:
    for i, line in enumerate(re.finditer(r"[^\n]*\S[^\n]*", text), start=1):
        parts = segments(text, marks, line.start(), line.end())
        yield ShownParagraph(
            f"{name}-{i}", tuple((next(numbers) if s.marked else 0, s) for s in parts)
        )


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
