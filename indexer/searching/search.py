"""Searching: a request in, the answer of the index out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from indexer.answer import (
    Aggregate,
    FacetValue,
    Group,
    Marks,
    Result,
    SearchResult,
    StatsBody,
    Suggestions,
    result_of,
    stats_body,
)
from indexer.catalogue import Catalogue
from indexer.engines.port import Engine, steadied
from indexer.errors import EngineError, NotFound
from indexer.highlights import Sought, marks, sought
from indexer.model import EngineState, HitPage, Source, StoredReport, TallyRow
from indexer.query import BY_ID, FieldValue, Query, Run, Tally
from indexer.queryparser import parse_query
from indexer.searching.explaining import Explainer
from indexer.searching.question import Question, SearchRequest, understand, widened
from indexer.searching.suggestions import Suggester
from indexer.searching.variants import Variants
from indexer.snippets import snippets
from indexer.text import Segmenter

FACET_VALUES = 50
"""How many values of a facet an answer lists."""

RELAXED_AT_MOST = 12
"""A query of more conditions is not tried without each of them: every try is a search."""


class Searcher:
    """Answers requests from whichever engine ``engine_source`` gives at the time.

    ``synonyms`` are groups of words that stand for one another where nothing is quoted. A request
    that takes longer than ``seconds`` is given up with ``QueryTooSlow``. Every method raises what
    the engine raises, and ``InputError`` for what is asked wrongly.
    """

    def __init__(
        self,
        engine_source: Callable[[], Engine],
        catalogue: Catalogue,
        segmenter: Segmenter,
        *,
        synonyms: Iterable[Sequence[str]] = (),
        seconds: float | None = None,
    ) -> None:
        self._engine = engine_source
        self._catalogue = catalogue
        self._segmenter = segmenter
        self._variants = Variants(synonyms)
        self._explainer = Explainer(self._variants, segmenter)
        self._suggester = Suggester(catalogue, segmenter)
        self._seconds = seconds

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer with a page of results, facets and stats; a page past the last has no results."""
        began = time.perf_counter()
        asked = self._understand(request)
        last = self._engine()
        # Before the commit that is asked, so that nothing old is remembered of a new one.
        revision = last.revision() if any(run.variants for run in asked.parsed.runs) else None
        # Total, hits and counts are of one commit, whatever is written meanwhile.
        engine = steadied(last)
        deadline = self._deadline()

        def is_held(run: Run) -> bool:
            return _count(engine, run, deadline) > 0

        tallies = [Tally((name,)) for name in asked.facets]
        if asked.stats:
            tallies.append(Tally(stats=tuple(asked.stats.values()), tenths=asked.tenths))
        found = engine.search(
            asked.query,
            offset=(request.page - 1) * request.page_size,
            limit=request.page_size,
            sort=asked.sort,
            tallies=tallies,
            deadline=deadline,
        )
        return SearchResult(
            query=request.q,
            explained=tuple(
                self._explainer.explain(run, revision, is_held) for run in asked.parsed.runs
            ),
            total=found.total,
            other_versions=_count(engine, asked.other_versions, deadline),
            without=_without(engine, asked, deadline),
            page=request.page,
            page_size=request.page_size,
            pages=-(-found.total // request.page_size),
            results=self._results(engine, asked, found),
            facets={
                name: _facet_values(name, rows)
                for name, rows in zip(asked.facets, found.tallies, strict=False)
            },
            stats=_stats_bodies(asked, found),
            took_ms=round((time.perf_counter() - began) * 1000),
        )

    def aggregate(self, request: SearchRequest) -> Aggregate:
        """Group the whole result by ``facets``, two at most, with the ``stats`` of each group.

        Without any facet all of it is one group.
        """
        asked = self._understand(request)
        tally = Tally(asked.facets, tuple(asked.stats.values()), asked.tenths)
        found = self._engine().search(
            asked.query, limit=0, sort=BY_ID, tallies=[tally], deadline=self._deadline()
        )
        groups = [_group(row, asked) for row in found.tallies[0]]
        return Aggregate(
            query=request.q,
            by=asked.facets,
            total=found.total,
            groups=tuple(sorted(groups, key=lambda group: group.values)),
        )

    def count(self, q: str, *, variants: bool = True) -> int:
        """Return how many reports match a query, of the versions it asks for."""
        query = self._understand(SearchRequest(q, variants=variants)).query
        return _count(self._engine(), query, self._deadline())

    def suggest(self, text: str, limit: int = 10) -> Suggestions:
        """Suggest what the last term of a query typed so far may become, best first.

        Issuers (in characters, in pinyin or by initials), fields, names of sections and keywords,
        their values, operators and words. ``/api/v1/suggest`` is this, with ``q`` and ``limit``.
        """
        return self._suggester.suggest(text, limit, self._engine())

    def warm(self) -> None:
        """Load what the first request would wait for: dictionary, tables, index.

        A server calls it before or while it listens. An index that is not there yet, or that
        cannot be used, is no error here: whoever asks is told.
        """
        self._segmenter.cut("年报")
        self._variants.of("年报", self._segmenter)
        with suppress(EngineError):
            self._suggester.prepare(self._engine())

    def report(self, id: str) -> StoredReport:
        """Return a report whole, whatever its version; ``NotFound`` unless ``id`` is one's."""
        found = self._engine().get([id])
        if not found:
            raise NotFound("no report has the id %(id)s", id=id)
        return found[0]

    def rows(self, request: SearchRequest) -> Iterator[StoredReport]:
        """Yield the whole result in order, parts ``meta`` and ``facts``, in flat memory.

        Paging, facets and stats are left aside. Faults of the request are raised at once, not at
        the first row.
        """
        asked = self._understand(request)
        engine = self._engine()
        if self._seconds is not None:
            # A scan has no deadline: whether one can be met is found out first.
            _count(engine, asked.query, self._deadline())
        return engine.scan(asked.query, sort=asked.sort, parts=("meta", "facts"))

    def columns(self, request: SearchRequest) -> tuple[str, ...]:
        """Return the keys of the fields that results show: conditions, order, ``fields``."""
        return self._understand(request).columns

    def relaxed(self, request: SearchRequest) -> str | None:
        """Return the query without the condition that keeps most reports out, of equals the last.

        None where leaving one out finds no more, where there is only one, and where there are
        more than ``RELAXED_AT_MOST``. ``years`` and ``where`` stay as they are.
        """
        spans = parse_query(request.q, self._catalogue, self._segmenter).conditions
        if not 1 < len(spans) <= RELAXED_AT_MOST:
            return None
        engine, deadline = self._engine(), self._deadline()

        def found(q: str) -> int:
            return _count(engine, self._understand(replace(request, q=q)).query, deadline)

        most, best = found(request.q), None
        for n in range(len(spans)):
            q = " ".join(request.q[i:j] for i, j in (*spans[:n], *spans[n + 1 :]))
            count = found(q)
            if count > most or (best is not None and count == most):
                most, best = count, q
        return best

    def marks(
        self,
        q: str,
        texts: Mapping[str, str],
        *,
        partial: bool = False,
        variants: bool = True,
    ) -> dict[str, Marks]:
        """Mark in the texts of a report, by text field, the characters that match a query.

        ``partial`` says that these are not all its texts (a title alone): then the words of a run
        are marked each for itself. ``variants`` marks other spellings too. A field without marks
        is no key.
        """
        parsed = parse_query(q, self._catalogue, self._segmenter)
        if variants:
            parsed = widened(parsed, self._segmenter, self._variants)
        return marks(texts, sought(parsed.query), self._segmenter.cut, partial=partial)

    def sources(self, report: StoredReport) -> Iterator[Source]:
        """Yield the files a report was read from, as they were when seen."""
        origins = report.meta.origins if report.meta else ()
        for collection in dict.fromkeys(origin.collection for origin in origins):
            seen = self._engine().sources(collection)
            yield from (source for source in seen if source.report == report.id)

    def engine(self) -> Engine:
        """Return the engine of now, for questions that are no search (``series``)."""
        return self._engine()

    def health(self) -> EngineState:
        """Return what the engine says of itself."""
        return self._engine().check()

    def _understand(self, request: SearchRequest) -> Question:
        return understand(request, self._catalogue, self._segmenter, self._variants)

    def _deadline(self) -> float | None:
        return None if self._seconds is None else time.monotonic() + self._seconds

    def _results(self, engine: Engine, asked: Question, found: HitPage) -> tuple[Result, ...]:
        looked_for = sought(asked.query)
        parts = ["meta", *(["facts"] if asked.columns else []), *(["prose"] if looked_for else [])]
        scores = {hit.id: hit.score for hit in found.hits}
        return tuple(
            self._result(report, asked.columns, looked_for, scores[report.id])
            for report in engine.get(list(scores), parts)
        )

    def _result(
        self,
        report: StoredReport,
        columns: Sequence[str],
        looked_for: Sequence[Sought],
        score: float,
    ) -> Result:
        assert report.meta is not None  # asked for above
        prose = report.prose or {}
        texts = {"title": report.meta.title, "issuer": report.meta.issuer or "", **prose}
        found = marks(texts, looked_for, self._segmenter.cut) if looked_for else {}
        return result_of(
            report.meta, report.facts, columns, score=score, snippets=snippets(prose, found)
        )


def _count(engine: Engine, query: Query, deadline: float | None) -> int:
    # By id, since no score needs to be worked out for that.
    return engine.search(query, limit=0, sort=BY_ID, deadline=deadline).total


def _without(engine: Engine, asked: Question, deadline: float | None) -> dict[str, int]:
    """Count, for each field in conditions on numbers, the reports that have no value there."""
    if not asked.conditions:
        return {}
    tally = Tally(stats=tuple(FieldValue(key) for key in asked.conditions))
    found = engine.search(
        asked.without_numbers, limit=0, sort=BY_ID, tallies=[tally], deadline=deadline
    )
    [row] = found.tallies[0]
    return {key: s.missing for key, s in zip(asked.conditions, row.stats, strict=True)}


def _facet_values(name: str, rows: Sequence[TallyRow]) -> tuple[FacetValue, ...]:
    """List the values of a facet, most frequent first, then by name."""
    ordered = sorted(rows, key=lambda row: (-row.count, row.values))[:FACET_VALUES]
    return tuple(
        FacetValue(int(row.values[0]) if name == "year" else row.values[0], row.count)
        for row in ordered
    )


def _group(row: TallyRow, asked: Question) -> Group:
    values = (
        int(value) if name == "year" else value
        for name, value in zip(asked.facets, row.values, strict=True)
    )
    stats = zip(asked.stats, row.stats, strict=True)
    return Group(tuple(values), row.count, {name: stats_body(s) for name, s in stats})


def _stats_bodies(asked: Question, found: HitPage) -> dict[str, StatsBody]:
    if not asked.stats:
        return {}
    [row] = found.tallies[-1]
    return {name: stats_body(s) for name, s in zip(asked.stats, row.stats, strict=True)}
