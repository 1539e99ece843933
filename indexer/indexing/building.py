"""What all runs that write have in common: their steps, and a generation that is built aside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from indexer.catalogue import catalogue
from indexer.config import Config
from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.engines.opening import current, generations
from indexer.engines.port import Engine, Generations
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.indexing.batch import Steps
from indexer.indexing.ingest import faults_within
from indexer.indexing.relate import kin, relations
from indexer.model import Source
from indexer.parsing.workers import Workers
from indexer.text import Segmenter


def steps(cut: Segmenter, workers: Workers | None = None) -> Steps:
    """Return the steps of a run; without ``workers``, one in which nothing is parsed."""
    return Steps(
        parse=(workers or Workers(1)).begin,
        relations=relations,
        kin=kin,
        document=lambda report: index_document(report, cut, catalogue()),
        now=lambda: datetime.now(UTC),
    )


@contextmanager
def building(there: Generations, dry_run: bool = False) -> Iterator[Engine]:
    """Begin a generation and make it current when all went well; else nothing of it is left.

    For a dry run it is nowhere.
    """
    if dry_run:
        yield MemoryEngine()
        return
    new = there.begin()
    try:
        yield new
        there.publish(new)
    except BaseException:
        there.discard(new)
        raise
    finally:
        new.close()


def faults_in(engine: Engine) -> tuple[str, ...]:
    """Check an engine's files, and its reports against its sources; return what is wrong."""
    return (*engine.check().faults, *faults_within(engine))


# ── the index there was ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Former:
    """An index that is built anew: what of it can be read, and why it cannot be relied on.

    ``engine`` is None where there is none, or none that opens. ``sources`` are none where they
    cannot be read. ``current`` tells whether stored reports still mean the same; how they are cut
    is of no matter.
    """

    engine: Engine | None
    sources: tuple[Source, ...]
    faults: tuple[str, ...]
    current: bool


@contextmanager
def former(config: Config, cut: Segmenter) -> Iterator[Former]:
    """Open the index whatever it was made with, and look it over whole."""
    engine: Engine | None = None
    sources: tuple[Source, ...] = ()
    faults: tuple[str, ...] = ()
    try:
        engine = current(generations(config, cut, ()))
        if engine:
            sources = tuple(engine.sources())
            faults = faults_in(engine)
    except (IndexDamaged, IndexOutdated) as e:
        faults = (str(e),)
    with closing(engine) if engine else nullcontext():
        yield Former(engine, sources, faults, bool(engine) and _is_current(config, cut))


def _is_current(config: Config, cut: Segmenter) -> bool:
    try:
        return current(generations(config, cut, ("catalogue", "schema"))) is not None
    except (IndexDamaged, IndexOutdated):
        return False
