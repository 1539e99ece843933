"""What the start page prints: examples to click, what is indexed, and what came last."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from indexer import Result, Searcher, SearchRequest, keyword_counts
from webui.addresses import address, term_of
from webui.charts import Bar, bars_of
from webui.guide import START
from webui.parameters import PageRequest

LATEST = 5
"""How many of the reports indexed last are named."""


def start_page(searcher: Searcher) -> dict[str, object]:
    """Gather what the start page prints; of an empty index nothing but the examples."""
    engine = searcher.engine()
    years = keyword_counts(engine, "year")
    provinces = keyword_counts(engine, "province")
    return {
        "examples": [(query, gettext(meaning)) for query, meaning in START],
        "searched": keyword_counts(engine)[()],
        "years": _bars("year", dict(sorted(years.items(), reverse=True))),
        "provinces": _bars("province", dict(sorted(provinces.items(), key=_most_first))),
        "latest": latest(searcher),
    }


def latest(searcher: Searcher) -> tuple[Result, ...]:
    """Return the reports indexed last."""
    return searcher.search(SearchRequest(sort="-indexed", page_size=LATEST)).results


def _most_first(entry: tuple[tuple[str, ...], int]) -> tuple[int, tuple[str, ...]]:
    return -entry[1], entry[0]


def _bars(name: str, counts: Mapping[tuple[str, ...], int]) -> list[Bar]:
    return bars_of(
        [
            (value, count, address("/", PageRequest(q=term_of(name, value))))
            for (value,), count in counts.items()
        ]
    )
