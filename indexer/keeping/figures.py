"""What an index holds in a few numbers, found out without reading its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.engines.opening import RUN_LOCK
from indexer.engines.port import Engine
from indexer.query import BY_ID, Everything


@dataclass(frozen=True, slots=True)
class IndexFigures:
    """Counts of reports (all versions), of files seen and of those refused; bytes on the disk.

    ``size_bytes`` is None where the index is no folder; ``last_run`` where no run ended here.
    """

    reports: int
    sources: int
    refused: int
    size_bytes: int | None
    last_run: datetime | None


def figures_of(engine: Engine, index_dir: Path) -> IndexFigures:
    """Count what an index holds; goes through its sources, so keep it until the next write."""
    lock = index_dir / RUN_LOCK
    outcomes = [source.report is None for source in engine.sources()]
    files = [file for file in index_dir.rglob("*") if file.is_file()]
    return IndexFigures(
        reports=engine.search(Everything(), limit=0, sort=BY_ID).total,
        sources=len(outcomes),
        refused=sum(outcomes),
        size_bytes=sum(file.stat().st_size for file in files) if files else None,
        last_run=datetime.fromtimestamp(lock.stat().st_mtime, UTC) if lock.exists() else None,
    )
