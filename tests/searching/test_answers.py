"""What an answer shows: pages, order, facts, facets, stats, snippets."""

from __future__ import annotations

import msgspec
import pytest

from indexer.model import Status
from indexer.searching.question import FACETS, SearchRequest
from indexer.searching.search import FACET_VALUES

from .conftest import HANDLED, RATE, RECEIVED

# ── pages and order ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("page", "results", "pages"), [(1, 2, 3), (3, 1, 3), (4, 0, 3), (999999, 0, 3)]
)
def test_pages(searcher, page, results, pages):
    answer = searcher.search(SearchRequest(page=page, page_size=2))
    assert (answer.total, len(answer.results), answer.pages) == (5, results, pages)


def test_nothing_found_is_no_page(searcher):
    answer = searcher.search(
        SearchRequest("火星", facets=("year",), stats=("handled",), where=("handled>0",))
    )
    assert (answer.total, answer.pages, answer.results) == (0, 0, ())
    assert answer.facets == {"year": ()}
    assert answer.stats[HANDLED].count == 0
    assert answer.stats[HANDLED].mean is None
    assert answer.stats[HANDLED].histogram == ()
    assert answer.without == {HANDLED: 0}


SORTED = [
    ("relevance where there are runs", "乡村振兴", None, ["财政局", "宁河2020", "教育局2020"]),
    ("newest first else", '"乡村振兴"', None, ["宁河2020", "财政局"]),
    ("year, unknown last", "", "year", ["宁河2019", "20", "20", "水务局2021", "财政局"]),
    ("year descending", "", "-year", ["水务局2021", "20", "20", "宁河2019", "财政局"]),
    ("a field", "", RECEIVED, ["宁河2019", "水务局2021", "20", "20", "财政局"]),
    ("a field by its alias", "", "-新收申请", ["20", "20", "水务局2021", "宁河2019", "财政局"]),
    ("relevance without runs", "year:2019", "relevance", ["宁河2019"]),
]


@pytest.mark.parametrize(
    ("q", "sort", "expected"), [c[1:] for c in SORTED], ids=[c[0] for c in SORTED]
)
def test_order(find, reports, q, sort, expected):
    # "20" stands for the two reports that are equal: the smaller id comes first.
    twins = iter(sorted(["宁河2020", "教育局2020"], key=lambda name: reports[name].meta.id))
    assert find(q, sort=sort) == [next(twins) if n == "20" else n for n in expected]


def test_by_issuer(searcher):
    found = [r.issuer for r in searcher.search(SearchRequest(sort="issuer")).results]
    assert found == sorted(found)


def test_only_an_order_by_relevance_has_scores(searcher):
    assert all(r.score > 0 for r in searcher.search(SearchRequest("乡村振兴")).results)
    assert {r.score for r in searcher.search(SearchRequest("乡村振兴", sort="year")).results} == {0}


# ── facts shown ─────────────────────────────────────────────────────────────────────────

COLUMNS = [
    ("conditions, order, fields", "handled>0", "-新收申请", ("公开率",), (HANDLED, RECEIVED, RATE)),
    ("each once", "handled>0", "handled", ("handled", HANDLED), (HANDLED,)),
    ("none asked about", "乡村 year>2000", "year", (), ()),
]


@pytest.mark.parametrize(
    ("q", "sort", "fields", "expected"), [c[1:] for c in COLUMNS], ids=[c[0] for c in COLUMNS]
)
def test_columns(searcher, q, sort, fields, expected):
    assert searcher.columns(SearchRequest(q, sort=sort, fields=fields)) == expected


def test_a_field_that_a_report_does_not_have_is_no_key(searcher):
    answer = searcher.search(
        SearchRequest("财政局 OR 水务局", sort="year", fields=("handled", RECEIVED))
    )
    assert [r.issuer for r in answer.results] == ["水务局", "财政局"]
    assert set(answer.results[0].fields) == {RECEIVED}
    fact = answer.results[1].fields[RECEIVED]
    assert (fact.value, fact.status) == (None, Status.BLANK)


# ── facets and stats ────────────────────────────────────────────────────────────────────


def test_facets_count_what_is_found(searcher):
    facets = searcher.search(SearchRequest(facets=FACETS)).facets
    assert tuple(facets) == FACETS
    pairs = {name: [(v.value, v.count) for v in values] for name, values in facets.items()}
    assert pairs["year"] == [(2020, 2), (2019, 1), (2021, 1)]
    assert pairs["province"] == [("陕西省", 2), ("四川省", 1)]
    assert pairs["city"] == []
    assert pairs["template"] == [("2019", 3), ("2021", 2)]
    assert pairs["collection"] == [("downloads", 5)]
    assert pairs["finding"] == [("balance", 1), ("extraction", 1), ("no_year", 1)]


def test_a_facet_lists_so_many_values(searcher_of, make_report):
    many = [make_report(city=f"市{n:03}") for n in range(FACET_VALUES + 5)]
    twice = make_report(city=f"市{FACET_VALUES + 4:03}", year=2001)
    values = searcher_of(*many, twice).search(SearchRequest(facets=("city",))).facets["city"]
    assert len(values) == FACET_VALUES
    assert (values[0].value, values[0].count) == (f"市{FACET_VALUES + 4:03}", 2)
    assert [v.value for v in values[1:]] == [f"市{n:03}" for n in range(FACET_VALUES - 1)]


def test_facets_and_stats_are_there_only_if_asked_for(searcher):
    answer = searcher.search(SearchRequest())
    assert (answer.facets, answer.stats) == ({}, {})


def test_stats_of_fields_and_expressions(searcher):
    answer = searcher.search(
        SearchRequest(
            facets=("year",), stats=("handled", "handled - 新收申请", RATE, "handled/新收申请")
        )
    )
    assert list(answer.stats) == [HANDLED, "handled - 新收申请", RATE, "handled/新收申请"]
    handled = answer.stats[HANDLED]
    assert (handled.count, handled.missing, handled.sum, handled.mean) == (2, 3, 43, 21.5)
    assert (answer.stats["handled - 新收申请"].min, answer.stats["handled - 新收申请"].max) == (
        -2,
        5,
    )
    bars = msgspec.to_builtins(answer.stats[RATE].histogram)
    assert bars == ({"from": 0.2, "to": 0.3, "count": 1},)
    bars = msgspec.to_builtins(answer.stats["handled/新收申请"].histogram)
    assert bars == ({"from": 0.9, "to": 1, "count": 1},)


# ── snippets ────────────────────────────────────────────────────────────────────────────


def test_no_text_asked_no_snippets(searcher):
    assert all(r.snippets == () for r in searcher.search(SearchRequest("handled>0")).results)


def test_snippets_are_of_the_section_asked(searcher):
    [result] = searcher.search(SearchRequest('problems:"宣传"')).results
    [snippet] = result.snippets
    assert snippet.section == "problems"
    assert [snippet.text[i:j] for i, j in snippet.marks] == ["宣传"]


def test_marks_of_a_whole_report_and_of_a_title(searcher, reports):
    report = reports["宁河2020"]
    texts = {"title": report.meta.title, **report.prose}
    assert searcher.marks("乡村 宁河 -宣传", texts) == {"title": ((0, 2),), "overview": ((2, 4),)}
    assert searcher.marks("宁河乡村", {"title": report.meta.title}) == {}
    assert searcher.marks("宁河乡村", {"title": report.meta.title}, partial=True) == {
        "title": ((0, 2),)
    }
