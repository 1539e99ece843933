"""The default engine: pure Python on Whoosh's segments and postings, the rest in numpy."""

from __future__ import annotations

import time
import zlib
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
import numpy as np

from indexer.catalogue import catalogue
from indexer.documents import number_names, stored_report
from indexer.engines.disk import failure_told
from indexer.engines.evaluation import Floats, Rows
from indexer.engines.generations import FolderGenerations
from indexer.engines.whoosh import index as files
from indexer.engines.whoosh.answer import ordered, tallied
from indexer.engines.whoosh.document import (
    COUNTS,
    report_key,
    report_values,
    source_key,
    source_values,
)
from indexer.engines.whoosh.evaluation import WhooshEvaluation, WordRows
from indexer.engines.whoosh.snapshot import Part, Snapshot
from indexer.engines.whoosh.writer import Writer, create, locked
from indexer.errors import IndexDamaged
from indexer.model import (
    PARTS,
    TEXT_FIELDS,
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

ENGINE = "whoosh"
LAYOUT = "3"
"""Changes whenever an index written before cannot be read any more."""

PAUSE = 0.05
"""Seconds before a reader that met a commit going on looks again."""


def whoosh_generations(index_dir: Path, fingerprints: Mapping[str, str]) -> FolderGenerations:
    """Look after the Whoosh indexes in a folder."""
    names = number_names(catalogue())
    layout = f"{LAYOUT} {zlib.crc32(' '.join(names).encode()):08x}"
    return FolderGenerations(
        ENGINE,
        index_dir,
        {**fingerprints, "layout": layout},
        create=lambda folder: create(folder, files.schema(COUNTS.itemsize)),
        opened=lambda folder: WhooshEngine(folder, names),
    )


class WhooshEngine:
    """A Whoosh index in a folder; a handle sees every commit at its next call."""

    def __init__(self, folder: Path, numbers: Sequence[str]) -> None:
        """Open the index in ``folder``, whose reports have the numbers named, in this order."""
        self._folder = folder
        self._slots = {name: slot for slot, name in enumerate(numbers, 1)}
        self._shape = files.schema(COUNTS.itemsize)
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._held: Snapshot | None = None
        self._words: WordRows | None = None

    # ── writing ──

    def write(
        self,
        put: Iterable[IndexDocument] = (),
        remove: Iterable[str] = (),
        sources: Iterable[Source] = (),
        forget: Iterable[SourceKey] = (),
    ) -> None:
        """Do all of it in one transaction; ``IndexLocked`` at once where another writes."""
        with locked(self._folder, self._shape):
            known = self._now().documents
            with failure_told():
                writer = Writer(self._folder, self._shape)
            batch = _Batch(writer, known)
            try:
                for id in remove:
                    batch.remove(report_key(id))
                for document in put:
                    batch.put(report_values(document, self._slots))
                for key in forget:
                    batch.remove(source_key(key))
                for source in sources:
                    batch.put(source_values(source))
                if batch.changed:
                    with failure_told():
                        writer.finish()
            finally:
                writer.close()

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
        evaluation = WhooshEvaluation(snapshot, deadline, self._words)
        rows = evaluation.matching(query)
        hits: list[Hit] = []
        if limit:
            in_order, scores = _in_order(evaluation, query, rows, sort, offset + limit)
            shown = slice(offset, offset + limit)
            for row, score in zip(in_order[shown].tolist(), scores[shown].tolist(), strict=True):
                hits.append(Hit(snapshot.ids[row], score))
        return HitPage(
            total=len(rows),
            hits=tuple(hits),
            tallies=tuple(tallied(evaluation, rows, tally) for tally in tallies),
        )

    def get(self, ids: Sequence[str], parts: Sequence[str] = PARTS) -> list[StoredReport]:
        """Return the reports of those ids that exist, in the order asked."""
        snapshot = self._now()
        rows = snapshot.row_of_id
        return [_stored(snapshot, rows[id], parts) for id in ids if id in rows]

    def scan(
        self, query: Query, *, sort: Sort = BY_ID, parts: Sequence[str] = PARTS
    ) -> Iterator[StoredReport]:
        """Yield everything that matches, as of now, one report in memory at a time."""
        snapshot = self._now()
        evaluation = WhooshEvaluation(snapshot)
        rows = evaluation.matching(query)
        in_order, _ = _in_order(evaluation, query, rows, sort)
        return (_stored(snapshot, row, parts) for row in in_order.tolist())

    def terms(self, field: str, prefix: str, limit: int) -> list[Term]:
        """Return the values of a keyword, else the words of a text field, most frequent first."""
        snapshot = self._now()
        table = snapshot.keyword_table(field)
        counts = np.bincount(table.codes[snapshot.live[table.rows]], minlength=len(table.values))
        found: Iterable[tuple[str, int]] = zip(table.values, counts.tolist(), strict=True)
        if not counts.any() and field in TEXT_FIELDS:
            column = TEXT_FIELDS.index(field)
            found = ((w, _holding(snapshot, w, column)) for w in snapshot.words(prefix))
        terms = [Term(value, n) for value, n in found if n and value.startswith(prefix)]
        return sorted(terms, key=lambda term: (-term.count, term.value))[:limit]

    def revision(self) -> Hashable:
        """Return where the index is, and its last commit."""
        return str(self._folder), files.latest(self._folder)

    def sources(self, collection: str | None = None) -> Iterator[Source]:
        """Yield every source seen, refusals included, ordered by key."""
        seen = sorted(self._now().sources(), key=lambda source: source.key)
        return (source for source in seen if collection in (None, source.collection))

    def check(self) -> EngineState:
        """Read every file of the index and compare it with its sum from when it was written."""
        while True:
            snapshot = self._now()
            faults = [fault for part in snapshot.parts for fault in part.segment.faults()]
            # Files that a commit took away meanwhile are no fault.
            if files.latest(self._folder) == snapshot.commit:
                break
        size = sum(path.stat().st_size for path in self._folder.iterdir() if path.is_file())
        sources = sum(1 for _ in snapshot.sources())
        return EngineState(ENGINE, snapshot.reports, sources, size, tuple(faults))

    def close(self) -> None:
        """Let go of files and memory; a later call opens them again."""
        with self._lock:
            self._snapshot = None

    def steady(self) -> WhooshEngine:
        """Return the index as of now, to ask several times: later writes are not seen by it."""
        held = copy(self)
        held._held = self._now()
        # Who asks several times mostly asks for the same words.
        held._words = {}
        return held

    def _now(self) -> Snapshot:
        """Return the last commit, opened anew where it is another than before."""
        if self._held:
            return self._held
        commit = failed = None
        with self._lock:
            while True:
                try:
                    commit = files.latest(self._folder)
                    if self._snapshot is None or self._snapshot.commit != commit:
                        self._snapshot = self._opened()
                    return self._snapshot
                except IndexDamaged:
                    # A commit going on just now takes away what the one before it had.
                    if failed == commit:
                        raise
                    failed = commit
                    time.sleep(PAUSE)

    def _opened(self) -> Snapshot:
        commit, segments = files.read_commit(self._folder, self._shape)
        known = {p.segment.id: p for p in self._snapshot.parts} if self._snapshot else {}
        parts = []
        for segment in segments:
            name = segment.segment_id()
            with files.damage_told(name):
                parts.append(
                    known.get(name)
                    or Part(files.Segment(self._folder, self._shape, segment), 1 + len(self._slots))
                )
        return Snapshot(commit, parts, [s.deleted_docs() for s in segments], self._slots)


class _Batch:
    """The changes of one transaction; a key that comes twice is kept once, as it came last."""

    def __init__(self, writer: Writer, known: Mapping[bytes, int]) -> None:
        self._writer = writer
        self._known = known
        self._added: dict[bytes, int] = {}
        self.changed = False

    def remove(self, key: bytes) -> None:
        if key in self._known:
            self._writer.delete_document(self._known[key])
            self.changed = True

    def put(self, values: Mapping[str, Any]) -> None:
        key = values[files.KEY]
        self.remove(key)
        if key in self._added:
            self._writer.drop(self._added[key])
        with failure_told():
            self._added[key] = self._writer.add(values)
        self.changed = True


def _in_order(
    evaluation: WhooshEvaluation, query: Query, rows: Rows, sort: Sort, most: int | None = None
) -> tuple[Rows, Floats]:
    """Return the first rows in the order asked, each with its score, 0 but by relevance."""
    scores = evaluation.scores(query, rows) if sort.key == RELEVANCE.key else None
    order = ordered(evaluation.snapshot, rows, sort, scores, most)
    return rows[order], np.zeros(len(order)) if scores is None else scores[order]


def _stored(snapshot: Snapshot, row: int, names: Sequence[str]) -> StoredReport:
    part, document = snapshot.document(row)
    id = snapshot.ids[row]
    try:
        return stored_report(
            id, {name: zlib.decompress(part.segment.columns[name][document]) for name in names}
        )
    except (zlib.error, msgspec.DecodeError) as e:
        raise IndexDamaged("the index is damaged: %(file)s", file=id) from e


def _holding(snapshot: Snapshot, word: str, column: int) -> int:
    """Count the reports that hold a word in a text field."""
    rows, counts = snapshot.word(word)
    return int(snapshot.live[rows[counts[:, column] > 0]].sum())
