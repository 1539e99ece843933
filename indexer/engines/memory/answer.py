"""What a query means, said in obvious Python: matching, order and tallies, report by report."""

from __future__ import annotations

import operator
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import accumulate, product
from typing import Any

from indexer.engines.port import BM25_K1, FIELD_WEIGHTS, LARGEST
from indexer.engines.proximity import near, together
from indexer.engines.scoring import AS_WRITTEN, idf, length_norm, scored_runs, scored_words
from indexer.engines.stats import stats_of
from indexer.errors import QueryTooSlow
from indexer.model import IndexDocument, TallyRow
from indexer.query import (
    SORTED_KEYWORDS,
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
    Sort,
    Tally,
    Together,
)
from indexer.text import is_word


class Entry:
    """A document of the index and what is counted of it once."""

    def __init__(self, document: IndexDocument) -> None:
        self.document = document

    @cached_property
    def words(self) -> Mapping[str, Counter[str]]:
        """How often each word stands in each text field."""
        return {
            name: Counter(token for token in tokens if is_word(token))
            for name, tokens in self.document.tokens.items()
        }

    @cached_property
    def length(self) -> int:
        """How many words there are in all text fields."""
        return sum(sum(counts.values()) for counts in self.words.values())


# ── matching ─────────────────────────────────────────────────────────────────────────────


def found_in(query: Query, entries: Mapping[str, Entry], deadline: float | None) -> list[Entry]:
    """Return what matches, in no order; ``QueryTooSlow`` past the deadline."""
    found = []
    for entry in entries.values():
        if deadline is not None and time.monotonic() > deadline:
            raise QueryTooSlow("the query took too long")
        if _matches(query, entry):
            found.append(entry)
    return found


def _matches(query: Query, entry: Entry) -> bool:
    match query:
        case Everything():
            return True
        case And(children):
            return all(_matches(child, entry) for child in children)
        case Or(children):
            return any(_matches(child, entry) for child in children)
        case Not(child):
            return not _matches(child, entry)
        case Keyword(name, value):
            return value in entry.document.keywords.get(name, ())
        case Compare():
            return _compares(query, entry.document.numbers)
        case Run():
            return any(_run_matches(run, entry) for run in (query, *query.variants))
    texts = entry.document.text
    return any(_in_field(query, entry, name) for name in query.fields if name in texts)


def _in_field(query: Phrase | Prefix | Near | Together, entry: Entry, name: str) -> bool:
    text = entry.document.text[name]
    match query:
        case Phrase():
            return query.text in text
        case Prefix():
            return any(word.startswith(query.text) for word in entry.words[name])
        case Near():
            ends = list(accumulate(map(len, entry.document.tokens[name])))
            return near(text, ends, query.left, query.right, query.distance)
        case Together():
            return together(text, entry.document.breaks[name], query.texts, query.unit)


def _run_matches(run: Run, entry: Entry) -> bool:
    return _as_written(run, entry) or (
        bool(run.words)
        and all(any(w in entry.words.get(f, ()) for f in run.fields) for w in run.words)
    )


def _as_written(run: Run, entry: Entry) -> bool:
    return any(run.text in entry.document.text.get(name, "") for name in run.fields)


# ── numbers ──────────────────────────────────────────────────────────────────────────────

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_OPERATIONS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _compares(query: Compare, numbers: Mapping[str, float]) -> bool:
    left, right = _value(query.left, numbers), _value(query.right, numbers)
    return left is not None and right is not None and _COMPARISONS[query.operator](left, right)


def _value(expression: Expression, numbers: Mapping[str, float]) -> float | None:
    match expression:
        case Literal(value):
            return value
        case FieldValue(name):
            return numbers.get(name)
    left, right = _value(expression.left, numbers), _value(expression.right, numbers)
    if left is None or right is None or (expression.operator == "/" and right == 0):
        return None
    value = _OPERATIONS[expression.operator](left, right)
    return value if abs(value) <= LARGEST else None


# ── order ────────────────────────────────────────────────────────────────────────────────


def ordered(found: list[Entry], sort: Sort, score: Callable[[Entry], float] | None) -> list[Entry]:
    """Put entries in the order asked; ``score`` belongs to relevance."""
    by_id = sorted(found, key=lambda e: e.document.id)
    if score is not None:
        return sorted(by_id, key=lambda e: -score(e))
    if sort.key == "id":
        return by_id[::-1] if sort.descending else by_id
    values: dict[str, Any] = {e.document.id: _sort_value(e, sort.key) for e in by_id}
    known = [e for e in by_id if values[e.document.id] is not None]
    unknown = [e for e in by_id if values[e.document.id] is None]
    # A stable sort, reversed as well, leaves equal ones by id ascending.
    known.sort(key=lambda e: values[e.document.id], reverse=sort.descending)
    return known + unknown


def _sort_value(entry: Entry, key: str) -> float | str | None:
    if key in SORTED_KEYWORDS:
        return next(iter(entry.document.keywords.get(key, ())), None)
    return entry.document.numbers.get(key)


def scoring(query: Query, entries: Mapping[str, Entry]) -> Callable[[Entry], float]:
    """Return what scores an entry: its runs found as written, and BM25 over all words."""
    runs = scored_runs(query)
    words = scored_words(runs)
    weights = {
        word: idf(
            len(entries),
            sum(any(word in counts for counts in e.words.values()) for e in entries.values()),
        )
        for word, _ in words
    }
    mean = sum(e.length for e in entries.values()) / len(entries) if entries else 0.0

    def score(entry: Entry) -> float:
        total = AS_WRITTEN * sum(_as_written(run, entry) for run in runs)
        norm = length_norm(entry.length, mean)
        for word, fields in words:
            frequency = 0.0
            for name in fields:
                if name in entry.words:
                    frequency += FIELD_WEIGHTS.get(name, 1.0) * entry.words[name][word]
            total += weights[word] * frequency * (BM25_K1 + 1) / (frequency + norm)
        return total

    return score


# ── tallies ──────────────────────────────────────────────────────────────────────────────


def tallied(found: Iterable[Entry], tally: Tally) -> tuple[TallyRow, ...]:
    """Count entries in groups of their keywords, with stats of numbers in each."""
    groups: dict[tuple[str, ...], list[Entry]] = {} if tally.by else {(): []}
    for entry in found:
        keywords = (dict.fromkeys(entry.document.keywords.get(name, ())) for name in tally.by)
        for values in product(*keywords):
            groups.setdefault(values, []).append(entry)
    rows = [
        TallyRow(
            values,
            len(group),
            tuple(
                stats_of(Counter(_values(e, group)), len(group), tenths=e in tally.tenths)
                for e in tally.stats
            ),
        )
        for values, group in groups.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.values)))


def _values(expression: Expression, group: Iterable[Entry]) -> list[float]:
    values = (_value(expression, entry.document.numbers) for entry in group)
    return [float(value) for value in values if value is not None]
