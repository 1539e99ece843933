"""Rewriting a query as typed: the terms it joins, and conditions put in, changed, taken out.

What is clicked beside the box is written into it here, so that both are the same query.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.catalogue import Catalogue
from indexer.errors import InputError
from indexer.model import Number
from indexer.query import And, Compare, FieldValue, Literal, Or, Query
from indexer.queryparser import parse_query

DECIMAL_UNITS = ("万元", "ratio")
"""Units whose numbers may have decimals: above 5 is not 6 or more."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value a query lets a field have, both included; None is open."""

    low: float | None = None
    high: float | None = None


class _Uncut:
    """Takes a run as one word: where terms stand does not depend on how they are cut."""

    def cut(self, folded: str) -> list[str]:
        return [folded]


def terms(q: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the terms that all must hold, as typed; of alternatives, the whole query.

    Raises ``InputError`` for a query with a mistake in it.
    """
    return tuple(q[i:j] for i, j in parse_query(q, catalogue, _Uncut()).conditions)


def with_term(q: str, term: str, catalogue: Catalogue) -> str:
    """Add a term that must hold too; alternatives are bracketed first."""
    q = q.strip()
    if _is_open(q, catalogue):
        q = f"({q})"
    return f"{q} {term}".strip()


def without_term(q: str, term: str, catalogue: Catalogue) -> str | None:
    """Take a term out again, in whatever letters it is typed; None if it is none of them."""
    wanted = _meaning(term, catalogue)
    found = terms(q, catalogue)
    kept = [t for t in found if _meaning(t, catalogue) != wanted]
    return " ".join(kept) if len(kept) < len(found) else None


def bounds(q: str, catalogue: Catalogue) -> dict[str, Bounds]:
    """Return, by field, what the terms that all must hold say of its least and greatest value."""
    found: dict[str, Bounds] = {}
    for term in terms(q, catalogue):
        said = _bound(_meaning(term, catalogue), catalogue)
        if said:
            key, bound = said
            found[key] = _both(found.get(key, Bounds()), bound)
    return found


def with_bounds(q: str, name: str, wanted: Bounds, catalogue: Catalogue) -> str:
    """Say that a field lies within bounds, instead of what the query says of it now.

    ``name`` is how the query calls the field; open bounds take the condition out.
    Raises ``UnknownField``.
    """
    key = catalogue.resolve(name).key
    kept = []
    for term in terms(q, catalogue):
        said = _bound(_meaning(term, catalogue), catalogue)
        if not said or said[0] != key:
            kept.append(term)
    rest = " ".join(kept)
    condition = _condition(name, wanted)
    return with_term(rest, condition, catalogue) if condition else rest


def _condition(name: str, wanted: Bounds) -> str:
    low, high = wanted.low, wanted.high
    if low is None and high is None:
        return ""
    if high is None:
        return f"{name}>={_written(low)}"
    if low is None:
        return f"{name}<={_written(high)}"
    return f"{name}={_written(low)}" if low == high else f"{name}:{_written(low)}..{_written(high)}"


def _written(value: Number | None) -> str:
    """Write a number as the query language reads it, without an exponent."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _meaning(term: str, catalogue: Catalogue) -> Query:
    return parse_query(term, catalogue, _Uncut()).query


def _is_open(q: str, catalogue: Catalogue) -> bool:
    """Tell whether what is added would join the last of some alternatives only."""
    found = parse_query(q, catalogue, _Uncut())
    if not isinstance(found.query, Or) or len(found.conditions) > 1:
        return False
    if not (q[0] in "(（" and q[-1] in ")）"):
        # Terms that stand for several by themselves are one word: finding:any.
        return len(q.split()) > 1 or "|" in q or "｜" in q
    try:
        # ``(a) OR (b)`` begins and ends with brackets too, but not with those of one pair.
        return parse_query(q[1:-1], catalogue, _Uncut()).query != found.query
    except InputError:
        return True


def _bound(query: Query, catalogue: Catalogue) -> tuple[str, Bounds] | None:
    """Return the field and the bounds a term says; None for what min and max cannot say."""
    match query:
        case And((first, second)):
            low, high = _bound(first, catalogue), _bound(second, catalogue)
            return (low[0], _both(low[1], high[1])) if low and high and low[0] == high[0] else None
        case Compare(operator, FieldValue(key), Literal(value)) if key in catalogue.fields:
            said = _said(operator, value, catalogue.fields[key].unit not in DECIMAL_UNITS)
            return (key, said) if said else None
    return None


def _said(operator: str, value: float, whole: bool) -> Bounds | None:
    at_ones = whole and float(value).is_integer()
    match operator:
        case ">=":
            return Bounds(low=value)
        case "<=":
            return Bounds(high=value)
        case "=":
            return Bounds(value, value)
        case ">" if at_ones:
            return Bounds(low=value + 1)
        case "<" if at_ones:
            return Bounds(high=value - 1)
    return None


def _both(one: Bounds, other: Bounds) -> Bounds:
    lows = [low for low in (one.low, other.low) if low is not None]
    highs = [high for high in (one.high, other.high) if high is not None]
    return Bounds(max(lows, default=None), min(highs, default=None))
