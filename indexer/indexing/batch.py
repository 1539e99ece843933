"""One write of many changes: reports, whose they are, and what they mean for their neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from indexer.documents import whole_report
from indexer.engines.port import Engine
from indexer.model import (
    IndexDocument,
    Origin,
    Relations,
    Report,
    Source,
    SourceKey,
)
from indexer.parsing.worker import Task
from indexer.query import Or, Query

BATCH = 200
"""Files that are written together: few enough to lose little, many enough to be quick."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What a run is done with: from a file to a report, its relations, its document; and a clock.

    ``parse`` begins with a file, and returns what waits for its report or raises ``SourceError``
    for what is no report; many may be begun. ``relations`` are those of the reports given; those of
    one depend on nobody but whom ``kin`` finds, and whom their kin finds, and so on.
    """

    parse: Callable[[Task], Callable[[], Report]]
    relations: Callable[[Iterable[Report]], Mapping[str, Relations]]
    kin: Callable[[Report], Query | None]
    document: Callable[[Report], IndexDocument]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def held_by(report: Report, origins: Iterable[Origin]) -> Report:
    """Return the report with these origins, in the order of their keys, each key once."""
    by_key = {(o.collection, o.path): o for o in origins}
    ordered = tuple(by_key[key] for key in sorted(by_key))
    return replace(report, meta=replace(report.meta, origins=ordered))


class Batch:
    """What the next write will change: reports by id, sources by key, and whose they are."""

    def __init__(self, engine: Engine, steps: Steps, dry_run: bool = False) -> None:
        self.engine = engine
        self.steps = steps
        self._dry_run = dry_run
        self._unknown: set[str] = set()
        self._clear()

    def _clear(self) -> None:
        self._reports: dict[str, Report] = {}
        self._gone: set[str] = set()
        self._sources: dict[SourceKey, Source] = {}
        self._forgotten: set[SourceKey] = set()
        self._touched: set[Query] = set()

    # ── changes to what will be written

    def stored(self, id: str) -> Report | None:
        """Return a report as it will be after this write."""
        if id in self._reports or id in self._gone or id in self._unknown:
            return self._reports.get(id)
        found = next((whole_report(s) for s in self.engine.get([id])), None)
        if found is None:
            # Nobody else writes meanwhile: it stays unknown until it is put.
            self._unknown.add(id)
        return found

    def put(self, report: Report) -> None:
        """Write this report, whatever was there."""
        self._touch(report)
        self._gone.discard(report.meta.id)
        self._unknown.discard(report.meta.id)
        self._reports[report.meta.id] = report

    def take(self, report: Report) -> None:
        """Remove this report, its sources forgotten."""
        self._touch(report)
        self._reports.pop(report.meta.id, None)
        self._gone.add(report.meta.id)
        self._forgotten.update((o.collection, o.path) for o in report.meta.origins)

    def join(self, report: Report, origin: Origin) -> None:
        """Write this report as one that this source gives, beside those that gave it before."""
        held = self.stored(report.meta.id)
        if held:
            # A manifest may have named another issuer or year, where its versions were.
            self._touch(held)
        self.put(held_by(report, [*report.meta.origins, origin]))

    def leave(self, source: Source) -> None:
        """Take a source from the report it gave, which goes when that was its last."""
        report = self.stored(source.report) if source.report else None
        if report is None:
            return
        left = [o for o in report.meta.origins if (o.collection, o.path) != source.key]
        if left:
            self.put(held_by(report, left))
        else:
            self.take(report)

    def drop(self, source: Source) -> None:
        """Forget a source, with the report that only it gave."""
        self.leave(source)
        self._forgotten.add(source.key)

    def remember(self, source: Source) -> None:
        """Write this source."""
        self._forgotten.discard(source.key)
        self._sources[source.key] = source

    def _touch(self, report: Report) -> None:
        kin = self.steps.kin(report)
        if kin:
            self._touched.add(kin)

    # ── writing

    def flush_if_full(self) -> None:
        """Write if enough has come together; call it between files, never within one."""
        if max(len(self._sources), len(self._reports), len(self._forgotten)) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write all of it, the relations it changes included, in one transaction."""
        self._relate()
        if not self._dry_run and (self._reports or self._gone or self._sources or self._forgotten):
            self.engine.write(
                put=(self.steps.document(report) for report in self._reports.values()),
                remove=sorted(self._gone),
                sources=self._sources.values(),
                forget=sorted(self._forgotten),
            )
        self._clear()

    def _relate(self) -> None:
        """Settle anew the relations of whom this write touches; write those that changed."""
        members = {**self._reports, **self._relatives()}
        for id, relations in self.steps.relations(members.values()).items():
            if members[id].relations != relations:
                self._reports[id] = replace(members[id], relations=relations)

    def _relatives(self) -> dict[str, Report]:
        """Fetch those whom this write has not changed, but whose relations it may."""
        found: dict[str, Report] = {}
        asked: set[Query] = set()
        while new := self._touched - asked:
            asked |= new
            for stored in self.engine.scan(Or(tuple(new))):
                if all(stored.id not in known for known in (self._reports, self._gone, found)):
                    found[stored.id] = whole_report(stored)
                    self._touch(found[stored.id])
        return found
