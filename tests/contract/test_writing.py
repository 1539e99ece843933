"""What a write promises on every engine (design.md §5): seen whole, or not at all."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from indexer.errors import EngineUnavailable, IndexLocked, NotFound, QueryTooSlow
from indexer.model import TallyRow
from indexer.query import (
    RELEVANCE,
    Everything,
    Not,
    Phrase,
    Run,
    Sort,
    Tally,
)

from .conftest import document, find, ids, source

TOTAL = "requests_received.total"
EVERYWHERE = ("title", "issuer", "overview", "problems", "unplaced")

# ── revisions ─────────────────────────────────────────────────────────────────────────


def test_a_revision_is_another_after_each_write(engine):
    seen = [engine.revision()]
    for write in (
        {"put": [document("1", {"title": "甲"})]},
        {"put": [document("1", {"title": "乙"})]},
        {"sources": [source("a.txt")]},
        {"remove": ["1".zfill(16)]},
    ):
        engine.write(**write)
        seen.append(engine.revision())
        assert engine.revision() == seen[-1]
    assert len(set(seen)) == len(seen)


def test_a_revision_is_that_of_one_generation(generations):
    seen = set()
    for _ in range(2):
        generations.publish(generations.begin())
        seen.add(generations.current().revision())
    assert len(seen) == 2


# ── writing ───────────────────────────────────────────────────────────────────────────


def test_an_empty_index_answers(engine):
    page = engine.search(Everything(), tallies=[Tally(), Tally(by=("year",))])
    assert page.total == 0
    assert page.hits == ()
    assert page.tallies == ((TallyRow((), 0),), ())
    assert engine.get(["0" * 16]) == []
    assert list(engine.scan(Everything())) == []
    assert list(engine.sources()) == []
    assert engine.terms("overview", "", 10) == []
    state = engine.check()
    assert (state.reports, state.sources, state.faults) == (0, 0, ())
    for sort in (RELEVANCE, Sort("year"), Sort("issuer", True), Sort(TOTAL)):
        assert engine.search(Run("镇", ("镇",), EVERYWHERE), sort=sort).total == 0


def test_a_write_is_seen_and_a_known_id_is_replaced(engine):
    engine.write(put=[document("1", {"title": "旧"}), document("2", {"title": "旧"})])
    assert find(engine, Phrase("旧", ("title",))) == ["1", "2"]
    engine.write(put=[document("1", {"title": "新"})])
    assert find(engine, Phrase("旧", ("title",))) == ["2"]
    assert find(engine, Run("新", ("新",), ("title",))) == ["1"]
    assert engine.search(Everything()).total == 2


def test_of_two_puts_of_an_id_the_last_wins(engine):
    engine.write(put=[document("1", {"title": "旧"}), document("1", {"title": "新"})])
    assert engine.search(Everything()).total == 1
    assert find(engine, Phrase("新", ("title",))) == ["1"]
    assert find(engine, Run("旧", ("旧",), ("title",))) == []
    assert engine.check().reports == 1


def test_removals_come_first_and_unknown_ones_are_no_error(engine):
    engine.write(put=[document("1"), document("2")])
    engine.write(put=[document("1", {"title": "新"})], remove=["0" * 15 + "1", "0" * 15 + "2", "x"])
    assert find(engine, Everything()) == ["1"]
    assert find(engine, Phrase("新", ("title",))) == ["1"]


def test_a_removed_report_is_gone_from_everything(engine):
    engine.write(put=[document("1", {"title": "镇"}, year="2020", numbers={"year": 2020})])
    engine.write(remove=["0" * 15 + "1"])
    assert engine.search(Not(Phrase("镇", ("title",))), tallies=[Tally(("year",))]).total == 0
    assert engine.get(["0" * 15 + "1"]) == []
    assert engine.terms("year", "", 9) == engine.terms("title", "", 9) == []


def test_a_put_that_fails_changes_nothing(engine):
    engine.write(put=[document("1")], sources=[source("a")])

    def documents():
        yield document("2")
        raise RuntimeError("the reader broke")

    with pytest.raises(RuntimeError, match="the reader broke"):
        engine.write(put=documents(), remove=["0" * 15 + "1"], forget=[("downloads", "a")])
    assert find(engine, Everything()) == ["1"]
    assert [s.path for s in engine.sources()] == ["a"]
    engine.write(put=[document("3")])
    assert find(engine, Everything()) == ["1", "3"]


def test_a_second_writer_is_refused_at_once(engine):
    def documents():
        yield document("1")
        began = time.monotonic()
        with pytest.raises(IndexLocked):
            engine.write(put=[document("2")])
        assert time.monotonic() - began < 1
        yield document("3")

    engine.write(put=documents())
    assert find(engine, Everything()) == ["1", "3"]


def test_a_search_during_a_write_sees_the_state_before(engine):
    engine.write(put=[document("1")])
    seen = []

    def documents():
        yield document("2")
        seen.append(find(engine, Everything()))

    engine.write(put=documents(), remove=["0" * 15 + "1"])
    assert seen == [["1"]]
    assert find(engine, Everything()) == ["2"]


def test_many_small_writes_lose_nothing(engine):
    for n in range(1, 41):
        engine.write(
            put=[document(str(n), {"title": f"第|{n}|号"}, numbers={TOTAL: n}, year=str(n % 3))],
            sources=[source(f"{n}.txt", report=f"{n:0>16}")],
            remove=[f"{n - 10:0>16}"] if n % 2 else (),
        )
    left = [n for n in range(1, 41) if n % 2 == 0 or n > 30]
    found = engine.search(Everything(), limit=100, sort=Sort(TOTAL), tallies=[Tally(("year",))])
    assert ids(found.hits) == [str(n) for n in left]
    assert {row.values[0]: row.count for row in found.tallies[0]} == Counter(
        str(n % 3) for n in left
    )
    for n in left:
        assert find(engine, Run(f"第{n}号", ("第", str(n)), ("title",))) == [str(n)]
    assert [r.meta.title for r in engine.get([h.id for h in found.hits])] == [
        f"title of {h.id.lstrip('0')}" for h in found.hits
    ]
    assert len(list(engine.sources())) == 40
    assert engine.check().faults == ()


# ── sources ───────────────────────────────────────────────────────────────────────────


def test_sources_are_kept_replaced_and_forgotten(engine):
    engine.write(sources=[source("b"), source("a"), source("z", collection="alpha")])
    assert [s.key for s in engine.sources()] == [
        ("alpha", "z"),
        ("downloads", "a"),
        ("downloads", "b"),
    ]
    assert next(engine.sources("alpha")) == source("z", collection="alpha")
    replaced = source("a", report="0" * 16)
    engine.write(sources=[replaced], forget=[("downloads", "b"), ("downloads", "unknown")])
    assert list(engine.sources("downloads")) == [replaced]
    engine.write(sources=[source("a")], forget=[("downloads", "a")])
    assert list(engine.sources("downloads")) == [source("a")]
    assert list(engine.sources("nobody")) == []


def test_sources_are_no_reports(engine):
    engine.write(put=[document("1")], sources=[source("a", report="0" * 15 + "1")])
    assert find(engine, Not(Phrase("x", EVERYWHERE))) == ["1"]
    state = engine.check()
    assert (state.reports, state.sources) == (1, 1)
    assert state.size_bytes > 0


# ── limits and generations ────────────────────────────────────────────────────────────


def test_a_deadline_past_is_told(engine):
    engine.write(put=[document(str(n), {"title": "镇"}) for n in range(1, 20)])
    with pytest.raises(QueryTooSlow):
        engine.search(Phrase("镇", ("title",)), deadline=time.monotonic() - 1)
    assert engine.search(Phrase("镇", ("title",)), deadline=time.monotonic() + 60).total == 19


def test_closing_twice_is_no_error(engine):
    engine.close()
    engine.close()


def test_no_generation_yet(generations):
    with pytest.raises(EngineUnavailable, match="nianbao index"):
        generations.current()
    with pytest.raises(NotFound):
        generations.rollback()


def test_a_generation_is_built_aside_published_and_rolled_back(generations):
    first = generations.begin()
    first.write(put=[document("1")])
    with pytest.raises(EngineUnavailable):
        generations.current()
    generations.publish(first)
    assert find(generations.current(), Everything()) == ["1"]
    second = generations.begin()
    second.write(put=[document("2")])
    assert find(generations.current(), Everything()) == ["1"]
    generations.publish(second)
    assert find(generations.current(), Everything()) == ["2"]
    generations.rollback()
    assert find(generations.current(), Everything()) == ["1"]
    with pytest.raises(NotFound):
        generations.rollback()
