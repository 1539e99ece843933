"""How every engine orders, counts and gives out what matches."""

from __future__ import annotations

import pytest

from indexer.model import TEXT_FIELDS, Bucket, Stats, TallyRow, Term
from indexer.query import (
    RELEVANCE,
    And,
    Arithmetic,
    Everything,
    FieldValue,
    Keyword,
    Not,
    Run,
    Sort,
    Tally,
)

from .conftest import document, ids

TOTAL = "requests_received.total"
GRANTED = "granted.total"
RATE = "grant_rate"

# ── order ─────────────────────────────────────────────────────────────────────────────


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


# ── tallies ───────────────────────────────────────────────────────────────────────────


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


# ── fetching ──────────────────────────────────────────────────────────────────────────


def test_get_keeps_the_order_asked_and_the_parts_asked(engine):
    engine.write(put=[document("1"), document("2")])
    one, two = "0" * 15 + "1", "0" * 15 + "2"
    reports = engine.get([two, "x", one], parts=("prose",))
    assert [r.id for r in reports] == [two, one]
    assert reports[0].prose == {"other": "文"}
    assert reports[0].meta is None
    whole = engine.get([one])[0]
    assert (whole.meta.id, whole.facts.values, whole.relations.current) == (one, {}, True)


def test_reports_without_any_part_have_their_ids(engine):
    every = [document(f"{n:x}") for n in range(1, 450)]
    engine.write(put=every)
    found = list(engine.scan(Everything(), parts=()))
    assert [report.id for report in found] == [d.id for d in every]
    assert all(report.meta is None for report in found)
    assert engine.get([every[0].id], ())[0].id == every[0].id


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
