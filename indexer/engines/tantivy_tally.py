"""Tallies of all that matches: counted by tantivy, value by value, so that stats are exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from tantivy import Query as Native

from indexer.engines.evaluation import Floats
from indexer.engines.stats import stats_of
from indexer.engines.tantivy_document import restored
from indexer.engines.tantivy_query import all_of
from indexer.engines.tantivy_snapshot import Snapshot
from indexer.model import Stats, TallyRow
from indexer.query import Expression, FieldValue, Tally

Values = Callable[[Expression], Floats]
"""The value of an expression for every row, NaN where it is unknown."""

MOST_VALUES = 65000
"""Values of a keyword or a number that tantivy counts in one go."""


def tallied(
    snapshot: Snapshot, match: Native, tally: Tally, values_of: Values
) -> tuple[TallyRow, ...]:
    """Count what matches in groups of keywords, with stats of numbers in each."""
    known = snapshot.shape.keywords
    if any(name not in known for name in tally.by):
        return ()
    by = [known[name] for name in tally.by]
    rows = _counted(snapshot, match, by, tally)
    if rows is None:
        rows = [
            TallyRow(values, snapshot.count(group), _stats(snapshot, group, tally, values_of))
            for values, group in _groups(snapshot, match, by)
        ]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.values)))


# ── natively ──


def _counted(
    snapshot: Snapshot, match: Native, by: Sequence[str], tally: Tally
) -> list[TallyRow] | None:
    """Count natively; None if there are computed numbers, or too many values."""
    columns = [
        snapshot.shape.numbers.get(e.field) if isinstance(e, FieldValue) else None
        for e in tally.stats
    ]
    asked = _asked(by, [column for column in columns if column])
    if None in columns or not asked:
        return None
    answer = snapshot.aggregated(match, asked)
    if answer is None or _is_cut(answer):
        return None
    total = 0 if by else snapshot.count(match)
    return list(_rows(answer, (), total, len(by), tally))


def _asked(by: Sequence[str], columns: Sequence[str]) -> dict[str, Any]:
    if not by:
        return {f"stats {n}": _terms(column) for n, column in enumerate(columns)}
    inner = _asked(by[1:], columns)
    return {"group": {**_terms(by[0]), **({"aggs": inner} if inner else {})}}


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": MOST_VALUES, "segment_size": MOST_VALUES}}


def _is_cut(answer: Any) -> bool:
    """Say whether some of the values are left out."""
    if isinstance(answer, list):
        return any(map(_is_cut, answer))
    if not isinstance(answer, dict):
        return False
    return bool(answer.get("sum_other_doc_count")) or any(map(_is_cut, answer.values()))


def _rows(
    answer: dict[str, Any], values: tuple[str, ...], count: int, depth: int, tally: Tally
) -> Iterator[TallyRow]:
    if depth:
        for bucket in answer["group"]["buckets"]:
            inner = (*values, restored(bucket["key"]))
            yield from _rows(bucket, inner, bucket["doc_count"], depth - 1, tally)
        return
    stats = []
    for n, expression in enumerate(tally.stats):
        buckets = answer[f"stats {n}"]["buckets"]
        counts = {float(bucket["key"]): bucket["doc_count"] for bucket in buckets}
        stats.append(stats_of(counts, count, tenths=expression in tally.tenths))
    yield TallyRow(values, count, tuple(stats))


# ── group by group ──


def _groups(
    snapshot: Snapshot, match: Native, by: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], Native]]:
    if not by:
        yield (), match
        return
    for value, _ in snapshot.terms(by[0], "", match):
        group = all_of([match, snapshot.term(by[0], value)])
        for values, inner in _groups(snapshot, group, by[1:]):
            yield (restored(value), *values), inner


def _stats(snapshot: Snapshot, match: Native, tally: Tally, values_of: Values) -> tuple[Stats, ...]:
    if not tally.stats:
        return ()
    rows = snapshot.rows(match)
    stats = []
    for expression in tally.stats:
        known = values_of(expression)[rows]
        counts = Counter(known[~np.isnan(known)].tolist())
        stats.append(stats_of(counts, len(rows), tenths=expression in tally.tenths))
    return tuple(stats)
