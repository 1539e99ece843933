"""From files on disk to the index: what is new or changed is parsed, the rest left alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.documents import whole_report
from indexer.engines.port import Engine
from indexer.errors import NotFound
from indexer.files.manifest import read_manifests
from indexer.files.parts import WHOLE, Part
from indexer.files.sources import MANIFEST, Place, files_in
from indexer.indexing.batch import Batch, Steps, held_by
from indexer.indexing.visit import ADDED, OUTCOMES, REPLACED, UNCHANGED, Refusal, Survey, Visit
from indexer.model import SourceKey
from indexer.query import Everything
from indexer.regions import NOWHERE, Region

REMOVED = "removed"
"""What a run says of a source that was pruned."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen for a run."""

    region: Region = NOWHERE
    prune: bool = False
    dry_run: bool = False
    part: Part = WHOLE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files done of all, the last one, and what became of it.

    ``total`` grows where archives are found. ``refusal`` says why if it was refused.
    """

    done: int
    total: int
    path: str
    outcome: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the files of a run; each is counted once. ``removed`` are sources pruned."""

    added: int
    replaced: int
    unchanged: int
    removed: int
    refused: tuple[Refusal, ...]
    seconds: float


def survey(place: Place, leave_out: Path | None = None, leave: Container[Path] = ()) -> Survey:
    """Look what lies in a place, the folder ``leave_out`` and the files ``leave`` apart.

    Nothing is written. Raises ``InputError`` for a malformed manifest.
    """
    found = [f for f in files_in(place, leave_out) if f.file not in leave]
    return Survey(place, found, read_manifests(place.root, (f.path for f in found), MANIFEST))


def index_surveyed(
    engine: Engine,
    surveys: Sequence[Survey],
    steps: Steps,
    choices: Choices,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Bring the index up to date with what was found, in batches of one write each.

    A file that cannot become a report is remembered as refused and never stops the run. If it is
    broken off, what is written stays, and running it again does the rest.
    """
    started = time.monotonic()
    total = sum(len(s.found) for s in surveys)
    counts = dict.fromkeys(OUTCOMES, 0)
    refused: list[Refusal] = []
    removed = 0
    for surveyed in surveys:
        visit = Visit(Batch(engine, steps, choices.dry_run), surveyed, choices.region, choices.part)
        met: set[str] = set()
        for looked in visit.looks():
            outcome, refusal = visit.settle(looked)
            visit.batch.flush_if_full()
            met.add(looked.found.path)
            refused.extend([refusal] if refusal else [])
            counts[outcome] += 1
            progress(
                Progress(
                    sum(counts.values()),
                    total + visit.more,
                    looked.found.path,
                    outcome,
                    refusal,
                )
            )
        total += visit.more
        if choices.prune:
            for path in visit.prune(met):
                removed += 1
                progress(Progress(sum(counts.values()), total, path, REMOVED))
        visit.batch.flush()
    return Summary(
        counts[ADDED],
        counts[REPLACED],
        counts[UNCHANGED],
        removed,
        tuple(refused),
        round(time.monotonic() - started, 3),
    )


def carry_over(old: Engine, new: Engine, places: Sequence[Place], steps: Steps) -> None:
    """Copy what these places do not cover from one generation to another, from what is stored."""
    batch = Batch(new, steps)
    for stored in old.scan(Everything()):
        report = whole_report(stored)
        left = [o for o in report.meta.origins if not is_covered((o.collection, o.path), places)]
        if left:
            batch.put(held_by(report, left))
            batch.flush_if_full()
    for source in old.sources():
        if not is_covered(source.key, places):
            batch.remember(source)
            batch.flush_if_full()
    batch.flush()


def is_covered(key: SourceKey, places: Iterable[Place]) -> bool:
    """Tell whether a source belongs to one of the places."""
    collection, path = key
    return any(p.collection == collection and p.covers(path) for p in places)


def faults_within(engine: Engine) -> Iterator[str]:
    """Hold sources against reports, and say where one does not know of the other."""
    given = {source.key: source.report for source in engine.sources()}
    held: set[SourceKey] = set()
    for stored in engine.scan(Everything(), parts=("meta",)):
        keys = {(o.collection, o.path) for o in stored.meta.origins} if stored.meta else set()
        if not keys:
            yield f"report {stored.id} has no source"
        for key in sorted(keys):
            if given.get(key) != stored.id:
                yield f"report {stored.id} comes from {'/'.join(key)}, which gave another"
        held |= keys
    for key, report in given.items():
        if report is not None and key not in held:
            yield f"source {'/'.join(key)} gave {report}, which is not there"


def remove_reports(engine: Engine, ids: Sequence[str], steps: Steps) -> int:
    """Take reports out of the index, their sources forgotten; return how many.

    Raises ``NotFound`` for an unknown id, and then removes nothing.
    """
    batch = Batch(engine, steps)
    for id in dict.fromkeys(ids):
        report = batch.stored(id)
        if report is None:
            raise NotFound("no report has the id %(id)s", id=id)
        batch.take(report)
    # One write, whatever their number: all of them or none.
    batch.flush()
    return len(set(ids))


def remove_collection(engine: Engine, collection: str, steps: Steps) -> int:
    """Forget a collection's sources, and the reports that no other has; return how many sources.

    Raises ``NotFound`` for an unknown collection.
    """
    batch = Batch(engine, steps)
    sources = list(engine.sources(collection))
    if not sources:
        raise NotFound("there is no collection %(name)s", name=collection)
    for source in sources:
        batch.drop(source)
        batch.flush_if_full()
    batch.flush()
    return len(sources)
