"""Tallies of all that matches: each group and each value counted, so that stats are exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.documents import KEYWORDS
from indexer.engines.opensearch.layout import keyword_field
from indexer.engines.opensearch.numbers import value_source
from indexer.engines.stats import stats_of
from indexer.engines.terms import restored
from indexer.model import Stats, TallyRow
from indexer.query import Expression, Tally

MOST_BUCKETS = 60000
"""Buckets of one answer: the cluster gives 65,535."""

LARGEST_PAGE = 10000

VALUE = "value"

Group = tuple[str, ...]


@dataclass
class _Counting:
    """The counts of groups, or of the values of one number in each, page by page."""

    sources: list[Mapping[str, Any]]
    counts: dict[tuple[Any, ...], int] = field(default_factory=dict)
    after: Mapping[str, Any] | None = None
    done: bool = False

    def asked(self, size: int) -> Any:
        """Return what to ask for the next page."""
        page: dict[str, Any] = {"size": size, "sources": self.sources}
        if self.after:
            page["after"] = self.after
        return {"composite": page}

    def read(self, answer: Mapping[str, Any], size: int) -> None:
        """Take in a page."""
        for bucket in answer["buckets"]:
            self.counts[tuple(bucket["key"].values())] = bucket["doc_count"]
        self.after = answer.get("after_key")
        self.done = self.after is None or len(answer["buckets"]) < size


class Tallying:
    """Tallies being counted; what has too many values for one answer takes several."""

    def __init__(self, tallies: Sequence[Tally], numbers: Sequence[str]) -> None:
        self._tallies = tallies
        self._numbers = numbers
        self.restart()

    def restart(self) -> None:
        """Forget what was read."""
        self._countings: dict[tuple[int, int], _Counting] = {}
        for n, tally in enumerate(self._tallies):
            if any(name not in KEYWORDS for name in tally.by):
                continue
            groups: list[Mapping[str, Any]] = [
                {str(k): {"terms": {"field": keyword_field(name)}}}
                for k, name in enumerate(tally.by)
            ]
            if groups:
                self._countings[n, -1] = _Counting(groups)
            for k, expression in enumerate(tally.stats):
                values = value_source(expression, self._numbers)
                if values:
                    self._countings[n, k] = _Counting([*groups, {VALUE: {"terms": values}}])

    def asked(self) -> dict[str, Any]:
        """Return the aggregations to ask for now; none when all is read."""
        size = self._size
        return {
            f"{n} {k}": counting.asked(size)
            for (n, k), counting in self._countings.items()
            if not counting.done
        }

    def read(self, answers: Mapping[str, Any]) -> bool:
        """Take in an answer; say whether that was all."""
        size = self._size
        for (n, k), counting in self._countings.items():
            if not counting.done:
                counting.read(answers[f"{n} {k}"], size)
        return all(counting.done for counting in self._countings.values())

    def tables(self, total: int) -> tuple[tuple[TallyRow, ...], ...]:
        """Return the tallies, most frequent first, of ``total`` reports."""
        return tuple(
            tuple(sorted(self._rows(n, tally, total), key=lambda row: (-row.count, row.values)))
            for n, tally in enumerate(self._tallies)
        )

    @property
    def _size(self) -> int:
        return min(LARGEST_PAGE, MOST_BUCKETS // max(1, len(self._countings)))

    def _rows(self, n: int, tally: Tally, total: int) -> list[TallyRow]:
        groups: Mapping[Group, int] = {(): total}
        if tally.by:
            counting = self._countings.get((n, -1))
            groups = counting.counts if counting else {}
        stats = [
            self._stats(n, k, expression, groups, tally) for k, expression in enumerate(tally.stats)
        ]
        return [
            TallyRow(tuple(map(restored, group)), count, tuple(of[group] for of in stats))
            for group, count in groups.items()
        ]

    def _stats(
        self, n: int, k: int, expression: Expression, groups: Mapping[Group, int], tally: Tally
    ) -> dict[Group, Stats]:
        values: dict[Group, dict[float, int]] = {group: {} for group in groups}
        counting = self._countings.get((n, k))
        for (*group, value), count in (counting.counts if counting else {}).items():
            values[tuple(group)][float(value)] = count
        return {
            group: stats_of(values[group], count, tenths=expression in tally.tenths)
            for group, count in groups.items()
        }
