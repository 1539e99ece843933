"""A run through one place: each file on disk against what was seen of it before."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from indexer.errors import ReaderFault, SourceError, UnreadableFile, UnsupportedFile
from indexer.files import archives
from indexer.files.archives import INSIDE
from indexer.files.parts import WHOLE, Part
from indexer.files.seen import is_gone, sha256
from indexer.files.sources import Found, Place, files_inside, is_storable
from indexer.indexing.batch import BATCH, Batch
from indexer.model import Known, Origin, Report, Source
from indexer.parsing.worker import Task
from indexer.regions import NOWHERE, Region

ADDED, REPLACED, UNCHANGED, REFUSED = OUTCOMES = ("added", "replaced", "unchanged", "refused")
"""What can become of a file."""

AHEAD, BYTES_AHEAD = BATCH, 64 << 20
"""Files that are begun before the first of them is settled, and their bytes: so many that workers
have enough to do while a batch is written, so few that they fit into memory."""

_TRY_AGAIN = (ReaderFault.__name__, UnsupportedFile.__name__)
"""Refusals that another day may differ, the file being as it is: what was missing is installed, a
bug is mended."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that gave no report, and why."""

    path: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Survey:
    """A place as it lies on disk: its files, and what its manifests say of them by path."""

    place: Place
    found: Sequence[Found]
    known: Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at: what was seen of it before and now, and what is left to do.

    ``parse`` waits for its report; ``None`` where nothing needs to be parsed to settle it.
    ``weight`` is the bytes that are kept until then.
    """

    found: Found
    known: Known
    old: Source | None
    seen: Source
    parse: Callable[[], Report] | None = None
    weight: int = 0


class Visit:
    """A run through one place: each file against what was seen of it before."""

    def __init__(self, batch: Batch, surveyed: Survey, region: Region, part: Part = WHOLE) -> None:
        self.batch = batch
        self.more = 0
        """Files met in archives, less the archives, and less those of other parts."""
        self._part = part
        self._surveyed = surveyed
        self._place = surveyed.place
        self._region = region
        self._seen = {s.path: s for s in batch.engine.sources(self._place.collection)}
        self._inside: dict[str, list[Source]] = {}
        for path, source in self._seen.items():
            if INSIDE in path:
                self._inside.setdefault(path.split(INSIDE)[0], []).append(source)
        self._met: set[str] = set()

    # ── looking

    def looks(self) -> Iterator[Looked]:
        """Look at every file, those in archives too, and begin to parse what is new or changed.

        They come in order, some of those that follow being begun already. Those of other parts
        are left out.
        """
        return _begun_ahead(looked for looked in self._looks() if self._is_ours(looked))

    def _looks(self) -> Iterator[Looked]:
        for found in self._surveyed.found:
            if found.fault or (found.path in self._seen and self._is_as_it_was(found)):
                yield self._look(found)
            elif found.path in self._inside and self._are_as_they_were(found):
                inside = [replace(found, path=s.path) for s in self._inside[found.path]]
                self.more += len(inside) - 1
                yield from map(self._look, inside)
            else:
                yield from self._unpack(found)

    def _is_as_it_was(self, found: Found) -> bool:
        old, seen = self._seen[found.path], self._source(found, self._known(found.path))
        return bool(old.sha256) and old.error not in _TRY_AGAIN and _same_stat(old, seen)

    def _are_as_they_were(self, archive: Found) -> bool:
        return all(
            self._is_as_it_was(replace(archive, path=source.path))
            for source in self._inside[archive.path]
        )

    def _unpack(self, found: Found) -> Iterator[Looked]:
        """Look at a file, or at every file in it if it is an archive."""
        try:
            with found.open() as file:
                if archives.is_archive(file):
                    with archives.opened(file) as members:
                        inside = files_inside(found, members)
                        self.more += len(inside) - 1
                        self._no_file_any_more(found)
                        yield from map(self._look, inside)
                    return
        except UnreadableFile as e:
            # Only the archive as a whole is meant here: a member that is damaged is looked at.
            found = replace(found, fault=str(e))
        except OSError:
            # Reading it will say why.
            pass
        yield self._look(found)

    def _no_file_any_more(self, archive: Found) -> None:
        """Forget that an archive was itself refused, or a report, before."""
        if archive.path in self._seen:
            self.batch.drop(self._seen[archive.path])

    def _known(self, path: str) -> Known:
        return self._surveyed.known.get(path, Known())

    def _source(self, found: Found, known: Known) -> Source:
        return Source(
            collection=self._place.collection,
            path=found.path,
            root=str(self._place.root),
            sha256="",
            size=found.size,
            modified_ns=found.modified_ns,
            manifest=_fingerprint(known, self._region, found.beside),
        )

    def _look(self, found: Found) -> Looked:
        known, old = self._known(found.path), self._seen.get(found.path)
        seen = self._source(found, known)
        if old and not found.fault and self._is_as_it_was(found):
            return Looked(found, known, old, old)
        try:
            data = found.read()
            seen = replace(seen, sha256=sha256(data))
            if not self._part.has(seen.sha256, found.path):
                # Left out before it is settled.
                return Looked(found, known, old, seen)
            if old and old.error not in _TRY_AGAIN and _same_bytes(old, seen, found):
                same = replace(seen, report=old.report, error=old.error, message=old.message)
                return Looked(found, known, old, same)
            beside = found.beside.read() if found.beside else None
        except UnreadableFile as e:
            refused = replace(seen, error=type(e).__name__, message=str(e))
            return Looked(found, known, old, refused)
        task = Task(data, found.path, known, self._region, beside)
        return Looked(found, known, old, seen, self._begun(task, seen, old), len(data))

    def _is_ours(self, looked: Looked) -> bool:
        ours = self._part.has(looked.seen.sha256, looked.found.path)
        self.more -= not ours
        return ours

    def _begun(self, task: Task, seen: Source, old: Source | None) -> Callable[[], Report]:
        """Begin to parse, unless the same bytes gave a report, or will if they can."""
        parse = self.batch.steps.parse
        if not seen.manifest and (seen.sha256 in self._met or self._held(seen, old)):
            return lambda: parse(task)()
        self._met.add(seen.sha256)
        return parse(task)

    # ── settling

    def settle(self, looked: Looked) -> tuple[str, Refusal | None]:
        """Settle one file; return what became of it, and why if it was refused."""
        found, old = looked.found, looked.old
        new = self._parsed(looked, looked.parse) if looked.parse else looked.seen
        # What cannot be read just now has not changed: the report it gave before stands.
        stands = old and old.report and not new.sha256 and not found.fault
        if new != old and not stands and found.path and is_storable(found.path):
            if old and old.report != new.report:
                self.batch.leave(old)
            self.batch.remember(new)
        return _outcome(old, new, found)

    def prune(self, found: set[str]) -> list[str]:
        """Drop the sources of this place whose file is gone; return their paths."""
        gone = [
            source
            for path, source in self._seen.items()
            if path not in found
            and self._part.has(source.sha256, path)
            and self._place.covers(path)
            and is_gone(source)
        ]
        for source in gone:
            self.batch.drop(source)
        return [source.path for source in gone]

    def _parsed(self, looked: Looked, parse: Callable[[], Report]) -> Source:
        """Return the source with its outcome; its report joins the batch."""
        seen, known = looked.seen, looked.known
        try:
            report = self._held(seen, looked.old) or self._fresh(parse())
        except SourceError as e:
            return replace(seen, error=type(e).__name__, message=str(e))
        self.batch.join(report, Origin(*seen.key, url=known.url, retrieved_at=known.retrieved_at))
        return replace(seen, report=report.meta.id)

    def _fresh(self, report: Report) -> Report:
        """Return a report as it is indexed now, with the origins it has in the index."""
        there = self.batch.stored(report.meta.id)
        return replace(
            report,
            meta=replace(
                report.meta,
                origins=there.meta.origins if there else (),
                indexed_at=self.batch.steps.now().isoformat(timespec="seconds"),
            ),
        )

    def _held(self, seen: Source, old: Source | None) -> Report | None:
        """Return the report that the same bytes gave elsewhere, unless something is told here."""
        held = self.batch.stored(seen.sha256[:16])
        return None if seen.manifest or (held and old and old.report == held.meta.id) else held


def _begun_ahead(looks: Iterable[Looked]) -> Iterator[Looked]:
    """Yield them in order, some of those that follow being begun already."""
    ahead: deque[Looked] = deque()
    size = 0
    for looked in looks:
        ahead.append(looked)
        size += looked.weight
        while len(ahead) > AHEAD or size > BYTES_AHEAD:
            first = ahead.popleft()
            size -= first.weight
            yield first
    yield from ahead


def _outcome(old: Source | None, new: Source, found: Found) -> tuple[str, Refusal | None]:
    if new.report is None:
        path = str(Path(new.root) / found.path).encode("utf-8", "backslashreplace").decode()
        return REFUSED, Refusal(path, new.error or "", new.message or "")
    if old is None or old.report is None:
        return ADDED, None
    same = (old.sha256, old.manifest) == (new.sha256, new.manifest)
    return (UNCHANGED if same else REPLACED), None


def _same_stat(a: Source, b: Source) -> bool:
    return (a.size, a.modified_ns, a.manifest) == (b.size, b.modified_ns, b.manifest)


def _same_bytes(old: Source, seen: Source, found: Found) -> bool:
    # What lies beside a scan in an archive has no time of its own that would tell of a change.
    told = found.beside is None or found.member is None
    return told and (old.sha256, old.manifest) == (seen.sha256, seen.manifest)


def _fingerprint(known: Known, region: Region, beside: Found | None) -> str:
    """Name what is told of a file from outside; "" where nothing is."""
    text = (beside.size, beside.modified_ns) if beside and not beside.member else None
    if known == Known() and region == NOWHERE and text is None:
        return ""
    told = (known, region, text) if text else (known, region)
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:16]
