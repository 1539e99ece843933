"""A query tree over rows: masks joined, numbers computed; leaves are an engine's own.

A row is a report in an engine's own order; a mask has a place for every row.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.port import LARGEST
from indexer.errors import QueryTooSlow
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
    Sort,
    Together,
)

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

Leaf = Everything | Keyword | Prefix | Run | Phrase | Near | Together


class Evaluation(ABC):
    """One query being answered, until its deadline."""

    def __init__(self, live: Mask, deadline: float | None = None) -> None:
        """Answer of the rows in ``live``; ``deadline`` is a ``time.monotonic()``."""
        self._live = live
        self._deadline = deadline

    @abstractmethod
    def numbers(self, name: str) -> Floats:
        """Return a number of every row, NaN where it is unknown."""

    @abstractmethod
    def leaf(self, query: Leaf, within: Mask) -> Mask:
        """Return a mask that is right for the rows of ``within``; others may be either."""

    def matching(self, query: Query) -> Rows:
        """Return the live rows that match, ascending."""
        return np.flatnonzero(self._mask(query, self._live) & self._live)

    def look(self) -> None:
        """Look at the clock; ``QueryTooSlow`` past the deadline."""
        look(self._deadline)

    def mask_of(self, rows: Rows) -> Mask:
        """Return the mask of rows."""
        mask = np.zeros(len(self._live), np.bool_)
        mask[rows] = True
        return mask

    def _mask(self, query: Query, within: Mask) -> Mask:
        self.look()
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
            case Compare():
                return self._compare(query)
        return self.leaf(query, within)

    # ── numbers ──

    def values(self, expression: Expression) -> Floats:
        """Return the value of an expression for every row, NaN where it is unknown."""
        match expression:
            case Literal(value):
                return np.full(len(self._live), value)
            case FieldValue(name):
                return self.numbers(name)
        left, right = self.values(expression.left), self.values(expression.right)
        with np.errstate(all="ignore"):
            # A division by 0 gives no finite number either.
            result = _OPERATIONS[expression.operator](left, right)
            return np.where(np.abs(result) <= LARGEST, result, np.nan)

    def _compare(self, query: Compare) -> Mask:
        left, right = self.values(query.left), self.values(query.right)
        known = ~(np.isnan(left) | np.isnan(right))
        mask: Mask = known & _COMPARISONS[query.operator](left, right)
        return mask


def look(deadline: float | None) -> None:
    """Raise ``QueryTooSlow`` past the deadline, a ``time.monotonic()``."""
    if deadline is not None and time.monotonic() > deadline:
        raise QueryTooSlow("the query took too long")


def in_order(rank: Rows, values: Floats, sort: Sort, most: int | None = None) -> NDArray[Any]:
    """Return positions by value, NaN last either way; equal ones by ``rank``, ascending.

    Only the first ``most``, if that is given.
    """
    unknown = np.isnan(values)
    directed = np.where(unknown, np.inf, -values if sort.descending else values)
    if most is None or 2 * most >= len(values):
        return np.lexsort((rank, directed, unknown))[:most]
    # To put a few in order is much less than to put all; ties with the last one are among them.
    last = np.partition(directed, most - 1)[most - 1] if most else -np.inf
    first = np.flatnonzero(directed <= last)
    return first[np.lexsort((rank[first], directed[first], unknown[first]))[:most]]


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
MIRRORED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
"""The comparison that says the same of two sides that change places."""

_COSTS: Mapping[type, int] = {Run: 2, Prefix: 2, Phrase: 3, Near: 4, Together: 4}


def _cost(query: Query) -> int:
    """Put what is looked up before what is verified, which then has fewer rows to look at."""
    match query:
        case And(children) | Or(children):
            return max(map(_cost, children), default=0)
        case Not(child):
            return _cost(child)
    return _COSTS.get(type(query), 1)
