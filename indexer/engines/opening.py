"""How an index is opened as configured: its segmenter, what it was made with, who may write."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO

from indexer import regions
from indexer.catalogue import catalogue
from indexer.clusterconfig import cluster_config
from indexer.config import Config
from indexer.engines import open_generations
from indexer.engines.disk import failure_told, locked_by, make_folder, write_note
from indexer.engines.port import Engine, Generations, SharedGenerations
from indexer.errors import NoIndex
from indexer.text import Segmenter, segmenter

SCHEMA = "1"
"""The shape of stored reports and index documents; another number makes every index outdated."""

ALL_PARTS = ("catalogue", "segmenter", "schema")
"""What an index and the program must have in common for all of it to be used."""

# ── what it is made with ─────────────────────────────────────────────────────────────────


def whole_words(config: Config) -> tuple[str, ...]:
    """Return the words that are never cut apart: divisions, the catalogue's, the operator's own.

    The catalogue's are the short names of its rows and columns (新收申请, 商业企业).
    """
    fields = catalogue().fields.values()
    short = {part for field in fields for part in field.alias.split(".") if part.isalpha()}
    return tuple(sorted({*regions.names(), *short, *config.user_words}))


def settled_segmenter(config: Config) -> Segmenter:
    """Return the segmenter of the index there is; without one, that of the next."""
    there = _opened(config, {})
    return segmenter_of(config, there.made_with())


def segmenter_of(config: Config, made_with: Mapping[str, str]) -> Segmenter:
    """Return the segmenter of an index with these fingerprints.

    ``auto`` means the one that was settled when the index was begun, whatever has been installed
    since. Raises ``EngineUnavailable``, naming what to install, where that one is gone.
    """
    choice = config.segmenter
    if choice == "auto":
        choice = made_with.get("segmenter", "").partition(" ")[0] or choice
    return segmenter(choice, whole_words(config))


def next_segmenter(config: Config) -> Segmenter:
    """Return the segmenter of an index that is begun now."""
    return segmenter(config.segmenter, whole_words(config))


def generations(config: Config, cut: Segmenter, compared: Iterable[str] = ALL_PARTS) -> Generations:
    """Return the generations of the index; ``compared`` are the parts that must be as they are."""
    made_with = {
        "catalogue": catalogue().fingerprint,
        "segmenter": cut.fingerprint,
        "schema": SCHEMA,
    }
    chosen = {part: made_with[part] for part in compared}
    return _opened(config, chosen)


def _opened(config: Config, fingerprints: Mapping[str, str]) -> Generations:
    cluster = cluster_config(config) if config.engine == "opensearch" else None
    return open_generations(
        config.engine, config.index_dir, fingerprints=fingerprints, cluster=cluster
    )


def current(there: Generations) -> Engine | None:
    """Open the current generation; None where there is none."""
    try:
        return there.current()
    except NoIndex:
        return None


# ── one writer at a time ─────────────────────────────────────────────────────────────────


RUN_LOCK = "run.lock"
"""The file a run holds; its time is when the last one ended."""


@contextmanager
def run_lock(index_dir: Path) -> Iterator[None]:
    """Hold the lock over a whole run that writes; ``IndexLocked`` says who has it, since when.

    The system takes it from a process that dies. The folder is made if it is not there.
    """
    note = index_dir / "run.txt"
    with failure_told():
        make_folder(index_dir)
        file = (index_dir / RUN_LOCK).open("a+b")
    with file:
        if not _locked(file):
            raise locked_by(note)
        write_note(note)
        try:
            yield
        finally:
            with failure_told():
                note.unlink(missing_ok=True)
                os.utime(index_dir / RUN_LOCK)


def shared_lock(there: Generations, engine: Engine) -> AbstractContextManager[None]:
    """Hold the lock of an index that other machines can write to; of another, nothing."""
    return there.locked(engine) if isinstance(there, SharedGenerations) else nullcontext()


def _locked(file: IO[bytes]) -> bool:
    """Take the lock of an open file, which is let go when the file is closed."""
    try:
        if os.name == "nt":
            import msvcrt  # There is none elsewhere.

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl  # There is none on Windows.

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
