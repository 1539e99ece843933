"""The engine for more than one machine: one generation of an index in an OpenSearch cluster."""

from __future__ import annotations

import re
import tempfile
import time
import uuid
from collections.abc import Hashable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby
from threading import Lock
from typing import IO

from indexer.documents import KEYWORDS, stored_report
from indexer.engines.opensearch import faults, layout
from indexer.engines.opensearch.answer import Answer
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.translation import Native
from indexer.engines.opensearch.walking import Row, walk
from indexer.engines.terms import LETTERS, restored, storable, unbroken
from indexer.errors import EngineError, IndexDamaged, IndexLocked
from indexer.model import (
    PARTS,
    TEXT_FIELDS,
    EngineState,
    HitPage,
    IndexDocument,
    Source,
    SourceKey,
    StoredReport,
    Term,
)
from indexer.query import BY_ID, RELEVANCE, Everything, Or, Query, Sort, Tally

ENGINE = "opensearch"

PAUSE = 0.2
"""Seconds until a cluster that is losing a node is asked again."""

REVISION = "revision"
"""The document, among the sources, that every write changes."""

IN_MEMORY = 32 << 20
"""Bytes of a write that are kept in memory until all of it is known; more is put on disk."""

MOST_VALUES = 1_000_000
"""Values a shard tells of a keyword, so that those it would leave out are counted too."""

MANY_SOURCES = 5000
"""Sources fetched at a time."""

MOST_ALTERNATIVES = 60
"""Children of an ``Or`` that are scanned for at once: the cluster takes 1,024 clauses a query."""


class OpenSearchEngine:
    """A generation in a cluster: an index of reports, and one of the sources seen."""

    def __init__(self, client: Client, name: str, numbers: Sequence[str]) -> None:
        """Look at the generation ``name``, whose reports may have these ``numbers``."""
        self.name = name
        self.client = client
        self._numbers = numbers
        self._sources = sources_name(name)
        self._lock = Lock()

    # ── writing ──

    def write(
        self,
        put: Iterable[IndexDocument] = (),
        remove: Iterable[str] = (),
        sources: Iterable[Source] = (),
        forget: Iterable[SourceKey] = (),
    ) -> None:
        """Do all of it; a search sees it when it is done, and each report whole.

        Who dies in it leaves some of it done, never a source whose report is not there yet.
        ``IndexLocked`` within another write of this handle.
        """
        if not self._lock.acquire(blocking=False):
            raise IndexLocked("another write to this index is going on")
        try:
            # What is put may raise in its midst: nothing is sent before all of it is known.
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as kept:
                removed = [layout.remove_report(self.name, id) for id in remove]
                for document in put:
                    _keep(kept, layout.put_report(self.name, document))
                seen = [layout.forget_source(self._sources, key) for key in forget]
                seen += [layout.put_source(self._sources, source) for source in sources]
                kept.seek(0)
                self.client.bulk(removed)
                self.client.bulk(_kept(kept))
                self.client.bulk(seen)
            self._show()
        finally:
            self._lock.release()

    def _show(self) -> None:
        """Let searches see what was written."""
        until = time.monotonic() + self.client.config.seconds
        while True:
            answer = self.client.ask("POST", f"/{self.name},{self._sources}/_refresh")
            if not answer["_shards"]["failed"] or time.monotonic() > until:
                break
            # A node has just gone; another takes over what it had.
            time.sleep(PAUSE)
        faults.raise_if_partial(answer)
        body = {REVISION: uuid.uuid4().hex}
        self.client.ask("PUT", f"/{self._sources}/_doc/{REVISION}", body)

    # ── reading ──

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
        return self._answer(query, sort, deadline).page(offset, limit, tallies)

    def get(self, ids: Sequence[str], parts: Sequence[str] = PARTS) -> list[StoredReport]:
        """Return the reports of those ids that exist, in the order asked."""
        if not ids:
            return []
        wanted = ",".join(f"parts.{name}" for name in parts) or layout.ID
        answer = self.client.ask(
            "POST",
            f"/{self.name}/_mget",
            {"ids": [storable(id) for id in ids]},
            # As a search would find it, not as it is being written.
            realtime=False,
            _source=wanted,
        )
        for row in answer["docs"]:
            if "error" in row:
                raise faults.told(503, row["error"])
        return [_stored(row, parts) for row in answer["docs"] if row["found"]]

    def scan(
        self, query: Query, *, sort: Sort = BY_ID, parts: Sequence[str] = PARTS
    ) -> Iterator[StoredReport]:
        """Yield everything that matches, as of now, a few reports in memory at a time."""
        wanted = [f"parts.{name}" for name in parts] or [layout.ID]
        answers = self._answers(query, sort)
        few = answers[0].few(wanted) if len(answers) == 1 else None
        if few is not None:
            return (_stored(row, parts) for row in few)
        pit = self.client.open_view(self.name)

        def found() -> Iterator[StoredReport]:
            try:
                every = [answer.rows(pit, wanted) for answer in answers]
                rows = merge(*every, key=_id) if len(every) > 1 else every[0]
                for _, same in groupby(rows, key=_id):
                    yield _stored(next(same), parts)
            finally:
                self.client.close_view(pit)

        return found()

    def terms(self, field: str, prefix: str, limit: int) -> list[Term]:
        """Return the values of a keyword, else the words of a text field, most frequent first."""
        if field in KEYWORDS:
            known = layout.keyword_field(field)
            terms = self._terms(known, storable(prefix), limit)
            if terms or field not in TEXT_FIELDS or self._count(self.name, known):
                return terms
        if field in TEXT_FIELDS:
            letter = LETTERS[field]
            found = self._terms(layout.VOCABULARY, letter + unbroken(prefix), limit)
            return [Term(term.value[len(letter) :], term.count) for term in found]
        return []

    def revision(self) -> Hashable:
        """Return which generation this is, and what is another after each write."""
        try:
            kept = self.client.ask("GET", f"/{self._sources}/_doc/{REVISION}")["_source"]
        except faults.Missing:
            return self.name, None
        return self.name, kept[REVISION]

    def sources(self, collection: str | None = None) -> Iterator[Source]:
        """Yield every source seen, refusals included, ordered by key."""
        chosen: Native = {"exists": {"field": "path"}}
        if collection is not None:
            chosen = {"term": {"collection": storable(collection)}}
        order = [{"collection": "asc"}, {"path": "asc"}]
        with self.client.view(self._sources) as pit:
            rows = walk(self.client, pit, chosen, order, source=["source"], page=MANY_SOURCES)
            for row in rows:
                yield layout.stored_source(row["_source"])

    def check(self) -> EngineState:
        """Count what is there, and say which shards are not."""
        both = f"{self.name},{self._sources}"
        health = self.client.ask("GET", f"/_cluster/health/{both}", level="indices")
        size = self.client.ask("GET", f"/{both}/_stats/store")["_all"]["total"]["store"]
        found = tuple(_unwell(health))
        if found:
            # To count, every shard would have to answer.
            return EngineState(ENGINE, 0, 0, size["size_in_bytes"], found)
        try:
            reports = self.search(Everything(), limit=0, sort=BY_ID).total
            sources = self._count(self._sources, "path")
        except EngineError as e:
            # A node that has just gone is not yet known to be.
            return EngineState(ENGINE, 0, 0, size["size_in_bytes"], (str(e),))
        return EngineState(ENGINE, reports, sources, size["size_in_bytes"])

    def close(self) -> None:
        """Do nothing: the connection is shared by all that this process asks."""

    # ── parts ──

    def _answer(self, query: Query, sort: Sort, deadline: float | None = None) -> Answer:
        return Answer(self.client, self.name, self._numbers, query, sort, deadline)

    def _answers(self, query: Query, sort: Sort) -> list[Answer]:
        """Return what to ask for to scan; of many alternatives by id, some at a time."""
        either = query.children if isinstance(query, Or) and sort == BY_ID else ()
        if len(either) <= MOST_ALTERNATIVES:
            return [self._answer(query, sort)]
        some = range(0, len(either), MOST_ALTERNATIVES)
        return [self._answer(Or(either[n : n + MOST_ALTERNATIVES]), sort) for n in some]

    def _terms(self, field: str, prefix: str, limit: int) -> list[Term]:
        asked = {
            "field": field,
            "size": limit,
            "shard_size": MOST_VALUES,
            "order": [{"_count": "desc"}, {"_key": "asc"}],
            **({"include": f"{_escaped(prefix)}.*"} if prefix else {}),
        }
        body = {"size": 0, "aggs": {"terms": {"terms": asked}}}
        found = self.client.search(f"/{self.name}/_search", body)["aggregations"]["terms"]
        return [Term(restored(one["key"]), one["doc_count"]) for one in found["buckets"]]

    def _count(self, index: str, field: str) -> int:
        """Count what has a value in a field."""
        body = {"size": 0, "track_total_hits": True, "query": {"exists": {"field": field}}}
        count: int = self.client.search(f"/{index}/_search", body)["hits"]["total"]["value"]
        return count


def sources_name(name: str) -> str:
    """Return the name of the index of a generation's sources."""
    return f"{name}-sources"


def _id(row: Row) -> str:
    id: str = row["_id"]
    return id


def _escaped(prefix: str) -> str:
    """Write text so that Lucene's regular expressions take it for itself."""
    return re.sub(r"""([.?+*|{}\[\]()"\\#@&<>~^$-])""", r"\\\1", prefix)


def _stored(row: Row, names: Sequence[str]) -> StoredReport:
    parts = row["_source"].get("parts", {})
    try:
        return stored_report(row["_id"], {name: layout.stored_part(parts, name) for name in names})
    except (KeyError, ValueError) as e:
        raise IndexDamaged("the index is damaged: %(file)s", file=row["_id"]) from e


def _unwell(health: dict[str, object]) -> Iterator[str]:
    """Say of an answer about health what is not there; copies that are lost are no damage."""
    if health["status"] == "red":
        yield f"some of the index is on nodes that are gone ({health['unassigned_shards']} shards)"


# ── what waits to be sent ────────────────────────────────────────────────────────────────


def _keep(kept: IO[bytes], action: bytes) -> None:
    kept.write(len(action).to_bytes(4, "big"))
    kept.write(action)


def _kept(kept: IO[bytes]) -> Iterator[bytes]:
    while head := kept.read(4):
        yield kept.read(int.from_bytes(head, "big"))
