"""What the pages of findings print: each kind explained, counted by year and by province."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import gettext

from indexer import Catalogue, FindingKind
from webui.charts import Bar, bars_of

Counts = Mapping[tuple[str, ...], int]

PROVINCES = 8
"""How many provinces the page of all kinds lists for each; the page of a kind has them all."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the reports of a year or a province have a finding; ``url`` finds them."""

    name: str
    count: int
    of: int
    url: str

    @property
    def percentage(self) -> str:
        """The share in per cent, a whole number; empty where there is nothing to share in."""
        return f"{100 * self.count / self.of:.0f}%" if self.of else ""


@dataclass(frozen=True, slots=True)
class KindCounts:
    """A kind of finding with its counts: in all, by year, by province with the most of them."""

    kind: FindingKind
    whole: Share
    years: tuple[Share, ...]
    provinces: tuple[Share, ...]


def findings_page(
    totals: Counts, by_year: Counts, by_province: Counts, reports: int, catalogue: Catalogue
) -> dict[str, object]:
    """Gather what the page of all kinds prints.

    ``totals``, ``by_year`` and ``by_province`` count by finding first; ``reports`` is how many
    there are in all.
    """
    shown = [
        KindCounts(
            kind=kind,
            whole=Share("", totals.get((kind.code,), 0), reports, _url(kind)),
            years=tuple(_named(kind, by_year)),
            provinces=tuple(_most_first(_named(kind, by_province)))[:PROVINCES],
        )
        for kind in catalogue.findings.values()
    ]
    faults = gettext("The report contradicts itself, or another report of its issuer.")
    doubts = gettext("We could not read something with certainty; never the issuer's fault.")
    return {
        "reports": reports,
        "groups": (
            (gettext("In the report"), faults, [k for k in shown if not k.kind.doubt]),
            (gettext("Our own doubts"), doubts, [k for k in shown if k.kind.doubt]),
        ),
    }


def _named(kind: FindingKind, counts: Counts) -> Iterator[Share]:
    """Yield the counts of a kind by name; a name of digits is a year."""
    for code, name in sorted(counts):
        if code == kind.code:
            where = {"year" if name.isdigit() else "province": name}
            yield Share(name, counts[code, name], 0, _url(kind, **where))


def _most_first(shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: -share.count)


def kind_page(
    kind: FindingKind,
    counts: tuple[int, Counts, Counts, Counts],
    wholes: tuple[int, Counts, Counts],
) -> dict[str, object]:
    """Gather what the page of one kind prints.

    ``counts`` are those of the reports with it: in all, by year, by province, by both; ``wholes``
    those of all reports: in all, by year, by province.
    """
    count, years, provinces, crossed = counts
    whole, all_years, all_provinces = wholes
    names = sorted(provinces, key=lambda name: (-provinces[name], name))
    by_year = [
        Share(year, years.get((year,), 0), all_years[year,], _url(kind, year))
        for (year,) in sorted(all_years)
    ]
    by_province = [
        Share(name, provinces[name,], all_provinces.get((name,), 0), _url(kind, province=name))
        for (name,) in names
    ]
    return {
        "kind": kind,
        "whole": Share("", count, whole, _url(kind)),
        "by_year": list(zip(by_year, share_bars(by_year), strict=True)),
        "by_province": list(zip(by_province, share_bars(by_province), strict=True)),
        "crossed": [
            (name, [(crossed.get((s.name, name), 0), _url(kind, s.name, name)) for s in by_year])
            for (name,) in names
        ],
    }


def share_bars(shares: list[Share]) -> list[Bar]:
    """Draw shares of reports as bars of their counts."""
    return bars_of([(share.name, share.count, share.url) for share in shares])


def _url(kind: FindingKind, year: str = "", province: str = "") -> str:
    terms = [f"finding:{kind.code}"]
    terms += [f"year:{year}"] if year else []
    terms += [f"province:{province}"] if province else []
    return f"/?{urlencode({'q': ' '.join(terms)}, safe=':')}"
