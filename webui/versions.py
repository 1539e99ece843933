"""The other versions of a report, what differs between them, and its issuer's other years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer import Catalogue, Meta, Report, StoredReport
from webui.bodies import bodies_of, body_of, meta_of
from webui.comparepage import compare_address
from webui.comparison import Comparison, FieldLine, compared
from webui.prosediff import ProseDifference, prose_difference

MOST_VERSIONS = 5
"""How many other versions are laid beside a report."""

MOST_LINES = 40
"""How many differing fields the page of a report lists; the comparison has them all."""

MOST_PASSAGES = 8
"""How many passages of the prose that differ it shows of each version."""


@dataclass(frozen=True, slots=True)
class Version:
    """Another version: its facts with a value counted, and where both stand side by side.

    ``prose`` is how its prose differs from that of the report shown.
    """

    meta: Meta
    current: bool
    facts: int
    compare_url: str
    prose: ProseDifference


@dataclass(frozen=True, slots=True)
class Versions:
    """The other versions and the fields that differ; ``more`` lines are left out."""

    others: tuple[Version, ...]
    unlisted: int
    shown: Comparison
    lines: tuple[FieldLine, ...]
    more: int
    compare_url: str


def versions_of(report: Report, others: Sequence[Report], catalogue: Catalogue) -> Versions | None:
    """Show the other versions of a report; None where it has none."""
    if not others:
        return None
    own = report.meta.id
    shown = compared([report, *others], catalogue, only_differing=True)
    lines = [line for table in shown.tables for line in table.lines]
    return Versions(
        others=tuple(
            Version(
                meta=other.meta,
                current=other.relations.current,
                facts=sum(fact.value is not None for fact in other.facts.values.values()),
                compare_url=compare_address([own, other.meta.id], only=True),
                prose=prose_difference(report.prose, other.prose, MOST_PASSAGES),
            )
            for other in others
        ),
        unlisted=max(0, len(report.relations.versions) - len(others)),
        shown=shown,
        lines=tuple(lines[:MOST_LINES]),
        more=max(0, len(lines) - MOST_LINES),
        compare_url=compare_address([own, *(other.meta.id for other in others)], only=True),
    )


def other_years(report: Report, namesakes: Iterable[StoredReport]) -> list[Meta]:
    """Return the other reports of the same body, oldest first; its namesakes' are left out.

    None where nobody can say which of several namesakes the report is of.
    """
    own = report.meta.id
    apart = {own, *report.relations.versions}
    bodies = bodies_of(
        [StoredReport(own, report.meta), *(r for r in namesakes if r.id not in apart)]
    )
    body = body_of(own, bodies)
    if body is None or body.unsure:
        return []
    found = [meta_of(r) for r in body.reports if r.id != own]
    return sorted(found, key=lambda meta: (meta.year or 0, meta.id))
