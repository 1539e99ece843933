"""Searching: a request in, the answer of the index out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked, apart from where.

    ``sort`` is ``field`` or ``-field`` (largest first), ``relevance``, or None: relevance where
    the query has unquoted runs, else newest year first. ``years`` (any of them) and ``where``
    (each a condition on numbers) narrow the query. ``facets`` are keyword names, ``stats`` fields
    or expressions, ``fields`` the facts to show beside those the query asks about.
    ``page`` counts from 1; ``page_size`` has no maximum here.
    """

    q: str = ""
    page: int = 1
    page_size: int = 20
    sort: str | None = None
    facets: tuple[str, ...] = ()
    stats: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    where: tuple[str, ...] = ()
    variants: bool = True
