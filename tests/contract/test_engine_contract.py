"""What every engine promises (design.md §5), one test a promise."""

from __future__ import annotations

import contextlib
import time
from collections import Counter

import pytest

from indexer.engines import ENGINES
from indexer.errors import EngineUnavailable, IndexLocked, NotFound, QueryTooSlow
from indexer.model import TEXT_FIELDS, Bucket, Stats, TallyRow, Term
from indexer.query import (
    RELEVANCE,
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
    Sort,
    Tally,
    Together,
)
from tests.cluster.nodes import own_place

from .conftest import document, ids, open_or_skip, source

TOTAL = "requests_received.total"
GRANTED = "granted.total"
RATE = "grant_rate"
EVERYWHERE = ("title", "issuer", "overview", "problems", "unplaced")


def find(engine, query, **kwargs):
    return ids(engine.search(query, limit=1000, sort=Sort("id"), **kwargs).hits)


# ── revisions ────────────────────────────────────────────────────────────────────────────


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


# ── writing ──────────────────────────────────────────────────────────────────────────────


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


# ── matching ─────────────────────────────────────────────────────────────────────────────

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


# ── order ────────────────────────────────────────────────────────────────────────────────


def test_runs_found_as_written_come_first(engine):
    engine.write(
        put=[
            document("1", {"title": "振兴|乡村|振兴|乡村"}),
            document("2", {"overview": "推进|乡村|振兴|" + "|".join("长" * 50)}),
            document("3", {"overview": "推进|乡村|很|振兴"}),
        ]
    )
    page = engine.search(Run("乡村振兴", ("乡村", "振兴"), ("title", "overview")))
    assert ids(page.hits) == ["1", "2", "3"]
    assert [hit.score > 1000 for hit in page.hits] == [True, True, False]


def test_relevance_is_bm25_over_words(engine):
    engine.write(
        put=[
            document("1", {"title": "x|y", "overview": "镇|村|村|村"}),
            document("2", {"title": "镇|x", "overview": "村|。|村|村|村"}),
            document("3", {"title": "x|y", "overview": "镇|镇|村|村"}),
            document("4", {"title": "x|y", "overview": "村|村|村|村"}),
        ]
    )
    page = engine.search(Run("镇", ("镇",), TEXT_FIELDS))
    idf, norm = 0.35667494393873245, 1.2  # ln(1 + 1.5/3.5); all documents are as long
    assert ids(page.hits) == ["2", "3", "1"]
    # Some engines count in single precision.
    expected = [1000 + idf * tf * 2.2 / (tf + norm) for tf in (4, 2, 1)]
    assert [hit.score for hit in page.hits] == pytest.approx(expected, abs=1e-6)


def test_negated_runs_do_not_score(engine):
    engine.write(put=[document("1", {"title": "a|b"}), document("2", {"title": "a|b|b"})])
    negated = Not(Not(Run("b", ("b",), ("title",))))
    page = engine.search(And((Run("a", ("a",), ("title",)), negated)))
    assert ids(page.hits) == ["1", "2"]
    assert engine.search(negated).hits[0].score == 0


def test_ties_go_by_id_either_way(engine):
    put = [document(n, {"title": "镇"}, numbers={TOTAL: 1}, issuer="甲") for n in "8536"]
    engine.write(put=put[:2])
    engine.write(put=put[2:])
    for sort in (RELEVANCE, Sort(TOTAL), Sort(TOTAL, True), Sort("issuer"), Sort("issuer", True)):
        page = engine.search(Run("镇", ("镇",), ("title",)), sort=sort)
        assert ids(page.hits) == ["3", "5", "6", "8"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort(TOTAL), "3142"),
        (Sort(TOTAL, descending=True), "4132"),
        (Sort("year"), "1234"),
        (Sort("year", descending=True), "2134"),
        (Sort("indexed", descending=True), "4123"),
        (Sort("issuer"), "2314"),
        (Sort("issuer", descending=True), "1324"),
        (Sort("province"), "3124"),
        (Sort("province", descending=True), "1324"),
        (Sort("level"), "4123"),
        (Sort("title"), "4312"),
        (Sort("title", descending=True), "2134"),
        (Sort("published", descending=True), "3124"),
        (Sort("findings"), "2134"),
        (Sort("id"), "1234"),
        (Sort("id", descending=True), "4321"),
        (Sort("fees.amount"), "1234"),
    ],
    ids=lambda p: f"{p.key}{' descending' if p.descending else ''}" if isinstance(p, Sort) else "",
)
def test_missing_last_either_way(engine, sort, expected):
    engine.write(
        put=[
            document(
                "1",
                numbers={TOTAL: 2, "year": 2020},
                issuer="北",
                province="陕西省",
                title="丁年报",
            ),
            document("2", numbers={"year": 2021, "findings": 3}, issuer="a", title="丙年报"),
            document(
                "3",
                numbers={TOTAL: -5, "published": 737000},
                issuer="丁",
                province="天津市",
                title="丁" * 200,
            ),
            document("4", numbers={TOTAL: 2.5, "indexed": 17e8}, level="county", title="2020 报"),
        ]
    )
    assert "".join(ids(engine.search(Everything(), sort=sort).hits)) == expected
    assert "".join(ids(list(engine.scan(Everything(), sort=sort)))) == expected


def test_slices_put_together_are_the_whole(engine):
    engine.write(put=[document(str(n), numbers={TOTAL: n % 7}) for n in range(1, 50)])
    whole = engine.search(Everything(), limit=100, sort=Sort(TOTAL)).hits
    slices = [
        engine.search(Everything(), offset=n, limit=10, sort=Sort(TOTAL)) for n in range(0, 60, 10)
    ]
    assert [hit for page in slices for hit in page.hits] == list(whole)
    assert {page.total for page in slices} == {49}


def test_a_score_is_0_where_the_order_is_another(engine):
    engine.write(put=[document("1", {"title": "镇"})])
    assert engine.search(Run("镇", ("镇",), ("title",)), sort=Sort("id")).hits[0].score == 0


# ── tallies ──────────────────────────────────────────────────────────────────────────────


def test_facets_count_each_value_once_and_sort_by_count_then_value(engine):
    engine.write(
        put=[
            document("1", finding=("b", "a", "a"), year="2020"),
            document("2", finding=("a",), year="2021"),
            document("3", finding=("c", "b"), year="2020"),
            document("4"),
        ]
    )
    page = engine.search(
        Everything(),
        limit=0,
        tallies=[Tally(("finding",)), Tally(("year", "finding")), Tally(("city",)), Tally()],
    )
    assert page.tallies == (
        (TallyRow(("a",), 2), TallyRow(("b",), 2), TallyRow(("c",), 1)),
        (
            TallyRow(("2020", "b"), 2),
            TallyRow(("2020", "a"), 1),
            TallyRow(("2020", "c"), 1),
            TallyRow(("2021", "a"), 1),
        ),
        (),
        (TallyRow((), 4),),
    )


def test_tallies_are_of_what_matches_whatever_the_slice(engine):
    engine.write(put=[document(str(n), year=str(2019 + n % 2)) for n in range(1, 8)])
    page = engine.search(
        Not(Keyword("year", "2019")), offset=2, limit=1, tallies=[Tally(("year",))]
    )
    assert page.total == 4
    assert page.tallies == ((TallyRow(("2020",), 4),),)


def test_stats(engine):
    values = {"1": 0, "2": -3, "3": 0.5, "4": 1, "5": 3, "6": 7}
    engine.write(
        put=[
            *(document(n, numbers={TOTAL: v}, year="2020") for n, v in values.items()),
            document("7", year="2020"),
            document("8", year="2021"),
        ]
    )
    tally = Tally(("year",), (FieldValue(TOTAL),))
    (rows,) = engine.search(Everything(), tallies=[tally]).tallies
    assert rows == (
        TallyRow(
            ("2020",),
            7,
            (
                Stats(
                    count=6,
                    missing=1,
                    min=-3,
                    max=7,
                    sum=8.5,
                    mean=8.5 / 6,
                    median=0.75,
                    histogram=(
                        Bucket(None, 0, 1),
                        Bucket(0, 0, 1),
                        Bucket(0, 1, 1),
                        Bucket(1, 2, 1),
                        Bucket(2, 5, 1),
                        Bucket(5, 10, 1),
                    ),
                ),
            ),
        ),
        TallyRow(("2021",), 1, (Stats(0, 1),)),
    )


def test_stats_of_an_expression_and_of_a_ratio(engine):
    engine.write(
        put=[
            document("1", numbers={TOTAL: 10, GRANTED: 3, RATE: 0.3}),
            document("2", numbers={TOTAL: 0, GRANTED: 3}),
            document("3", numbers={TOTAL: 2, GRANTED: 2, RATE: 1}),
        ]
    )
    share = Arithmetic("/", FieldValue(GRANTED), FieldValue(TOTAL))
    rate = FieldValue(RATE)
    tally = Tally((), (share, rate), tenths=(rate,))
    (row,) = engine.search(Everything(), tallies=[tally]).tallies[0]
    assert row.stats[0].histogram == (Bucket(0, 1, 1), Bucket(1, 2, 1))
    assert row.stats[1].histogram == (Bucket(0.3, 0.4, 1), Bucket(0.9, 1, 1))
    assert (row.stats[0].count, row.stats[0].missing) == (2, 1)


# ── fetching ─────────────────────────────────────────────────────────────────────────────


def test_get_keeps_the_order_asked_and_the_parts_asked(engine):
    engine.write(put=[document("1"), document("2")])
    one, two = "0" * 15 + "1", "0" * 15 + "2"
    reports = engine.get([two, "x", one], parts=("prose",))
    assert [r.id for r in reports] == [two, one]
    assert reports[0].prose == {"other": "文"}
    assert reports[0].meta is None
    whole = engine.get([one])[0]
    assert (whole.meta.id, whole.facts.values, whole.relations.current) == (one, {}, True)


def test_a_scan_is_as_of_when_it_was_begun(engine):
    engine.write(put=[document(str(n)) for n in range(1, 6)])
    reports = engine.scan(Everything(), parts=("meta",))
    first = next(reports)
    engine.write(put=[document("1", {"title": "新"}), document("9")], remove=["0" * 15 + "3"])
    assert ids([first, *reports]) == ["1", "2", "3", "4", "5"]
    assert ids(list(engine.scan(Everything()))) == ["1", "2", "4", "5", "9"]


def test_terms(engine):
    engine.write(
        put=[
            document("1", {"title": "乡村|乡镇|。|abc"}, city="甲市", issuer="甲镇"),
            document("2", {"title": "乡村|乡村", "overview": "乡土"}, city="甲市"),
            document("3", {"title": "村"}, city="乙市"),
        ]
    )
    assert engine.terms("title", "乡", 10) == [Term("乡村", 2), Term("乡镇", 1)]
    assert engine.terms("title", "", 2) == [Term("乡村", 2), Term("abc", 1)]
    assert engine.terms("title", "。", 10) == []
    assert engine.terms("city", "", 10) == [Term("甲市", 2), Term("乙市", 1)]
    assert engine.terms("city", "乙", 10) == [Term("乙市", 1)]
    assert engine.terms("issuer", "", 10) == [Term("甲镇", 1)]
    assert engine.terms("nobody", "", 10) == []


# ── sources ──────────────────────────────────────────────────────────────────────────────


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


# ── limits and generations ───────────────────────────────────────────────────────────────


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
