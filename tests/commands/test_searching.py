"""`nianbao search`, `count`, `show` and `export`: what is printed, and what it exits with."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.commands.conftest import NINGHE, Run


def test_search_prints_a_table_that_lines_up(seeds: Run) -> None:
    header, hit, total = seeds("search", "乡村振兴 requests_received>0").stdout.splitlines()
    assert header.split() == [
        "id", "issuer", "year", "title", "requests_received.total", "passage",
    ]  # fmt: skip
    assert hit.split()[:3] == [NINGHE, "宁河镇", "2020"]
    assert "乡村振兴" in hit
    assert total == "1 report"
    assert "\x1b" not in hit


def test_search_json_is_the_body_of_the_endpoint(seeds: Run) -> None:
    body = json.loads(seeds("search", "新收申请>0", "--format", "json", "--limit", "1").stdout)
    assert body["query"] == "新收申请>0"
    assert body["total"] >= len(body["results"]) == 1
    assert body["results"][0]["fields"]["requests_received.total"]["status"] == "reported"
    assert set(body) >= {"explained", "without", "other_versions", "facets", "stats", "took_ms"}


def test_other_spellings_can_be_left_out(seeds: Run) -> None:
    assert seeds("count", "鄉村振興").stdout == seeds("count", "乡村振兴").stdout != "0\n"
    assert seeds("count", "--no-variants", "鄉村振興").stdout == "0\n"
    body = json.loads(seeds("search", "鄉村振興", "--format", "json").stdout)
    assert body["explained"][0]["variants"] == ["乡村振兴"]
    assert "0 reports" in seeds("search", "鄉村振興", "--no-variants").stdout


@pytest.mark.parametrize("args", [["-year:2021"], ["--", "-year:2021"], ["-year:2021", "年"]])
def test_a_query_may_begin_with_a_minus(seeds: Run, args: list[str]) -> None:
    assert seeds("count", *args).stdout == "4\n"
    assert "4 reports" in seeds("search", "--limit", "9", *args).stdout
    assert "4 reports, 1 shown" in seeds("search", "--limit=1", *args).stdout


def test_options_of_a_query_may_have_values_with_a_minus(seeds: Run, tmp_path: Path) -> None:
    rows = seeds("search", "", "--sort", "-year", "--format", "jsonl").stdout.splitlines()
    years = [json.loads(row)["year"] for row in rows]
    assert years == sorted(years, reverse=True)
    seeds("export", "-organ:department", "-o", "out.csv", "--sort", "-year")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [int(row["year"]) for row in csv.DictReader(file)] == years


def test_search_limits_hits_and_whole_results_only_if_told(seeds: Run) -> None:
    assert len(seeds("search", "", "--format", "jsonl").stdout.splitlines()) == 5
    assert len(seeds("search", "", "--format", "jsonl", "--limit", "2").stdout.splitlines()) == 2
    rows = list(csv.DictReader(io.StringIO(seeds("search", "", "--format", "csv").stdout[1:])))
    assert len(rows) == 5


def test_search_shows_more_facts_when_asked(seeds: Run) -> None:
    line = seeds("search", "宁河镇", "--fields", "granted", "--format", "jsonl").stdout
    assert json.loads(line)["fields"]["granted.total"]["status"] == "reported"


@pytest.mark.parametrize(
    ("query", "told", "under"),
    [
        ("乡村振兴 requests_recieved>0", "did you mean requests_received", "requests_recieved"),
        ('政府 "信息', "", '"信息'),
        ("requests_received>x", "", "x"),
    ],
)
def test_an_error_in_a_query_shows_its_place(seeds: Run, query: str, told: str, under: str) -> None:
    for command in (["search"], ["count"], ["export", "-o", "x.csv"]):
        message, shown, caret = seeds(*command, query, code=2).stderr.splitlines()
        assert message.startswith("error: ")
        assert told in message
        assert message.endswith(f" (at character {query.index(under) + 1})")
        assert shown == f"  {query}"
        # A Chinese character is two columns wide.
        before = query[: query.index(under)]
        columns = sum(2 if ord(c) > 0x2E80 else 1 for c in before)
        assert caret == " " * (2 + columns) + "^"


def test_show_prints_a_report_whole(seeds: Run) -> None:
    shown = json.loads(seeds("show", NINGHE, "--format", "json").stdout)
    assert shown["fields"]["requests_received.total"]["value"] == 30
    assert shown["origins"][0]["collection"] == "seeds"
    text = seeds("show", NINGHE).stdout
    assert "requests_received.total  30  reported" in text


def test_export_writes_a_file_whole_or_not(seeds: Run, tmp_path: Path) -> None:
    seeds("export", "新收申请>0", "-o", "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert NINGHE in {json.loads(line)["id"] for line in lines}
    told = seeds("export", "x", "-o", "out.docx", code=2).stderr
    assert told == "error: out.docx: choose an ending of .csv, .xlsx, .jsonl, .sqlite, .parquet\n"
    assert "No such file" in seeds("export", "x", "-o", "no/out.csv", code=2).stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.jsonl"]
