"""The first of what matches in an order, exactly: tantivy breaks ties as it comes upon them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import tantivy
from tantivy import FieldType, Occur
from tantivy import Query as Native

from indexer.engines.scoring import AS_WRITTEN, scored_runs, scored_words
from indexer.engines.tantivy_document import ID
from indexer.engines.tantivy_query import Translation, all_of, unscored
from indexer.engines.tantivy_snapshot import Found, Snapshot
from indexer.query import And, Phrase, Query, Run

FURTHER = 8
"""By how much more is fetched where a tie goes on behind the last one."""


class Place(NamedTuple):
    """A report found: its score, its id as a number, where it is kept."""

    score: float
    id: int
    address: tantivy.DocAddress


def by_id(snapshot: Snapshot, match: Native, most: int, *, descending: bool = False) -> list[Place]:
    """Return the first ``most`` by id."""
    if not most:
        return []
    found = snapshot.first(match, most, ID, descending=descending)
    return [Place(0.0, id, address) for id, address in found]


def by_value(
    snapshot: Snapshot, match: Native, most: int, field: str, *, descending: bool
) -> list[Place]:
    """Return the first ``most`` by a number or a keyword, those without it last."""
    known = all_of([match, Native.exists_query(field)])
    found = snapshot.first(known, most, field, descending=descending)
    ids = snapshot.ids_of([address for _, address in found])
    valued = sorted(zip(ids, found, strict=True), key=lambda one: one[0])
    # A stable sort, reversed as well, leaves equal ones by id ascending.
    valued.sort(key=lambda one: one[1][0], reverse=descending)
    if len(found) < most:
        unknown = all_of([match], [Native.exists_query(field)])
        return _places(valued) + by_id(snapshot, unknown, most - len(found))
    last = found[-1][0]
    before = _places([one for one in valued if one[1][0] != last])
    tied = all_of([match, _equal(snapshot, field, last)])
    return before + by_id(snapshot, tied, most - len(before))


def _places(valued: Sequence[tuple[int, Found]]) -> list[Place]:
    return [Place(0.0, id, address) for id, (_, address) in valued]


def _equal(snapshot: Snapshot, field: str, value: Any) -> Native:
    if isinstance(value, str):
        return snapshot.term(field, value)
    return Native.range_query(snapshot.shape.schema, field, FieldType.Float, value, value)


def by_relevance(
    snapshot: Snapshot, translation: Translation, query: Query, match: Native, most: int
) -> list[Place]:
    """Return the ``most`` best of ``match``, which is what ``query`` matches.

    By the number of runs found as written, then by BM25, then by id. The two are asked for apart:
    a single sum of theirs would leave too few digits to BM25.
    """
    runs = scored_runs(query)
    words = [translation.word(word, fields) for word, fields in scored_words(runs)]
    written = [translation.leaf(Phrase(run.text, run.fields)) for run in runs]
    places: list[Place] = []
    for count in range(len(runs), -1, -1):
        if len(places) == most:
            break
        if count == len(runs):
            stage = _all_written(translation, query, runs) or all_of([match, *written])
        else:
            stage = _so_many(match, written, count)
        for place in _best(snapshot, stage, words, most - len(places)):
            places.append(place._replace(score=AS_WRITTEN * count + place.score))
    return places


def _all_written(translation: Translation, query: Query, runs: Sequence[Run]) -> Native | None:
    """Return the query with its runs as written; a run that must match is looked for once only."""
    phrases = {run: Phrase(run.text, run.fields) for run in runs}

    def narrowed(part: Query) -> Query:
        match part:
            case And(children):
                return And(tuple(narrowed(child) for child in children))
            case Run():
                return phrases.pop(part, Phrase(part.text, part.fields))
        return part

    inner = narrowed(query)
    return translation.native(And((inner, *phrases.values())) if phrases else inner)


def _so_many(match: Native, written: Sequence[Native], count: int) -> Native:
    """Return the query for what matches with just so many of the phrases."""
    phrases = [(Occur.Should, phrase) for phrase in written]
    more = Native.boolean_query(phrases, minimum_number_should_match=count + 1)
    if not count:
        return all_of([match], [more])
    return all_of([match, Native.boolean_query(phrases, minimum_number_should_match=count)], [more])


def _best(snapshot: Snapshot, match: Native, words: Sequence[Native], most: int) -> list[Place]:
    if not words:
        return by_id(snapshot, match, most)
    scored = Native.boolean_query(
        [(Occur.Must, unscored(match)), *((Occur.Should, word) for word in words)]
    )
    fetched = most + 1
    while True:
        found = snapshot.best(scored, fetched)
        if len(found) < fetched or found[-1][0] < found[most - 1][0]:
            break
        fetched *= FURTHER
    ids = snapshot.ids_of([address for _, address in found])
    places = [Place(score, id, a) for id, (score, a) in zip(ids, found, strict=True)]
    return sorted(places, key=lambda place: (-place.score, place.id))[:most]
