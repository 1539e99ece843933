"""The port: what every engine promises. ``tests/contract/`` holds each promise as a test.

Only ``NianbaoError`` comes out of these methods. A write is seen whole by every open handle after
it returns; if the process dies in it, the index shows the state before or after.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from indexer.model import (
    PARTS,
    ClusterState,
    EngineState,
    GenerationState,
    HitPage,
    IndexDocument,
    Source,
    SourceKey,
    StoredReport,
    Term,
)
from indexer.query import BY_ID, RELEVANCE, Query, Sort, Tally

FIELD_WEIGHTS: Mapping[str, float] = {"title": 4.0, "issuer": 3.0}
"""How much more a word in these text fields counts than elsewhere (1.0)."""

BM25_K1 = 1.2
BM25_B = 0.75

LARGEST = 1e200
"""A value computed from others that is further from 0 than this counts as unknown."""


class Engine(Protocol):
    """One generation of an index, open for reading and, one process at a time, for writing."""

    def write(
        self,
        put: Iterable[IndexDocument] = (),
        remove: Iterable[str] = (),
        sources: Iterable[Source] = (),
        forget: Iterable[SourceKey] = (),
    ) -> None:
        """Do all of it in one transaction: removals first; of two puts of an id the last wins.

        Raises ``IndexLocked`` at once where another process writes. An unknown id to remove and an
        unknown key to forget are no error. Each of the four is gone through once; what it raises
        comes out as it is, and nothing is changed.
        """

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
        """Answer with the exact total, one slice of the hits in order, and exact tallies.

        ``deadline`` is a ``time.monotonic()``; past it ``QueryTooSlow`` is raised. Relevance: the
        number of unquoted runs found as written, then BM25 over words, then id.
        """

    def get(self, ids: Sequence[str], parts: Sequence[str] = PARTS) -> list[StoredReport]:
        """Return the reports of those ids that exist, in the order asked."""

    def scan(
        self, query: Query, *, sort: Sort = BY_ID, parts: Sequence[str] = PARTS
    ) -> Iterator[StoredReport]:
        """Yield everything that matches, as of now, in flat memory."""

    def terms(self, field: str, prefix: str, limit: int) -> list[Term]:
        """Return the values of a keyword, or the words of a text field, that begin with ``prefix``.

        ``issuer`` is both and gives its values. Most frequent first, then by value; of nothing, an
        empty list.
        """

    def revision(self) -> Hashable:
        """Return what is another after every write that changed something, and the same till then.

        No two generations share one. Cheap, so that what is worked out once can be kept.
        """

    def sources(self, collection: str | None = None) -> Iterator[Source]:
        """Yield every source seen, refusals included, ordered by key."""

    def check(self) -> EngineState:
        """Look the index over against itself: every file is read.

        Raises ``IndexDamaged`` where it cannot even be opened.
        """

    def close(self) -> None:
        """Let go of files and memory; closing twice is no error."""


@runtime_checkable
class Steady(Protocol):
    """An engine that can be held at one commit, as those can that keep their index in a folder."""

    def steady(self) -> Engine:
        """Return the index as of now, to ask several times: later writes are not seen by it."""


def steadied(engine: Engine) -> Engine:
    """Hold an engine at one commit if it can be; on a cluster each question sees the last."""
    return engine.steady() if isinstance(engine, Steady) else engine


class Generations(Protocol):
    """The generations of an engine's index: a folder and its CURRENT, or an alias."""

    def current(self) -> Engine:
        """Open the published generation; ``EngineUnavailable`` where there is none.

        Cheap, so that a server asks for each request and follows what is published. The engine is
        shared by whoever asks; nobody needs to close it.
        """

    def made_with(self) -> Mapping[str, str]:
        """Return the fingerprints of the published generation; none where there is no index."""

    def begin(self) -> Engine:
        """Begin a new generation aside; searches go on in the current one."""

    def discard(self, engine: Engine) -> None:
        """Remove a generation begun here that will not be published; nothing if it was."""

    def publish(self, engine: Engine) -> None:
        """Make a generation begun here the current one, atomically."""

    def rollback(self) -> None:
        """Make the generation before the current one current again; ``NotFound`` without one."""


@runtime_checkable
class SharedGenerations(Generations, Protocol):
    """Generations that many machines fill and follow together, as in a cluster."""

    def begin_shared(self, *, anew: bool = False) -> Engine:
        """Begin a generation that every machine finds; ``IndexLocked`` where there is one.

        ``anew`` gives up the one there is.
        """

    def begun(self) -> Engine | None:
        """Open the generation that is being filled; None where there is none."""

    def filled_with(self) -> Mapping[str, str]:
        """Return the fingerprints of the generation that is being filled, else the current."""

    def listed(self) -> Sequence[GenerationState]:
        """Return all generations there are, the oldest first."""

    def cluster(self) -> ClusterState:
        """Say how the machines are that keep the index."""

    def locked(self, engine: Engine, number: int = 1, of: int = 1) -> AbstractContextManager[None]:
        """Hold a part of so many of a generation for writing; ``IndexLocked`` at once else."""
