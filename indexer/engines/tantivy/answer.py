"""All that matches a query, as of one commit: how many, in which order, how it is tallied."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from tantivy import Query as Native

from indexer.engines.evaluation import Floats, Rows, in_order, look
from indexer.engines.spellings import without_absent
from indexer.engines.tantivy.order import Place, Places, by_id, by_relevance, by_value
from indexer.engines.tantivy.snapshot import Snapshot
from indexer.engines.tantivy.tally import tallied
from indexer.engines.tantivy.translation import RowEvaluation, Translation
from indexer.model import TallyRow
from indexer.query import RELEVANCE, SORTED_KEYWORDS, Expression, Query, Sort, Tally


class Answer:
    """All that matches a query.

    Where tantivy has words for the whole of it, it finds, orders and counts by itself. Else the
    rows are found here, and tantivy is told of them where an order or a tally is its own.
    """

    def __init__(self, snapshot: Snapshot, query: Query, deadline: float | None = None) -> None:
        """Find what matches; ``QueryTooSlow`` past the deadline."""
        self._snapshot = snapshot
        query = without_absent(query, snapshot.holds)
        self._query = query
        self._deadline = deadline
        self._translation = Translation(snapshot)
        look(deadline)
        self._said = self._translation.native(query)
        self._rows: Rows | None = None
        if self._said is None:
            self._rows = self._evaluation.matching(query)

    def count(self) -> int:
        """Count what matches."""
        if self._rows is not None:
            return len(self._rows)
        told = self._translation.told(self._query)
        return self._snapshot.count(self._match) if told is None else told.total

    def places(self, sort: Sort, most: int | None = None) -> Places:
        """Return the first ``most``, else all, in order."""
        look(self._deadline)
        most = max(1, min(most or self._snapshot.size, self._snapshot.size))
        if self._rows is not None and sort.key not in (RELEVANCE.key, *SORTED_KEYWORDS):
            return self._row_places(self._rows, sort, most)
        snapshot, match = self._snapshot, self._match
        if sort.key == RELEVANCE.key:
            return by_relevance(snapshot, self._translation, self._query, match, most)
        if sort.key == "id":
            return by_id(snapshot, match, most, descending=sort.descending)
        shape = snapshot.shape
        known = shape.keywords if sort.key in SORTED_KEYWORDS else shape.numbers
        field = known.get(sort.key)
        if field is None:
            return by_id(snapshot, match, most)
        return by_value(snapshot, match, most, field, descending=sort.descending)

    def tallies(self, tallies: Sequence[Tally]) -> tuple[tuple[TallyRow, ...], ...]:
        """Count what matches as it is asked."""
        if not tallies:
            return ()
        look(self._deadline)
        return tallied(self._snapshot, self._match, tallies, self._values)

    @cached_property
    def _evaluation(self) -> RowEvaluation:
        return RowEvaluation(self._snapshot, self._deadline)

    @cached_property
    def _match(self) -> Native:
        if self._rows is not None:
            return self._snapshot.among(self._rows)
        assert self._said is not None
        return self._said

    def _values(self, expression: Expression) -> Floats:
        return self._evaluation.values(expression)

    def _row_places(self, rows: Rows, sort: Sort, most: int) -> Places:
        if sort.key == "id":
            chosen = rows[::-1] if sort.descending else rows
        else:
            values = self._snapshot.numbers(sort.key)[rows]
            chosen = rows[in_order(rows, values, sort, most)]
        chosen = chosen[:most]
        ids = self._snapshot.ids[chosen].tolist()
        addresses = self._snapshot.addresses(chosen)
        places = [Place(0.0, id, address) for id, address in zip(ids, addresses, strict=True)]
        return Places(places, len(rows))
