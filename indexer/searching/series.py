"""What an index holds beyond one search: an issuer's reports over the years, counts by keyword."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.documents import CURRENT
from indexer.engines.port import LARGEST, Engine
from indexer.model import StoredReport
from indexer.query import BY_ID, And, Compare, FieldValue, Keyword, Literal, Sort, Tally

ISSUER_REPORTS = 100
"""How many reports of one issuer are fetched: more are those of many namesakes, no series."""


def issuer_reports(
    engine: Engine,
    issuer: str,
    *,
    parts: Sequence[str] = ("meta", "facts"),
    limit: int = ISSUER_REPORTS,
) -> tuple[int, list[StoredReport]]:
    """Return how many current reports bear this issuer's name, and the latest of them.

    The name is taken exactly as it is. Latest year first, those without a year last; of an unknown
    name 0 and an empty list.
    """
    asked = And((Keyword("issuer", issuer), Keyword("version", CURRENT)))
    found = engine.search(asked, limit=limit, sort=Sort("year", descending=True))
    return found.total, engine.get([hit.id for hit in found.hits], parts)


def keyword_counts(
    engine: Engine, *by: str, finding: str | None = None
) -> dict[tuple[str, ...], int]:
    """Count the current reports by one or two keywords; with ``finding`` only those that have it.

    A report without one of the keywords counts nowhere, one with several values once for each.
    Without any keyword the one count stands under ``()``.
    """
    current = Keyword("version", CURRENT)
    asked = current if finding is None else And((Keyword("finding", finding), current))
    if not by:
        return {(): engine.search(asked, limit=0, sort=BY_ID).total}
    [rows] = engine.search(asked, limit=0, sort=BY_ID, tallies=[Tally(by)]).tallies
    return {row.values: row.count for row in rows}


def value_counts(engine: Engine, keys: Sequence[str]) -> dict[str, int]:
    """Count, for each field, the current reports that have a value there, inferred ones too."""
    current = Keyword("version", CURRENT)
    # A question for each: the stats of all of them at once take many times as long.
    has_value = {key: Compare(">=", FieldValue(key), Literal(-LARGEST)) for key in keys}
    return {
        key: engine.search(And((current, asked)), limit=0, sort=BY_ID).total
        for key, asked in has_value.items()
    }
