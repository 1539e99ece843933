"""Comparisons with a number as the range of values they allow, several of one field as one.

tantivy looks through a whole column for each range.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from indexer.engines.evaluation import MIRRORED
from indexer.query import Compare, FieldValue, Literal, Query


class Range(NamedTuple):
    """The lowest and the highest value of a field, None without one, and whether each is meant."""

    field: str
    low: float | None = None
    high: float | None = None
    with_low: bool = True
    with_high: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether no value is in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (
            self.low == self.high and not (self.with_low and self.with_high)
        )


def ranges_of(query: Query) -> list[Range] | None:
    """Return the ranges of which a comparison allows any; None for what is none with a number."""
    match query:
        case Compare(operator, FieldValue(name), Literal(value)):
            pass
        case Compare(operator, Literal(value), FieldValue(name)):
            operator = MIRRORED[operator]
        case _:
            return None
    # Of the two zeros of floats tantivy takes one for less.
    value += 0.0
    below = Range(name, high=value, with_high=operator == "<=")
    above = Range(name, low=value, with_low=operator == ">=")
    match operator:
        case "<" | "<=":
            return [below]
        case ">" | ">=":
            return [above]
        case "=":
            return [Range(name, value, value)]
    return [below, above]


def joined(ranges: Iterable[Range]) -> list[Range]:
    """Return what all the ranges allow: one range a field."""
    found: dict[str, Range] = {}
    for one in ranges:
        known = found.get(one.field)
        found[one.field] = _both(known, one) if known else one
    return list(found.values())


def _both(a: Range, b: Range) -> Range:
    # Of equal bounds the one that is not meant itself is narrower.
    lows = [(r.low, not r.with_low) for r in (a, b) if r.low is not None]
    highs = [(r.high, r.with_high) for r in (a, b) if r.high is not None]
    low, without_low = max(lows, default=(None, False))
    high, with_high = min(highs, default=(None, True))
    return Range(a.field, low, high, not without_low, with_high)
