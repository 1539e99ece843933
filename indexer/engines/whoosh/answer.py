"""What is made of the rows that match: their order, and their tallies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from indexer.engines.evaluation import Floats, Mask, Rows, in_order
from indexer.engines.stats import stats_of
from indexer.engines.whoosh.evaluation import WhooshEvaluation
from indexer.engines.whoosh.snapshot import KeywordTable, Snapshot
from indexer.model import TallyRow
from indexer.query import SORTED_KEYWORDS, Sort, Tally

# ── order ────────────────────────────────────────────────────────────────────────────────


def ordered(
    snapshot: Snapshot, rows: Rows, sort: Sort, scores: Floats | None, most: int | None = None
) -> Rows:
    """Return positions in ``rows`` in the order asked; ``scores`` belong to relevance.

    Rows without the value are last either way, ties go by id ascending. Only the first ``most``,
    if that is given.
    """
    rank = snapshot.rank[rows]
    if sort.key == "id":
        return in_order(rank, rank.astype(np.float64), sort, most)
    if scores is not None:
        return in_order(rank, scores, Sort("relevance", descending=True), most)
    return in_order(rank, _sort_values(snapshot, sort.key)[rows], sort, most)


def _sort_values(snapshot: Snapshot, key: str) -> Floats:
    if key not in SORTED_KEYWORDS:
        return snapshot.numbers(key)
    table = snapshot.keyword_table(key)
    places = np.full(snapshot.rows, np.nan)
    places[table.rows] = table.codes
    return places


# ── tallies ──────────────────────────────────────────────────────────────────────────────


def tallied(evaluation: WhooshEvaluation, found: Rows, tally: Tally) -> tuple[TallyRow, ...]:
    """Count the rows found in groups of their keywords, with stats of numbers in each."""
    snapshot = evaluation.snapshot
    mask = np.zeros(snapshot.rows, np.bool_)
    mask[found] = True
    columns = [evaluation.values(expression) for expression in tally.stats]
    tenths = [expression in tally.tenths for expression in tally.stats]
    rows = []
    for values, members in _groups(snapshot, mask, tally.by):
        stats = []
        for column, by_tenths in zip(columns, tenths, strict=True):
            known = column[members]
            counts = Counter(known[~np.isnan(known)].tolist())
            stats.append(stats_of(counts, len(members), tenths=by_tenths))
        rows.append(TallyRow(values, len(members), tuple(stats)))
    return tuple(sorted(rows, key=lambda row: (-row.count, row.values)))


def _groups(
    snapshot: Snapshot, found: Mask, by: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Rows]]:
    if not by:
        yield (), np.flatnonzero(found)
        return
    tables = [snapshot.keyword_table(name) for name in by]
    rows, codes = _entries(tables[0], found)
    for table in tables[1:]:
        rows, codes = _paired(rows, codes, table, found)
    order = np.lexsort((rows, codes))
    rows, codes = rows[order], codes[order]
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    for members, code in zip(np.split(rows, starts[1:]), codes[starts].tolist(), strict=False):
        values = []
        for table in reversed(tables):
            code, own = divmod(code, max(len(table.values), 1))
            values.append(table.values[own])
        yield tuple(reversed(values)), members


def _entries(table: KeywordTable, found: Mask) -> tuple[Rows, Rows]:
    """Return the entries of a table whose rows were found."""
    kept = found[table.rows]
    return table.rows[kept], table.codes[kept]


def _paired(rows: Rows, codes: Rows, table: KeywordTable, found: Mask) -> tuple[Rows, Rows]:
    """Join entries with those another table has for the same row; a pair's code is of both."""
    other_rows, other_codes = _entries(table, found)
    order = np.argsort(other_rows, kind="stable")
    other_rows, other_codes = other_rows[order], other_codes[order]
    first = np.searchsorted(other_rows, rows, "left")
    counts = np.searchsorted(other_rows, rows, "right") - first
    # Each entry as often as the other table has its row, with the places of those one by one.
    repeated = np.repeat(np.arange(len(rows)), counts)
    nth = np.arange(len(repeated)) - np.repeat(np.cumsum(counts) - counts, counts)
    partner = other_codes[first[repeated] + nth]
    return rows[repeated], codes[repeated] * len(table.values) + partner
