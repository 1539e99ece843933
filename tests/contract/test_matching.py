"""What every query matches, on every engine alike."""

from __future__ import annotations

import contextlib

import pytest

from indexer.engines import ENGINES
from indexer.query import (
    And,
    Arithmetic,
    Compare,
    Everything,
    FieldValue,
    Keyword,
    Literal,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Run,
    Together,
)
from tests.cluster.nodes import own_place

from .conftest import document, find, ids, open_or_skip, source

TOTAL = "requests_received.total"
GRANTED = "granted.total"
RATE = "grant_rate"
EVERYWHERE = ("title", "issuer", "overview", "problems", "unplaced")

CORPUS = [
    document(
        "1",
        {"title": "宁河|镇|年报", "overview": "推进|乡村|振兴|。|镇|政府|2020|covid|-|19"},
        numbers={TOTAL: 40, GRANTED: 10, "year": 2020, RATE: 0.25},
        year="2020",
        issuer="宁河镇",
        finding=("row_sum", "balance"),
    ),
    document(
        "2",
        {"title": "北京市政府|信息", "problems": "振兴|的|乡村|，|资金|不足|。|乡村|很|大"},
        numbers={TOTAL: 0, "year": 2021},
        year="2021",
        issuer="北京市政府",
        finding=("row_sum",),
    ),
    document(
        "3",
        {"overview": "乡村|好|。|振兴|难", "unplaced": "资金|资金"},
        numbers={GRANTED: 5},
        breaks={"overview": (4,)},
    ),
]

MATCHES = {
    "everything": (Everything(), "123"),
    "a run as written": (Run("乡村振兴", ("乡村", "振兴"), EVERYWHERE), "123"),
    "a run in one section": (Run("乡村振兴", ("乡村", "振兴"), ("overview",)), "13"),
    "a run cut otherwise": (Run("政府信", ("政府信",), EVERYWHERE), "2"),
    "a run of words in several fields": (Run("资金好", ("资金", "好"), EVERYWHERE), "3"),
    "a run of signs": (Run("。", (), EVERYWHERE), "123"),
    "a run of signs nobody has": (Run("？", (), EVERYWHERE), ""),
    "variants": (Run("x", ("x",), EVERYWHERE, (Run("难", ("难",), EVERYWHERE),)), "3"),
    "phrase": (Phrase("乡村振兴", EVERYWHERE), "1"),
    "phrase inside words": (Phrase("京市政府信", EVERYWHERE), "2"),
    "phrase of one character": (Phrase("村", EVERYWHERE), "123"),
    "phrase with signs": (Phrase("兴。镇", EVERYWHERE), "1"),
    "phrase over two fields": (Phrase("年报推进", EVERYWHERE), ""),
    "phrase in another field": (Phrase("宁河", ("overview",)), ""),
    "prefix": (Prefix("cov", EVERYWHERE), "1"),
    "prefix of a word, not of a place in it": (Prefix("ovid", EVERYWHERE), ""),
    "prefix in a field": (Prefix("20", ("title",)), ""),
    "near, none between": (Near("乡村", "振兴", 0, EVERYWHERE), "1"),
    "near, either order": (Near("乡村", "振兴", 1, EVERYWHERE), "123"),
    "near itself": (Near("资金", "资金", 0, EVERYWHERE), "3"),
    "near, cut words not counted": (Near("宁", "镇", 0, ("title",)), "1"),
    "one sentence": (Together(("振兴", "资金"), "sentence", EVERYWHERE), "2"),
    "one sentence, other order": (Together(("乡村", "振兴"), "sentence", EVERYWHERE), "12"),
    "one paragraph": (Together(("乡村", "振兴"), "paragraph", EVERYWHERE), "12"),
    "keyword": (Keyword("finding", "balance"), "1"),
    "keyword nobody has": (Keyword("finding", "x"), ""),
    "keyword whole": (Keyword("issuer", "宁河"), ""),
    "greater": (Compare(">", FieldValue(TOTAL), Literal(0)), "1"),
    "greater or equal": (Compare(">=", FieldValue(TOTAL), Literal(0)), "12"),
    "less": (Compare("<", FieldValue(TOTAL), Literal(40)), "2"),
    "less or equal": (Compare("<=", FieldValue(TOTAL), Literal(40)), "12"),
    "equal": (Compare("=", FieldValue(TOTAL), Literal(0)), "2"),
    "unequal leaves out the unknown": (Compare("!=", FieldValue(TOTAL), Literal(0)), "1"),
    "complement keeps the unknown": (Not(Compare("=", FieldValue(TOTAL), Literal(0))), "13"),
    "two fields": (Compare("<", FieldValue(GRANTED), FieldValue(TOTAL)), "1"),
    "arithmetic": (
        Compare("=", Arithmetic("/", FieldValue(GRANTED), FieldValue(TOTAL)), Literal(0.25)),
        "1",
    ),
    "division by 0": (
        Compare("!=", Arithmetic("/", Literal(1), FieldValue(TOTAL)), Literal(7)),
        "1",
    ),
    "an overflow is unknown": (
        Compare("!=", Arithmetic("*", FieldValue(TOTAL), Literal(1e200)), Literal(7)),
        "2",
    ),
    "a field nobody has": (Compare("!=", FieldValue("fees.amount"), Literal(0)), ""),
    "literals": (Compare("<", Literal(1), Literal(2)), "123"),
    "and": (And((Keyword("finding", "row_sum"), Phrase("资金", EVERYWHERE))), "2"),
    "and of none": (And(()), "123"),
    "or": (Or((Keyword("finding", "balance"), Phrase("难", EVERYWHERE))), "13"),
    "or of none": (Or(()), ""),
    "not": (Not(Keyword("year", "2020")), "23"),
    "not not": (Not(Not(Keyword("year", "2020"))), "1"),
    "not inside or": (Or((Not(Keyword("finding", "row_sum")), Keyword("year", "2020"))), "13"),
}


@pytest.fixture(scope="module", params=list(ENGINES))
def corpus(request, tmp_path_factory):
    """An engine with the corpus, for all that is only asked."""
    with contextlib.ExitStack() as ends:
        cluster = None
        if request.param == "opensearch":
            cluster = ends.enter_context(own_place(request.getfixturevalue("cluster_urls")))
        generations = open_or_skip(request.param, tmp_path_factory.mktemp("corpus"), cluster)
        engine = generations.begin()
        engine.write(put=CORPUS, sources=[source("refused.txt")])
        yield engine


@pytest.mark.parametrize(("query", "expected"), MATCHES.values(), ids=MATCHES)
def test_matching(corpus, query, expected):
    assert "".join(find(corpus, query)) == expected
    assert corpus.search(query, limit=0).total == len(expected)
    assert "".join(ids(list(corpus.scan(query)))) == expected
