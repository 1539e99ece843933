"""What a search answers, named as the JSON body names it, so that the one is the other written out.

``msgspec.to_builtins`` of a ``SearchResult`` is the body of ``/api/v1/search``, of a ``Result`` a
line of an export.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec import field as named

from indexer.model import Facts, Meta, Number, Stats, Status

Marks = tuple[tuple[int, int], ...]
"""Ranges of characters, first included, last excluded, in order and apart."""


@dataclass(frozen=True, slots=True)
class Explained:
    """How an unquoted run of the query was taken: as typed, its words, its other spellings.

    Of these, synonyms are always listed, the others where any report has them.
    """

    text: str
    words: tuple[str, ...]
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a section as it stands there, line breaks shown as blanks, and what matched."""

    section: str
    text: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact as a result shows it; ``value`` is None where the status says why."""

    value: Number | None
    status: Status
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A report found.

    ``url`` is its page's path. ``fields`` has the facts asked about that this report has; a field
    that its template does not have is no key there. ``score`` is 0 unless ordered by relevance.
    """

    id: str
    title: str
    issuer: str | None
    year: int | None
    province: str | None
    city: str | None
    county: str | None
    level: str
    organ: str
    template: str | None
    scope: str
    published: str | None
    format: str
    score: float
    url: str
    snippets: tuple[Snippet, ...] = ()
    fields: Mapping[str, ShownFact] = field(default_factory=dict)
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may stand in place of the term being typed.

    ``kind`` is ``issuer``, ``field``, ``name`` (of a section or keyword), ``value`` (of a keyword),
    ``operator`` or ``word``. ``text`` goes into the query, ``label`` says what it is to a person.
    ``count`` is how many reports have it, other versions too; None where that is not counted.
    """

    kind: str
    text: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may come next, best first: the query up to ``start`` stays, a suggestion follows it."""

    query: str
    start: int
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet (years are numbers) and how many of the reports found have it."""

    value: str | int
    count: int


class Bar(Struct, frozen=True):
    """A bar of a histogram, ``from`` included, ``to`` excluded; None is open, 0 to 0 is zero.

    A struct, since a dataclass cannot have a member named ``from``.
    """

    low: Number | None = named(name="from")
    high: Number | None = named(name="to")
    count: int


@dataclass(frozen=True, slots=True)
class StatsBody:
    """Figures of a number over the reports found; without any value all but the counts are None."""

    count: int
    missing: int
    min: Number | None = None
    max: Number | None = None
    sum: Number | None = None
    mean: Number | None = None
    median: Number | None = None
    histogram: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The whole answer.

    ``other_versions`` counts the versions that match but are not current. ``without`` counts, for
    each field in conditions on numbers, the reports that match all other conditions and have no
    value there.
    """

    query: str
    explained: tuple[Explained, ...]
    total: int
    other_versions: int
    without: Mapping[str, int]
    page: int
    page_size: int
    pages: int
    took_ms: int
    results: tuple[Result, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    stats: Mapping[str, StatsBody] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that share the values they are grouped by: how many, and their figures."""

    values: tuple[str | int, ...]
    count: int
    stats: Mapping[str, StatsBody] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """All that matches in groups, in order of their values; years are numbers.

    A report without one of the keywords in ``by`` is in no group, one with several values of a
    keyword in one for each.
    """

    query: str
    by: tuple[str, ...]
    total: int
    groups: tuple[Group, ...] = ()


def result_of(
    meta: Meta,
    facts: Facts | None,
    keys: Sequence[str],
    *,
    score: float = 0.0,
    snippets: tuple[Snippet, ...] = (),
    base: str = "",
) -> Result:
    """Show a stored report as a result, with its facts under those keys that it has.

    ``base`` stands before the path of its page.
    """
    values = facts.values if facts else {}
    return Result(
        id=meta.id,
        title=meta.title,
        issuer=meta.issuer,
        year=meta.year,
        province=meta.province,
        city=meta.city,
        county=meta.county,
        level=meta.level,
        organ=meta.organ,
        template=meta.template,
        scope=meta.scope,
        published=meta.published,
        format=meta.format,
        score=score,
        url=f"{base}/reports/{meta.id}",
        snippets=snippets,
        fields={
            key: ShownFact(values[key].value, values[key].status, values[key].raw)
            for key in keys
            if key in values
        },
        findings=meta.findings,
    )


def stats_body(stats: Stats) -> StatsBody:
    """Show an engine's figures; whole numbers as whole numbers, nothing rounded."""
    return StatsBody(
        count=stats.count,
        missing=stats.missing,
        min=_plain(stats.min),
        max=_plain(stats.max),
        sum=_plain(stats.sum),
        mean=_plain(stats.mean),
        median=_plain(stats.median),
        histogram=tuple(Bar(_plain(b.low), _plain(b.high), b.count) for b in stats.histogram),
    )


def _plain(value: float | None) -> Number | None:
    return int(value) if value is not None and float(value).is_integer() else value
