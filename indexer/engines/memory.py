"""The engine in memory: obvious Python that defines what every engine must answer."""

from __future__ import annotations

import operator
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, product

from indexer.documents import stored_report
from indexer.engines.port import BM25_K1, FIELD_WEIGHTS, LARGEST, Engine
from indexer.engines.proximity import near, together
from indexer.engines.scoring import AS_WRITTEN, idf, length_norm, scored_runs, scored_words
from indexer.engines.stats import stats_of
from indexer.errors import EngineUnavailable, IndexLocked, NotFound, QueryTooSlow
from indexer.model import (
    PARTS,
    TEXT_FIELDS,
    EngineState,
    Hit,
    HitPage,
    IndexDocument,
    Source,
    SourceKey,
    StoredReport,
    TallyRow,
    Term,
)
from indexer.query import (
    BY_ID,
    RELEVANCE,
    And,
    Compare,
    Everything,
    Expression,
    FieldValue,
    Keyword,
    Literal,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Run,
    Sort,
    Tally,
    Together,
)
from indexer.text import is_word


class _Entry:
    """A document of the index and what is counted of it once."""

    def __init__(self, document: IndexDocument) -> None:
        self.document = document

    @cached_property
    def words(self) -> Mapping[str, Counter[str]]:
        return {
            name: Counter(token for token in tokens if is_word(token))
            for name, tokens in self.document.tokens.items()
        }

    @cached_property
    def length(self) -> int:
        return sum(sum(counts.values()) for counts in self.words.values())


@dataclass(frozen=True, slots=True)
class _State:
    """All there is after a write; a write makes another, so whoever reads one keeps it."""

    entries: Mapping[str, _Entry] = field(default_factory=dict)
    sources: Mapping[SourceKey, Source] = field(default_factory=dict)


class MemoryEngine:
    """An index that lives as long as this object, the one handle on it."""

    def __init__(self) -> None:
        self._state = _State()
        self._lock = threading.Lock()

    def write(
        self,
        put: Iterable[IndexDocument] = (),
        remove: Iterable[str] = (),
        sources: Iterable[Source] = (),
        forget: Iterable[SourceKey] = (),
    ) -> None:
        """Do all of it in one transaction; ``IndexLocked`` within another write."""
        if not self._lock.acquire(blocking=False):
            raise IndexLocked("another write to this index is going on")
        try:
            entries = dict(self._state.entries)
            seen = dict(self._state.sources)
            for id in remove:
                entries.pop(id, None)
            for document in put:
                entries[document.id] = _Entry(document)
            for key in forget:
                seen.pop(key, None)
            for source in sources:
                seen[source.key] = source
            self._state = _State(entries, seen)
        finally:
            self._lock.release()

    def search(
        self,
        query: Query,
        *,
        offset: int = 0,
        limit: int = 20,
        sort: Sort = RELEVANCE,
        tallies: Sequence[Tally] = (),
        deadline: float | None = None,
    ) -> HitPage:
        """Answer with the exact total, one slice of the hits in order, and exact tallies."""
        entries = self._state.entries
        found = _found(query, entries, deadline)
        score = _scores(query, entries) if sort.key == RELEVANCE.key else None
        ordered = _ordered(found, sort, score)
        return HitPage(
            total=len(found),
            hits=tuple(
                Hit(e.document.id, score(e) if score else 0.0)
                for e in ordered[offset : offset + limit]
            ),
            tallies=tuple(_tally(found, tally) for tally in tallies),
        )

    def get(self, ids: Sequence[str], parts: Sequence[str] = PARTS) -> list[StoredReport]:
        """Return the reports of those ids that exist, in the order asked."""
        entries = self._state.entries
        return [_stored(entries[id], parts) for id in ids if id in entries]

    def scan(
        self, query: Query, *, sort: Sort = BY_ID, parts: Sequence[str] = PARTS
    ) -> Iterator[StoredReport]:
        """Yield everything that matches, as of now."""
        entries = self._state.entries
        found = _found(query, entries, None)
        score = _scores(query, entries) if sort.key == RELEVANCE.key else None
        return (_stored(entry, parts) for entry in _ordered(found, sort, score))

    def terms(self, field: str, prefix: str, limit: int) -> list[Term]:
        """Return the values of a keyword, else the words of a text field, most frequent first."""
        entries = self._state.entries.values()
        counts: Counter[str] = Counter()
        for entry in entries:
            counts.update(set(entry.document.keywords.get(field, ())))
        if not counts and field in TEXT_FIELDS:
            for entry in entries:
                counts.update(set(entry.words.get(field, ())))
        terms = [Term(value, n) for value, n in counts.items() if value.startswith(prefix)]
        return sorted(terms, key=lambda term: (-term.count, term.value))[:limit]

    def sources(self, collection: str | None = None) -> Iterator[Source]:
        """Yield every source seen, refusals included, ordered by key."""
        seen = self._state.sources
        return (seen[key] for key in sorted(seen) if collection in (None, key[0]))

    def check(self) -> EngineState:
        """Count what is there."""
        state = self._state
        size = sum(len(p) for e in state.entries.values() for p in e.document.parts.values())
        return EngineState("memory", len(state.entries), len(state.sources), size)

    def close(self) -> None:
        """Do nothing: whoever else has this object may go on."""


class MemoryGenerations:
    """Generations that live as long as this object; the fingerprints can never differ."""

    def __init__(self) -> None:
        self._published: list[Engine] = []

    def current(self) -> Engine:
        """Open the published generation; ``EngineUnavailable`` where there is none."""
        if not self._published:
            raise EngineUnavailable("there is no index yet: run nianbao index PATH")
        return self._published[-1]

    def begin(self) -> Engine:
        """Begin a new generation aside."""
        return MemoryEngine()

    def publish(self, engine: Engine) -> None:
        """Make a generation begun here the current one."""
        self._published = [*self._published[-1:], engine]

    def rollback(self) -> None:
        """Make the generation before current again; ``NotFound`` without one."""
        if len(self._published) < 2:
            raise NotFound("there is no generation before the current one")
        self._published.pop()


# ── matching ─────────────────────────────────────────────────────────────────────────────


def _found(query: Query, entries: Mapping[str, _Entry], deadline: float | None) -> list[_Entry]:
    found = []
    for entry in entries.values():
        if deadline is not None and time.monotonic() > deadline:
            raise QueryTooSlow("the query took too long")
        if _matches(query, entry):
            found.append(entry)
    return found


def _matches(query: Query, entry: _Entry) -> bool:
    match query:
        case Everything():
            return True
        case And(children):
            return all(_matches(child, entry) for child in children)
        case Or(children):
            return any(_matches(child, entry) for child in children)
        case Not(child):
            return not _matches(child, entry)
        case Keyword(name, value):
            return value in entry.document.keywords.get(name, ())
        case Compare():
            return _compares(query, entry.document.numbers)
        case Run():
            return any(_run_matches(run, entry) for run in (query, *query.variants))
    return any(_in_field(query, entry, name) for name in query.fields if name in _texts(entry))


def _texts(entry: _Entry) -> Mapping[str, str]:
    return entry.document.text


def _in_field(query: Phrase | Prefix | Near | Together, entry: _Entry, name: str) -> bool:
    text = entry.document.text[name]
    match query:
        case Phrase():
            return query.text in text
        case Prefix():
            return any(word.startswith(query.text) for word in entry.words[name])
        case Near():
            ends = list(accumulate(map(len, entry.document.tokens[name])))
            return near(text, ends, query.left, query.right, query.distance)
        case Together():
            return together(text, entry.document.breaks[name], query.texts, query.unit)


def _run_matches(run: Run, entry: _Entry) -> bool:
    return _as_written(run, entry) or (
        bool(run.words)
        and all(any(w in entry.words.get(f, ()) for f in run.fields) for w in run.words)
    )


def _as_written(run: Run, entry: _Entry) -> bool:
    return any(run.text in _texts(entry).get(name, "") for name in run.fields)


# ── numbers ──────────────────────────────────────────────────────────────────────────────

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_OPERATIONS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _compares(query: Compare, numbers: Mapping[str, float]) -> bool:
    left, right = _value(query.left, numbers), _value(query.right, numbers)
    return left is not None and right is not None and _COMPARISONS[query.operator](left, right)


def _value(expression: Expression, numbers: Mapping[str, float]) -> float | None:
    match expression:
        case Literal(value):
            return value
        case FieldValue(name):
            return numbers.get(name)
    left, right = _value(expression.left, numbers), _value(expression.right, numbers)
    if left is None or right is None or (expression.operator == "/" and right == 0):
        return None
    value = _OPERATIONS[expression.operator](left, right)
    return value if abs(value) <= LARGEST else None


# ── order ────────────────────────────────────────────────────────────────────────────────


def _ordered(
    found: list[_Entry], sort: Sort, score: Callable[[_Entry], float] | None
) -> list[_Entry]:
    by_id = sorted(found, key=lambda e: e.document.id)
    if score is not None:
        return sorted(by_id, key=lambda e: -score(e))
    if sort.key == "id":
        return by_id[::-1] if sort.descending else by_id
    known = [e for e in by_id if _sort_value(e, sort.key) is not None]
    unknown = [e for e in by_id if _sort_value(e, sort.key) is None]
    # A stable sort, reversed as well, leaves equal ones by id ascending.
    known.sort(key=lambda e: _sort_value(e, sort.key), reverse=sort.descending)  # type: ignore[arg-type, return-value]
    return known + unknown


def _sort_value(entry: _Entry, key: str) -> float | str | None:
    if key == "issuer":
        return next(iter(entry.document.keywords.get("issuer", ())), None)
    return entry.document.numbers.get(key)


def _scores(query: Query, entries: Mapping[str, _Entry]) -> Callable[[_Entry], float]:
    runs = scored_runs(query)
    words = scored_words(runs)
    weights = {
        word: idf(
            len(entries),
            sum(any(word in counts for counts in e.words.values()) for e in entries.values()),
        )
        for word, _ in words
    }
    mean = sum(e.length for e in entries.values()) / len(entries) if entries else 0.0

    def score(entry: _Entry) -> float:
        total = AS_WRITTEN * sum(_as_written(run, entry) for run in runs)
        norm = length_norm(entry.length, mean)
        for word, fields in words:
            frequency = 0.0
            for name in fields:
                if name in entry.words:
                    frequency += FIELD_WEIGHTS.get(name, 1.0) * entry.words[name][word]
            total += weights[word] * frequency * (BM25_K1 + 1) / (frequency + norm)
        return total

    return score


# ── tallies ──────────────────────────────────────────────────────────────────────────────


def _tally(found: Iterable[_Entry], tally: Tally) -> tuple[TallyRow, ...]:
    groups: dict[tuple[str, ...], list[_Entry]] = {} if tally.by else {(): []}
    for entry in found:
        keywords = (dict.fromkeys(entry.document.keywords.get(name, ())) for name in tally.by)
        for values in product(*keywords):
            groups.setdefault(values, []).append(entry)
    rows = [
        TallyRow(
            values,
            len(group),
            tuple(
                stats_of(_values(e, group), len(group), tenths=e in tally.tenths)
                for e in tally.stats
            ),
        )
        for values, group in groups.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.values)))


def _values(expression: Expression, group: Iterable[_Entry]) -> list[float]:
    values = (_value(expression, entry.document.numbers) for entry in group)
    return [float(value) for value in values if value is not None]


def _stored(entry: _Entry, parts: Sequence[str]) -> StoredReport:
    document = entry.document
    return stored_report(document.id, {part: document.parts[part] for part in parts})
