"""The promise: what is quoted is found exactly, what is not at least, on every engine."""

from __future__ import annotations

import os
import random

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
from indexer.searching.question import SearchRequest
from indexer.text import fold, segmenter
from tests.cluster.nodes import own_place
from tests.conftest import SEEDS


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


@pytest.fixture(scope="module", params=[name for name in ENGINES if name != "opensearch"])
def embedded(request, tmp_path_factory, reports):
    folder = tmp_path_factory.mktemp("index")
    try:
        return searcher_over(request.param, folder, reports, segmenter("jieba"))
    except EngineUnavailable as e:
        if os.environ.get("REQUIRE_ALL") == "1":
            raise
        pytest.skip(str(e))


@pytest.fixture(scope="module")
def in_cluster(cluster_urls, tmp_path_factory, reports):
    with own_place(cluster_urls) as cluster:
        folder, cut = tmp_path_factory.mktemp("index"), segmenter("jieba")
        yield searcher_over("opensearch", folder, reports, cut, cluster)


seeds = st.integers(0, 2**32)
odd_strings = st.text('乡村振兴镇〇𠮷a0 -。"\\“＂~', min_size=1, max_size=12)


def assert_found_as_a_scan_finds(searcher, texts, string):
    if fold(string):
        assert [way for way, wrong in faults(searcher, texts, string) if wrong] == []


@settings(max_examples=150, deadline=None)
@given(seed=seeds)
def test_strings_of_the_texts_are_found_as_a_scan_finds_them(embedded, texts, raw, seed):
    rng = random.Random(seed)
    assert_found_as_a_scan_finds(embedded, texts, cut_out(rng.choice(raw), rng))


@settings(max_examples=50, deadline=None)
@given(string=odd_strings)
def test_strings_that_may_be_nowhere_are_not_found(embedded, texts, string):
    assert_found_as_a_scan_finds(embedded, texts, string)


# A cluster is asked over the network: fewer strings.
@settings(max_examples=40, deadline=None)
@given(seed=seeds, odd=odd_strings)
def test_strings_are_found_in_a_cluster_as_a_scan_finds_them(in_cluster, texts, raw, seed, odd):
    rng = random.Random(seed)
    for string in (cut_out(rng.choice(raw), rng), odd):
        assert_found_as_a_scan_finds(in_cluster, texts, string)


@pytest.fixture(scope="module")
def memory(tmp_path_factory, reports):
    return searcher_over("memory", tmp_path_factory.mktemp("index"), reports, segmenter("jieba"))


def test_words_are_answered_as_from_memory(embedded, memory, raw):
    assert_answers_as_memory(embedded, memory, raw)


def test_words_are_answered_in_a_cluster_as_from_memory(in_cluster, memory, raw):
    assert_answers_as_memory(in_cluster, memory, raw)


def assert_answers_as_memory(searcher, memory, raw):
    """On real text in real words; how alike the scores of other engines are is their own matter."""
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
