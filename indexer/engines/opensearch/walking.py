"""Going through all that matches: page after page of one view, in flat memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.layout import ID, keyword_field, number_field, text_and_cut
from indexer.engines.opensearch.translation import EVERYTHING, Native, Translation, candidates
from indexer.engines.proximity import stands
from indexer.query import RELEVANCE, SORTED_KEYWORDS, And, Near, Not, Or, Query, Sort, Together

PAGE, LIGHT_PAGE = 200, 5000
"""Reports fetched at a time: with what is stored of them, and without."""

UNFETCHED: Native = {"_source": False, "stored_fields": "_none_"}
"""Nothing of a hit but what it is ordered by: to look up its id, a node would unpack all of it."""

Row = Mapping[str, Any]
View = Mapping[str, str]


def walk(
    client: Client,
    pit: View,
    query: Native,
    order: Sequence[Native],
    *,
    source: Sequence[str] | None = None,
    page: int | None = None,
    deadline: float | None = None,
    **params: Any,
) -> Iterator[Row]:
    """Yield all hits of a view in an order that leaves no ties, ``page`` of them a request.

    ``source`` names what is fetched of each; without it nothing is, and only ``id_of`` tells them
    apart.
    """
    size = page or (PAGE if source else LIGHT_PAGE)
    body: dict[str, Any] = {
        "query": query,
        "pit": pit,
        "sort": list(order),
        "size": size,
        **({"_source": list(source)} if source else UNFETCHED),
        "track_total_hits": False,
        "track_scores": True,
    }
    while True:
        answer = client.search("/_search", body, deadline=deadline, **params)
        hits = answer["hits"]["hits"]
        yield from hits
        if len(hits) < size:
            return
        body["search_after"] = hits[-1]["sort"]


def id_of(row: Row) -> str:
    """Return the id of a hit, which all orders end with."""
    id: str = row["sort"][-1]
    return id


def native_order(sort: Sort, numbers: Sequence[str]) -> list[Native]:
    """Return an order in the cluster's words: without a value last, ties by id."""
    direction = "desc" if sort.descending else "asc"
    by_id = {ID: "asc"}
    if sort.key == RELEVANCE.key:
        return [{"_score": "desc"}, by_id]
    if sort.key == ID:
        return [{ID: direction}]
    if sort.key in SORTED_KEYWORDS:
        field = keyword_field(sort.key)
    elif sort.key in numbers:
        field = number_field(sort.key)
    else:
        return [by_id]
    return [{field: {"order": direction, "missing": "_last"}}, by_id]


# ── nearness ─────────────────────────────────────────────────────────────────────────────


def has_nearness(query: Query) -> bool:
    """Say whether a tree has a leaf that only the text itself can settle."""
    match query:
        case Near() | Together():
            return True
        case And(children) | Or(children):
            return any(map(has_nearness, children))
        case Not(child):
            return has_nearness(child)
    return False


def settle(
    client: Client, pit: View, query: Query, numbers: Sequence[str], deadline: float | None
) -> dict[Near | Together, list[str]]:
    """Return, for each leaf of nearness, the ids of the reports that match it.

    Only reports are looked at that hold the strings, and that match what the rest of the query
    wants in any case.
    """
    bounds = query.children if isinstance(query, And) else ()
    bound = And(tuple(child for child in bounds if not has_nearness(child)))
    within = Translation(numbers).native(bound) if bound.children else EVERYTHING
    found: dict[Near | Together, list[str]] = {}
    for leaf in dict.fromkeys(_leaves(query)):
        possible = {"bool": {"filter": [within, candidates(leaf)]}}
        needed = [f"{part}.{name}" for name in leaf.fields for part in ("texts", "cuts")]
        rows = walk(client, pit, possible, [{ID: "asc"}], source=needed, deadline=deadline)
        found[leaf] = [row["_id"] for row in rows if _holds(leaf, row["_source"])]
    return found


def _leaves(query: Query) -> Iterator[Near | Together]:
    match query:
        case Near() | Together():
            yield query
        case And(children) | Or(children):
            for child in children:
                yield from _leaves(child)
        case Not(child):
            yield from _leaves(child)


def _holds(leaf: Near | Together, stored: Row) -> bool:
    texts = (text_and_cut(stored, name) for name in leaf.fields)
    return any(found and stands(leaf, *found) for found in texts)
