"""A report described for others: as ``nianbao parse`` prints it, and as the index knows it."""

from __future__ import annotations

import msgspec

from indexer.catalogue import Catalogue
from indexer.errors import SourceError
from indexer.model import Fact, Report, Status


def parsed_object(
    path: str, parsed: Report | SourceError, catalogue: Catalogue
) -> dict[str, object]:
    """Describe a parsed file: ``fields`` are those its form prints, ``derived`` the others.

    One that gave no report is described by what is wrong with it.
    """
    if isinstance(parsed, Report):
        return {"path": path, "ok": True, **report_object(parsed, catalogue)}
    return {"path": path, "ok": False, "error": type(parsed).__name__, "message": str(parsed)}


FINDING = ("code", "fields", "expected", "found", "message")
"""What is said of a finding to others; the rest of it is for wording it."""


def report_object(report: Report, catalogue: Catalogue) -> dict[str, object]:
    """Describe a report as ``parse`` does; sections without text are no keys."""
    meta, facts = report.meta, report.facts.values
    printed = [f.key for f in catalogue.printed(meta.template or "")]
    named = ("id", "title", "issuer", "year", "template", "province", "city", "county", "level")
    return {
        **{name: getattr(meta, name) for name in (*named, "organ", "scope", "published")},
        "sections": {name: text for name, text in report.prose.items() if text},
        "fields": {key: _fact_object(facts[key]) for key in printed if key in facts},
        "derived": {
            key: {"value": fact.value, "status": str(fact.status)}
            for key, fact in facts.items()
            if key not in set(printed) and fact.value is not None
        },
        "findings": [
            {name: getattr(finding, name) for name in FINDING} for finding in report.facts.findings
        ],
    }


def stored_object(report: Report, catalogue: Catalogue) -> dict[str, object]:
    """Describe a report of the index: as ``parse`` does, and where it came from."""
    meta = report.meta
    return {
        **report_object(report, catalogue),
        "format": meta.format,
        "indexed_at": meta.indexed_at,
        "origins": msgspec.to_builtins(meta.origins),
        "relations": msgspec.to_builtins(report.relations),
    }


def _fact_object(fact: Fact) -> dict[str, object]:
    described: dict[str, object] = {
        "value": fact.value,
        "status": str(fact.status),
        "raw": fact.raw,
    }
    if fact.source and fact.status in (Status.INFERRED, Status.REPORTED):
        described["source"] = fact.source
    if fact.unit_assumed:
        described["unit_assumed"] = True
    return described
