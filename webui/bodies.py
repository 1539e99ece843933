"""Namesakes told apart: which reports of one name are of one body, as far as regions say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from indexer import Meta, StoredReport

Place = tuple[str | None, str | None, str | None]


@dataclass(slots=True)
class Body:
    """Reports of one issuer; ``place`` is what is known of its region from any of them.

    ``unsure`` marks reports that may be of several of its namesakes.
    """

    place: Place
    reports: list[StoredReport] = field(default_factory=list)
    unsure: bool = False

    @property
    def region(self) -> str:
        """The parts of its region that are known, outermost first."""
        return " ".join(part for part in self.place if part)


def bodies_of(reports: Iterable[StoredReport]) -> list[Body]:
    """Part the reports of a name by region: no two known parts of a body's regions differ.

    What fits several bodies is no one's, and stands last by itself. The order of the reports is
    kept within each body.
    """
    reports = list(reports)
    found: list[Body] = []
    body_of: dict[str, Body] = {}
    unsure = Body((None, None, None), unsure=True)
    for report in sorted(reports, key=_most_known_first):
        place = _place(report)
        fitting = [body for body in found if fits(body.place, place)]
        if not fitting:
            fitting = [Body(place)]
            found += fitting
        if len(fitting) == 1:
            body = fitting[0]
            body.place = _joined(body.place, place)
        else:
            body = unsure
        body_of[report.id] = body
    for report in reports:
        body_of[report.id].reports.append(report)
    return [*found, *([unsure] if unsure.reports else [])]


def body_of(report_id: str, bodies: Iterable[Body]) -> Body | None:
    """Return the body that a report is of; None where it is among none of them."""
    return next((b for b in bodies if any(r.id == report_id for r in b.reports)), None)


def fits(a: Sequence[str | None], b: Sequence[str | None]) -> bool:
    """Tell whether no part that is known of both differs."""
    return all(x == y for x, y in zip(a, b, strict=True) if x and y)


STEPS = frozenset((".", ".."))
"""What a browser takes for steps within a path, encoded or not."""


def issuer_address(issuer: str) -> str:
    """Write the address of an issuer's page, whatever signs its name has."""
    if STEPS.intersection(issuer.split("/")):
        return f"/issuers/?{urlencode({'name': issuer})}"
    return f"/issuers/{quote(issuer, safe='')}"


def meta_of(report: StoredReport) -> Meta:
    """Return the metadata of a report that was fetched with them."""
    assert report.meta is not None
    return report.meta


def _place(report: StoredReport) -> Place:
    meta = meta_of(report)
    return meta.province, meta.city, meta.county


def _joined(a: Place, b: Place) -> Place:
    return a[0] or b[0], a[1] or b[1], a[2] or b[2]


def _most_known_first(report: StoredReport) -> tuple[int, tuple[str, ...], str]:
    place = _place(report)
    return -sum(1 for part in place if part), tuple(part or "" for part in place), report.id
