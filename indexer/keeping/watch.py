"""Folders kept in the index while they change: looked at every few seconds, until that is ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import sleep

from indexer.config import Config
from indexer.errors import IndexLocked, InputError, NianbaoError
from indexer.files.sources import Stats, stats_below
from indexer.indexing.ingest import Progress
from indexer.indexing.visit import REFUSED, UNCHANGED
from indexer.keeping.desk import index_paths
from indexer.regions import NOWHERE, Region

SECONDS = 3.0
"""How long is waited between two looks."""


def watch_paths(
    config: Config,
    paths: Sequence[Path],
    *,
    collection: str | None = None,
    region: Region = NOWHERE,
    jobs: int | None = None,
    prune: bool = False,
    verbose: bool = False,
    seconds: float = SECONDS,
    changed: Callable[[Progress], None] = lambda _: None,
    waiting: Callable[[NianbaoError], None] = lambda _: None,
) -> None:
    """Index what changes below the paths until ``KeyboardInterrupt``; all of it at the first look.

    A file whose size or time is not that of the last look is still being written and waits for the
    next. ``changed`` is told of every change once. What mends itself, a manifest half written or an
    index that another run writes to, ``waiting`` is told once, and it is tried again; at the first
    look it is raised, as is any other ``NianbaoError``.
    """
    told: set[object] = set()

    def tell(progress: Progress) -> None:
        # A file that stays refused is met in every run.
        if progress.outcome == REFUSED and (progress.path, progress.refusal) in told:
            return
        told.add((progress.path, progress.refusal))
        if progress.outcome != UNCHANGED:
            changed(progress)

    indexed: Stats | None = None
    before: Stats | None = None
    while True:
        now = stats_below(paths, config.index_dir)
        written = set() if before is None else {f for f in now if now[f] != before.get(f)}
        before = now
        if now != indexed:
            try:
                index_paths(
                    config,
                    paths,
                    collection=collection,
                    region=region,
                    jobs=jobs,
                    prune=prune,
                    verbose=verbose,
                    progress=tell,
                    leave=written,
                )
                indexed = indexed if written else now
            except (IndexLocked, InputError) as e:
                if indexed is None:
                    raise
                if str(e) not in told:
                    waiting(e)
                told.add(str(e))
        sleep(seconds)
