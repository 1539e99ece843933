"""Addresses of searches: all that is asked stands in them, so that they can be mailed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from indexer import Catalogue, with_term
from webui.parameters import PageRequest

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A link: its text, where it leads, whether it is what is shown now, a count beside it."""

    text: str
    url: str
    chosen: bool = False
    count: int | None = None


def asked_by(request: PageRequest, **changes: object) -> list[tuple[str, str]]:
    """Return names and values of what is asked; what stands at its default is left out."""
    said: dict[str, object] = {
        "q": request.q,
        "sort": request.sort,
        "year": request.years,
        "where": request.where,
        "fields": request.fields,
        "variants": None if request.variants else "off",
        "view": None if request.view == "list" else request.view,
        "columns": request.columns,
        "page": request.page if request.page > 1 else None,
        "page_size": request.page_size if request.page_size != PAGE_SIZE else None,
        **changes,
    }
    pairs: list[tuple[str, str]] = []
    for name, value in said.items():
        if value is not None:
            values = value if isinstance(value, tuple) else (value,)
            pairs += [(name, str(one)) for one in values]
    return pairs


def address(path: str, request: PageRequest, **changes: object) -> str:
    """Write the address of a search; a change to None leaves a parameter out."""
    pairs = asked_by(request, **changes)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def export_address(path: str, request: PageRequest, fields: tuple[str, ...]) -> str:
    """Write the address of the same result below the API, with these fields."""
    return address(path, request, fields=fields, view=None, columns=None, page=None, page_size=None)


def term_of(name: str, value: str | int) -> str:
    """Write a keyword condition, quoted where its value is more than one plain word."""
    text = str(value)
    return f"{name}:{text}" if re.fullmatch(r"[\w.-]+", text) else f'{name}:"{text}"'


def in_query(request: PageRequest, catalogue: Catalogue) -> PageRequest:
    """Write the years and conditions that stand beside a query into it, as somebody types them."""
    query = request.q
    if request.years:
        years = " OR ".join(f"year:{year}" for year in request.years)
        query = with_term(query, f"({years})" if len(request.years) > 1 else years, catalogue)
    for condition in request.where:
        query = with_term(query, condition, catalogue)
    return replace(request, q=query, years=(), where=())
