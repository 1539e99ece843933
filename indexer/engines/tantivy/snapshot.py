"""One commit of a tantivy index: what it is asked natively, and its reports as rows of numbers.

A row is a live report; rows are in the order of ids, so that ties by id are ties by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Query

from indexer.engines.evaluation import Floats, Mask, Rows
from indexer.engines.tantivy.document import (
    CHARACTERS,
    ID,
    KIND,
    REPORT,
    SOURCE,
    Shape,
    decode_source,
)
from indexer.engines.tantivy.files import damage_told
from indexer.engines.terms import unbroken
from indexer.model import Source

Address = tantivy.DocAddress
Found = tuple[Any, Address]
"""What a document was ordered by, and where it is."""


class Page(NamedTuple):
    """The first of what matches, and how many match."""

    found: list[Found]
    total: int


FEW = 200
"""So many ids are looked for one by one: many times quicker than as a set, which is for more."""

MOST_COLUMNS, MOST_MASKS = 32, 64
"""What is kept of a commit for the next query; all of either would be the whole index."""


class Snapshot:
    """The index as of one commit; never changes, fills its caches as it is asked."""

    def __init__(self, searcher: tantivy.Searcher, shape: Shape) -> None:
        self._searcher = searcher
        self.shape = shape
        self.size: int = searcher.num_docs
        """How many reports and sources there are."""
        self.everything = self.term(KIND, REPORT)
        self._columns: dict[str, Floats] = {}
        self.masks: dict[object, Mask] = {}
        self.lately: Mapping[int, Address] = {}
        """Where the reports are that were found last, by their ids as numbers."""

    # ── natively ──

    def term(self, field: str, value: Any) -> Query:
        """Return the query for a term."""
        return Query.term_query(self.shape.schema, field, value)

    def best(self, query: Query, limit: int) -> Page:
        """Return the ``limit`` best by score; of equal ones those that tantivy comes upon first."""
        return self._page(query, limit)

    def first(self, query: Query, limit: int, field: str, *, descending: bool = False) -> Page:
        """Return the first ``limit`` by a field, those without it last; equal ones in any order."""
        order = tantivy.Order.Desc if descending else tantivy.Order.Asc
        return self._page(query, limit, order_by_field=field, order=order)

    def count(self, query: Query) -> int:
        """Count what matches."""
        return self._page(query, 1).total

    def _page(self, query: Query, limit: int, **order: Any) -> Page:
        with damage_told("index"):
            result: Any = self._searcher.search(query, limit, **order)
            return Page(result.hits, result.count)

    def frequency(self, field: str, term: str) -> int:
        """Count the documents that hold a term, deleted ones too."""
        with damage_told("index"):
            return self._searcher.doc_freq(field, term)

    @cached_property
    def is_untouched(self) -> bool:
        """Whether nothing was deleted since it was written, so that frequencies are counts."""
        return sum(self.frequency(KIND, kind) for kind in (REPORT, SOURCE)) == self.size

    def holds(self, character: str) -> bool:
        """Say whether any text holds a character, those of deleted documents too."""
        return self.frequency(CHARACTERS, unbroken(character)) > 0

    def ids_of(self, addresses: list[Address]) -> list[int]:
        """Return the ids of reports as numbers."""
        with damage_told("index"):
            return self._searcher.fast_field_values(ID, addresses)  # type: ignore[return-value]

    def addresses_of(self, ids: Sequence[int]) -> dict[int | None, Address]:
        """Return where reports are kept, by their ids as numbers."""
        lately = self.lately
        if all(id in lately for id in ids):
            # Who has just found them wants to show them.
            return {id: lately[id] for id in ids}
        page = self.best(self.with_ids(ids), len(ids))
        addresses = [address for _, address in page.found]
        return dict(zip(self.ids_of(addresses), addresses, strict=True))

    def with_ids(self, ids: Sequence[int]) -> Query:
        """Return the query for reports by their ids as numbers."""
        if len(ids) > FEW:
            return Query.term_set_query(self.shape.schema, ID, ids)
        return Query.boolean_query([(tantivy.Occur.Should, self.term(ID, id)) for id in ids])

    def aggregated(self, query: Query, asked: dict[str, Any]) -> dict[str, Any] | None:
        """Return tantivy's aggregations, None where there is more than it counts."""
        with damage_told("index"):
            try:
                return self._searcher.aggregate(query, asked)
            except ValueError as e:
                if "limit was exceeded" in str(e):
                    return None
                raise

    def terms(
        self, field: str, prefix: str, among: Query | None, limit: int | None = None
    ) -> list[tuple[str, int]]:
        """Return the terms of a field with a prefix, most frequent first, then by term.

        They are counted ``among`` what matches, those that none has left out; without it, of
        deleted documents too.
        """
        with damage_told("index"):
            found = self._searcher.terms_with_prefix(field, prefix, among, limit)
            return [(term, count) for term, count in found if count]

    def stored(self, addresses: Iterable[Address]) -> Iterator[tantivy.Document]:
        """Yield documents, one in memory at a time."""
        for address in addresses:
            with damage_told("index"):
                yield self._searcher.doc(address)

    @cached_property
    def sources(self) -> Query:
        """The query for all sources."""
        return self.term(KIND, SOURCE)

    def every_source(self) -> Iterator[Source]:
        """Yield every source, in no order."""
        page = self.best(self.sources, max(1, self.size))
        for document in self.stored(address for _, address in page.found):
            yield decode_source(document[SOURCE][0])

    # ── as rows ──

    @cached_property
    def _rows(self) -> tuple[NDArray[np.uint64], list[Address]]:
        found = self.every(self.everything)
        ids = np.fromiter((id for id, _ in found), np.uint64, len(found))
        return ids, [address for _, address in found]

    @property
    def ids(self) -> NDArray[np.uint64]:
        """The ids of all rows as numbers."""
        return self._rows[0]

    def addresses(self, rows: Rows) -> Iterator[Address]:
        """Yield where rows are kept."""
        addresses = self._rows[1]
        return (addresses[row] for row in rows.tolist())

    def every(self, query: Query) -> list[Found]:
        """Return all reports that match, by id."""
        return self.first(query, max(1, self.size), ID).found

    def rows(self, query: Query) -> Rows:
        """Return the rows that match, ascending."""
        found = self.every(query)
        ids = np.fromiter((id for id, _ in found), np.uint64, len(found))
        return np.searchsorted(self.ids, ids).astype(np.int64)

    def numbers(self, name: str) -> Floats:
        """Return a number of every row, NaN where it is unknown."""
        if name not in self._columns:
            field = self.shape.numbers.get(name)
            column = np.full(len(self.ids), np.nan)
            if field:
                with damage_told("index"):
                    values = self._searcher.fast_field_values(field, self._rows[1])
                column = np.array(values, np.float64)
            if len(self._columns) >= MOST_COLUMNS:
                self._columns = {}
            self._columns[name] = column
        return self._columns[name]

    def among(self, rows: Rows) -> Query:
        """Return the query for just these rows."""
        few = rows if 2 * len(rows) <= len(self.ids) else np.setdiff1d(self._every_row, rows)
        chosen = Query.term_set_query(self.shape.schema, ID, self.ids[few].tolist())
        if few is rows:
            return chosen
        return Query.boolean_query(
            [(tantivy.Occur.Must, self.everything), (tantivy.Occur.MustNot, chosen)]
        )

    @cached_property
    def _every_row(self) -> Rows:
        return np.arange(len(self.ids))

    def keep(self, key: object, mask: Mask) -> Mask:
        """Keep a mask for who asks for it again."""
        if len(self.masks) >= MOST_MASKS:
            self.masks = {}
        self.masks[key] = mask
        return mask
