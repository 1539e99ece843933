"""A damaged index made whole again from the files it came from, as ``nianbao verify --repair``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.config import Config
from indexer.documents import whole_report
from indexer.engines.opening import generations, next_segmenter, run_lock
from indexer.engines.port import Engine
from indexer.errors import EngineUnavailable, IndexDamaged
from indexer.files.seen import is_gone
from indexer.indexing.batch import Batch, held_by
from indexer.indexing.building import Former, building, former, steps
from indexer.indexing.ingest import Choices, Progress, Summary, index_surveyed, survey
from indexer.indexing.ledger import Visited, came_from
from indexer.model import Report, Source
from indexer.parsing.workers import Workers


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair did: ``faults`` is what was damaged; without any nothing was done.

    ``summaries`` are those of the places read again. ``kept`` are files that are gone, whose
    reports could be taken from the damaged index; ``lost`` are files, and whole places, that are
    gone with what they gave. ``named`` is False where the list of files could not be read, so that
    files that are gone from a place that is there cannot be named.
    """

    faults: tuple[str, ...]
    summaries: tuple[Summary, ...] = ()
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    named: bool = True


def repair(
    config: Config,
    *,
    jobs: int | None = None,
    verbose: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Repair:
    """Build a damaged index anew from its files, aside, and make that one current.

    A sound index is left as it is. Raises ``EngineUnavailable`` where there is none,
    ``IndexDamaged`` where nothing says any more which files it was made of.
    """
    cut = next_segmenter(config)
    with run_lock(config.index_dir), former(config, cut) as old:
        if not old.faults:
            if old.engine is None:
                raise EngineUnavailable("there is no index yet: run nianbao index PATH")
            return Repair(())
        places = came_from(config.index_dir, old.sources)
        if not places:
            raise IndexDamaged(
                "the index is damaged, and nothing says which folders it was made of: "
                "run nianbao index --rebuild PATH"
            )
        there = [v for v in places if v.path.exists()]
        with (
            Workers(jobs, verbose=verbose) as workers,
            building(generations(config, cut)) as new,
        ):
            batch = Batch(new, steps(cut, workers))
            kept, lost = _taken_over(old, batch)
            summaries = tuple(_read_again(config, one, batch, progress) for one in there)
    if not old.sources:
        lost = [str(v.path) for v in places if v not in there]
    return Repair(old.faults, summaries, tuple(kept), tuple(lost), bool(old.sources))


def _read_again(
    config: Config, one: Visited, batch: Batch, progress: Callable[[Progress], None]
) -> Summary:
    surveyed = survey(one.place, config.index_dir)
    choices = Choices(region=one.region)
    return index_surveyed(batch.engine, [surveyed], batch.steps, choices, progress)


def _taken_over(old: Former, batch: Batch) -> tuple[list[str], list[str]]:
    """Write the reports whose files are gone; return those files, and those that gave none."""
    gone: dict[str, list[Source]] = defaultdict(list)
    for source in old.sources:
        if source.report is not None and is_gone(source):
            gone[source.report].append(source)
    kept: list[str] = []
    lost: list[str] = []
    for id, sources in gone.items():
        report = _readable(old.engine, id) if old.current else None
        (kept if report else lost).extend(str(Path(s.root) / s.path) for s in sources)
        if report:
            keys = {source.key for source in sources}
            left = (o for o in report.meta.origins if (o.collection, o.path) in keys)
            batch.put(held_by(report, left))
            for source in sources:
                batch.remember(source)
            batch.flush_if_full()
    batch.flush()
    return sorted(kept), sorted(lost)


def _readable(engine: Engine | None, id: str) -> Report | None:
    """Return a report of a damaged index, None unless all of it is as it was written."""
    try:
        reports = [whole_report(stored) for stored in engine.get([id])] if engine else []
    except IndexDamaged:
        return None
    return next((report for report in reports if report.meta.id == id), None)
