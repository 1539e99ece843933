"""What is ours around tantivy: text it would not take, ties, counts it gives up, its files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("tantivy", reason="the extra tantivy is not installed")

from indexer.engines import open_generations
from indexer.engines.memory import MemoryEngine
from indexer.engines.tantivy import files, order, tally
from indexer.engines.terms import restored, storable, unbroken
from indexer.model import TEXT_FIELDS
from indexer.query import (
    And,
    Arithmetic,
    Compare,
    Everything,
    FieldValue,
    Keyword,
    Near,
    Not,
    Phrase,
    Run,
    Sort,
    Tally,
)
from tests.contract.conftest import document, ids, source

TOTAL, GRANTED = "requests_received.total", "granted.total"


@pytest.fixture
def engine(tmp_path):
    return open_generations("tantivy", tmp_path, fingerprints={}).begin()


# ── text ─────────────────────────────────────────────────────────────────────────────────


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back(text):
    ours = not any(0xFDD0 <= ord(ch) <= 0xFDEF or ord(ch) >= 0x10F800 for ch in text)
    for written in (storable(text), unbroken(text)):
        written.encode("utf-8")
        if ours:
            assert restored(written) == text
    assert not any(ch.isspace() for ch in unbroken(text))


@pytest.mark.parametrize("sought", [" ", "b c", "\u2028", "\ud800x", "𠮷", "𠮷𡈽", "x𠮷𡈽y", "\0a"])
def test_odd_characters_are_found(engine, sought):
    engine.write(put=[document("1", {"title": f"a|{sought}|z"}), document("2", {"title": "a|z"})])
    for query in (Phrase(sought, ("title",)), Phrase(f"a{sought}z", ("title",))):
        assert ids(engine.search(query).hits) == ["1"]


def test_a_pair_over_two_words_or_sections_is_told_from_one_within(engine):
    engine.write(
        put=[
            document("1", {"title": "甲乙|丙丁"}),
            document("2", {"title": "甲乙", "overview": "丙丁"}),
            document("3", {"title": "乙丙|甲乙|丁"}),
        ]
    )
    assert ids(engine.search(Phrase("甲乙丙丁", ("title", "overview"))).hits) == ["1"]
    assert ids(engine.search(Phrase("乙丙", ("title", "overview"))).hits) == ["1", "3"]


# ── order and tallies ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sort", [Sort("relevance", True), Sort(TOTAL), Sort("issuer", True)])
def test_ties_longer_than_what_is_fetched(engine, sort, monkeypatch):
    monkeypatch.setattr(order, "BEYOND", 1)
    monkeypatch.setattr(order, "FURTHER", 2)
    for turn in range(3):
        put = [
            document(str(n), {"title": "镇|村"}, numbers={TOTAL: 1}, issuer="甲")
            for n in range(60 - turn, 0, -3)
        ]
        engine.write(put=put)
    page = engine.search(Run("镇", ("镇",), ("title",)), offset=3, limit=4, sort=sort)
    assert page.total == 60
    assert ids(page.hits) == ["4", "5", "6", "7"]


def test_one_word_is_found_where_it_is_none_of_its_own_too_and_behind(engine):
    memory = MemoryEngine()
    texts = {0: "乡村|振兴", 1: "城乡|村庄", 2: "乡村|很|乡村", 3: "振兴"}
    put = [
        document(str(n), {"title": texts[n % 4]}, version="other" if n % 5 == 0 else "current")
        for n in range(1, 41)
    ]
    run = Run("乡村", ("乡村",), TEXT_FIELDS)
    queries = (run, And((run, Not(Keyword("version", "other")))), Not(run), Everything())
    for changes in ({"put": put}, {"remove": [n.zfill(16) for n in ("2", "7", "8")]}):
        for one in (engine, memory):
            one.write(**changes)
        for query in queries:
            for limit in (0, 5, 25, 50):
                found, right = (one.search(query, limit=limit) for one in (engine, memory))
                assert found.total == right.total
                assert ids(found.hits) == ids(right.hits)


@pytest.mark.parametrize("most", [2, 65000], ids=["values left out", "all values"])
def test_tallies_of_more_values_than_are_counted_in_one_go(engine, monkeypatch, most):
    monkeypatch.setattr(tally, "MOST_VALUES", most)
    put = [
        document(
            str(n),
            {"title": "镇"},
            numbers={TOTAL: n % 7 - 1, GRANTED: n / 10},
            year=str(2018 + n % 5),
            finding=[f"f{n % 3}", f"f{n % 4}"],
        )
        for n in range(1, 40)
    ]
    memory = MemoryEngine()
    for one in (engine, memory):
        one.write(put=put, sources=[source("a")])
    tallies = [
        Tally(),
        Tally(("finding",)),
        Tally(("year", "finding"), (FieldValue(TOTAL),)),
        Tally((), (FieldValue(GRANTED), Arithmetic("-", FieldValue(TOTAL), FieldValue(GRANTED)))),
        Tally(("nobody",)),
    ]
    for query in (Everything(), Not(Keyword("year", "2019")), Keyword("year", "none")):
        page = engine.search(query, sort=Sort("id"), tallies=tallies)
        assert page == memory.search(query, sort=Sort("id"), tallies=tallies)


def test_what_tantivy_has_no_words_for_is_ordered_and_tallied_too(engine):
    put = [
        document(
            str(n),
            {"title": "乡村|" + "很|" * (n % 4) + "振兴"},
            numbers={TOTAL: n % 6, GRANTED: 3},
            issuer=f"{n % 3}",
            year="2020",
        )
        for n in range(1, 50)
    ]
    memory = MemoryEngine()
    for one in (engine, memory):
        one.write(put=put)
    for query in (
        Compare("<", FieldValue(GRANTED), FieldValue(TOTAL)),
        Compare(">=", FieldValue(GRANTED), FieldValue(TOTAL)),
        And((Keyword("year", "2020"), Near("乡村", "振兴", 2, ("title",)))),
    ):
        for sort in (Sort("id", True), Sort(TOTAL, True), Sort("issuer")):
            for part in (slice(0, 7), slice(20, 40)):
                asked = {"offset": part.start, "limit": part.stop, "sort": sort}
                page = engine.search(query, tallies=[Tally(("issuer",))], **asked)
                assert page == memory.search(query, tallies=[Tally(("issuer",))], **asked)


# ── files ────────────────────────────────────────────────────────────────────────────────


def test_what_a_killed_writer_left_goes_with_the_next_write(engine, tmp_path):
    engine.write(put=[document("1")])
    (folder,) = (path.parent for path in tmp_path.rglob("meta.json"))
    (folder / ".tmpAbc12").write_text("half", "utf-8")
    engine.write(put=[document("2")])
    assert not list(folder.glob(".tmp*"))
    assert files.faults(folder) == []


def test_few_segments_stay_however_many_writes(engine, tmp_path):
    for n in range(1, 40):
        engine.write(put=[document(str(n))])
    assert len(list(tmp_path.rglob("*.store"))) <= 16
    assert engine.search(Everything()).total == 39
