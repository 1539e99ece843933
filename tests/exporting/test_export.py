"""Exports hold the whole result, and no cell of theirs does anything in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

import pytest

from indexer.exporting.export import METADATA, columns, csv_rows, jsonl_rows
from indexer.model import Fact, Status, StoredReport

RECEIVED = "requests_received.total"
AMOUNT = "fees.amount"


@pytest.fixture
def make_stored(make_report):
    def make(**kwargs):
        report = make_report(**kwargs)
        return StoredReport(report.meta.id, meta=report.meta, facts=report.facts)

    return make


def rows_of(reports, keys=(), **kwargs):
    text = "".join(csv_rows(reports, keys, **kwargs))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_the_first_line_has_the_column_names_even_of_nothing():
    [line] = csv_rows([], [RECEIVED])
    assert line == "\ufeff" + ",".join([*METADATA, RECEIVED, f"{RECEIVED}.status"]) + "\r\n"
    assert columns([RECEIVED])[-3:] == ("findings", RECEIVED, f"{RECEIVED}.status")


def test_a_row_holds_metadata_facts_and_statuses(make_stored):
    report = make_stored(
        province="陕西省",
        values={RECEIVED: 40},
        facts={AMOUNT: Fact(None, Status.NOT_APPLICABLE, "/")},
        findings=["row_sum", "balance"],
    )
    [row] = rows_of([report], [RECEIVED, AMOUNT, "handled.total"], base="http://localhost:1")
    assert row["id"] == report.id
    assert row["issuer"] == "宁河镇政府"
    assert (row["year"], row["province"], row["city"]) == ("2020", "陕西省", "")
    assert row["url"] == f"http://localhost:1/reports/{report.id}"
    assert row["findings"] == "row_sum;balance"
    assert (row[RECEIVED], row[f"{RECEIVED}.status"]) == ("40", "reported")
    assert (row[AMOUNT], row[f"{AMOUNT}.status"]) == ("", "not_applicable")
    assert (row["handled.total"], row["handled.total.status"]) == ("", "")


HARMFUL = [
    ("=1+1", "'=1+1"),
    ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
    ("+1", "'+1"),
    ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
    ("@SUM(1)", "'@SUM(1)"),
    ("\t=1", "'=1"),
    ("\r=1", "'=1"),
    ("\n=1", "'=1"),
    ("宁河;=1+1", "宁河;'=1+1"),
    ('宁河"; @SUM(1);-2', "宁河\"; '@SUM(1);'-2"),
    ("宁河\n=1+1", "宁河\n'=1+1"),
    (" \x00=1", "'=1"),
    ("＝1", "'＝1"),
    ("\u202e=1", "'=1"),
    ("宁河\x07镇", "宁河镇"),
    ('宁"河",\n镇', '宁"河",\n镇'),
    ("1-2月", "1-2月"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "cell"), HARMFUL, ids=[repr(t) for t, _ in HARMFUL])
def test_text_cannot_become_a_formula(make_stored, text, cell):
    [row] = rows_of([make_stored(issuer=text, title="年报")])
    assert row["issuer"] == cell
    assert None not in row


@pytest.mark.parametrize(
    ("value", "cell"), [(-8, "-8"), (0, "0"), (3249.75, "3249.75"), (-0.5, "-0.5")], ids=str
)
def test_a_number_stays_a_number(make_stored, value, cell):
    [row] = rows_of([make_stored(values={RECEIVED: value})], [RECEIVED])
    assert row[RECEIVED] == cell


def test_json_lines_are_results(make_stored):
    report = make_stored(title="=1+1", values={RECEIVED: -8, AMOUNT: 1})
    [line] = jsonl_rows([report], [RECEIVED])
    assert line.endswith("}\n")
    result = json.loads(line)
    assert result["title"] == "=1+1"
    assert result["fields"] == {RECEIVED: {"value": -8, "status": "reported", "raw": "-8"}}
    assert result["snippets"] == []


@pytest.mark.parametrize("write", [csv_rows, jsonl_rows])
def test_a_line_is_written_when_it_is_asked_for(make_stored, write):
    def reports():
        yield make_stored()
        raise AssertionError("read ahead")

    rows = write(reports(), [])
    first = next(rows)
    assert "年度报告" in (next(rows) if write is csv_rows else first)


def test_a_report_without_its_parts_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="meta and facts"):
        list(jsonl_rows([StoredReport("0" * 16)], []))
