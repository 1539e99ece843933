"""What the search page prints around its hits: facets, orders, pages, and the ways on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask_babel import gettext

from indexer import Catalogue, SearchRequest, SearchResult
from webui.language import msgid
from webui.presenters import ShownHit
from webui.wording import KEYWORD_NAMES, value_name

FACETS = ("year", "province", "level", "organ", "template", "finding")
"""The facets the page asks for; the API knows more."""

ORDERS = (
    ("relevance", msgid("relevance")),
    ("-year", msgid("newest year")),
    ("year", msgid("oldest year")),
    ("issuer", msgid("issuer")),
    ("-indexed", msgid("last indexed")),
)


# ── ways on from here ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Choice:
    """A link: its text, where it leads, whether it is what is shown now, a count beside it."""

    text: str
    url: str
    chosen: bool = False
    count: int | None = None


def address(path: str, request: SearchRequest, **changes: object) -> str:
    """Write the address of a search; what stands at its default is left out."""
    said = {
        "q": request.q,
        "sort": request.sort,
        "year": request.years,
        "where": request.where,
        "fields": request.fields,
        "variants": None if request.variants else "off",
        "page": request.page if request.page > 1 else None,
        "page_size": request.page_size if request.page_size != 20 else None,
        **changes,
    }
    pairs = [(name, value) for name, value in said.items() if value not in (None, ())]
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def narrowed(query: str, term: str) -> str:
    """Add a condition to a query; a query of alternatives is bracketed first."""
    query = query.strip()
    if re.search(r"\bOR\b|[|｜]", query):
        query = f"({query})"
    return f"{query} {term}".strip()


def in_query(request: SearchRequest) -> SearchRequest:
    """Write the years and conditions that stand beside a query into it, as somebody types them."""
    query = request.q
    if request.years:
        years = " OR ".join(f"year:{year}" for year in request.years)
        query = narrowed(query, f"({years})" if len(request.years) > 1 else years)
    for condition in request.where:
        query = narrowed(query, condition)
    return replace(request, q=query, years=(), where=())


def widened(query: str, term: str) -> str | None:
    """Take a condition out again; None where it does not plainly stand by itself."""
    words = query.split()
    if term not in words or re.search(r"\bOR\b|\bNOT\b|[|｜()（）\"“”]", query):
        return None
    words.remove(term)
    return " ".join(words)


def term_of(name: str, value: str | int) -> str:
    """Write a keyword condition, quoted where its value is more than one plain word."""
    text = str(value)
    return f"{name}:{text}" if re.fullmatch(r"[\w.-]+", text) else f'{name}:"{text}"'


def facet_choices(
    name: str, result: SearchResult, request: SearchRequest, catalogue: Catalogue
) -> list[Choice]:
    """Make a link of each value of a facet: it adds the condition, or takes it out again."""
    choices = []
    for entry in result.facets.get(name, ()):
        term = term_of(name, entry.value)
        without = widened(request.q, term)
        query = narrowed(request.q, term) if without is None else without
        choices.append(
            Choice(
                text=value_name(name, entry.value, catalogue),
                url=address("/", request, q=query, page=None),
                chosen=without is not None,
                count=entry.count,
            )
        )
    return choices


def orders(
    result: SearchResult, request: SearchRequest, keys: Iterable[str], catalogue: Catalogue
) -> list[Choice]:
    """List the orders to choose from: the usual ones, and each number asked about both ways."""
    now = request.sort or ("relevance" if result.explained else "-year")
    fields = [
        (f"{sign}{key}", f"{catalogue.fields[key].alias} {arrow}")
        for key in keys
        for sign, arrow in (("-", "↓"), ("", "↑"))
    ]
    usual = [o for o in ORDERS if o[0] != "relevance" or result.explained or now == "relevance"]
    return [
        Choice(text, address("/", request, sort=key, page=None), chosen=key == now)
        for key, text in (*((key, gettext(name)) for key, name in usual), *fields)
    ]


def pages(result: SearchResult, request: SearchRequest) -> list[Choice | None]:
    """List the pages around this one, first and last always; None stands for those left out."""
    if result.pages <= 1:
        return []
    near = {1, result.pages, *range(result.page - 2, result.page + 3)}
    shown = sorted(n for n in near if 1 <= n <= result.pages)
    links: list[Choice | None] = []
    for before, n in zip((0, *shown), shown, strict=False):
        if n - before > 1:
            links.append(None)
        url = address("/", request, page=n if n > 1 else None)
        links.append(Choice(str(n), url, chosen=n == result.page))
    return links


def relaxed_choice(query: str | None, request: SearchRequest) -> Choice | None:
    """Make a link of the query that finds something; None where there is no such query."""
    if query is None:
        return None
    text = query or gettext("all reports")
    return Choice(text, address("/", request, q=query, page=None))


def search_page(
    request: SearchRequest, result: SearchResult, hits: list[ShownHit], catalogue: Catalogue
) -> dict[str, object]:
    """Gather what the search page prints, apart from what only the searcher knows."""
    asked = dict.fromkeys([*result.without, *request.fields])
    sortable = [key for key in asked if key in catalogue.fields]
    facets = [
        (gettext(KEYWORD_NAMES[n]), facet_choices(n, result, request, catalogue)) for n in FACETS
    ]
    return {
        "asked": request,
        "result": result,
        "hits": hits,
        "lacking": [(catalogue.fields[k].label(), n) for k, n in result.without.items() if n],
        "orders": orders(result, request, sortable, catalogue),
        "pages": pages(result, request),
        "facets": [(name, choices) for name, choices in facets if choices],
        "first_url": address("/", request, page=None),
        "versions_url": address("/", request, q=narrowed(request.q, "version:all"), page=None),
        "json_url": address("/api/v1/search", request),
        "csv_url": address("/api/v1/search.csv", request, page=None, page_size=None),
        "jsonl_url": address("/api/v1/search.jsonl", request, page=None, page_size=None),
    }
