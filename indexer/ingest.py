"""From files on disk to the index: what is new or changed is parsed, the rest left alone."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from indexer.batch import Batch, Steps, held_by
from indexer.documents import whole_report
from indexer.engines.port import Engine
from indexer.errors import NotFound, SourceError, UnreadableFile
from indexer.manifest import read_manifests
from indexer.model import (
    Known,
    Origin,
    Report,
    Source,
    SourceKey,
)
from indexer.query import Everything
from indexer.regions import NOWHERE, Region
from indexer.sources import MANIFEST, Found, Place, files_in, is_gone, is_storable, sha256


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen for a run."""

    region: Region = NOWHERE
    prune: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that gave no report, and why."""

    path: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files done of all, the last one, and what became of it."""

    done: int
    total: int
    path: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the files of a run; each is counted once. ``removed`` are sources pruned."""

    added: int
    replaced: int
    unchanged: int
    removed: int
    refused: tuple[Refusal, ...]
    seconds: float


ADDED, REPLACED, UNCHANGED, REFUSED = "added", "replaced", "unchanged", "refused"


@dataclass(frozen=True, slots=True)
class Survey:
    """A place as it lies on disk: its files, and what its manifests say of them by path."""

    place: Place
    found: Sequence[Found]
    known: Mapping[str, Known]


def survey(place: Place, leave_out: Path | None = None) -> Survey:
    """Look what lies in a place, the folder ``leave_out`` apart; nothing is written.

    Raises ``InputError`` for a malformed manifest.
    """
    found = files_in(place, leave_out)
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
    counts = dict.fromkeys((ADDED, REPLACED, UNCHANGED, REFUSED), 0)
    refused: list[Refusal] = []
    removed = 0
    for surveyed in surveys:
        visit = _Visit(Batch(engine, steps, choices.dry_run), surveyed.place, choices.region)
        for file in surveyed.found:
            outcome, refusal = visit.see(file, surveyed.known.get(file.path, Known()))
            visit.batch.flush_if_full()
            refused.extend([refusal] if refusal else [])
            counts[outcome] += 1
            progress(Progress(sum(counts.values()), total, file.path, outcome))
        if choices.prune:
            removed += visit.prune({file.path for file in surveyed.found})
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


# ── one place ────────────────────────────────────────────────────────────────────────────


class _Visit:
    """A run through one place: each file against what was seen of it before."""

    def __init__(self, batch: Batch, place: Place, region: Region) -> None:
        self.batch = batch
        self._place = place
        self._region = region
        self._seen = {s.path: s for s in batch.engine.sources(place.collection)}

    def see(self, found: Found, known: Known) -> tuple[str, Refusal | None]:
        """Settle one file; return what became of it, and why if it was refused."""
        old = self._seen.get(found.path)
        seen = Source(
            collection=self._place.collection,
            path=found.path,
            root=str(self._place.root),
            sha256="",
            size=found.size,
            modified_ns=found.modified_ns,
            manifest=_fingerprint(known, self._region),
        )
        if old and old.sha256 and not found.fault and _same_stat(old, seen):
            return _outcome(old, old, found)
        new = self._settled(found, seen, old, known)
        # What cannot be read just now has not changed: the report it gave before stands.
        stands = old and old.report and not new.sha256 and not found.fault
        if new != old and not stands and found.path and is_storable(found.path):
            if old and old.report != new.report:
                self.batch.leave(old)
            self.batch.remember(new)
        return _outcome(old, new, found)

    def prune(self, found: set[str]) -> int:
        """Drop the sources of this place whose file is gone; return how many."""
        gone = [
            source
            for path, source in self._seen.items()
            if path not in found and self._place.covers(path) and is_gone(source)
        ]
        for source in gone:
            self.batch.drop(source)
        return len(gone)

    def _settled(self, found: Found, seen: Source, old: Source | None, known: Known) -> Source:
        """Return the source with its outcome; a report that is new or changed joins the batch."""
        try:
            seen = replace(seen, sha256=sha256(data := _bytes(found)))
            if old and (old.sha256, old.manifest) == (seen.sha256, seen.manifest):
                return replace(seen, report=old.report, error=old.error, message=old.message)
            report = self._report(data, seen, old, known)
        except SourceError as e:
            return replace(seen, error=type(e).__name__, message=str(e))
        self.batch.join(report, Origin(*seen.key, url=known.url, retrieved_at=known.retrieved_at))
        return replace(seen, report=report.meta.id)

    def _report(self, data: bytes, seen: Source, old: Source | None, known: Known) -> Report:
        """Parse the file, unless the same bytes are there from elsewhere and nothing is told."""
        held = self.batch.stored(seen.sha256[:16])
        if held and not seen.manifest and not (old and old.report == held.meta.id):
            return held
        report = self.batch.steps.parse(data, seen.path, known, self._region)
        return replace(
            report,
            meta=replace(
                report.meta,
                origins=held.meta.origins if held else (),
                indexed_at=self.batch.steps.now().isoformat(timespec="seconds"),
            ),
        )


def _bytes(found: Found) -> bytes:
    if found.fault or not is_storable(found.path):
        raise UnreadableFile(found.fault or "the name is not text in any encoding")
    try:
        return found.file.read_bytes()
    except OSError as e:
        raise UnreadableFile("cannot be read: %(fault)s", fault=e.strerror) from e


def _outcome(old: Source | None, new: Source, found: Found) -> tuple[str, Refusal | None]:
    if new.report is None:
        path = str(found.file).encode("utf-8", "backslashreplace").decode()
        return REFUSED, Refusal(path, new.error or "", new.message or "")
    if old is None or old.report is None:
        return ADDED, None
    same = (old.sha256, old.manifest) == (new.sha256, new.manifest)
    return (UNCHANGED if same else REPLACED), None


def _same_stat(a: Source, b: Source) -> bool:
    return (a.size, a.modified_ns, a.manifest) == (b.size, b.modified_ns, b.manifest)


def _fingerprint(known: Known, region: Region) -> str:
    """Name what is told of a file from outside; "" where nothing is."""
    if known == Known() and region == NOWHERE:
        return ""
    return hashlib.sha256(msgspec.json.encode((known, region))).hexdigest()[:16]
