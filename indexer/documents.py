"""A report made ready for an engine, and given back: text, tokens, numbers, keywords, parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

import msgspec

from indexer.catalogue import OLDER, Catalogue
from indexer.model import (
    PARTS,
    Facts,
    IndexDocument,
    Meta,
    Relations,
    Report,
    Status,
    StoredReport,
)
from indexer.text import fold_section

KEYWORDS = (
    "year",
    "province",
    "city",
    "county",
    "level",
    "organ",
    "template",
    "format",
    "collection",
    "issuer",
    "scope",
    "title",
    "finding",
    "version",
    "missing",
    "blank",
    "inferred",
    "unreadable",
)
"""The names of all keywords; the last four hold field keys, and ``any`` beside at least one."""

LONGEST_TITLE = 200
"""So many characters of a title are kept to order by; what goes on after them is no title."""

CURRENT, OTHER = "current", "other"
"""The values of the keyword ``version``."""


class Cutter(Protocol):
    """What of a segmenter is needed here."""

    def cut(self, folded: str) -> Sequence[str]:
        """Cut folded text into tokens that joined are the text again."""


def number_names(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of all numbers a report can have: every field, and four of its own."""
    return (*catalogue.fields, "year", "indexed", "published", "findings")


def index_document(report: Report, segmenter: Cutter, catalogue: Catalogue) -> IndexDocument:
    """Make a report ready for an engine; the same report always gives the same document.

    ``indexed`` is in seconds since 1970, ``published`` in days, ``findings`` how many kinds of
    them the report has. A report without facts has no other numbers but its year.
    """
    folded = {
        name: fold_section(raw)
        for name, raw in (
            ("title", report.meta.title),
            ("issuer", report.meta.issuer or ""),
            *report.prose.items(),
        )
        if raw
    }
    return IndexDocument(
        id=report.meta.id,
        text={name: text for name, (text, _) in folded.items()},
        tokens={name: tuple(segmenter.cut(text)) for name, (text, _) in folded.items()},
        breaks={name: breaks for name, (_, breaks) in folded.items()},
        numbers=_numbers(report),
        keywords=_keywords(report, catalogue),
        parts=encode_parts(report),
    )


def _numbers(report: Report) -> dict[str, float]:
    numbers = {k: float(f.value) for k, f in report.facts.values.items() if f.value is not None}
    if report.meta.year is not None:
        numbers["year"] = float(report.meta.year)
    if report.meta.indexed_at is not None:
        numbers["indexed"] = datetime.fromisoformat(report.meta.indexed_at).timestamp()
    if report.meta.published is not None:
        numbers["published"] = float(date.fromisoformat(report.meta.published).toordinal())
    numbers["findings"] = float(len(_finding_codes(report)))
    return numbers


def _finding_codes(report: Report) -> tuple[str, ...]:
    """Return the kinds of findings of a report, each once."""
    codes = (*report.meta.findings, *(f.code for f in report.facts.findings))
    return tuple(dict.fromkeys(codes))


def _keywords(report: Report, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    meta = report.meta
    single = {
        "year": None if meta.year is None else str(meta.year),
        "province": meta.province,
        "city": meta.city,
        "county": meta.county,
        "level": meta.level,
        "organ": meta.organ,
        "template": meta.template,
        "format": meta.format,
        "issuer": meta.issuer,
        "scope": meta.scope,
        "title": meta.title[:LONGEST_TITLE],
        "version": CURRENT if report.relations.current else OTHER,
    }
    several = {
        "collection": [o.collection for o in meta.origins],
        "finding": _finding_codes(report),
        **_valueless(report, catalogue),
    }
    return {
        **{name: (value,) for name, value in single.items() if value},
        **{name: tuple(dict.fromkeys(values)) for name, values in several.items() if values},
    }


_WITHOUT_PRINTED_VALUE = (Status.BLANK, Status.INFERRED, Status.UNREADABLE)


def _valueless(report: Report, catalogue: Catalogue) -> dict[str, list[str]]:
    """Sort the fields the report's own form prints by how they came to have no printed value."""
    keys: dict[str, list[str]] = {"missing": [], "blank": [], "inferred": [], "unreadable": []}
    if report.meta.template == OLDER and not report.facts.values:
        # Before 2019 a report may have had no table: then it prints no field that it could miss.
        return {}
    values = report.facts.values
    for field in catalogue.printed(report.meta.template or ""):
        key, fact = field.key, values.get(field.key)
        if fact is not None and fact.status is Status.REPORTED and fact.value is not None:
            # Nearly all are.
            continue
        if fact is None or fact.value is None:
            keys["missing"].append(key)
        if fact is not None and fact.status in _WITHOUT_PRINTED_VALUE:
            keys[fact.status].append(key)
    return {name: [*found, "any"] for name, found in keys.items() if found}


# ── the stored report ────────────────────────────────────────────────────────────────────

_SHAPES: Mapping[str, Any] = {
    "meta": Meta,
    "facts": Facts,
    "prose": Mapping[str, str],
    "relations": Relations,
}
_ENCODER = msgspec.json.Encoder()
_DECODERS = {name: msgspec.json.Decoder(shape) for name, shape in _SHAPES.items()}


def encode_parts(report: Report) -> dict[str, bytes]:
    """Write a report as one JSON text a part; ``stored_report`` reads them."""
    return {name: _ENCODER.encode(getattr(report, name)) for name in PARTS}


def stored_report(id: str, parts: Mapping[str, bytes]) -> StoredReport:
    """Read the given parts of a stored report; the others are ``None``.

    Raises ``msgspec.DecodeError`` for anything ``encode_parts`` cannot have written.
    """
    return StoredReport(id, **{name: _DECODERS[name].decode(parts[name]) for name in parts})


def whole_report(stored: StoredReport) -> Report:
    """Return the report itself; ``ValueError`` if a part of it was not fetched."""
    if (
        stored.meta is None
        or stored.facts is None
        or stored.prose is None
        or stored.relations is None
    ):
        raise ValueError(f"report {stored.id}: all parts are needed")
    return Report(stored.meta, stored.facts, stored.prose, stored.relations)
