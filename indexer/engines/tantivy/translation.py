"""A query tree as tantivy's query, and on rows where tantivy has no words for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from tantivy import FieldType, Occur
from tantivy import Query as Native

from indexer.engines.evaluation import Evaluation, Floats, Leaf, Mask
from indexer.engines.port import FIELD_WEIGHTS
from indexer.engines.proximity import sought_in, stands
from indexer.engines.scoring import is_as_written, is_one_word
from indexer.engines.tantivy.document import (
    CHARACTERS,
    KIND,
    PAIRS,
    PLACED,
    REPORT,
    TEXTS,
    WORDS,
    decode_texts,
    pair_field,
)
from indexer.engines.tantivy.ranges import Range, joined, ranges_of
from indexer.engines.tantivy.snapshot import Snapshot
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

ROWS_BETWEEN_LOOKS = 256
"""After how many texts the clock is looked at."""

MUCH_RARER = 4
"""How much rarer a pair of characters is than others for looking at it to spare work."""


class Told(NamedTuple):
    """How many match, which nobody had to look at, and what is ruled out."""

    total: int
    unwanted: Sequence[Native]


class Translation:
    """Says in tantivy's words what can be said in them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._schema = snapshot.shape.schema

    def native(self, query: Query) -> Native | None:
        """Return tantivy's query for a tree, None if there is a leaf in it that it has not."""
        match query:
            case And(children):
                return self._joined(children)
            case Or(children):
                native = self._each(children)
                return None if native is None else any_of(native)
            case Not(child):
                native = self._each((child,))
                return None if native is None else self._without(native)
            case Compare():
                ranges = ranges_of(query)
                return None if ranges is None else self._any_range(ranges)
            case Near() | Together():
                return None
        return self.leaf(query)

    def _each(self, children: Iterable[Query]) -> list[Native] | None:
        found = [self.native(child) for child in children]
        return [one for one in found if one is not None] if None not in found else None

    def _joined(self, nested: Sequence[Query]) -> Native | None:
        children, ranges = _ranges_apart(_conditions(nested))
        wanted = self._each(c for c in children if not isinstance(c, Not | Everything))
        unwanted = self._each(c.child for c in children if isinstance(c, Not))
        if wanted is None or unwanted is None:
            return None
        wanted += [self._any_range([one]) for one in ranges]
        if not wanted:
            return self._without(unwanted)
        if len(wanted) == 1 and not unwanted:
            return wanted[0]
        return all_of(wanted, unwanted)

    def _without(self, unwanted: Sequence[Native]) -> Native:
        return all_of([self._snapshot.everything], unwanted)

    def told(self, query: Query) -> Told | None:
        """Say how many match a query that asks for one term; None of any other."""
        children, ranges = _ranges_apart(_conditions([query]))
        wanted = [child for child in children if not isinstance(child, Not | Everything)]
        term = self._term(wanted[0] if wanted else Everything())
        unwanted = self._each(child.child for child in children if isinstance(child, Not))
        if ranges or len(wanted) > 1 or term is None or unwanted is None:
            return None
        snapshot = self._snapshot
        if not snapshot.is_untouched:
            return None
        total = snapshot.frequency(*term)
        if unwanted:
            # Mostly little: many times sooner found than what is not ruled out.
            total -= snapshot.count(all_of([snapshot.term(*term), any_of(unwanted)]))
        return Told(total, unwanted)

    def leaf(self, query: Leaf) -> Native:
        """Return tantivy's query for a leaf; of nearness, for what may match."""
        term = self._term(query)
        if term:
            return self._snapshot.term(*term)
        match query:
            case Everything() | Keyword():
                return any_of([])
            case Prefix(text, fields):
                begins = (LETTERS[name] + unbroken(text) for name in fields)
                return any_of(self._beginning(prefix, PLACED) for prefix in begins)
            case Run():
                return any_of(self._run(run) for run in (query, *query.variants))
            case Phrase(text, fields):
                return self._exact(unbroken(text), fields)
        return any_of(
            all_of([self._exact(unbroken(text), (name,)) for text in sought_in(query)])
            for name in query.fields
        )

    def _term(self, query: Query) -> tuple[str, str] | None:
        """Return the field and the term that a leaf asks for, None if it is more, or nothing."""
        match query:
            case Everything():
                return KIND, REPORT
            case Keyword(name, value):
                field = self._snapshot.shape.keywords.get(name)
                return (field, storable(value)) if field else None
            case Run(text, _, fields) if is_as_written(query):
                return self._term(Phrase(text, fields))
            case Phrase(text, fields) if len(fields) == len(TEXT_FIELDS):
                sought = unbroken(text)
                field = {1: CHARACTERS, 2: PAIRS}.get(len(sought))
                return (field, sought) if field else None
        return None

    # ── words and text ──

    def word(self, word: str, fields: Sequence[str]) -> Native:
        """Return the query for a word, as it scores."""
        term = word_term(word)
        if len(fields) == len(TEXT_FIELDS):
            return self._snapshot.term(WORDS, term)
        return any_of(
            Native.boost_query(
                self._snapshot.term(PLACED, LETTERS[name] + term), FIELD_WEIGHTS.get(name, 1.0)
            )
            for name in fields
        )

    def _run(self, run: Run) -> Native:
        written = self.leaf(Phrase(run.text, run.fields))
        if is_one_word(run):
            return written
        return any_of([written, all_of([self.word(word, run.fields) for word in run.words])])

    def _beginning(self, prefix: str, field: str) -> Native:
        terms = [term for term, _ in self._snapshot.terms(field, prefix, None)]
        return Native.term_set_query(self._schema, field, terms)

    def _exact(self, sought: str, fields: Sequence[str]) -> Native:
        if not sought:
            return self._snapshot.everything
        return any_of(self._within(sought, pair_field(name)) for name in fields)

    def _within(self, sought: str, field: str) -> Native:
        if len(sought) == 1:
            return self._beginning(sought, field)
        if len(sought) == 2:
            return self._snapshot.term(field, sought)
        return self._phrase(field, pairs_of(sought))

    def _phrase(self, field: str, pairs: Sequence[str]) -> Native:
        """Return the query for pairs one after another; half of them hold all characters."""
        rarity = [self._snapshot.frequency(field, pair) for pair in pairs]
        if not all(rarity):
            return any_of([])
        chosen = {*range(0, len(pairs), 2), len(pairs) - 1}
        if MUCH_RARER * min(rarity) < min(rarity[place] for place in chosen):
            chosen.add(rarity.index(min(rarity)))
        return Native.phrase_query(self._schema, field, [(n, pairs[n]) for n in sorted(chosen)])

    # ── numbers ──

    def _any_range(self, ranges: Iterable[Range]) -> Native:
        fields = self._snapshot.shape.numbers
        return any_of(
            Native.range_query(
                self._schema,
                fields[one.field],
                FieldType.Float,
                one.low,
                one.high,
                one.with_low,
                one.with_high,
            )
            for one in ranges
            if one.field in fields and not one.is_empty
        )


def _conditions(children: Iterable[Query]) -> Iterator[Query]:
    """Yield what each must hold, those of an And within an And too."""
    for child in children:
        if isinstance(child, And):
            yield from _conditions(child.children)
        else:
            yield child


def _ranges_apart(children: Iterable[Query]) -> tuple[list[Query], list[Range]]:
    """Part conditions into those that are no range of a number, and the ranges, one a field."""
    others: list[Query] = []
    ranges: list[Range] = []
    for child in children:
        match ranges_of(child):
            case [one]:
                ranges.append(one)
            case _:
                others.append(child)
    return others, joined(ranges)


def any_of(queries: Iterable[Native]) -> Native:
    """Return the query for what matches one of them; of none, for nothing."""
    listed = list(queries)
    if len(listed) == 1:
        return listed[0]
    return Native.boolean_query([(Occur.Should, query) for query in listed])


def all_of(wanted: Iterable[Native], unwanted: Iterable[Native] = ()) -> Native:
    """Return the query for what matches each that is wanted, of which there is one, and no other.

    Its score is 0.
    """
    return Native.boolean_query(
        [
            *((Occur.Must, unscored(query)) for query in wanted),
            *((Occur.MustNot, query) for query in unwanted),
        ]
    )


def unscored(query: Native) -> Native:
    """Return the query with a score of 0."""
    return Native.const_score_query(query, 0.0)


class RowEvaluation(Evaluation):
    """One query being answered on the rows of a snapshot, until its deadline."""

    def __init__(self, snapshot: Snapshot, deadline: float | None = None) -> None:
        super().__init__(np.ones(len(snapshot.ids), np.bool_), deadline)
        self._snapshot = snapshot
        self._translation = Translation(snapshot)

    def numbers(self, name: str) -> Floats:
        """Return a number of every row, NaN where it is unknown."""
        return self._snapshot.numbers(name)

    def leaf(self, query: Leaf, within: Mask) -> Mask:
        """Return a mask that is right for the rows of ``within``; others may be either."""
        if isinstance(query, Near | Together):
            return self._verified(query, within)
        kept = self._snapshot.masks.get(query)
        if kept is not None:
            return kept
        rows = self._snapshot.rows(self._translation.leaf(query))
        return self._snapshot.keep(query, self.mask_of(rows))

    def _verified(self, query: Near | Together, within: Mask) -> Mask:
        rows = self._snapshot.rows(self._translation.leaf(query))
        rows = rows[within[rows]]
        found: list[int] = []
        stored = self._snapshot.stored(self._snapshot.addresses(rows))
        for n, (row, document) in enumerate(zip(rows.tolist(), stored, strict=True)):
            if n % ROWS_BETWEEN_LOOKS == 0:
                self.look()
            texts = decode_texts(document[TEXTS][0])
            if any(_holds(query, *texts[name]) for name in query.fields if name in texts):
                found.append(row)
        return self.mask_of(np.array(found, np.int64))


def _holds(
    query: Near | Together, text: bytes, lengths: Sequence[int], breaks: Sequence[int]
) -> bool:
    whole = text.decode("utf-8", "surrogatepass")
    return all(one in whole for one in sought_in(query)) and stands(query, whole, lengths, breaks)
