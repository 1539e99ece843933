"""Other spellings of a run that no report can hold, and that need not be looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from indexer.query import And, Not, Or, Query, Run
from indexer.text import is_han


def without_absent(query: Query, is_held: Callable[[str], bool]) -> Query:
    """Return the query without spellings in which a Han character stands that no report holds.

    Most traditional spellings are such. What the query finds stays the same.
    """
    match query:
        case And(children) | Or(children):
            return type(query)(tuple(without_absent(child, is_held) for child in children))
        case Not(child):
            return Not(without_absent(child, is_held))
        case Run(variants=variants) if variants:
            left = (v for v in variants if all(is_held(c) for c in v.text if is_han(c)))
            return replace(query, variants=tuple(left))
    return query
