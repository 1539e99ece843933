"""Answers: totals, what is left out of them, order, facets, stats, snippets, relaxed queries."""

from __future__ import annotations

import itertools
from contextlib import nullcontext

import msgspec
import pytest

from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.errors import (
    BadValue,
    InputError,
    NotFound,
    QuerySyntaxError,
    QueryTooSlow,
    UnknownField,
)
from indexer.model import Fact, Status
from indexer.searching.question import FACETS, MOST_VARIANTS, SearchRequest, understand
from indexer.searching.search import FACET_VALUES, RELAXED_AT_MOST, Searcher
from indexer.searching.variants import Variants

RECEIVED = "requests_received.total"
HANDLED = "handled.total"
CARRIED = "requests_carried_in.total"
RATE = "grant_rate"


@pytest.fixture(scope="module")
def searcher_of(segmenter, catalogue):
    def make(*reports):
        engine = MemoryEngine()
        engine.write(index_document(report, segmenter, catalogue) for report in reports)
        return Searcher(lambda: engine, catalogue, segmenter)

    return make


@pytest.fixture(scope="module")
def reports(make_report):
    """Six reports, one of them not current."""
    return {
        "宁河2020": make_report(
            issuer="宁河镇",
            year=2020,
            province="陕西省",
            level="township",
            prose={"overview": "推进乡村振兴。", "problems": "宣传不够。"},
            values={RECEIVED: 40, HANDLED: 38},
            facts={RATE: Fact(0.25, Status.COMPUTED)},
            findings=["balance", "extraction"],
        ),
        "宁河2019": make_report(
            issuer="宁河镇", year=2019, province="陕西省", values={RECEIVED: 0, HANDLED: 5}
        ),
        "教育局2020": make_report(
            issuer="教育局",
            year=2020,
            province="四川省",
            organ="department",
            template="2021",
            prose={"overview": "振兴教育，服务乡村。"},
            values={RECEIVED: 40},
        ),
        "财政局": make_report(
            issuer="财政局",
            year=None,
            prose={"other": "乡村振兴资金。"},
            values={RECEIVED: None},
            findings=["no_year"],
        ),
        "水务局2021": make_report(
            issuer="水务局", year=2021, template="2021", values={RECEIVED: 7}
        ),
        "宁河2020另": make_report(
            issuer="宁河镇",
            year=2020,
            format="pdf",
            current=False,
            prose={"overview": "推进乡村振兴。"},
            values={RECEIVED: 40},
        ),
    }


@pytest.fixture(scope="module")
def searcher(searcher_of, reports):
    return searcher_of(*reports.values())


@pytest.fixture(scope="module")
def find(searcher, reports):
    """Search, and return the names of the reports found, in order."""
    names = {report.meta.id: name for name, report in reports.items()}

    def names_found(q="", **kwargs):
        return [names[r.id] for r in searcher.search(SearchRequest(q, **kwargs)).results]

    return names_found


# ── what is found and counted ────────────────────────────────────────────────────────────


def test_the_answer_is_the_json_body(searcher, reports):
    request = SearchRequest(
        f"乡村振兴 {RECEIVED}>0", facets=("year",), stats=("新收申请",), fields=("handled",)
    )
    body = msgspec.json.decode(msgspec.json.encode(searcher.search(request)))
    assert isinstance(body.pop("took_ms"), int)
    score = body["results"][0].pop("score")
    assert score > body["results"][1]["score"] > 0
    assert [r["issuer"] for r in body["results"]] == ["宁河镇", "教育局"]
    del body["results"][1]
    meta = reports["宁河2020"].meta
    assert body == {
        "query": "乡村振兴 requests_received.total>0",
        "explained": [{"text": "乡村振兴", "words": ["乡村", "振兴"], "variants": []}],
        "total": 2,
        "other_versions": 1,
        "without": {RECEIVED: 1},
        "page": 1,
        "page_size": 20,
        "pages": 1,
        "results": [
            {
                "id": meta.id,
                "title": "宁河镇2020年政府信息公开工作年度报告",
                "issuer": "宁河镇",
                "year": 2020,
                "province": "陕西省",
                "city": None,
                "county": None,
                "level": "township",
                "organ": "other",
                "template": "2019",
                "scope": "unknown",
                "published": None,
                "format": "txt",
                "url": f"/reports/{meta.id}",
                "snippets": [{"section": "overview", "text": "推进乡村振兴。", "marks": [[2, 6]]}],
                "fields": {
                    RECEIVED: {"value": 40, "status": "reported", "raw": "40"},
                    HANDLED: {"value": 38, "status": "reported", "raw": "38"},
                },
                "findings": ["balance", "extraction"],
            }
        ],
        "facets": {"year": [{"value": 2020, "count": 2}]},
        "stats": {
            RECEIVED: {
                "count": 2,
                "missing": 0,
                "min": 40,
                "max": 40,
                "sum": 80,
                "mean": 40,
                "median": 40,
                "histogram": [{"from": 20, "to": 50, "count": 2}],
            }
        },
    }


VERSIONS = [
    ("乡村振兴", 3, 1),
    ("乡村振兴 version:all", 4, 1),
    ("format:pdf", 0, 1),
    ("year:2021", 1, 0),
]


@pytest.mark.parametrize(("q", "total", "others"), VERSIONS, ids=[c[0] for c in VERSIONS])
def test_other_versions_are_counted_apart(searcher, q, total, others):
    answer = searcher.search(SearchRequest(q))
    assert (answer.total, answer.other_versions) == (total, others)
    assert searcher.count(q) == total


WITHOUT = [
    ("no condition on a number", "乡村振兴", (), {}),
    ("a year is none", "year:2019..2021", (), {}),
    ("a value nobody asked for is no loss", "requests_received>0", (), {RECEIVED: 1}),
    ("whatever its value", "requests_received>1000", (), {RECEIVED: 1}),
    ("within the other conditions", "year:2020 requests_received>0", (), {RECEIVED: 0}),
    ("within a year's range", "year:2019..2021 handled>0", (), {HANDLED: 2}),
    ("negative", "-handled>0", (), {HANDLED: 3}),
    ("every field of a comparison", "handled < 新收申请", (), {HANDLED: 3, RECEIVED: 1}),
    ("arithmetic", "year>0 1<2*handled/新收申请", (), {HANDLED: 2, RECEIVED: 0}),
    ("beside words", "乡村振兴 OR handled>0", (), {HANDLED: 2}),
    ("a word asked for twice", "乡村振兴 OR (乡村振兴 handled>0)", (), {HANDLED: 2}),
    ("of where too", "handled>0", ("requests_received>=0",), {HANDLED: 3, RECEIVED: 1}),
]


@pytest.mark.parametrize(
    ("q", "where", "expected"), [c[1:] for c in WITHOUT], ids=[c[0] for c in WITHOUT]
)
def test_reports_without_a_value_are_counted(searcher, q, where, expected):
    assert searcher.search(SearchRequest(q, where=where)).without == expected


@pytest.mark.parametrize("ask", ["search", "rows"])
def test_what_takes_too_long_is_given_up_before_the_first_row(reports, segmenter, catalogue, ask):
    engine = MemoryEngine()
    engine.write(index_document(report, segmenter, catalogue) for report in reports.values())
    for seconds, answers in ((60, True), (-1, False)):
        searcher = Searcher(lambda: engine, catalogue, segmenter, seconds=seconds)
        with nullcontext() if answers else pytest.raises(QueryTooSlow):
            getattr(searcher, ask)(SearchRequest("乡村振兴"))


def test_years_and_where_narrow_the_query(find):
    assert find(years=(2019, 2021)) == ["水务局2021", "宁河2019"]
    assert find("乡村", years=(2020,), where=("handled>0",)) == ["宁河2020"]
    assert find(where=("requests_received>0", "requests_received<40")) == ["水务局2021"]
    assert find(where=("requests_received:1..10",)) == ["水务局2021"]


VARIANTS = [
    # what, query, found with and without, listed
    ("a synonym of the user's", "三农", (2, 0), [("乡村",)]),
    ("in a longer run", "三农振兴", (2, 0), [("乡村振兴",)]),
    ("a year in numerals", "二〇二〇年", (2, 0), [("2020年",)]),
    ("traditional characters", "鄉村振興", (2, 0), [("乡村振兴", "三农振兴")]),
    ("of spellings nobody chose only those there are", "乡村振兴", (2, 2), [("三农振兴",)]),
    ("quoted text has none", '"鄉村振興"', (0, 0), []),
    ("within one section", "overview:振興", (1, 0), [("振兴",)]),
    ("NOT takes what the run would find", "振兴 -振興", (0, 2), [()]),
]


@pytest.mark.parametrize(
    ("q", "totals", "listed"), [c[1:] for c in VARIANTS], ids=[c[0] for c in VARIANTS]
)
def test_variants_widen_runs_unless_they_are_off(widening, q, totals, listed):
    on, off = (widening.search(SearchRequest(q, variants=v)) for v in (True, False))
    assert (on.total, off.total) == totals
    assert [e.variants for e in on.explained] == listed
    assert not any(e.variants for e in off.explained)


@pytest.fixture(scope="module")
def widening(segmenter, catalogue, make_report):
    engine = MemoryEngine()
    reports = [
        make_report(year=2020, prose={"overview": "推进乡村振兴。"}),
        make_report(title="2020年年报", prose={"problems": "乡村振兴不够。"}),
    ]
    engine.write(index_document(report, segmenter, catalogue) for report in reports)
    return Searcher(lambda: engine, catalogue, segmenter, synonyms=[("乡村", "三农")])


def test_a_run_as_written_comes_before_its_variants(searcher_of, make_report):
    other = make_report(prose={"overview": "鄉村，鄉村，鄉村。"})
    typed = make_report(prose={"overview": "乡村与许多别的事情。"})
    for q, first in (("乡村", typed), ("鄉村", other)):
        found = searcher_of(other, typed).search(SearchRequest(q)).results
        assert (len(found), found[0].id) == (2, first.meta.id)


def test_marks_show_variants(widening):
    texts = {"overview": "推进乡村振兴。"}
    assert widening.marks("鄉村振興", texts) == {"overview": ((2, 6),)}
    assert widening.marks("鄉村振興", texts, variants=False) == {}


def test_a_query_has_a_number_of_variants_at_most(catalogue, segmenter):
    q = " ".join(f"200{n}年{m}" for n in range(10) for m in "甲乙丙丁戊己")
    many = understand(SearchRequest(q), catalogue, segmenter, Variants())
    assert sum(len(run.variants) for run in many.parsed.runs) == MOST_VARIANTS


# ── pages and order ──────────────────────────────────────────────────────────────────────


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


# ── facts shown ──────────────────────────────────────────────────────────────────────────

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


# ── facets and stats ─────────────────────────────────────────────────────────────────────


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


# ── snippets ─────────────────────────────────────────────────────────────────────────────


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


# ── the whole result, one report, health ─────────────────────────────────────────────────


def test_rows_are_the_whole_result_in_order(searcher):
    request = SearchRequest("乡村振兴", page=7, page_size=1, sort="-year")
    rows = list(searcher.rows(request))
    whole = searcher.search(SearchRequest("乡村振兴", sort="-year")).results
    assert [row.id for row in rows] == [result.id for result in whole]
    assert all(row.meta and row.facts and row.prose is None for row in rows)


def test_faults_of_a_request_are_raised_before_the_first_row(searcher):
    with pytest.raises(UnknownField):
        searcher.rows(SearchRequest("recieved>0"))


def test_a_report_by_its_id(searcher, reports):
    old = reports["宁河2020另"]
    assert searcher.report(old.meta.id).prose == old.prose


@pytest.mark.parametrize("id", ["0" * 16, "", "宁河", "../../etc/passwd"])
def test_an_unknown_id_is_not_found(searcher, id):
    with pytest.raises(NotFound, match="no report"):
        searcher.report(id)


def test_the_beginning_of_an_id_is_not_enough(searcher, reports):
    with pytest.raises(NotFound):
        searcher.report(reports["宁河2020"].meta.id[:12])


def test_health_is_the_engines(searcher):
    assert searcher.health().reports == 6


def test_the_engine_is_asked_for_anew_each_time(segmenter, catalogue, make_report):
    engines = [MemoryEngine(), MemoryEngine()]
    engines[1].write([index_document(make_report(), segmenter, catalogue)])
    given = itertools.chain(engines)
    searcher = Searcher(lambda: next(given), catalogue, segmenter)
    assert [searcher.count(""), searcher.count("")] == [0, 1]


# ── relaxed ──────────────────────────────────────────────────────────────────────────────

RELAXED = [
    ("the one that removes most", "乡村振兴 year:2019", {}, "乡村振兴"),
    ("a number", "乡村振兴 year:2020 requests_received>1000", {}, "乡村振兴 year:2020"),
    ("of equals the last", "year:2019 year:2021", {}, "year:2019"),
    ("AND is no condition", "year:2019 AND 乡村振兴", {}, "乡村振兴"),
    ("a NOT goes whole", "NOT year:2020 教育局", {}, "NOT year:2020"),
    ("one condition", "火星", {}, None),
    ("none", "", {}, None),
    ("none helps", "火星 冥王星", {}, None),
    ("years stay", "教育局 handled>0", {"years": (2019,)}, "handled>0"),
    ("more than are tried", " ".join(["year:2020"] * RELAXED_AT_MOST + ["year:2019"]), {}, None),
]


@pytest.mark.parametrize(
    ("q", "more", "expected"), [c[1:] for c in RELAXED], ids=[c[0] for c in RELAXED]
)
def test_relaxed(searcher, q, more, expected):
    assert searcher.relaxed(SearchRequest(q, **more)) == expected


# ── faults ───────────────────────────────────────────────────────────────────────────────

FAULTS = [
    ("where", {"where": ("recieved>0",)}, UnknownField, "where: "),
    ("where, no number", {"where": ("乡村",)}, BadValue, "where: "),
    ("where, nothing", {"where": ("",)}, BadValue, "where: "),
    ("where, half a text", {"where": ("handled>0 乡村",)}, BadValue, "where: "),
    ("where, syntax", {"where": ("handled>",)}, QuerySyntaxError, "where: "),
    ("stat", {"stats": ("recieved",)}, UnknownField, "stat: "),
    ("stat, syntax", {"stats": ("handled +",)}, QuerySyntaxError, "stat: "),
    ("sort", {"sort": "-recieved"}, UnknownField, "sort: "),
    ("fields", {"fields": ("recieved",)}, UnknownField, "fields: "),
    ("facet", {"facets": ("colour",)}, BadValue, "facet: .*colour.*province"),
    ("page", {"page": 0}, BadValue, "page"),
    ("page_size", {"page_size": 0}, BadValue, "page_size"),
]


@pytest.mark.parametrize(
    ("request_", "error", "message"), [c[1:] for c in FAULTS], ids=[c[0] for c in FAULTS]
)
def test_a_fault_names_its_parameter(searcher, request_, error, message):
    with pytest.raises(error, match=message) as caught:
        searcher.search(SearchRequest(**request_))
    assert isinstance(caught.value, InputError)


def test_an_unknown_field_names_the_nearest(searcher):
    with pytest.raises(UnknownField) as caught:
        searcher.search(SearchRequest(sort="requests_recieved"))
    assert caught.value.close[0] == "requests_received"
    assert caught.value.parameter == "sort"
