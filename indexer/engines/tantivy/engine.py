"""The engine for one machine and many reports: tantivy finds, orders and counts."""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from importlib.metadata import version
from pathlib import Path
from threading import Lock

import msgspec
import tantivy

from indexer.catalogue import catalogue
from indexer.documents import KEYWORDS, number_names, stored_report
from indexer.engines.generations import FolderGenerations
from indexer.engines.tantivy import files as files
from indexer.engines.tantivy.answer import Answer
from indexer.engines.tantivy.document import (
    KEY,
    PLACED,
    Shape,
    id_of,
    number_of,
    part_of,
    report_document,
    report_key,
    source_document,
    source_key,
)
from indexer.engines.tantivy.order import Places
from indexer.engines.tantivy.snapshot import Snapshot
from indexer.engines.terms import LETTERS, restored, storable, unbroken
from indexer.errors import IndexDamaged
from indexer.model import (
    PARTS,
    EngineState,
    Hit,
    HitPage,
    IndexDocument,
    Source,
    SourceKey,
    StoredReport,
    Term,
)
from indexer.query import BY_ID, RELEVANCE, Query, Sort, Tally

ENGINE = "tantivy"
LAYOUT = "3"
"""Changes whenever an index written before cannot be read any more."""


def tantivy_generations(index_dir: Path, fingerprints: Mapping[str, str]) -> FolderGenerations:
    """Look after the tantivy indexes in a folder."""
    shape = Shape(number_names(catalogue()))
    names = " ".join((*shape.numbers, *KEYWORDS))
    # A library of another minor version may write files of another form.
    library = version("tantivy").rpartition(".")[0]
    layout = f"{LAYOUT} {library} {zlib.crc32(names.encode()):08x}"
    return FolderGenerations(
        ENGINE,
        index_dir,
        {**fingerprints, "layout": layout},
        create=lambda folder: files.create(folder, shape),
        opened=lambda folder: TantivyEngine(folder, shape),
    )


class TantivyEngine:
    """A tantivy index in a folder; a handle sees every commit at its next call."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        """Open the index in ``folder``, which was made with the same shape."""
        self._folder = folder
        self._shape = shape
        self._lock = Lock()
        self._index: tantivy.Index | None = None
        self._stamp: tuple[int, ...] | None = None
        self._snapshot: Snapshot | None = None
        self._held: Snapshot | None = None

    # ── writing ──

    def write(
        self,
        put: Iterable[IndexDocument] = (),
        remove: Iterable[str] = (),
        sources: Iterable[Source] = (),
        forget: Iterable[SourceKey] = (),
    ) -> None:
        """Do all of it in one transaction; ``IndexLocked`` at once where another writes."""
        with self._lock:
            index = self._opened()
        with files.writing(self._folder, index) as writer:
            for id in remove:
                _drop(writer, report_key(id))
            for document in put:
                made = report_document(document, self._shape)
                _drop(writer, report_key(document.id))
                _add(writer, made)
            for key in forget:
                _drop(writer, source_key(key))
            for source in sources:
                _drop(writer, source_key(source.key))
                _add(writer, source_document(source))

    # ── reading ──

    def search(
        self,
        query: Query,
        *,
        offset: int = 0,
        limit: int = 20,
        sort: Sort = RELEVANCE,
        tallies: Sequence[Tally] = (),
        deadline: float | None = None,
    ) -> HitPage:
        """Answer with the exact total, one slice of the hits in order, and exact tallies."""
        snapshot = self._now()
        answer = Answer(snapshot, query, deadline)
        places = answer.places(sort, offset + limit) if limit else Places([], answer.count())
        shown = places.first[offset:]
        if shown:
            snapshot.lately = {place.id: place.address for place in shown}
        return HitPage(
            total=places.total,
            hits=tuple(Hit(id_of(place.id), place.score) for place in shown),
            tallies=answer.tallies(tallies),
        )

    def get(self, ids: Sequence[str], parts: Sequence[str] = PARTS) -> list[StoredReport]:
        """Return the reports of those ids that exist, in the order asked."""
        snapshot = self._now()
        numbers = {id: number_of(id) for id in ids}
        known = snapshot.addresses_of([n for n in numbers.values() if n is not None])
        found = [(id, known[numbers[id]]) for id in ids if numbers[id] in known]
        return list(_stored(snapshot, found, parts))

    def scan(
        self, query: Query, *, sort: Sort = BY_ID, parts: Sequence[str] = PARTS
    ) -> Iterator[StoredReport]:
        """Yield everything that matches, as of now, one report in memory at a time."""
        snapshot = self._now()
        places = Answer(snapshot, query).places(sort).first
        return _stored(snapshot, [(id_of(place.id), place.address) for place in places], parts)

    def terms(self, field: str, prefix: str, limit: int) -> list[Term]:
        """Return the values of a keyword, else the words of a text field, most frequent first."""
        snapshot = self._now()
        keyword = self._shape.keywords.get(field)
        if keyword and snapshot.terms(keyword, "", snapshot.everything, 1):
            found = snapshot.terms(keyword, storable(prefix), snapshot.everything, limit)
            return [Term(restored(value), count) for value, count in found]
        if field in LETTERS:
            begins = LETTERS[field] + unbroken(prefix)
            found = snapshot.terms(PLACED, begins, snapshot.everything, limit)
            return [Term(restored(word[1:]), count) for word, count in found]
        return []

    def revision(self) -> Hashable:
        """Return where the index is, and what is another after each commit."""
        return str(self._folder), files.stamp(self._folder)

    def sources(self, collection: str | None = None) -> Iterator[Source]:
        """Yield every source seen, refusals included, ordered by key."""
        seen = sorted(self._now().every_source(), key=lambda source: source.key)
        return (source for source in seen if collection in (None, source.collection))

    def check(self) -> EngineState:
        """Read every file of the index and compare it with its sum from when it was written."""
        faults = tuple(files.faults(self._folder))
        size = sum(path.stat().st_size for path in self._folder.iterdir() if path.is_file())
        if faults:
            # To count, tantivy would read what is broken.
            return EngineState(ENGINE, 0, 0, size, faults)
        snapshot = self._now()
        reports, sources = snapshot.count(snapshot.everything), snapshot.count(snapshot.sources)
        return EngineState(ENGINE, reports, sources, size)

    def close(self) -> None:
        """Let go of files and memory; a later call opens them again."""
        with self._lock:
            self._index = self._stamp = self._snapshot = None

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            self._index = files.opened(self._folder, self._shape)
        return self._index

    def steady(self) -> TantivyEngine:
        """Return the index as of now, to ask several times: later writes are not seen by it."""
        held = copy(self)
        held._held = self._now()
        return held

    def _now(self) -> Snapshot:
        """Return the last commit, opened anew where it is another than before."""
        if self._held:
            return self._held
        with self._lock:
            index = self._opened()
            stamp = files.stamp(self._folder)
            if self._snapshot is None or stamp != self._stamp:
                with files.damage_told(self._folder.name):
                    index.reload()
                self._snapshot = Snapshot(index.searcher(), self._shape)
                self._stamp = stamp
            return self._snapshot


def _drop(writer: tantivy.IndexWriter, key: str) -> None:
    with files.failure_told():
        writer.delete_documents_by_term(KEY, key)


def _add(writer: tantivy.IndexWriter, made: tantivy.Document) -> None:
    with files.failure_told():
        writer.add_document(made)


def _stored(
    snapshot: Snapshot, found: Sequence[tuple[str, tantivy.DocAddress]], names: Sequence[str]
) -> Iterator[StoredReport]:
    documents = snapshot.stored(address for _, address in found)
    for (id, _), document in zip(found, documents, strict=True):
        try:
            report = stored_report(id, {name: part_of(document, name) for name in names})
        except (zlib.error, msgspec.DecodeError) as e:
            raise IndexDamaged("the index is damaged: %(file)s", file=id) from e
        yield report
