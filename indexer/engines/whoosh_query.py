"""A query tree on a snapshot: which rows match, and how well."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from indexer.engines.port import BM25_K1, FIELD_WEIGHTS, LARGEST
from indexer.engines.proximity import near, together
from indexer.engines.scoring import AS_WRITTEN, idf, length_norm, scored_runs, scored_words
from indexer.engines.whoosh_document import decode_cuts, decoded, encoded
from indexer.engines.whoosh_snapshot import Floats, Mask, Rows, Snapshot
from indexer.errors import QueryTooSlow
from indexer.model import TEXT_FIELDS
from indexer.query import (
    And,
    Compare,
    Everything,
    Expression,
    FieldValue,
    Keyword,
    Literal,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Run,
    Together,
)

Leaf = Everything | Keyword | Compare | Prefix | Run | Phrase | Near | Together

ROWS_BETWEEN_LOOKS = 256
"""After how many texts the clock is looked at."""


class Evaluation:
    """One query being answered on one snapshot, until its deadline."""

    def __init__(self, snapshot: Snapshot, deadline: float | None = None) -> None:
        self.snapshot = snapshot
        self._deadline = deadline
        self._held: dict[str, tuple[Rows, NDArray[np.uint16]]] = {}

    def matching(self, query: Query) -> Rows:
        """Return the live rows that match, ascending."""
        live = self.snapshot.live
        return np.flatnonzero(self._mask(query, live) & live)

    # A mask is right for the rows of ``within``; others may be either.

    def _mask(self, query: Query, within: Mask) -> Mask:
        self._look()
        match query:
            case And(children):
                for child in sorted(children, key=_cost):
                    within = within & self._mask(child, within)
                return within
            case Or(children):
                found = np.zeros_like(within)
                for child in sorted(children, key=_cost):
                    found |= self._mask(child, within & ~found) & within
                return found
            case Not(child):
                return ~self._mask(child, within)
        return self._leaf(query, within)

    def _leaf(self, query: Leaf, within: Mask) -> Mask:
        match query:
            case Everything():
                return within
            case Keyword(name, value):
                return self._of(self.snapshot.keyword(name, value))
            case Compare():
                return self._compare(query)
            case Prefix():
                return self._any_word(self.snapshot.words(query.text), query.fields)
            case Run():
                found = np.zeros_like(within)
                for run in (query, *query.variants):
                    found |= self._all_words(run)
                    found |= self.as_written(run, within & ~found)
                return found
        return self._verified(query, within)

    def _look(self) -> None:
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise QueryTooSlow("the query took too long")

    def _of(self, rows: Rows) -> Mask:
        mask = np.zeros(self.snapshot.rows, np.bool_)
        mask[rows] = True
        return mask

    # ── words ──

    def _holders(self, word: str) -> tuple[Rows, NDArray[np.uint16]]:
        if word not in self._held:
            self._held[word] = self.snapshot.word(word)
        return self._held[word]

    def _word(self, word: str, fields: tuple[str, ...]) -> Mask:
        rows, counts = self._holders(word)
        return self._of(rows[counts[:, _columns(fields)].any(axis=1)])

    def _any_word(self, words: Iterable[str], fields: tuple[str, ...]) -> Mask:
        found = np.zeros(self.snapshot.rows, np.bool_)
        for word in words:
            self._look()
            found |= self._word(word, fields)
        return found

    def _all_words(self, run: Run) -> Mask:
        if not run.words:
            return np.zeros(self.snapshot.rows, np.bool_)
        return reduce(np.logical_and, (self._word(word, run.fields) for word in run.words))

    # ── exact text ──

    def as_written(self, run: Run, within: Mask) -> Mask:
        """Say of the rows in ``within`` whether a text field holds the run as it is typed."""
        # A word of the cut that is the whole run needs no look at the text.
        found = (
            self._word(run.text, run.fields)
            if run.text in run.words
            else np.zeros(self.snapshot.rows, np.bool_)
        )
        return found | self._verified(Phrase(run.text, run.fields), within & ~found)

    def _verified(self, query: Phrase | Near | Together, within: Mask) -> Mask:
        rows = np.flatnonzero(within)
        for text in _texts(query):
            rows = self.snapshot.marked(rows, text)
        found: list[Rows] = []
        for start in range(0, len(rows), ROWS_BETWEEN_LOOKS):
            self._look()
            some = rows[start : start + ROWS_BETWEEN_LOOKS]
            for text in _texts(query):
                some = self.snapshot.holding(some, encoded(text))
            if not isinstance(query, Phrase) or len(query.fields) < len(TEXT_FIELDS):
                some = some[[self._in_fields(query, row) for row in some.tolist()]]
            found.append(some)
        return self._of(np.concatenate(found) if found else rows)

    def _in_fields(self, query: Phrase | Near | Together, row: int) -> bool:
        """Look at a row that holds all the strings, whether it does so as it is asked."""
        needles = [encoded(text) for text in _texts(query)]
        texts = dict(zip(TEXT_FIELDS, self.snapshot.text(row), strict=True))
        chosen = [f for f in query.fields if all(needle in texts[f] for needle in needles)]
        if isinstance(query, Phrase) or not chosen:
            return bool(chosen)
        cuts = decode_cuts(self.snapshot.cut(row))
        return any(_stand_together(query, decoded(texts[f]), *cuts[f]) for f in chosen)

    # ── numbers ──

    def values(self, expression: Expression) -> Floats:
        """Return the value of an expression for every row, NaN where it is unknown."""
        match expression:
            case Literal(value):
                return np.full(self.snapshot.rows, value)
            case FieldValue(name):
                return self.snapshot.numbers(name)
        left, right = self.values(expression.left), self.values(expression.right)
        with np.errstate(all="ignore"):
            # A division by 0 gives no finite number either.
            result = _OPERATIONS[expression.operator](left, right)
            return np.where(np.abs(result) <= LARGEST, result, np.nan)

    def _compare(self, query: Compare) -> Mask:
        left, right = self.values(query.left), self.values(query.right)
        known = ~(np.isnan(left) | np.isnan(right))
        return known & _COMPARISONS[query.operator](left, right)

    # ── relevance ──

    def scores(self, query: Query, rows: Rows) -> Floats:
        """Return the score of each of the rows."""
        snapshot = self.snapshot
        runs = scored_runs(query)
        within = self._of(rows)
        written = np.zeros(len(rows))
        for run in runs:
            written += self.as_written(run, within)[rows]
        scores = AS_WRITTEN * written
        norm = length_norm(snapshot.lengths[rows], snapshot.mean_length)
        for word, fields in scored_words(runs):
            holders, counts = self._holders(word)
            weight = idf(snapshot.reports, int(snapshot.live[holders].sum()))
            frequency = np.zeros(snapshot.rows)
            for name, column in zip(fields, _columns(fields), strict=True):
                frequency[holders] += FIELD_WEIGHTS.get(name, 1.0) * counts[:, column]
            frequency = frequency[rows]
            scores += weight * frequency * (BM25_K1 + 1) / (frequency + norm)
        return scores


_OPERATIONS: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}
_COMPARISONS: Mapping[str, Callable[[Floats, Floats], Mask]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "=": np.equal,
    "!=": np.not_equal,
}


def _columns(fields: Sequence[str]) -> list[int]:
    return [TEXT_FIELDS.index(name) for name in fields]


def _texts(query: Phrase | Near | Together) -> tuple[str, ...]:
    match query:
        case Phrase(text):
            return (text,)
        case Near(left, right):
            return (left, right)
    return query.texts


def _stand_together(
    query: Near | Together, text: str, lengths: Sequence[int], breaks: Sequence[int]
) -> bool:
    if isinstance(query, Together):
        return together(text, breaks, query.texts, query.unit)
    return near(text, list(accumulate(lengths)), query.left, query.right, query.distance)


_COSTS: Mapping[type, int] = {Run: 2, Prefix: 2, Phrase: 3, Near: 4, Together: 4}


def _cost(query: Query) -> int:
    """Put what is looked up before what is verified, which then has fewer rows to look at."""
    match query:
        case And(children) | Or(children):
            return max(map(_cost, children), default=0)
        case Not(child):
            return _cost(child)
    return _COSTS.get(type(query), 1)
