"""Tallies of all that matches: counted by tantivy, value by value, so that stats are exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from tantivy import Query as Native

from indexer.engines.evaluation import Floats
from indexer.engines.stats import stats_of
from indexer.engines.tantivy.document import ASKED_ONLY, ID, Shape
from indexer.engines.tantivy.snapshot import Snapshot
from indexer.engines.tantivy.translation import all_of
from indexer.engines.terms import restored
from indexer.model import TallyRow
from indexer.query import Expression, FieldValue, Tally

Values = Callable[[Expression], Floats]
"""The value of an expression for every row, NaN where it is unknown."""

MOST_VALUES = 65000
"""Values of a keyword or a number that tantivy counts in one go."""


def tallied(
    snapshot: Snapshot, match: Native, tallies: Sequence[Tally], values_of: Values
) -> tuple[tuple[TallyRow, ...], ...]:
    """Count what matches in groups of keywords, with stats of numbers in each."""
    asked = [_asked(snapshot.shape, tally) for tally in tallies]
    # All in one go: so what matches is looked for once.
    answers = snapshot.aggregated(
        match,
        {f"{n} {name}": part for n, one in enumerate(asked) for name, part in (one or {}).items()},
    )
    tables = []
    for n, tally in enumerate(tallies):
        answer = {name: answers.get(f"{n} {name}") for name in asked[n] or ()} if answers else {}
        if not answer or _is_cut(answer):
            rows = _one_by_one(snapshot, match, tally, values_of)
        else:
            rows = _rows(answer, (), len(tally.by), tally)
        tables.append(tuple(sorted(rows, key=lambda row: (-row.count, row.values))))
    return tuple(tables)


# ── in one go ──


def _asked(shape: Shape, tally: Tally) -> dict[str, Any] | None:
    """Return what to ask tantivy, None where it cannot be asked."""
    groups = [None if name in ASKED_ONLY else shape.keywords.get(name) for name in tally.by]
    columns = [
        shape.numbers.get(e.field) if isinstance(e, FieldValue) else None for e in tally.stats
    ]
    if None in groups or None in columns:
        return None
    asked: dict[str, Any] = {f"stats {n}": _terms(column) for n, column in enumerate(columns)}
    if not groups:
        return {"count": {"value_count": {"field": ID}}, **asked}
    for group in reversed(groups):
        asked = {"group": {**_terms(group), **({"aggs": asked} if asked else {})}}
    return asked


def _terms(field: str | None) -> dict[str, Any]:
    return {"terms": {"field": field, "size": MOST_VALUES, "segment_size": MOST_VALUES}}


def _is_cut(answer: Mapping[str, Any]) -> bool:
    """Say whether some of the values are left out."""
    for part in answer.values():
        if isinstance(part, dict) and "buckets" in part:
            # A bucket of two members has no groups or numbers within.
            inner = (bucket for bucket in part["buckets"] if len(bucket) > 2)
            if part["sum_other_doc_count"] or any(map(_is_cut, inner)):
                return True
    return False


def _rows(
    answer: Mapping[str, Any], values: tuple[str, ...], depth: int, tally: Tally
) -> Iterator[TallyRow]:
    if depth == 1 and not tally.stats:
        for bucket in answer["group"]["buckets"]:
            yield TallyRow((*values, restored(bucket["key"])), bucket["doc_count"])
        return
    if depth:
        for bucket in answer["group"]["buckets"]:
            yield from _rows(bucket, (*values, restored(bucket["key"])), depth - 1, tally)
        return
    count = answer["doc_count"] if values else int(answer["count"]["value"])
    stats = []
    for n, expression in enumerate(tally.stats):
        buckets = answer[f"stats {n}"]["buckets"]
        counts = {float(bucket["key"]): bucket["doc_count"] for bucket in buckets}
        stats.append(stats_of(counts, count, tenths=expression in tally.tenths))
    yield TallyRow(values, count, tuple(stats))


# ── one by one ──


def _one_by_one(
    snapshot: Snapshot, match: Native, tally: Tally, values_of: Values
) -> Iterator[TallyRow]:
    """Look for each group apart, and at the numbers of all its reports."""
    known = snapshot.shape.keywords
    if any(name not in known for name in tally.by):
        return
    for values, group in _groups(snapshot, match, [known[name] for name in tally.by]):
        if not tally.stats:
            yield TallyRow(values, snapshot.count(group))
            continue
        rows = snapshot.rows(group)
        stats = []
        for expression in tally.stats:
            numbers = values_of(expression)[rows]
            counts = Counter(numbers[~np.isnan(numbers)].tolist())
            stats.append(stats_of(counts, len(rows), tenths=expression in tally.tenths))
        yield TallyRow(values, len(rows), tuple(stats))


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
