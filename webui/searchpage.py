"""What the search page prints: its hits, orders, pages, and the ways on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from indexer import Catalogue, SearchResult, with_term
from webui.addresses import Choice, address, asked_by, export_address
from webui.filters import FACETS, facet_choices, field_groups, number_filters
from webui.hittable import METADATA, fields_of, headings, table_rows
from webui.language import msgid
from webui.parameters import PageRequest
from webui.presenters import Marks, hit
from webui.wording import KEYWORD_NAMES

ORDERS = (
    ("relevance", msgid("relevance")),
    ("-year", msgid("newest year")),
    ("year", msgid("oldest year")),
    ("issuer", msgid("issuer")),
    ("-published", msgid("last published")),
    ("-indexed", msgid("last indexed")),
)


def orders(
    sort: str, result: SearchResult, request: PageRequest, catalogue: Catalogue
) -> list[Choice]:
    """List the orders to choose from: the usual ones, and each number asked about both ways."""
    asked = dict.fromkeys([*result.without, *request.fields])
    fields = [
        (f"{sign}{key}", f"{catalogue.fields[key].alias} {arrow}")
        for key in asked
        if key in catalogue.fields
        for sign, arrow in (("-", "↓"), ("", "↑"))
    ]
    usual = [o for o in ORDERS if o[0] != "relevance" or result.explained or sort == "relevance"]
    return [
        Choice(text, address("/", request, sort=key, page=None), chosen=key == sort)
        for key, text in (*((key, gettext(name)) for key, name in usual), *fields)
    ]


def pages(result: SearchResult, request: PageRequest) -> list[Choice | None]:
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


def relaxed_choice(query: str | None, found: int, request: PageRequest) -> Choice | None:
    """Make a link of the query that finds so many; None where there is no such query."""
    if query is None:
        return None
    text = query or gettext("all reports")
    return Choice(text, address("/", request, q=query, page=None), count=found)


def search_page(
    request: PageRequest,
    result: SearchResult,
    columns: Sequence[str],
    marks: Mapping[str, Mapping[str, Marks]],
    catalogue: Catalogue,
) -> dict[str, object]:
    """Gather what the search page prints, apart from what only the searcher knows.

    ``columns`` are those of the table, ``marks`` by a hit's id those of its title and issuer.
    """
    sort = request.sort or ("relevance" if result.explained else "-year")
    hits = [hit(r, request.q, marks[r.id], catalogue) for r in result.results]
    urls = {r.id: shown.url for r, shown in zip(result.results, hits, strict=True)}
    facets = [
        (gettext(KEYWORD_NAMES[n]), facet_choices(n, result, request, catalogue)) for n in FACETS
    ]
    return {
        "asked": request,
        "result": result,
        "hits": hits,
        "columns": headings(columns, request, sort, catalogue),
        "rows": list(table_rows(result.results, urls, marks, columns, catalogue)),
        "choosable": [(key, gettext(text)) for key, text in METADATA.items()],
        "kept": asked_by(request, q=None, page=None),
        "lacking": [(catalogue.fields[k].label(), n) for k, n in result.without.items() if n],
        "orders": orders(sort, result, request, catalogue),
        "pages": pages(result, request),
        "filters": number_filters(result, request, catalogue),
        "field_groups": field_groups(catalogue),
        "facets": [(name, choices) for name, choices in facets if choices],
        **_ways(request, fields_of(columns), catalogue),
    }


def _ways(request: PageRequest, fields: tuple[str, ...], catalogue: Catalogue) -> dict[str, str]:
    """Write the addresses that the page links to: the same reports shown or taken otherwise."""
    shown = fields if request.view == "table" else request.fields
    all_versions = with_term(request.q, "version:all", catalogue)
    return {
        "first_url": address("/", request, page=None),
        "list_url": address("/", request, view=None),
        "table_url": address("/", request, view="table"),
        "versions_url": address("/", request, q=all_versions, page=None),
        "variants_url": address(
            "/", request, variants="off" if request.variants else None, page=None
        ),
        "feed_url": address("/feed.atom", PageRequest(q=request.q, variants=request.variants)),
        "json_url": address("/api/v1/search", request, fields=shown, view=None, columns=None),
        **{
            f"{ending}_url": export_address(f"/api/v1/search.{ending}", request, shown)
            for ending in ("csv", "xlsx", "jsonl")
        },
    }
