"""All that matches a query: how many, in which order, how it is tallied."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any

from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.tally import Tallying
from indexer.engines.opensearch.translation import Native, Translation, as_written, scored
from indexer.engines.opensearch.walking import (
    PAGE,
    UNFETCHED,
    Row,
    View,
    has_nearness,
    id_of,
    native_order,
    settle,
    walk,
)
from indexer.engines.scoring import AS_WRITTEN, scored_runs
from indexer.model import Hit, HitPage
from indexer.query import RELEVANCE, Query, Sort, Tally

WINDOW = 10000
"""Hits that the cluster reaches without going through those before them."""

_COUNT: Native = {"count": {"filter": {"match_all": {}}}}


class Answer:
    """All that matches a query, in one order.

    By relevance it is asked for in levels: those with all runs found as written, then those with
    one less, and so on, each by BM25. A score in single precision has no room for both.
    """

    def __init__(
        self,
        client: Client,
        index: str,
        numbers: Sequence[str],
        query: Query,
        sort: Sort,
        deadline: float | None = None,
    ) -> None:
        self._client = client
        self._index = index
        self._numbers = numbers
        self._query = query
        self._sort = sort
        self._deadline = deadline
        runs = scored_runs(query) if sort.key == RELEVANCE.key else ()
        self._runs = runs
        self._order = native_order(sort, numbers)

    def page(self, offset: int, limit: int, tallies: Sequence[Tally]) -> HitPage:
        """Return the exact total, one slice of the hits, and the tallies."""
        deep = offset + limit > WINDOW
        tallying = Tallying(tallies, self._numbers)
        with self._view(deep or has_nearness(self._query)) as pit:
            main = self._main(pit)
            first = self._ask(pit, main, tallying, offset, 0 if deep else limit)
            total = first["aggregations"]["count"]["doc_count"]
            if deep:
                hits = list(islice(self._walk(pit, main), offset, offset + limit))
            else:
                hits = self._slice(pit, main, first, offset, limit)
            if not tallying.read(first["aggregations"]):
                self._tally_on(tallying, main, pit)
        return HitPage(
            total,
            tuple(Hit(id_of(hit), self._score(hit, level)) for hit, level in hits),
            tallying.tables(total),
        )

    def few(self, source: Sequence[str]) -> list[Row] | None:
        """Return all hits in order if one request gives them, and so as of one moment."""
        if self._runs or has_nearness(self._query):
            return None
        body = {"query": self._main(None), "sort": self._order, "size": PAGE, "_source": source}
        hits: list[Row] = self._search(None, body)["hits"]["hits"]
        return hits if len(hits) < PAGE else None

    def rows(self, pit: View, source: Sequence[str] | None = None) -> Iterator[Row]:
        """Yield all hits in order, with what is named in ``source``."""
        for hit, _ in self._walk(pit, self._main(pit), source):
            yield hit

    # ── parts ──

    def _view(self, kept: bool) -> AbstractContextManager[View | None]:
        return self._client.view(self._index) if kept else nullcontext()

    def _main(self, pit: View | None) -> Native:
        settled = {}
        if pit and has_nearness(self._query):
            settled = settle(self._client, pit, self._query, self._numbers, self._deadline)
        match = Translation(self._numbers, settled).native(self._query)
        return scored(self._query, match) if self._runs else {"bool": {"filter": [match]}}

    def _ask(
        self, pit: View | None, main: Native, tallying: Tallying, offset: int, limit: int
    ) -> dict[str, Any]:
        """Ask for the total, the tallies, and a slice of the first level."""
        body = {
            "query": main,
            "aggs": {**_COUNT, **tallying.asked()},
            **self._hits_of(len(self._runs), offset, limit),
        }
        return self._search(pit, body)

    def _slice(
        self, pit: View | None, main: Native, first: dict[str, Any], offset: int, limit: int
    ) -> list[tuple[Row, int]]:
        """Return a slice of all levels, from the first that was asked for already on."""
        level = len(self._runs)
        hits = [(hit, level) for hit in first["hits"]["hits"]]
        before = first["hits"]["total"]["value"]
        total = first["aggregations"]["count"]["doc_count"]
        while level and len(hits) < limit and before < total:
            level -= 1
            left = limit - len(hits)
            body = {"query": main, **self._hits_of(level, max(0, offset - before), left)}
            answer = self._search(pit, body)
            hits += [(hit, level) for hit in answer["hits"]["hits"]]
            before += answer["hits"]["total"]["value"]
        return hits

    def _walk(
        self, pit: View | None, main: Native, source: Sequence[str] | None = None
    ) -> Iterator[tuple[Row, int]]:
        assert pit is not None  # a walk takes many requests
        for level in range(len(self._runs), -1, -1):
            query = {"bool": {"must": [main], "filter": self._level(level)}}
            found = walk(
                self._client,
                pit,
                query,
                self._order,
                source=source,
                deadline=self._deadline,
                **self._statistics(),
            )
            for hit in found:
                yield hit, level

    def _tally_on(self, tallying: Tallying, main: Native, pit: View | None) -> None:
        """Ask for tallies too long for one answer, all of them as of one moment."""
        with nullcontext(pit) if pit else self._client.view(self._index) as kept:
            tallying.restart()
            while True:
                body = {"query": main, "size": 0, "aggs": tallying.asked()}
                if tallying.read(self._search(kept, body)["aggregations"]):
                    return

    def _hits_of(self, level: int, offset: int, limit: int) -> dict[str, Any]:
        body: dict[str, Any] = {
            "from": offset if limit else 0,
            "size": limit,
            **UNFETCHED,
            "track_total_hits": True,
        }
        if limit:
            body |= {"sort": self._order, "track_scores": bool(self._runs)}
        filters = self._level(level)
        if filters and limit:
            # Beside the query, so that total and tallies are of all levels.
            body["post_filter"] = {"bool": {"filter": filters}}
        return body

    def _level(self, level: int) -> list[Native]:
        """Return what only those meet that have just so many of the runs as written."""
        if not self._runs:
            return []
        written = list(map(as_written, self._runs))
        some = {"bool": {"should": written, "minimum_should_match": level}}
        more = {"bool": {"should": written, "minimum_should_match": level + 1}}
        above = [{"bool": {"must_not": [more]}}] if level < len(self._runs) else []
        return [*([some] if level else []), *above]

    def _search(self, pit: View | None, body: dict[str, Any]) -> dict[str, Any]:
        params = self._statistics()
        if pit:
            return self._client.search(
                "/_search", {**body, "pit": pit}, deadline=self._deadline, **params
            )
        # Copies of a shard count reports that were replaced otherwise until they are merged: the
        # same question goes to the same copies, so that one page goes on where another ended.
        key = zlib.crc32(repr(self._query).encode("utf-8", "surrogatepass"))
        return self._client.search(
            f"/{self._index}/_search", body, deadline=self._deadline, preference=f"q{key}", **params
        )

    def _statistics(self) -> dict[str, Any]:
        """Return how words are weighed: by all shards together, so that they score alike."""
        return {"search_type": "dfs_query_then_fetch"} if self._runs else {}

    def _score(self, hit: Row, level: int) -> float:
        return level * AS_WRITTEN + hit["_score"] if self._runs else 0.0
