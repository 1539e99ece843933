"""What depends on other reports: which are versions of one another, and which one is current."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from indexer.model import Meta, Relations, Report, Status
from indexer.query import And, Compare, FieldValue, Keyword, Literal, Or, Query

SAME_PROSE = 0.95
"""How much of their prose two reports share to be the same text in two formats."""

_GRAM = 3
"""Characters that are compared together: enough that their order matters, few enough to be fast."""


def relations(reports: Iterable[Report]) -> dict[str, Relations]:
    """Return the relations of each report by id, as far as these reports settle them.

    Whether two reports are versions depends on nobody but them and those linked to them, so the
    order they come in is of no matter, and all of an issuer's reports of a year are enough.
    """
    related: dict[str, Relations] = {}
    for group in _alike(reports).values():
        # Most have no like, and there is nothing to compare.
        for versions in _versions(group) if len(group) > 1 else [group]:
            current = min(versions, key=_rank).meta.id
            ids = sorted(r.meta.id for r in versions)
            for report in versions:
                own = report.meta.id
                others = tuple(id for id in ids if id != own)
                related[own] = Relations(current=own == current, versions=others)
    return related


_PROBES = 6
"""Values by which reports that may have the same facts are looked up."""


def kin(report: Report) -> Query | None:
    """Return a query that finds every report this one is linked to, and few others.

    Asking it of all that are found, until nobody new is, finds all that their relations depend on.
    None where who or when is not known, which is like nothing else.
    """
    meta = report.meta
    if meta.issuer is None or meta.year is None:
        return None
    whose = (Keyword("issuer", meta.issuer), Keyword("year", str(meta.year)))
    ways = [And((*whose, *_probes(report)))]
    if _place(meta):
        names = ("level", *_DOWN_TO[meta.level])
        ways.append(And((*whose, *(Keyword(name, getattr(meta, name)) for name in names))))
    return Or(tuple(ways))


def _probes(report: Report) -> Iterator[Query]:
    """Yield conditions that reports with the same facts meet; large values are shared by few."""
    values = [(f.value, key) for key, f in report.facts.values.items() if f.value is not None]
    for value, key in sorted(values, reverse=True)[:_PROBES]:
        yield Compare("=", FieldValue(key), Literal(float(value)))


def _alike(reports: Iterable[Report]) -> Mapping[tuple[object, ...], list[Report]]:
    """Put together what may be versions at all; who or when is not known is like nothing else."""
    groups: dict[tuple[object, ...], list[Report]] = {}
    for report in reports:
        meta = report.meta
        known = meta.issuer is not None and meta.year is not None
        key = (meta.issuer, meta.year, meta.scope) if known else (meta.id,)
        groups.setdefault(key, []).append(report)
    return groups


def _rank(report: Report) -> tuple[object, ...]:
    """Order versions, the current one first: most facts, latest indexed, then by id."""
    facts = sum(
        f.value is not None and f.status is not Status.COMPUTED
        for f in report.facts.values.values()
    )
    indexed = report.meta.indexed_at or ""
    return (-facts, tuple(-ord(c) for c in indexed), report.meta.id)


# ── links ────────────────────────────────────────────────────────────────────────────────


def _versions(group: Sequence[Report]) -> Iterator[list[Report]]:
    """Cut reports of one issuer, year and scope into groups of versions.

    Where a report is like two whose regions differ, nobody can say whose version it is: then only
    links by region hold, and if even those tie differing regions, none.
    """
    by_region = list(_same_place(group))
    for linked in _connected(group, [*by_region, *_same_text(group)]):
        for placed in _connected(linked, by_region) if _differs_within(linked) else [linked]:
            yield from [[report] for report in placed] if _differs_within(placed) else [placed]


def _differs_within(reports: Iterable[Report]) -> bool:
    return _differ(*(report.meta for report in reports))


def _connected(
    reports: Sequence[Report], links: Iterable[tuple[Report, Report]]
) -> list[list[Report]]:
    group_of = {r.meta.id: [r] for r in reports}
    for a, b in links:
        left, right = group_of.get(a.meta.id), group_of.get(b.meta.id)
        if left is None or right is None or left is right:
            continue
        left.extend(right)
        group_of.update(dict.fromkeys((r.meta.id for r in right), left))
    return list({id(group): group for group in group_of.values()}.values())


def _differ(*metas: Meta) -> bool:
    """Tell whether a part of the region is known of several and not the same."""
    parts = zip(*((m.province, m.city, m.county) for m in metas), strict=True)
    return any(len({part for part in known if part}) > 1 for known in parts)


def _links(
    reports: Iterable[Report], alike: Callable[[Report, Report], bool]
) -> Iterator[tuple[Report, Report]]:
    """Yield links enough to connect all that are alike; what is connected is not compared again."""
    clusters: list[list[Report]] = []
    for report in reports:
        joined = [report]
        apart = []
        for cluster in clusters:
            other = next((member for member in cluster if alike(report, member)), None)
            if other is None:
                apart.append(cluster)
            else:
                yield report, other
                joined.extend(cluster)
        clusters = [*apart, joined]


def _same_place(group: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    """Yield the pairs of the same body: same level, its place known of both and the same."""
    by_place: dict[tuple[str | None, ...], list[Report]] = {}
    for report in group:
        place = _place(report.meta)
        if place:
            by_place.setdefault((report.meta.level, *place), []).append(report)
    for same in by_place.values():
        yield from _links(same, lambda a, b: not _differ(a.meta, b.meta))


def _place(meta: Meta) -> tuple[str, ...]:
    """Return the parts of the region down to the issuer's level, nothing if one is not known."""
    parts = tuple(getattr(meta, part) for part in _DOWN_TO.get(meta.level, ()))
    return parts if all(parts) else ()


_DOWN_TO: Mapping[str, tuple[str, ...]] = {
    "province": ("province",),
    "city": ("province", "city"),
    "county": ("province", "county"),
    "township": ("province", "county"),
}
"""What must be known of the region by level; the districts of Beijing are in no city."""


# ── the same text ────────────────────────────────────────────────────────────────────────


def _same_text(group: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    """Yield the pairs whose facts are all equal and whose prose is the same but for 5 %."""
    by_facts: dict[frozenset[tuple[str, object]], list[Report]] = {}
    for report in group:
        values = frozenset((k, f.value) for k, f in report.facts.values.items())
        by_facts.setdefault(values, []).append(report)
    for same in by_facts.values():
        if len(same) > 1:
            texts = {r.meta.id: _Text(r.prose) for r in same}
            yield from _links(same, partial(_is_same_text, texts))


class _Text:
    """All prose of a report, white space apart: formats break lines anew; counted when needed."""

    def __init__(self, prose: Mapping[str, str]) -> None:
        self.text = "".join("".join(prose[name].split()) for name in sorted(prose))

    @cached_property
    def characters(self) -> Counter[str]:
        return Counter(self.text)

    @cached_property
    def grams(self) -> Counter[str]:
        """Count the runs of characters, one from each."""
        return Counter(self.text[i : i + _GRAM] for i in range(len(self.text)))


def _is_same_text(texts: Mapping[str, _Text], a: Report, b: Report) -> bool:
    one, other = texts[a.meta.id], texts[b.meta.id]
    # Runs begin with a character each: as many of these are shared at least, and sooner counted.
    return (
        not _differ(a.meta, b.meta)
        and 2 * min(len(one.text), len(other.text)) >= SAME_PROSE * len(one.text + other.text)
        and _shared(one.characters, other.characters)
        and _shared(one.grams, other.grams)
    )


def _shared(a: Counter[str], b: Counter[str]) -> bool:
    """Tell whether two texts are the same but for 5 %; no text is like nothing."""
    both = a.total() + b.total()
    return both > 0 and 2 * (a & b).total() >= SAME_PROSE * both
