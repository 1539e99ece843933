"""One commit of a Whoosh index as arrays: what it holds of its reports, row by row.

Rows are the reports of all segments end to end, deleted ones included, which ``live`` leaves out;
documents that keep a source have no row, so that no query ever meets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.evaluation import Floats, Mask, Rows
from indexer.engines.whoosh import grams
from indexer.engines.whoosh.document import (
    BETWEEN_FIELDS,
    COUNTS,
    NUMBER,
    REPORT,
    decode_source,
    decoded,
    encoded,
    keyword_term,
)
from indexer.engines.whoosh.index import (
    CUT,
    KEY,
    KEYWORDS,
    MARK,
    NUMBERS,
    REPORT_COLUMNS,
    SOURCE,
    TEXT,
    WORDS,
    Segment,
)
from indexer.errors import IndexDamaged
from indexer.model import Source

MOST_KEYWORDS = 64
"""Keywords whose rows are kept for the next query: nearly every one asks for other versions."""


@dataclass(frozen=True, slots=True)
class KeywordTable:
    """All values of a keyword in order, and for each pair of row and value an entry."""

    values: Sequence[str]
    rows: Rows
    codes: Rows


class Part:
    """The rows of a segment; made once for all snapshots the segment is part of."""

    def __init__(self, segment: Segment, numbers: int) -> None:
        """Take in a segment whose reports have so many numbers each."""
        self.segment = segment
        keys = segment.columns[KEY]
        kinds = np.frombuffer(keys.data, np.uint8)[keys.starts[:-1]]
        self.documents: Rows = np.flatnonzero(np.equal(kinds, REPORT[0]))
        self.row_of: Rows = np.full(segment.documents, -1, np.int64)
        self.row_of[self.documents] = np.arange(len(self.documents))
        self._check(numbers * NUMBER.itemsize)
        self.ids = [decoded(keys[document][1:]) for document in self.documents.tolist()]
        self.numbers = self._matrix(NUMBERS, NUMBER, numbers)
        self.marks = self._matrix(MARK, np.dtype("u1"), grams.BYTES)

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of every word, those of deleted rows too."""
        return frozenset(decoded(b"".join(self.segment.terms(WORDS, b""))))

    def _check(self, row_bytes: int) -> None:
        """Refuse a segment in which a report lacks something: a column's file is not its own."""
        for name in REPORT_COLUMNS:
            lengths = self.segment.columns[name].lengths
            if not np.array_equal(np.flatnonzero(lengths), self.documents):
                raise IndexDamaged("the index is damaged: %(file)s", file=name)
        for name, size in ((NUMBERS, row_bytes), (MARK, grams.BYTES)):
            if (self.segment.columns[name].lengths[self.documents] != size).any():
                raise IndexDamaged("the index is damaged: %(file)s", file=name)

    def _matrix(self, column: str, kind: np.dtype[Any], width: int) -> NDArray[Any]:
        """See a column whose values are of one length as a matrix, a line a row."""
        count = len(self.documents) * width
        data = self.segment.columns[column].data
        return np.frombuffer(data, kind, count).reshape(-1, width)


class Snapshot:
    """The index as of one commit; never changes, fills its caches as it is asked."""

    def __init__(
        self,
        commit: int,
        parts: Sequence[Part],
        deleted: Sequence[Iterable[int]],
        slots: Mapping[str, int],
    ) -> None:
        self.commit = commit
        self.parts = parts
        self.deleted = [frozenset(documents) for documents in deleted]
        self.offsets = np.concatenate(([0], np.cumsum([len(p.ids) for p in parts]))).astype(int)
        self.rows = int(self.offsets[-1])
        self.live: Mask = np.ones(self.rows, np.bool_)
        for part, gone, offset in zip(parts, self.deleted, self.offsets[:-1], strict=True):
            rows = part.row_of[sorted(gone)]
            self.live[rows[rows >= 0] + offset] = False
        self.reports = int(self.live.sum())
        self._slots = slots
        self._numbers: dict[str, Floats] = {}
        self._tables: dict[str, KeywordTable] = {}
        self._keywords: dict[bytes, Rows] = {}

    # ── identity ──

    @cached_property
    def ids(self) -> list[str]:
        """The id of every row, deleted ones too."""
        return [id for part in self.parts for id in part.ids]

    @cached_property
    def rank(self) -> Rows:
        """The place of every row when they are ordered by id."""
        rank = np.empty(self.rows, np.int64)
        rank[np.argsort(np.array(self.ids, dtype=np.str_), kind="stable")] = np.arange(self.rows)
        return rank

    @cached_property
    def row_of_id(self) -> Mapping[str, int]:
        """The live row of an id."""
        return {self.ids[row]: row for row in np.flatnonzero(self.live).tolist()}

    def document(self, row: int) -> tuple[Part, int]:
        """Return where a row is kept: its part and its number in the segment."""
        index = int(np.searchsorted(self.offsets, row, "right")) - 1
        part = self.parts[index]
        return part, int(part.documents[row - self.offsets[index]])

    @cached_property
    def documents(self) -> Mapping[bytes, int]:
        """The number in the whole index, as Whoosh counts, of every key that is not deleted."""
        found = {}
        base = 0
        for part, gone in zip(self.parts, self.deleted, strict=True):
            keys = part.segment.columns[KEY]
            for document in range(part.segment.documents):
                if document not in gone:
                    found[keys[document]] = base + document
            base += part.segment.documents
        return found

    def sources(self) -> Iterator[Source]:
        """Yield every source, in no order."""
        for part, gone in zip(self.parts, self.deleted, strict=True):
            column = part.segment.columns[SOURCE]
            for document in np.flatnonzero(column.lengths).tolist():
                if document not in gone:
                    yield decode_source(column[document])

    # ── numbers ──

    def numbers(self, name: str) -> Floats:
        """Return a number of every row, NaN where it is unknown."""
        if name not in self._numbers:
            slot = self._slots.get(name)
            self._numbers[name] = np.full(self.rows, np.nan) if slot is None else self._slot(slot)
        return self._numbers[name]

    @cached_property
    def lengths(self) -> Floats:
        """The words of every row, counted."""
        return self._slot(0)

    def _slot(self, slot: int) -> Floats:
        return _joined([part.numbers[:, slot] for part in self.parts], np.dtype(np.float64))

    @cached_property
    def mean_length(self) -> float:
        """The mean number of words of a report, 0 without reports."""
        return float(self.lengths[self.live].sum() / self.reports) if self.reports else 0.0

    # ── words and keywords ──

    def word(self, word: str) -> tuple[Rows, NDArray[np.uint16]]:
        """Return the rows that hold a word, and for each its counts by text field."""
        rows, payloads = self._postings(WORDS, encoded(word))
        return rows, np.frombuffer(payloads, COUNTS)

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of every word; no text has another Han character."""
        return frozenset().union(*(part.characters for part in self.parts))

    def words(self, prefix: str) -> list[str]:
        """Return all words that begin with ``prefix``."""
        return self._terms(WORDS, encoded(prefix))

    def keyword(self, name: str, value: str) -> Rows:
        """Return the rows that have a keyword's value."""
        term = keyword_term(name, value)
        if term not in self._keywords:
            if len(self._keywords) >= MOST_KEYWORDS:
                self._keywords = {}
            self._keywords[term] = self._postings(KEYWORDS, term)[0]
        return self._keywords[term]

    def keyword_table(self, name: str) -> KeywordTable:
        """Return all values of a keyword and who has them, deleted rows too."""
        if name not in self._tables:
            values = sorted(
                term.partition("\0")[2] for term in self._terms(KEYWORDS, keyword_term(name, ""))
            )
            rows = [self._postings(KEYWORDS, keyword_term(name, value))[0] for value in values]
            codes = [np.full(len(found), code) for code, found in enumerate(rows)]
            kind = np.dtype(np.int64)
            self._tables[name] = KeywordTable(values, _joined(rows, kind), _joined(codes, kind))
        return self._tables[name]

    def _postings(self, field: str, term: bytes) -> tuple[Rows, bytes]:
        rows, payloads = [], []
        for part, offset in zip(self.parts, self.offsets[:-1], strict=True):
            documents, payload = part.segment.postings(field, term)
            rows.append(part.row_of[documents] + offset)
            payloads.append(payload)
        return _joined(rows, np.dtype(np.int64)), b"".join(payloads)

    def _terms(self, field: str, prefix: bytes) -> list[str]:
        terms = {term for part in self.parts for term in part.segment.terms(field, prefix)}
        return [decoded(term) for term in terms]

    # ── text ──

    def _spans(self) -> Iterator[tuple[Part, int, int]]:
        """Yield each part with its first row and the one after its last."""
        return zip(self.parts, self.offsets[:-1].tolist(), self.offsets[1:].tolist(), strict=True)

    def marked(self, rows: Rows, sought: str) -> Rows:
        """Return those of the rows, ascending, that may hold a string, and all that do."""
        for bit in grams.bits_of(sought):
            if not len(rows):
                break
            kept = []
            for part, start, end in self._spans():
                low, high = np.searchsorted(rows, (start, end))
                own = rows[low:high]
                kept.append(own[part.marks[own - start, bit >> 3] & (1 << (bit & 7)) != 0])
            rows = _joined(kept, np.dtype(np.int64))
        return rows

    def holding(self, rows: Rows, sought: bytes) -> Rows:
        """Return those of the rows, ascending, that hold a string in whichever text field."""
        kept = []
        for part, start, end in self._spans():
            low, high = np.searchsorted(rows, (start, end))
            own = rows[low:high]
            column = part.segment.columns[TEXT]
            documents = part.documents[own - start]
            find = column.data.find
            starts = column.starts[documents].tolist()
            ends = column.starts[documents + 1].tolist()
            found = [find(sought, s, e) >= 0 for s, e in zip(starts, ends, strict=True)]
            kept.append(own[np.array(found, np.bool_)])
        return _joined(kept, np.dtype(np.int64))

    def text(self, row: int) -> list[bytes]:
        """Return the text fields of a row in the order of ``TEXT_FIELDS``, empty ones too."""
        part, document = self.document(row)
        return part.segment.columns[TEXT][document].split(BETWEEN_FIELDS)

    def cut(self, row: int) -> bytes:
        """Return the tokens' lengths and the breaks of a row as they were written."""
        part, document = self.document(row)
        return part.segment.columns[CUT][document]


def _joined(arrays: Sequence[NDArray[Any]], kind: np.dtype[Any]) -> NDArray[Any]:
    return np.concatenate(arrays).astype(kind, copy=False) if arrays else np.zeros(0, kind)
