"""The desk of generations that many machines fill: begun, filled in parts, checked, published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.config import Config
from indexer.engines.opening import (
    current,
    generations,
    next_segmenter,
    segmenter_of,
    settled_segmenter,
)
from indexer.engines.port import Engine, SharedGenerations
from indexer.errors import BadValue, IndexDamaged, NoIndex
from indexer.files.parts import Part
from indexer.files.sources import place_of
from indexer.indexing.building import faults_in, steps
from indexer.indexing.ingest import Choices, Progress, Summary, index_surveyed, survey
from indexer.indexing.settling import Settled, apart, settle
from indexer.model import GenerationState
from indexer.parsing.workers import Workers
from indexer.regions import NOWHERE, Region
from indexer.text import Segmenter

MOST_LOST = 0.1
"""How much smaller than the current one a generation may be, unless it is said to be meant."""


@dataclass(frozen=True, slots=True)
class Published:
    """A generation that was published: what it holds, and what was settled before."""

    name: str
    reports: int
    sources: int
    refused: int
    settled: Settled


def begin(config: Config, *, anew: bool = False) -> str:
    """Begin a generation for parts to fill; return its name.

    ``anew`` gives up one that was begun before and not published. Raises ``IndexLocked`` where
    there is one otherwise.
    """
    there = _shared(config, next_segmenter(config))
    there.begin_shared(anew=anew)
    return _named(there, "next")


def listed(config: Config) -> Sequence[GenerationState]:
    """Return all generations there are, the oldest first."""
    return _shared(config, next_segmenter(config)).listed()


def rollback(config: Config) -> None:
    """Make the generation before the current one current again; ``NotFound`` without one."""
    generations(config, next_segmenter(config)).rollback()


def index_part(
    config: Config,
    paths: Sequence[Path],
    part: Part,
    *,
    collection: str,
    region: Region = NOWHERE,
    jobs: int | None = None,
    prune: bool = False,
    dry_run: bool = False,
    verbose: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Bring one part of a collection into the generation that is being filled, else the current.

    Paths may be others on each machine. ``IndexLocked`` where another process is at this part.
    What reports mean for one another is settled when the generation is published.
    """
    cut, there, engine = _filled(config)
    choices = Choices(region=region, prune=prune, dry_run=dry_run, part=part)
    surveys = [survey(place_of(path, collection, {}), config.index_dir) for path in paths]
    with there.locked(engine, part.number, part.of), Workers(jobs, verbose=verbose) as workers:
        return index_surveyed(engine, surveys, apart(steps(cut, workers)), choices, progress)


def publish(config: Config, *, fewer: bool = False) -> Published:
    """Settle the generation that is being filled, check it, and make it the current one.

    Where none is, the current one is settled and checked. Raises ``IndexLocked`` while a part is
    being written, ``IndexDamaged`` if it is not sound, ``BadValue`` if it holds so much less than
    the current one that something was forgotten, unless ``fewer`` says that it is meant.
    """
    cut, there, engine = _filled(config)
    with there.locked(engine):
        settled = settle(engine, steps(cut))
        if settled.again:
            raise IndexDamaged(
                "%(count)s files must be read again: run all parts once more, then publish",
                count=settled.again,
            )
        faults = faults_in(engine)
        if faults:
            raise IndexDamaged("the generation is not sound: %(faults)s", faults="; ".join(faults))
        state = engine.check()
        if not fewer:
            _compare(state.reports, there)
        refused = sum(source.report is None for source in engine.sources())
        there.publish(engine)
        name = _named(there, "current")
    return Published(name, state.reports, state.sources, refused, settled)


# ── parts ────────────────────────────────────────────────────────────────────────────────


def _shared(config: Config, cut: Segmenter) -> SharedGenerations:
    there = generations(config, cut)
    if not isinstance(there, SharedGenerations):
        raise BadValue(
            "the engine %(name)s keeps its index on one machine: use nianbao index --rebuild",
            name=config.engine,
        )
    return there


def _filled(config: Config) -> tuple[Segmenter, SharedGenerations, Engine]:
    """Return what parts are written to, and the segmenter that was settled for it."""
    made_with = _shared(config, settled_segmenter(config)).filled_with()
    cut = segmenter_of(config, made_with)
    there = _shared(config, cut)
    engine = there.begun() or current(there)
    if engine is None:
        raise NoIndex("there is no index yet: run nianbao generation begin")
    return cut, there, engine


def _named(there: SharedGenerations, state: str) -> str:
    return next(known.name for known in there.listed() if known.state == state)


def _compare(reports: int, there: SharedGenerations) -> None:
    now = next((known.reports for known in there.listed() if known.state == "current"), 0)
    if reports < now * (1 - MOST_LOST):
        raise BadValue(
            "the generation has %(reports)s reports, the current one %(now)s: "
            "run the missing parts, or publish it with --fewer",
            reports=reports,
            now=now,
        )
