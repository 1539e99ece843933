"""What is OpenSearch's own: generations that machines share, locks, limits of the cluster."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from indexer.clusterconfig import ClusterConfig
from indexer.errors import IndexLocked, IndexOutdated, NoIndex
from indexer.query import And, Everything, Keyword, Or, Phrase, Run, Sort, Tally
from tests.contract.conftest import FINGERPRINTS, document, ids, source

pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

from indexer.engines.opensearch import ClusterGenerations, answer, locks, tally, walking
from indexer.engines.opensearch.engine import OpenSearchEngine


@pytest.fixture
def there(cluster_config: ClusterConfig) -> ClusterGenerations:
    return ClusterGenerations(cluster_config, FINGERPRINTS)


@pytest.fixture
def engine(there: ClusterGenerations) -> OpenSearchEngine:
    there.publish(there.begin())
    return there.current()


def names(there: ClusterGenerations) -> dict[str, str]:
    return {known.name[-6:]: known.state for known in there.listed()}


# ── generations ──────────────────────────────────────────────────────────────────────────


def test_handles_follow_what_another_machine_publishes(
    there: ClusterGenerations, cluster_config: ClusterConfig
) -> None:
    other = ClusterGenerations(cluster_config, FINGERPRINTS)
    there.publish(there.begin())
    served = there.current()
    assert there.current() is served
    fresh = other.begin()
    fresh.write(put=[document("1")])
    other.publish(fresh)
    assert there.current() is not served
    assert there.current().search(Everything()).total == 1
    other.rollback()
    assert there.current().search(Everything()).total == 0


def test_one_generation_is_kept_to_go_back_to(there: ClusterGenerations) -> None:
    for _ in range(3):
        there.publish(there.begin())
    assert names(there) == {"000002": "before", "000003": "current"}
    there.rollback()
    assert names(there) == {"000002": "current", "000003": ""}
    there.publish(there.begin())
    assert names(there) == {"000002": "before", "000004": "current"}


def test_one_generation_is_filled_at_a_time(there: ClusterGenerations) -> None:
    assert there.begun() is None
    there.begin_shared().write(put=[document("1")])
    with pytest.raises(IndexLocked, match=r"000001 is being filled.*--anew"):
        there.begin_shared()
    assert there.begun().search(Everything()).total == 1
    with pytest.raises(NoIndex):
        there.current()
    there.publish(there.begun())
    assert (there.begun(), there.current().search(Everything()).total) == (None, 1)
    there.begin_shared()
    there.begin_shared(anew=True)
    assert names(there) == {"000001": "current", "000003": "next"}
    there.publish(there.begun())
    assert names(there) == {"000001": "before", "000003": "current"}


def test_what_is_given_up_leaves_nothing(there: ClusterGenerations) -> None:
    there.publish(there.begin())
    there.discard(there.begin())
    there.discard(there.current())
    assert names(there) == {"000001": "current"}


def test_an_index_made_with_other_fingerprints_is_outdated(
    there: ClusterGenerations, cluster_config: ClusterConfig
) -> None:
    there.publish(there.begin())
    there.begin_shared()
    other = ClusterGenerations(cluster_config, {**FINGERPRINTS, "segmenter": "s2"})
    for opened in (other.current, other.begun):
        with pytest.raises(IndexOutdated, match=r"segmenter.*nianbao index --rebuild"):
            opened()
    assert other.made_with().items() >= FINGERPRINTS.items()
    other.publish(other.begin())
    assert other.current().search(Everything()).total == 0


# ── locks ────────────────────────────────────────────────────────────────────────────────


def test_each_part_has_one_writer(there: ClusterGenerations, engine: OpenSearchEngine) -> None:
    with there.locked(engine, 1, 2), there.locked(engine, 2, 2):
        for number, of in ((1, 2), (1, 3), (3, 3), (1, 1)):
            with (
                pytest.raises(IndexLocked, match=f"process {os.getpid()} .*part ./2"),
                there.locked(engine, number, of),
            ):
                pytest.fail("two at once")
    with there.locked(engine), there.locked(there.begin()):
        pass


HOLD = """
import sys, time
from indexer.clusterconfig import ClusterConfig
from indexer.engines.opensearch import ClusterGenerations
there = ClusterGenerations(ClusterConfig((sys.argv[1],), prefix=sys.argv[2]), {})
with there.locked(there._opened(sys.argv[3]), 1, 2):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(
    cluster_config: ClusterConfig, engine: OpenSearchEngine
) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds part 1 of 2."""
    arguments = [cluster_config.hosts[0], cluster_config.prefix, engine.name]
    command = [sys.executable, "-c", HOLD, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_lock_outlives_its_process_for_no_time(
    there: ClusterGenerations, engine: OpenSearchEngine, holder: subprocess.Popen[str]
) -> None:
    began = time.monotonic()
    with (
        pytest.raises(IndexLocked, match=f"process {holder.pid} "),
        there.locked(engine, 1, 2),
    ):
        pytest.fail("two at once")
    assert time.monotonic() - began < 1
    holder.kill()
    holder.wait()
    with there.locked(engine, 1, 2):
        pass


def test_a_lock_of_another_machine_runs_out(
    there: ClusterGenerations,
    engine: OpenSearchEngine,
    holder: subprocess.Popen[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platform.node", lambda: "elsewhere")
    holder.kill()
    holder.wait()
    with pytest.raises(IndexLocked), there.locked(engine, 1, 2):
        pytest.fail("two at once")
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + locks.LEASE)
    with there.locked(engine, 1, 2):
        pass


# ── limits of the cluster ────────────────────────────────────────────────────────────────


def test_pages_beyond_the_window_are_gone_through(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "WINDOW", 10)
    put = [
        document(str(n), {"title": "乡村|振兴" if n % 3 else "振兴|乡村"}, year=str(n % 4))
        for n in range(1, 41)
    ]
    engine.write(put=put)
    run = Run("乡村振兴", ("乡村", "振兴"), ("title",))
    for query, sort in ((Everything(), Sort("id", True)), (run, Sort("relevance", True))):
        whole = engine.search(query, limit=10**6, sort=sort, tallies=[Tally(("year",))])
        assert whole.total == len(whole.hits) == 40
        assert [row.count for row in whole.tallies[0]] == [10, 10, 10, 10]
        slices = [engine.search(query, offset=n, limit=7, sort=sort) for n in range(0, 42, 7)]
        assert [hit for page in slices for hit in page.hits] == list(whole.hits)


def test_tallies_too_long_for_one_answer_are_whole(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.write(put=[document(str(n), city=str(n % 9), year="2020") for n in range(1, 31)])
    asked = [Tally(("city",)), Tally(("city", "year")), Tally(("year",))]
    whole = engine.search(Everything(), tallies=asked).tallies
    assert [len(rows) for rows in whole] == [9, 9, 1]
    for most in (1, 2, 9):
        monkeypatch.setattr(tally, "LARGEST_PAGE", most)
        assert engine.search(Everything(), tallies=asked).tallies == whole


def test_many_alternatives_are_scanned_for_in_turn(engine: OpenSearchEngine) -> None:
    engine.write(put=[document(str(n), issuer=f"{n}镇", year="2020") for n in range(1, 200)])
    kin = [
        Or((And((Keyword("issuer", f"{n}镇"), Keyword("year", "2020"), Keyword("level", "a"))),
            And((Keyword("issuer", f"{n}镇"), *[Keyword("year", "2020")] * 8))))
        for n in range(199, 0, -1)
    ]  # fmt: skip
    found = ids(list(engine.scan(Or((*kin, *kin)))))
    assert found == [f"{n:0>16}".lstrip("0") for n in range(1, 200)]


def test_words_longer_than_a_term_are_told_apart(engine: OpenSearchEngine) -> None:
    one, other = "a" * 40000, "a" * 39999 + "b"
    engine.write(put=[document("1", {"title": f"x|{one}"}), document("2", {"title": f"x|{other}"})])
    assert ids(engine.search(Run(f"{one}x", ("x", one), ("title",))).hits) == ["1"]
    assert ids(engine.search(Phrase("ab", ("title",))).hits) == ["2"]


def test_lone_halves_of_characters_are_kept(engine: OpenSearchEngine) -> None:
    engine.write(put=[document("1", {"title": "a|\ud800|b"}, city="\ud800")], sources=[source("a")])
    assert ids(engine.search(Phrase("a\ud800", ("title",))).hits) == ["1"]
    page = engine.search(Keyword("city", "\ud800"), tallies=[Tally(("city",))])
    assert [row.values for row in page.tallies[0]] == [("\ud800",)]
    assert engine.get(["\ud800"]) == []


def test_a_scan_of_all_goes_through_pages(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (walking, answer):
        monkeypatch.setattr(module, "PAGE", 3)
    engine.write(put=[document(str(n), numbers={"year": n % 2}) for n in range(1, 9)])
    found = engine.scan(Everything(), sort=Sort("year", True))
    first = next(found)
    engine.write(put=[document("9")], remove=["2".zfill(16)])
    assert ids([first, *found]) == ["1", "3", "5", "7", "2", "4", "6", "8"]


def test_copies_of_shards_are_as_configured(cluster_config: ClusterConfig) -> None:
    there = ClusterGenerations(replace(cluster_config, shards=2, replicas=1), {})
    engine = there.begin()
    engine.write(put=[document("1")], sources=[source("a")])
    state = engine.check()
    assert (state.reports, state.sources, state.faults) == (1, 1, ())
