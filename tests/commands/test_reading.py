"""`nianbao parse` and `fields`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import NINGHE, NOTICE, Run


def test_parse_prints_the_contract(run: Run, tmp_path: Path, seed_reports: Path) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, "utf-8")
    seed = next(seed_reports.glob("000*"))
    output = run("parse", "--format", "jsonl", seed, "notice.txt", "gone.txt").stdout
    report, notice, gone = [json.loads(line) for line in output.splitlines()]
    assert list(report) == [
        "path", "ok", "id", "title", "issuer", "year", "template", "province", "city", "county",
        "level", "organ", "scope", "published", "sections", "fields", "derived", "findings",
    ]  # fmt: skip
    assert (report["path"], report["ok"], report["id"]) == (str(seed), True, NINGHE)
    assert len(report["fields"]) == 198
    received = {"value": 30, "status": "reported", "raw": "\xa030"}
    assert report["fields"]["requests_received.total"] == received
    assert all(fact["value"] is not None for fact in report["derived"].values())
    assert not set(report["fields"]) & set(report["derived"])
    assert set(report["findings"][0]) == {"code", "fields", "expected", "found", "message"}
    assert all(report["sections"].values())
    assert set(notice) == {"path", "ok", "error", "message"}
    assert (notice["ok"], notice["error"]) == (False, "NotAReport")
    assert (gone["error"], gone["message"]) == (
        "UnreadableFile",
        "cannot be read: No such file or directory",
    )


def test_inferred_facts_name_their_sum(run: Run, seed_reports: Path) -> None:
    [seed] = seed_reports.glob("003*")
    fields = json.loads(run("parse", seed).stdout)["fields"]
    inferred = [f for f in fields.values() if f["status"] == "inferred"]
    assert all(f["source"] and "raw" in f for f in inferred)
    assert all("source" not in f for f in fields.values() if f["status"] == "reported")


def test_parse_of_refused_files_alone_exits_1(run: Run, tmp_path: Path, seed_reports: Path) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, "utf-8")
    run("parse", "notice.txt", "gone.txt", code=1)
    assert isinstance(json.loads(run("parse", "notice.txt", code=1).stdout), dict)
    assert len(json.loads(run("parse", "notice.txt", next(seed_reports.glob("000*"))).stdout)) == 2


def test_parse_text_is_for_people(run: Run, seed_reports: Path) -> None:
    text = run("parse", "--format", "text", next(seed_reports.glob("000*"))).stdout
    assert "issuer  宁河镇\n" in text
    assert "requests_received.total  30  reported  raw=\xa030\n" in text
    assert "\n  row_sum  “" in text


def test_fields_are_listed(run: Run) -> None:
    table = run("fields").stdout.splitlines()
    assert any("requests_received.total" in line and "新收申请" in line for line in table)
    listed = json.loads(run("fields", "--format", "json").stdout)
    assert len(listed) == len(table) - 1
    assert {"key", "label", "unit", "alias", "printed", "computed", "formula"} <= set(listed[0])
