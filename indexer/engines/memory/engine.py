"""The engine in memory: obvious Python that defines what every engine must answer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.documents import stored_report
from indexer.engines.memory.answer import Entry, found_in, ordered, scoring, tallied
from indexer.engines.port import Engine
from indexer.errors import IndexLocked, NoIndex, NotFound
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
    Term,
)
from indexer.query import BY_ID, RELEVANCE, Query, Sort, Tally


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """All there is after a write; a write makes another, so whoever reads one keeps it."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    sources: Mapping[SourceKey, Source] = field(default_factory=dict)


class MemoryEngine:
    """An index that lives as long as this object, the one handle on it."""

    def __init__(self) -> None:
        self._state = _State()
        self._lock = threading.Lock()

    def steady(self) -> MemoryEngine:
        """Return the index as of now, to ask several times: later writes are not seen by it."""
        held = MemoryEngine()
        held._state = self._state
        return held

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
                entries[document.id] = Entry(document)
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
        found = found_in(query, entries, deadline)
        score = scoring(query, entries) if sort.key == RELEVANCE.key else None
        shown = ordered(found, sort, score)[offset : offset + limit]
        return HitPage(
            total=len(found),
            hits=tuple(Hit(e.document.id, score(e) if score else 0.0) for e in shown),
            tallies=tuple(tallied(found, tally) for tally in tallies),
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
        found = found_in(query, entries, None)
        score = scoring(query, entries) if sort.key == RELEVANCE.key else None
        return (_stored(entry, parts) for entry in ordered(found, sort, score))

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

    def revision(self) -> Hashable:
        """Return what a write replaces."""
        return self._state

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
            raise NoIndex("there is no index yet: run nianbao index PATH")
        return self._published[-1]

    def made_with(self) -> Mapping[str, str]:
        """Return nothing, as there is nothing to compare."""
        return {}

    def begin(self) -> Engine:
        """Begin a new generation aside."""
        return MemoryEngine()

    def discard(self, engine: Engine) -> None:
        """Leave the generation to whoever holds it."""

    def publish(self, engine: Engine) -> None:
        """Make a generation begun here the current one."""
        self._published = [*self._published[-1:], engine]

    def rollback(self) -> None:
        """Make the generation before current again; ``NotFound`` without one."""
        if len(self._published) < 2:
            raise NotFound("there is no generation before the current one")
        self._published.pop()


def _stored(entry: Entry, parts: Sequence[str]) -> StoredReport:
    document = entry.document
    return stored_report(document.id, {part: document.parts[part] for part in parts})
