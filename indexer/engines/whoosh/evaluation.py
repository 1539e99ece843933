"""A query tree on a snapshot: which rows match, and how well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from indexer.engines.evaluation import Evaluation, Floats, Leaf, Mask, Rows
from indexer.engines.port import BM25_K1, FIELD_WEIGHTS
from indexer.engines.proximity import sought_in, stands
from indexer.engines.scoring import (
    AS_WRITTEN,
    demanded_runs,
    idf,
    is_as_written,
    length_norm,
    scored_runs,
    scored_words,
)
from indexer.engines.spellings import without_absent
from indexer.engines.whoosh.document import decode_cuts, decoded, encoded
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.model import TEXT_FIELDS
from indexer.query import Everything, Keyword, Near, Phrase, Prefix, Query, Run, Together

ROWS_BETWEEN_LOOKS = 256
"""After how many texts the clock is looked at."""


WordRows = dict[str, tuple[Rows, NDArray[np.uint16]]]
"""The rows that hold a word, and for each its counts by text field."""


class WhooshEvaluation(Evaluation):
    """One query being answered on one snapshot, until its deadline."""

    def __init__(
        self, snapshot: Snapshot, deadline: float | None = None, words: WordRows | None = None
    ) -> None:
        """``words`` is what was read already of this snapshot, and is added to."""
        super().__init__(snapshot.live, deadline)
        self.snapshot = snapshot
        self._words = {} if words is None else words

    def matching(self, query: Query) -> Rows:
        """Return the live rows that match, ascending."""
        return super().matching(self._held(query))

    def _held(self, query: Query) -> Query:
        return without_absent(query, self.snapshot.characters.__contains__)

    def numbers(self, name: str) -> Floats:
        """Return a number of every row, NaN where it is unknown."""
        return self.snapshot.numbers(name)

    def leaf(self, query: Leaf, within: Mask) -> Mask:
        """Return a mask that is right for the rows of ``within``; others may be either."""
        match query:
            case Everything():
                return within
            case Keyword(name, value):
                return self.mask_of(self.snapshot.keyword(name, value))
            case Prefix():
                return self._any_word(self.snapshot.words(query.text), query.fields)
            case Run():
                found = np.zeros_like(within)
                for run in (query, *query.variants):
                    found |= self._all_words(run)
                    found |= self.as_written(run, within & ~found)
                return found
        return self._verified(query, within)

    # ── words ──

    def _holders(self, word: str) -> tuple[Rows, NDArray[np.uint16]]:
        if word not in self._words:
            self._words[word] = self.snapshot.word(word)
        return self._words[word]

    def _word(self, word: str, fields: tuple[str, ...]) -> Mask:
        rows, counts = self._holders(word)
        return self.mask_of(rows[counts[:, _columns(fields)].any(axis=1)])

    def _any_word(self, words: Iterable[str], fields: tuple[str, ...]) -> Mask:
        found = np.zeros(self.snapshot.rows, np.bool_)
        for word in words:
            self.look()
            found |= self._word(word, fields)
        return found

    def _all_words(self, run: Run) -> Mask:
        if not run.words:
            return np.zeros(self.snapshot.rows, np.bool_)
        return reduce(np.logical_and, (self._word(word, run.fields) for word in run.words))

    # ── exact text ──

    def as_written(self, run: Run, within: Mask) -> Mask:
        """Say of the rows in ``within`` whether a text field holds the run as it is typed."""
        # A word of the cut that is the whole run needs no look at the text.
        found = (
            self._word(run.text, run.fields)
            if run.text in run.words
            else np.zeros(self.snapshot.rows, np.bool_)
        )
        return found | self._verified(Phrase(run.text, run.fields), within & ~found)

    def _verified(self, query: Phrase | Near | Together, within: Mask) -> Mask:
        rows = np.flatnonzero(within)
        for text in sought_in(query):
            rows = self.snapshot.marked(rows, text)
        found: list[Rows] = []
        for start in range(0, len(rows), ROWS_BETWEEN_LOOKS):
            self.look()
            some = rows[start : start + ROWS_BETWEEN_LOOKS]
            for text in sought_in(query):
                some = self.snapshot.holding(some, encoded(text))
            if not isinstance(query, Phrase) or len(query.fields) < len(TEXT_FIELDS):
                some = some[[self._in_fields(query, row) for row in some.tolist()]]
            found.append(some)
        return self.mask_of(np.concatenate(found) if found else rows)

    def _in_fields(self, query: Phrase | Near | Together, row: int) -> bool:
        """Look at a row that holds all the strings, whether it does so as it is asked."""
        needles = [encoded(text) for text in sought_in(query)]
        texts = dict(zip(TEXT_FIELDS, self.snapshot.text(row), strict=True))
        chosen = [f for f in query.fields if all(needle in texts[f] for needle in needles)]
        if isinstance(query, Phrase) or not chosen:
            return bool(chosen)
        cuts = decode_cuts(self.snapshot.cut(row))
        return any(stands(query, decoded(texts[f]), *cuts[f]) for f in chosen)

    # ── relevance ──

    def scores(self, query: Query, rows: Rows) -> Floats:
        """Return the score of each of the rows, which are what matches the query.

        It is of the whole query: some words of a spelling that nothing holds may be there.
        """
        snapshot = self.snapshot
        runs = scored_runs(query)
        # What matches has such a run as it is written: nobody needs to look again.
        known = {(r.text, r.fields) for r in demanded_runs(self._held(query)) if is_as_written(r)}
        within = self.mask_of(rows)
        written = np.zeros(len(rows))
        for run in runs:
            is_known = (run.text, run.fields) in known
            written += 1 if is_known else self.as_written(run, within)[rows]
        scores = AS_WRITTEN * written
        norm = length_norm(snapshot.lengths[rows], snapshot.mean_length)
        for word, fields in scored_words(runs):
            holders, counts = self._holders(word)
            weight = idf(snapshot.reports, int(snapshot.live[holders].sum()))
            frequency = np.zeros(snapshot.rows)
            for name, column in zip(fields, _columns(fields), strict=True):
                frequency[holders] += FIELD_WEIGHTS.get(name, 1.0) * counts[:, column]
            frequency = frequency[rows]
            scores += weight * frequency * (BM25_K1 + 1) / (frequency + norm)
        return scores


def _columns(fields: Sequence[str]) -> list[int]:
    return [TEXT_FIELDS.index(name) for name in fields]
