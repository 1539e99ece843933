"""What fails in a cluster: nodes that die, disks that are full, too much to do; nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from indexer.clusterconfig import ClusterConfig
from indexer.engines.opensearch import ClusterGenerations, faults
from indexer.engines.opensearch.client import Client, check_version
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.errors import (
    BadValue,
    EngineError,
    EngineUnavailable,
    IndexOutdated,
    NianbaoError,
    QueryTooSlow,
)
from indexer.model import IndexDocument
from indexer.query import Everything, Keyword, Or, Phrase, Sort
from tests.cluster.nodes import Nodes
from tests.contract.conftest import document, source

pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

BATCH = 40


@pytest.fixture
def whole(cluster: Nodes) -> Iterator[Nodes]:
    """The cluster; what a test killed is started again after it."""
    yield cluster
    for node in cluster.nodes:
        if node.process is None:
            node.start()
    cluster.wait()
    cluster.ask("DELETE", "/test-*")
    cluster.ask("PUT", "/_cluster/settings", {"transient": {"*": None}})


def begun(config: ClusterConfig) -> OpenSearchEngine:
    there = ClusterGenerations(config, {})
    there.publish(there.begin())
    return there.current()


def batch(n: int) -> list[IndexDocument]:
    texts = {"title": "乡村|振兴", "overview": "第|" + str(n)}
    return [document(f"{n * BATCH + k:x}", texts, year=str(n)) for k in range(BATCH)]


# ── nodes that die ───────────────────────────────────────────────────────────────────────


def test_a_node_that_dies_costs_nobody_anything(whole: Nodes) -> None:
    """One of three nodes is killed while reports are written and searched for."""
    engine = begun(whole.config(replicas=1))
    engine.write(put=batch(0))
    acknowledged, told, searches = [0], [], 0

    def write() -> None:
        for n in range(1, 40):
            try:
                engine.write(put=batch(n), sources=[source(f"{n}")])
                acknowledged.append(n)
            except NianbaoError as e:
                told.append(e)

    writer = threading.Thread(target=write)
    writer.start()
    killer = threading.Timer(1.0, whole.nodes[1].kill)
    killer.start()
    while writer.is_alive():
        try:
            page = engine.search(Phrase("村振", ("title",)), limit=5)
            assert page.total >= BATCH
            assert len(engine.get([hit.id for hit in page.hits], ("meta",))) == 5
            searches += 1
        except NianbaoError as e:
            told.append(e)
    killer.join()
    writer.join()
    assert whole.nodes[1].process is None
    assert told == []
    assert searches > 5
    assert acknowledged == list(range(40))
    assert engine.search(Everything()).total == 40 * BATCH
    found = {report.id for report in engine.scan(Everything(), parts=("meta",))}
    assert found == {d.id for n in acknowledged for d in batch(n)}
    assert len(list(engine.sources())) == 39


def test_part_of_an_answer_is_no_answer(whole: Nodes) -> None:
    """Without copies, what a node had is gone with it."""
    engine = begun(whole.config(replicas=0, shards=9))
    engine.write(put=batch(0), sources=[source("a")])
    whole.nodes[2].kill()
    until = time.monotonic() + 60
    while not engine.check().faults:
        assert time.monotonic() < until
        time.sleep(0.3)
    ids = [d.id for d in batch(0)]
    asked: dict[str, Callable[[], object]] = {
        "search": lambda: engine.search(Everything()),
        "scan": lambda: list(engine.scan(Everything())),
        "get": lambda: engine.get(ids),
        "terms": lambda: engine.terms("title", "", 9),
    }
    for name, ask in asked.items():
        with pytest.raises(EngineError):
            pytest.fail(f"{name} answers {ask()!r:.200}")
    whole.nodes[2].start()
    whole.wait("green")
    assert engine.search(Everything()).total == BATCH
    assert engine.check().faults == ()


def test_nobody_answers(cluster: Nodes) -> None:
    config = ClusterConfig(("http://127.0.0.1:1", "http://127.0.0.1:2"), seconds=3)
    there = ClusterGenerations(config, {})
    began = time.monotonic()
    for ask in (there.current, there.made_with, there.begin, there.begun):
        with pytest.raises(EngineUnavailable, match=r"no cluster answers at http://127.*start it"):
            ask()
    assert time.monotonic() - began < 4 * config.seconds


# ── what a cluster refuses ───────────────────────────────────────────────────────────────


@pytest.fixture
def engine(whole: Nodes) -> OpenSearchEngine:
    return begun(whole.config(replicas=0))


def test_a_full_disk_makes_an_index_read_only(whole: Nodes, engine: OpenSearchEngine) -> None:
    engine.write(put=batch(0))
    block = {"index.blocks.read_only_allow_delete": True}
    whole.ask("PUT", f"/{engine.name}*/_settings", block)
    with pytest.raises(EngineUnavailable, match=r"a disk of it is full.*read_only_allow_delete"):
        engine.write(put=batch(1))
    assert engine.search(Everything()).total == BATCH
    whole.ask("PUT", f"/{engine.name}*/_settings", dict.fromkeys(block))
    engine.write(put=batch(1))
    assert engine.search(Everything()).total == 2 * BATCH


def test_a_mapping_that_does_not_fit_is_an_old_catalogue(engine: OpenSearchEngine) -> None:
    with pytest.raises(IndexOutdated, match=r"not_invented.*nianbao index --rebuild"):
        engine.write(put=[document("1", numbers={"not_invented": 1})])


def test_an_index_that_was_removed_under_us_is_told(whole: Nodes, engine: OpenSearchEngine) -> None:
    whole.ask("DELETE", f"/{engine.name}")
    with pytest.raises(EngineUnavailable, match="not there any more"):
        engine.search(Everything())


def test_what_is_rejected_is_tried_again_for_a_while(
    whole: Nodes, engine: OpenSearchEngine
) -> None:
    large = [document("1", {"title": "|".join("长" * 60000)})]
    limited = {"network.breaker.inflight_requests.limit": "100kb"}
    whole.ask("PUT", "/_cluster/settings", {"transient": limited})
    hurried = OpenSearchEngine(Client(replace(engine.client.config, seconds=3)), engine.name, ())
    with pytest.raises(EngineUnavailable, match=r"too much to do.*rejected for 3 s"):
        hurried.write(put=large)
    lifted = {"transient": dict.fromkeys(limited)}
    threading.Timer(0.7, whole.ask, ("PUT", "/_cluster/settings", lifted)).start()
    engine.write(put=large)
    assert engine.search(Everything()).total == 1


def test_who_asks_while_nodes_have_no_memory_is_answered_when_they_have(
    whole: Nodes, engine: OpenSearchEngine
) -> None:
    engine.write(put=batch(0))
    limited = {"indices.breaker.total.limit": "1%"}
    lifted = {"transient": dict.fromkeys(limited)}
    hurried = OpenSearchEngine(Client(replace(engine.client.config, seconds=2)), engine.name, ())
    whole.ask("PUT", "/_cluster/settings", {"transient": limited})
    with pytest.raises(EngineUnavailable, match="too much to do"):
        hurried.search(Everything())
    for ask in (lambda: engine.search(Everything()), lambda: engine.write(put=batch(1))):
        whole.ask("PUT", "/_cluster/settings", {"transient": limited})
        threading.Timer(0.7, whole.ask, ("PUT", "/_cluster/settings", lifted)).start()
        ask()
    assert engine.search(Everything()).total == 2 * BATCH


def test_a_query_of_too_many_parts_is_refused(engine: OpenSearchEngine) -> None:
    engine.write(put=batch(0))
    query = Or(tuple(Keyword("city", str(n)) for n in range(1100)))
    with pytest.raises(BadValue, match="too many parts"):
        engine.search(query)


def test_a_query_that_takes_too_long_is_given_up(engine: OpenSearchEngine) -> None:
    engine.write(put=batch(0))
    with pytest.raises(QueryTooSlow):
        engine.search(Keyword("year", "0"), sort=Sort("id"), deadline=time.monotonic() + 1e-4)


@pytest.mark.parametrize(
    "version",
    [
        {"distribution": "opensearch", "number": "2.19.1"},
        {"distribution": "opensearch", "number": "unknown"},
        {"number": "8.11.0"},
        {},
    ],
    ids=["too old", "no number", "another program", "no answer"],
)
def test_another_version_is_named(version: dict[str, str]) -> None:
    with pytest.raises(EngineUnavailable, match=r"must be OpenSearch 3\.0 or later") as e:
        check_version({"version": version})
    assert version.get("number", "unknown") in str(e.value)


def test_the_versions_we_know_are_taken() -> None:
    for number in ("3.0.0", "3.8.0", "3.10.2-SNAPSHOT", "4.0.0"):
        check_version({"version": {"distribution": "opensearch", "number": number}})


def answer(kind: str, reason: str) -> dict[str, object]:
    """An error as a cluster tells it."""
    cause = {"type": kind, "reason": reason}
    return {"error": {"root_cause": [cause], "type": "search_phase_execution_exception"}}


@pytest.mark.parametrize(
    ("status", "told", "expected"),
    [
        (500, answer("query_phase_execution_exception", "Time exceeded"), QueryTooSlow),
        (503, answer("search_phase_execution_exception", "rejected due to missing shards"),
         EngineUnavailable),
        (429, answer("circuit_breaking_exception", "Data too large"), faults.Rejected),
        (409, answer("version_conflict_engine_exception", "required seqNo"), faults.Conflict),
        (500, answer("null_pointer_exception", "x"), EngineUnavailable),
        (502, "<html><h1>502 Bad Gateway</h1></html>", EngineUnavailable),
        ("N/A", None, EngineUnavailable),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)  # fmt: skip
def test_every_answer_has_its_error(
    status: int | str, told: object, expected: type[NianbaoError]
) -> None:
    assert type(faults.told(status, told)) is expected
