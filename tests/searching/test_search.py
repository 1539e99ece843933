"""What a search finds and counts, what it says of a query, and one report by its id."""

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
from indexer.searching.question import MOST_VARIANTS, SearchRequest, understand
from indexer.searching.search import RELAXED_AT_MOST, Searcher
from indexer.searching.variants import Variants

from .conftest import HANDLED, RECEIVED

# ── what is found and counted ───────────────────────────────────────────────────────────


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


# ── the whole result, one report, health ────────────────────────────────────────────────


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


# ── relaxed ─────────────────────────────────────────────────────────────────────────────

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


# ── faults ──────────────────────────────────────────────────────────────────────────────

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
