"""The JSON endpoint: the same answers as the library's, refusals, exports, the original file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from flask.testing import FlaskClient

from indexer import Searcher, SearchRequest, catalogue
from indexer.exporting.described import stored_object
from indexer.model import Report

API = "/api/v1"


def timeless(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "took_ms": 0}


# ── search ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("parameters", "request_"),
    [
        pytest.param({}, SearchRequest(), id="nothing"),
        pytest.param(
            {"q": "乡村振兴 requests_received>0"},
            SearchRequest("乡村振兴 requests_received>0"),
            id="query",
        ),
        pytest.param(
            {"q": "level:township", "page": 2, "page_size": 1, "sort": "-requests_received"},
            SearchRequest("level:township", page=2, page_size=1, sort="-requests_received"),
            id="page and order",
        ),
        pytest.param(
            {"facet": ["year", "finding"], "stat": ["requests_received", "granted/handled"]},
            SearchRequest(
                facets=("year", "finding"), stats=("requests_received", "granted/handled")
            ),
            id="facets and stats",
        ),
        pytest.param(
            {"fields": "granted,handled.total", "year": [2020, 2021], "where": ["handled>=1"]},
            SearchRequest(
                fields=("granted", "handled.total"), years=(2020, 2021), where=("handled>=1",)
            ),
            id="fields, years, conditions",
        ),
        pytest.param(
            {"q": "乡村振兴", "variants": "off"},
            SearchRequest("乡村振兴", variants=False),
            id="no variants",
        ),
    ],
)
def test_a_search_answers_what_the_library_answers(
    client: FlaskClient, searcher: Searcher, parameters: dict[str, Any], request_: SearchRequest
) -> None:
    answer = client.get(f"{API}/search", query_string=parameters)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    expected = msgspec.to_builtins(searcher.search(request_))
    assert timeless(json.loads(answer.data)) == timeless(json.loads(json.dumps(expected)))


def test_a_search_finds_what_it_is_for(client: FlaskClient) -> None:
    body = client.get(f"{API}/search", query_string={"q": "乡村振兴 requests_received>0"}).json
    assert body is not None
    [result] = body["results"]
    assert result["issuer"] == "宁河镇"
    assert result["fields"]["requests_received.total"]["value"] == 40
    [snippet] = result["snippets"]
    assert [snippet["text"][i:j] for i, j in snippet["marks"]] == ["乡村振兴"]
    assert body["without"] == {"requests_received.total": 1}


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"nosuch": "1"}, "nosuch"),
        ({"page": "0"}, "page"),
        ({"page": "two"}, "page"),
        ({"page_size": "101"}, "page_size"),
        ({"variants": "maybe"}, "variants"),
        ({"year": "MMXX"}, "year"),
        ({"sort": "nosuch"}, "sort"),
        ({"facet": "nosuch"}, "facet"),
        ({"stat": "nosuch"}, "stat"),
        ({"fields": "nosuch"}, "fields"),
        ({"where": "乡村"}, "where"),
    ],
)
def test_a_bad_parameter_is_named(
    client: FlaskClient, parameters: dict[str, str], named: str
) -> None:
    answer = client.get(f"{API}/search", query_string=parameters)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert named in answer.json["errors"]
    assert named in answer.json["detail"]


def test_a_bad_query_says_where_and_what_was_meant(client: FlaskClient) -> None:
    answer = client.get(f"{API}/search", query_string={"q": "乡村 requests_recieved>0"})
    assert answer.status_code == 400
    problem = answer.json
    assert problem["status"] == 400
    assert problem["position"] == 3
    assert problem["close"][0] == "requests_received"
    assert "requests_recieved" in problem["detail"]


# ── groups and series ────────────────────────────────────────────────────────────────────


def test_results_are_grouped_with_figures(client: FlaskClient) -> None:
    asked = {"q": "", "by": ["level", "year"], "stat": "requests_received"}
    body = client.get(f"{API}/aggregate", query_string=asked).json
    assert (body["by"], body["total"]) == (["level", "year"], 4)
    groups = {tuple(group["values"]): group for group in body["groups"]}
    assert groups["township", 2020]["count"] == 1
    assert groups["township", 2020]["stats"]["requests_received.total"]["sum"] == 40
    assert [group["values"] for group in body["groups"]] == sorted(map(list, groups))


def test_without_a_facet_all_is_one_group(client: FlaskClient) -> None:
    body = client.get(f"{API}/aggregate", query_string={"q": "level:township"}).json
    assert body["groups"] == [{"values": [], "count": 2, "stats": {}}]


@pytest.mark.parametrize(
    ("path", "asked", "named"),
    [
        ("aggregate", {"by": "nosuch"}, "by"),
        ("aggregate", {"by": ["year", "level", "organ"]}, "by"),
        ("aggregate", {"stat": "nosuch"}, "stat"),
        ("aggregate", {"page": "1"}, "page"),
        ("series", {}, "issuer"),
        ("series", {"issuer": "宁河镇", "field": "nosuch"}, "field"),
    ],
)
def test_a_bad_question_about_groups_is_named(
    client: FlaskClient, path: str, asked: dict[str, Any], named: str
) -> None:
    answer = client.get(f"{API}/{path}", query_string=asked)
    assert answer.status_code == 400
    assert named in answer.json["errors"]


def test_a_series_has_an_issuers_reports_with_the_facts_asked_for(client: FlaskClient) -> None:
    asked = {"issuer": "宁河镇", "field": "requests_received,granted"}
    body = client.get(f"{API}/series", query_string=asked).json
    assert body["total"] == 1
    [result] = body["results"]
    assert result["year"] == 2020
    values = {key: fact["value"] for key, fact in result["fields"].items()}
    assert values == {"requests_received.total": 40, "granted.total": 10}


def test_a_series_of_nobody_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"{API}/series?issuer=nobody").status_code == 404


# ── exports ──────────────────────────────────────────────────────────────────────────────


def test_csv_is_the_whole_result_with_statuses(client: FlaskClient) -> None:
    asked = {"q": "requests_received>=0", "fields": "denied_security.total"}
    answer = client.get(f"{API}/search.csv", query_string=asked)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=nianbao.csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    by_issuer = {row["issuer"]: row for row in rows}
    assert set(by_issuer) == {"宁河镇", "岳村镇"}
    assert by_issuer["宁河镇"]["requests_received.total"] == "40"
    assert by_issuer["宁河镇"]["denied_security.total.status"] == "unreadable"


def test_jsonl_has_a_report_a_line(client: FlaskClient) -> None:
    answer = client.get(f"{API}/search.jsonl", query_string={"q": "level:township"})
    lines = [json.loads(line) for line in answer.data.decode().splitlines()]
    assert {line["issuer"] for line in lines} == {"宁河镇", "岳村镇"}
    assert answer.headers["Content-Disposition"] == "attachment; filename=nianbao.jsonl"


def test_a_spreadsheet_is_the_whole_result_and_says_what_it_is(client: FlaskClient) -> None:
    asked = {"q": "requests_received>=0"}
    with client.get(f"{API}/search.xlsx", query_string=asked) as answer:
        assert answer.headers["Content-Disposition"] == "attachment; filename=nianbao.xlsx"
        reports, about = openpyxl.load_workbook(io.BytesIO(answer.data))
    head, *rows = reports.iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert {row["issuer"]: row["requests_received.total"] for row in found} == {
        "宁河镇": 40,
        "岳村镇": 0,
    }
    assert ("查询 Query", "requests_received>=0") in about.iter_rows(values_only=True)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
@pytest.mark.parametrize("asked", [{"q": "nosuch>0"}, {"page": "2"}, {"facet": "year"}])
def test_a_fault_is_told_before_an_export_begins(
    client: FlaskClient, ending: str, asked: dict[str, str]
) -> None:
    answer = client.get(f"{API}/search.{ending}", query_string=asked)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


# ── a report ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["ninghe", "nowhere", "bare", "older"])
def test_a_report_is_what_show_prints(
    client: FlaskClient, reports: dict[str, Report], name: str
) -> None:
    report = reports[name]
    answer = client.get(f"{API}/reports/{report.meta.id}")
    assert answer.status_code == 200
    assert answer.json == json.loads(json.dumps(stored_object(report, catalogue())))


def test_an_unknown_report_is_not_found(client: FlaskClient) -> None:
    answer = client.get(f"{API}/reports/0123456789abcdef")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_the_original_is_a_file_to_save_and_never_a_page(
    client: FlaskClient, reports: dict[str, Report], with_source: Path
) -> None:
    with client.get(f"{API}/reports/{reports['ninghe'].meta.id}/source") as answer:
        assert answer.status_code == 200
        assert answer.data == with_source.read_bytes()
        assert answer.content_length == len(answer.data)
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "2020.html" in answer.headers["Content-Disposition"]


def gone(file: Path) -> None:
    file.unlink()


def changed(file: Path) -> None:
    file.write_bytes(b"other bytes")


def linked(file: Path) -> None:
    same = file.rename(file.with_name("elsewhere"))
    file.symlink_to(same)


@pytest.mark.parametrize("happened", [gone, changed, linked])
def test_an_original_that_is_not_as_it_was_is_not_given_out(
    client: FlaskClient, reports: dict[str, Report], with_source: Path, happened: Any
) -> None:
    happened(with_source)
    answer = client.get(f"{API}/reports/{reports['ninghe'].meta.id}/source")
    assert answer.status_code == 404
    assert "downloads: 宁河镇 2020.html" in answer.json["detail"]
    assert str(with_source.parent) not in answer.get_data(as_text=True)


# ── the rest ─────────────────────────────────────────────────────────────────────────────


def test_fields_are_those_of_the_catalogue(client: FlaskClient) -> None:
    listed = client.get(f"{API}/fields").json["fields"]
    assert [field["key"] for field in listed] == list(catalogue().fields)
    amount = next(field for field in listed if field["key"] == "fees.amount")
    assert amount["unit"] == "万元"
    assert amount["printed"] == ["2021"]


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "年" * 5000},
        {"q": "(" * 200 + "年" + ")" * 200},
        {"q": " ".join(["年报"] * 5000)},
        {"page_size": 101},
        {"page": "9" * 5000},
        {"stat": ["requests_received"] * 51},
        {"where": ["requests_received>0"] * 51},
        {"fields": ["granted"] * 401},
        {"year": [2020] * 51},
        {"facet": ["year"] * 51},
    ],
    ids=lambda asked: f"{next(iter(asked))}-{len(str(asked))}",
)
def test_what_is_too_much_is_refused(client: FlaskClient, asked: dict[str, Any]) -> None:
    for path in (f"{API}/search", "/"):
        answer = client.get(path, query_string=asked)
        assert answer.status_code == 400


@pytest.mark.parametrize("page", [10**6, 10**12])
def test_a_page_far_beyond_the_last_is_empty(client: FlaskClient, page: int) -> None:
    body = client.get(f"{API}/search", query_string={"page": page}).json
    assert (body["total"], body["results"]) == (4, [])


def test_every_address_is_in_the_document(client: FlaskClient) -> None:
    rules = {str(rule) for rule in client.application.url_map.iter_rules()}
    served = {rule.replace("<", "{").replace(">", "}") for rule in rules if rule.startswith(API)}
    assert set(client.get(f"{API}/openapi.json").json["paths"]) == served


def test_the_document_says_what_is_answered(client: FlaskClient) -> None:
    spec = client.get(f"{API}/openapi.json").json
    schemas = spec["components"]["schemas"]
    body = client.get(f"{API}/search", query_string={"q": "乡村振兴", "facet": "year"}).json
    assert set(schemas["Search"]["properties"]) == set(body)
    assert set(schemas["Result"]["properties"]) == set(body["results"][0])
    refused = client.get(f"{API}/search", query_string={"q": "nosuch>0"}).json
    assert set(refused) <= set(schemas["Problem"]["properties"])
    bad = spec["paths"][f"{API}/search"]["get"]["responses"]["400"]["$ref"].rpartition("/")[2]
    assert "application/problem+json" in spec["components"]["responses"][bad]["content"]


def test_the_page_of_docs_names_every_address(client: FlaskClient) -> None:
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
    spec = client.get(f"{API}/openapi.json").json
    for path, methods in spec["paths"].items():
        assert path.removeprefix(API) in text
        for parameter in methods["get"].get("parameters", ()):
            assert f"`{parameter['name']}`" in text, f"{path} {parameter['name']}"
