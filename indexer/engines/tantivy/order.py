"""The first of what matches in an order, exactly: tantivy breaks ties as it comes upon them."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from math import inf
from typing import Any, NamedTuple

import tantivy
from tantivy import FieldType, Occur
from tantivy import Query as Native

from indexer.engines.scoring import (
    AS_WRITTEN,
    demanded_runs,
    is_as_written,
    scored_runs,
    scored_words,
)
from indexer.engines.tantivy.document import ID
from indexer.engines.tantivy.snapshot import Found, Snapshot
from indexer.engines.tantivy.translation import Translation, all_of, unscored
from indexer.query import And, Phrase, Query, Run

TIED = 40
"""How many more are fetched in an order by a field, to see whether others tie with the last one."""

BEYOND, FURTHER = 200, 8
"""How many more are fetched for ties behind the last one, and how many times that if they go on."""


class Place(NamedTuple):
    """A report found: its score, its id as a number, where it is kept."""

    score: float
    id: int
    address: tantivy.DocAddress


class Places(NamedTuple):
    """The first of what matches, in order, and how many match."""

    first: list[Place]
    total: int


def by_id(snapshot: Snapshot, match: Native, most: int, *, descending: bool = False) -> Places:
    """Return the first ``most`` by id."""
    page = snapshot.first(match, most, ID, descending=descending)
    return Places([Place(0.0, id, address) for id, address in page.found], page.total)


def by_value(
    snapshot: Snapshot, match: Native, most: int, field: str, *, descending: bool
) -> Places:
    """Return the first ``most`` by a number or a keyword, those without it last."""
    page = snapshot.first(match, most + TIED, field, descending=descending)
    ids = snapshot.ids_of([address for _, address in page.found])
    by_ids = sorted(zip(ids, page.found, strict=True), key=lambda one: one[0])
    known = [one for one in by_ids if one[1][0] is not None]
    # A stable sort, reversed as well, leaves equal ones by id ascending.
    known.sort(key=lambda one: one[1][0], reverse=descending)
    unknown = [one for one in by_ids if one[1][0] is None]
    places = [Place(0.0, id, address) for id, (_, address) in (*known, *unknown)]
    last = page.found[-1][0] if page.found else None
    if len(page.found) == page.total or page.found[most - 1][0] != last:
        return Places(places[:most], page.total)
    before = sum(value != last for value, _ in page.found)
    tied = _equal(snapshot, match, field, last)
    rest = by_id(snapshot, tied, most - before)
    return Places(places[:before] + rest.first, page.total)


def _equal(snapshot: Snapshot, match: Native, field: str, value: Any) -> Native:
    if value is None:
        return all_of([match], [Native.exists_query(field)])
    if isinstance(value, str):
        return all_of([match, snapshot.term(field, value)])
    schema = snapshot.shape.schema
    return all_of([match, Native.range_query(schema, field, FieldType.Float, value, value)])


def by_relevance(
    snapshot: Snapshot, translation: Translation, query: Query, match: Native, most: int
) -> Places:
    """Return the ``most`` best of ``match``, which is what ``query`` matches.

    By the number of runs found as written, then by BM25, then by id. The two are asked for apart:
    a single sum of theirs would leave too few digits to BM25.
    """
    runs = scored_runs(query)
    words = [translation.word(word, fields) for word, fields in scored_words(runs)]
    demanded = demanded_runs(query)
    if all(run in demanded and is_as_written(run) for run in runs):
        # Whatever matches has all of them.
        return _best_of_one(snapshot, translation, query, words, most) or _best(
            snapshot, match, words, most, len(runs)
        )
    total = snapshot.count(match)
    all_written = translation.native(_as_written(query)) if set(runs) == demanded else None
    written = [translation.leaf(Phrase(run.text, run.fields)) for run in runs]
    found: list[Place] = []
    for count in range(len(runs), -1, -1):
        if len(found) == min(most, total):
            break
        stage = all_written if count == len(runs) else None
        stage = stage or _so_many(match, written, count)
        found.extend(_best(snapshot, stage, words, most - len(found), count).first)
    return Places(found, total)


def _best_of_one(
    snapshot: Snapshot, translation: Translation, query: Query, words: Sequence[Native], most: int
) -> Places | None:
    """Return the best by one word alone, None where more has to be looked at.

    What has the run, but not as a word of its own, comes behind all that has the word.
    """
    told = translation.told(query)
    if told is None or not len(words) == len(scored_runs(query)) == 1:
        return None
    ruled_out = ((Occur.MustNot, unwanted) for unwanted in told.unwanted)
    holding = Native.boolean_query([(Occur.Must, words[0]), *ruled_out])
    best = _best(snapshot, holding, words, most, 1, scored=holding)
    enough = len(best.first) == most or best.total == told.total
    return Places(best.first, told.total) if enough else None


def _as_written(query: Query) -> Query:
    """Return the query with its demanded runs as phrases."""
    match query:
        case Run(text, _, fields):
            return Phrase(text, fields)
        case And(children):
            return And(tuple(map(_as_written, children)))
    return query


def _so_many(match: Native, written: Sequence[Native], count: int) -> Native:
    """Return the query for what matches with just so many of the phrases."""
    if count == len(written):
        return all_of([match, *written])
    phrases = [(Occur.Should, phrase) for phrase in written]
    more = Native.boolean_query(phrases, minimum_number_should_match=count + 1)
    if not count:
        return all_of([match], [more])
    return all_of([match, Native.boolean_query(phrases, minimum_number_should_match=count)], [more])


def _best(
    snapshot: Snapshot,
    match: Native,
    words: Sequence[Native],
    most: int,
    written: int,
    scored: Native | None = None,
) -> Places:
    """Return the best of what matches with so many runs as written.

    ``scored`` is what matches, scored by the words, where it is known already.
    """
    if not words:
        page = snapshot.first(match, most, ID)
        score = AS_WRITTEN * written
        return Places([Place(score, id, address) for id, address in page.found], page.total)
    scored = _scored(match, words) if scored is None else scored
    fetched = most + BEYOND
    page = snapshot.best(scored, fetched)
    found: list[Found] = page.found
    while len(found) < page.total and found[-1][0] == found[most - 1][0]:
        if len(words) == 1:
            ranked = _lowest_tied(snapshot, match, words, found[:most], page.total)
            break
        fetched *= FURTHER
        found = snapshot.best(scored, fetched).found
    else:
        least = found[most - 1][0] if most <= len(found) else -inf
        ranked = _ranked(snapshot, [one for one in found if one[0] >= least])
    above = AS_WRITTEN * written
    first = [Place(above - loss, id, address) for loss, id, address in nsmallest(most, ranked)]
    return Places(first, page.total)


_Ranked = tuple[float, int, tantivy.DocAddress]
"""A score's negative, an id and an address: what is less comes first."""


def _ranked(snapshot: Snapshot, found: Sequence[Found]) -> list[_Ranked]:
    ids = snapshot.ids_of([address for _, address in found]) if found else []
    return [(-score, id, address) for (score, address), id in zip(found, ids, strict=True)]


def _lowest_tied(
    snapshot: Snapshot, match: Native, words: Sequence[Native], best: Sequence[Found], total: int
) -> list[_Ranked]:
    """Return what is better than the last of the ``best``, and enough equals of lowest id.

    Equals can be most of what matches, as of a word that stands once in each report: then some of
    the lowest ids are among them. For one word alone, whose score no order of adding up changes.
    """
    least = best[-1][0]
    better = [one for one in best if one[0] > least]
    looked_at = 2 * len(best)
    while True:
        lowest = snapshot.first(match, looked_at, ID).found
        again = _scored(snapshot.with_ids([id for id, _ in lowest]), words)
        known = {(address.segment_ord, address.doc): id for id, address in lowest}
        tied = [
            (-score, known[address.segment_ord, address.doc], address)
            for score, address in snapshot.best(again, looked_at).found
            if score == least
        ]
        if len(better) + len(tied) >= len(best) or looked_at >= total:
            return _ranked(snapshot, better) + tied
        looked_at *= FURTHER


def _scored(match: Native, words: Sequence[Native]) -> Native:
    """Return the query for what matches, which scores by words."""
    optional = ((Occur.Should, word) for word in words)
    return Native.boolean_query([(Occur.Must, unscored(match)), *optional])
