"""The promise: what is quoted is found exactly, what is not at least, on every engine."""

from __future__ import annotations

import contextlib
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.exactness import (
    ROOT,
    cut_out,
    faults,
    invented,
    may_be_unquoted,
    quoted,
    read,
    searcher_over,
    texts_of,
)
from indexer.engines import ENGINES
from indexer.errors import EngineUnavailable
from indexer.queryparser import parse_query
from indexer.question import SearchRequest
from indexer.text import fold, segmenter
from tests.cluster.nodes import own_place

SEEDS = Path(os.environ.get("NIANBAO_SEEDS", ROOT.parent / "shared" / "seeds"))


@pytest.fixture(scope="module")
def reports():
    folders = [ROOT / "samples", *([SEEDS] if SEEDS.is_dir() else [])]
    return [*read(folders), *invented(20, 3)]


@pytest.fixture(scope="module")
def texts(reports):
    return {r.meta.id: {k: fold(v) for k, v in texts_of(r).items()} for r in reports}


@pytest.fixture(scope="module")
def raw(reports):
    return [text for report in reports for text in texts_of(report).values() if text]


@pytest.fixture(scope="module", params=list(ENGINES))
def searcher(request, tmp_path_factory, reports):
    folder, cut = tmp_path_factory.mktemp("index"), segmenter("jieba")
    with contextlib.ExitStack() as ends:
        cluster = None
        if request.param == "opensearch":
            urls = request.getfixturevalue("cluster_urls")
            cluster = ends.enter_context(own_place(urls))
        try:
            yield searcher_over(request.param, folder, reports, cut, cluster)
        except EngineUnavailable as e:
            if os.environ.get("REQUIRE_ALL") == "1":
                raise
            pytest.skip(str(e))


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_strings_of_the_texts_are_found_as_a_scan_finds_them(searcher, texts, raw, seed):
    rng = random.Random(seed)
    string = cut_out(rng.choice(raw), rng)
    if fold(string):
        assert [way for way, wrong in faults(searcher, texts, string) if wrong] == []


@settings(max_examples=50, deadline=None)
@given(string=st.text('乡村振兴镇〇𠮷a0 -。"\\“＂~', min_size=1, max_size=12))
def test_strings_that_may_be_nowhere_are_not_found(searcher, texts, string):
    if fold(string):
        assert [way for way, wrong in faults(searcher, texts, string) if wrong] == []


def test_hits_come_in_the_same_order_as_from_memory(reports, raw, searcher, tmp_path):
    """On real text in real words; how alike the scores of other engines are is their own matter."""
    memory = searcher_over("memory", tmp_path, reports, segmenter("jieba"))
    rng = random.Random(5)
    asked = 0
    while asked < 60:
        words = [cut_out(rng.choice(raw), rng) for _ in range(rng.randrange(1, 4))]
        if not all(fold(word) and may_be_unquoted(word) for word in words):
            continue
        request = SearchRequest(rng.choice((" ", " OR ")).join(words), page_size=100)
        expected, found = (s.search(request).results for s in (memory, searcher))
        assert {r.id for r in found} == {r.id for r in expected}, request.q
        if searcher.health().engine in ("memory", "whoosh"):
            assert [r.id for r in found] == [r.id for r in expected], request.q
            assert [r.score for r in found] == pytest.approx([r.score for r in expected])
        asked += 1


def test_a_scan_is_plain(texts, catalogue):
    """The test of the test: strings are quoted as they are, and read back as they are."""
    for string in ('a"b', "a\\b", '\\"', "“”", "a\nb", '"', "乡 村"):
        asked = parse_query(quoted(string), catalogue, segmenter("jieba")).query
        assert asked.text == fold(string)
    assert may_be_unquoted("COVID-19")
    assert not any(map(may_be_unquoted, ("-a", "a：b", "ＡＮＤ", "a b", "a*")))
