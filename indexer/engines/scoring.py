"""Which runs of a query count for relevance, and the parts of BM25 that are no engine's own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.engines.port import BM25_B, BM25_K1
from indexer.query import And, Or, Query, Run

Lengths = TypeVar("Lengths", float, NDArray[np.float64])

AS_WRITTEN = 1000.0
"""What a run found as written adds to a score: more than BM25 ever does."""


def scored_runs(query: Query) -> tuple[Run, ...]:
    """Return the runs that no ``Not`` stands over, without repeats, in the order of the query."""
    return tuple(dict.fromkeys(_runs(query)))


def _runs(query: Query) -> Iterator[Run]:
    if isinstance(query, Run):
        yield query
    elif isinstance(query, And | Or):
        for child in query.children:
            yield from _runs(child)


def demanded_runs(query: Query) -> frozenset[Run]:
    """Return the runs without which nothing matches."""
    match query:
        case Run():
            return frozenset((query,))
        case And(children):
            return frozenset[Run]().union(*map(demanded_runs, children))
    return frozenset()


def is_as_written(run: Run) -> bool:
    """Say whether a run matches only where it is found as written: it is one word, or has none."""
    return not run.variants and is_one_word(run)


def is_one_word(run: Run) -> bool:
    """Say whether a run's own spelling is one word, or has none."""
    return run.words in ((), (run.text,))


def scored_words(runs: Iterable[Run]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the words of runs and of their variants with the fields each is looked for in."""
    pairs = (
        (word, form.fields) for run in runs for form in (run, *run.variants) for word in form.words
    )
    return tuple(dict.fromkeys(pairs))


def idf(reports: int, holding: int) -> float:
    """Weigh a word that ``holding`` of all reports hold, in any text field."""
    return math.log(1 + (reports - holding + 0.5) / (holding + 0.5))


def length_norm(length: Lengths, mean_length: float) -> Lengths:
    """Return what is added to a word's frequency in BM25's denominator; lengths are in words."""
    # Where no report has a word there is nothing to score.
    return BM25_K1 * (1 - BM25_B + BM25_B * (length / (mean_length or 1.0)))
