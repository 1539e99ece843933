"""What is settled when all parts are done: whose each report is, and what it means for others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from indexer.documents import whole_report
from indexer.engines.port import Engine
from indexer.indexing.batch import Batch, Steps, held_by
from indexer.model import Meta, Relations, Report, SourceKey, StoredReport
from indexer.query import Everything, Sort


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled: reports whose relations changed, and files that must be read again."""

    related: int
    again: int


def apart(steps: Steps) -> Steps:
    """Return the steps of a part: relations wait until all parts are done."""
    return replace(steps, relations=lambda _: {}, kin=lambda _: None)


def settle(engine: Engine, steps: Steps) -> Settled:
    """Settle an index that several processes wrote; doing it again changes nothing more."""
    batch = Batch(engine, apart(steps))
    again = _hold_together(engine, batch)
    return Settled(_relate(engine, batch, steps), again)


# ── sources and reports ──────────────────────────────────────────────────────────────────


def _hold_together(engine: Engine, batch: Batch) -> int:
    """Make sources and reports name one another, as parts that met over a report may not have.

    A file whose report is not there, or does not name it, is forgotten: the next run reads it.
    Returns how many these are.
    """
    given: dict[str, set[SourceKey]] = defaultdict(set)
    for source in engine.sources():
        if source.report:
            given[source.report].add(source.key)
    for stored in engine.scan(Everything(), parts=("meta",)):
        assert stored.meta is not None  # asked for above
        keys = {(o.collection, o.path) for o in stored.meta.origins}
        right = given.pop(stored.id, set())
        if keys - right:
            _leave(batch, stored.id, keys & right)
        if right - keys:
            given[stored.id] = right - keys
    left = {key for keys in given.values() for key in keys}
    for source in list(engine.sources()) if left else ():
        if source.key in left:
            batch.drop(replace(source, report=None))
            batch.flush_if_full()
    batch.flush()
    return len(left)


def _leave(batch: Batch, id: str, right: set[SourceKey]) -> None:
    """Take from a report the sources that do not give it any more."""
    report = batch.stored(id)
    if report is None:
        return
    origins = [o for o in report.meta.origins if (o.collection, o.path) in right]
    if origins:
        batch.put(held_by(report, origins))
    else:
        batch.take(report)
    batch.flush_if_full()


# ── relations ────────────────────────────────────────────────────────────────────────────


def _relate(engine: Engine, batch: Batch, steps: Steps) -> int:
    """Compute the relations of all reports, issuer by issuer; return how many were others."""
    changed = 0
    rows = engine.scan(Everything(), sort=Sort("issuer"), parts=("meta", "relations"))
    for _, same in groupby(rows, key=lambda stored: _meta(stored).issuer):
        for group in _perhaps_related(same):
            reports = [whole_report(stored) for stored in engine.get(group)]
            changed += _changed(batch, reports, steps)
            batch.flush_if_full()
    batch.flush()
    return changed


def _perhaps_related(reports: Iterable[StoredReport]) -> Iterator[Sequence[str]]:
    """Yield the ids of an issuer's reports of a year, unless there is but one, as it should be."""
    groups: dict[object, list[StoredReport]] = defaultdict(list)
    for stored in reports:
        meta = _meta(stored)
        known = meta.issuer is not None and meta.year is not None
        groups[(meta.year, meta.scope) if known else stored.id].append(stored)
    for group in groups.values():
        if len(group) > 1 or group[0].relations != Relations():
            yield [stored.id for stored in group]


def _changed(batch: Batch, reports: Sequence[Report], steps: Steps) -> int:
    changed = 0
    found = steps.relations(reports)
    for report in reports:
        if report.relations != found[report.meta.id]:
            batch.put(replace(report, relations=found[report.meta.id]))
            changed += 1
    return changed


def _meta(stored: StoredReport) -> Meta:
    assert stored.meta is not None  # asked for above
    return stored.meta
