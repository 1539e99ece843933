"""A query tree in the words of the cluster."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from indexer.documents import KEYWORDS
from indexer.engines.opensearch.layout import (
    GAP,
    ID,
    PLACED,
    WORDS,
    character_field,
    keyword_field,
    term,
    text_field,
)
from indexer.engines.opensearch.numbers import compared
from indexer.engines.port import BM25_K1, FIELD_WEIGHTS
from indexer.engines.proximity import sought_in
from indexer.engines.scoring import scored_runs, scored_words
from indexer.engines.terms import LETTERS, pairs_of, storable, unbroken, word_term
from indexer.model import TEXT_FIELDS
from indexer.query import (
    And,
    Compare,
    Everything,
    Keyword,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Run,
    Together,
)

Native = dict[str, Any]
"""A query of the cluster."""

EVERYTHING: Native = {"match_all": {}}
NOTHING: Native = {"match_none": {}}

MOST_TERMS = 60000
"""Values in one ``terms`` query: the cluster takes 65,536."""

LOST = BM25_K1 + 1
"""What Lucene leaves out of BM25, as it is the same for all."""


class Translation:
    """Says a query tree in the cluster's words.

    ``numbers`` are the names of those there are. ``settled`` has, for each ``Near`` and
    ``Together`` of the query, the ids of the reports that match it: the cluster has no words
    for them.
    """

    def __init__(
        self,
        numbers: Collection[str],
        settled: Mapping[Near | Together, Sequence[str]] | None = None,
    ) -> None:
        self._numbers = numbers
        self._settled = settled or {}

    def native(self, query: Query) -> Native:
        """Return the cluster's query for a tree; nothing in it scores."""
        match query:
            case Everything():
                return EVERYTHING
            case And(children):
                return self._joined(children)
            case Or(children):
                return any_of(map(self.native, children))
            case Not(child):
                return {"bool": {"must_not": [self.native(child)]}}
            case Compare():
                return compared(query, self._numbers)
            case Keyword(name, value):
                if name not in KEYWORDS:
                    return NOTHING
                return {"term": {keyword_field(name): storable(value)}}
            case Near() | Together():
                return _among(self._settled[query])
        return self._worded(query)

    def _worded(self, query: Run | Phrase | Prefix) -> Native:
        match query:
            case Run():
                return any_of(map(_run, (query, *query.variants)))
            case Phrase(text, fields):
                return any_of(exact(text, name) for name in fields)
            case Prefix(text, fields):
                begins = term(unbroken(text))
                return any_of({"prefix": {PLACED: LETTERS[name] + begins}} for name in fields)

    def _joined(self, children: Sequence[Query]) -> Native:
        wanted = [self.native(c) for c in children if not isinstance(c, Not)]
        unwanted = [self.native(c.child) for c in children if isinstance(c, Not)]
        return {"bool": {"filter": wanted, "must_not": unwanted}} if children else EVERYTHING


def any_of(queries: Iterable[Native]) -> Native:
    """Return the query for what matches one of them; of none, for nothing."""
    listed = list(queries)
    if len(listed) == 1:
        return listed[0]
    return {"bool": {"should": listed, "minimum_should_match": 1}} if listed else NOTHING


def candidates(query: Near | Together) -> Native:
    """Return the query for what may match: what holds the strings in one text field."""
    return any_of(
        {"bool": {"filter": [exact(text, name) for text in sought_in(query)]}}
        for name in query.fields
    )


def exact(text: str, name: str) -> Native:
    """Return the query for exactly these characters, one after another, in a text field."""
    sought = unbroken(text)
    if not sought:
        return {"exists": {"field": text_field(name)}}
    if len(sought) == 1:
        return {"term": {character_field(name): sought}}
    pairs = pairs_of(sought)
    if len(pairs) == 1:
        return {"term": {text_field(name): sought}}
    # Every other pair holds all characters.
    chosen = [pair if n % 2 == 0 else GAP for n, pair in enumerate(pairs[:-1])]
    return {"match_phrase": {text_field(name): " ".join([*chosen, pairs[-1]])}}


# ── runs, and what they weigh ────────────────────────────────────────────────────────────


def as_written(run: Run) -> Native:
    """Return the query for a run found as written."""
    return any_of(exact(run.text, name) for name in run.fields)


def _run(run: Run) -> Native:
    if run.words in ((), (run.text,)):
        return as_written(run)
    words = [_word(word, run.fields) for word in run.words]
    return any_of([as_written(run), {"bool": {"filter": words}}])


def scored(query: Query, match: Native) -> Native:
    """Return the query for what matches, scored by BM25 over the words of the tree's runs."""
    words = scored_words(scored_runs(query))
    weights = [_word(word, fields, LOST) for word, fields in words]
    return {"bool": {"filter": [match], "should": weights, "minimum_should_match": 0}}


def _word(word: str, fields: Sequence[str], boost: float = 1.0) -> Native:
    kept = term(word_term(word))
    if set(fields) == set(TEXT_FIELDS):
        return {"term": {WORDS: {"value": kept, "boost": boost}}}
    return any_of(
        {
            "term": {
                PLACED: {
                    "value": LETTERS[name] + kept,
                    "boost": boost * FIELD_WEIGHTS.get(name, 1.0),
                }
            }
        }
        for name in fields
    )


def _among(ids: Sequence[str]) -> Native:
    return any_of(
        {"terms": {ID: list(ids[n : n + MOST_TERMS])}} for n in range(0, len(ids), MOST_TERMS)
    )
