"""A whole index taken from one engine to another: nothing is parsed again, all is compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import TypeVar

import msgspec

from indexer.config import Config
from indexer.documents import encode_parts, whole_report
from indexer.engines.opening import generations, run_lock, settled_segmenter, shared_lock
from indexer.engines.port import Engine
from indexer.errors import BadValue, IndexDamaged
from indexer.indexing.building import building, faults_in, steps
from indexer.query import Everything

_Kind = TypeVar("_Kind")

PORTION = 1000
"""Reports and sources that are written together."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, and the checksum that both sides have."""

    reports: int
    sources: int
    checksum: str


def copy_index(
    config: Config, engine: str, progress: Callable[[int], None] = lambda _: None
) -> Copied:
    """Copy the current index of the configuration into a new generation of another engine.

    That becomes the engine's current one when counts and checksums agree; until then, and if
    anything fails, all stays as it was. Raises ``NoIndex`` without an index, ``IndexDamaged``
    where one of them is not sound, ``IndexLocked`` while it is written to.
    """
    if engine == config.engine:
        raise BadValue("the index is in %(engine)s already", engine=engine)
    cut = settled_segmenter(config)
    source, target = (generations(replace(config, engine=e), cut) for e in (config.engine, engine))
    document = steps(cut).document
    with (
        run_lock(config.index_dir),
        closing(source.current()) as old,
        shared_lock(source, old),
        building(target) as new,
    ):
        _raise_if_faulty(old)
        done = 0
        for reports in _portions(map(whole_report, old.scan(Everything()))):
            new.write(put=map(document, reports))
            done += len(reports)
            progress(done)
        for sources in _portions(old.sources()):
            new.write(sources=sources)
        wanted, found = _sum_of(old), _sum_of(new)
        if wanted != found:
            raise IndexDamaged(
                "the copy is not the same: %(found)s reports of %(wanted)s, or their text",
                found=found.reports,
                wanted=wanted.reports,
            )
        _raise_if_faulty(new)
    return found


def _raise_if_faulty(engine: Engine) -> None:
    faults = faults_in(engine)
    if faults:
        raise IndexDamaged("the index is damaged: %(file)s", file="; ".join(faults))


def _sum_of(engine: Engine) -> Copied:
    """Go through all that an engine has, in the order of ids and keys, and sum it up."""
    digest = hashlib.sha256()
    reports = sources = 0
    for stored in engine.scan(Everything()):
        _add(digest, encode_parts(whole_report(stored)).values())
        reports += 1
    for source in engine.sources():
        _add(digest, [msgspec.json.encode(asdict(source))])
        sources += 1
    return Copied(reports, sources, digest.hexdigest())


def _add(digest: hashlib._Hash, parts: Iterable[bytes]) -> None:
    for part in parts:
        digest.update(part)
        digest.update(b"\0")


def _portions(found: Iterable[_Kind]) -> Iterator[list[_Kind]]:
    rest = iter(found)
    while portion := list(islice(rest, PORTION)):
        yield portion
