"""Results saved as files: every format holds the same rows, and says what it is."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.errors import BadValue, ConfigError, InputError, UnknownField
from indexer.exporting.export import columns
from indexer.exporting.parquet import ROWS_AT_ONCE
from indexer.exporting.saving import WRITERS, save
from indexer.exporting.spreadsheet import ABOUT, REPORTS, xlsx_chunks
from indexer.model import Fact, Status
from indexer.searching.question import SearchRequest
from indexer.searching.search import Searcher
from indexer.text import segmenter

RECEIVED = "requests_received.total"
AMOUNT = "procurement.amount"
MADE = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
HARMFUL = '=HYPERLINK("http://x","y")'
ASKED = SearchRequest("requests_received>=0", sort="year", fields=(AMOUNT,))


@pytest.fixture
def searcher(make_report, catalogue):
    cutter = segmenter("jieba")
    reports = [
        make_report(
            year=2020,
            title=HARMFUL,
            values={RECEIVED: 40, AMOUNT: 3249.75},
            indexed_at="2026-01-02T03:04:05+00:00",
        ),
        make_report(
            year=2021,
            issuer="某\x07县\u202e局",
            values={RECEIVED: 0},
            facts={AMOUNT: Fact(None, Status.UNREADABLE, "#REF!")},
        ),
        make_report(year=2022, values={RECEIVED: None}),
    ]
    engine = MemoryEngine()
    engine.write([index_document(report, cutter, catalogue) for report in reports])
    return Searcher(lambda: engine, catalogue, cutter)


def csv_table(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [{k: v or None for k, v in row.items()} for row in csv.DictReader(lines)]


def xlsx_table(file):
    head, *rows = openpyxl.load_workbook(file)[REPORTS].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def sqlite_table(file):
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute("SELECT * FROM reports ORDER BY year")]


def parquet_table(file):
    parquet = pytest.importorskip("pyarrow.parquet")
    return parquet.read_table(file).to_pylist()


TABLES = {
    ".csv": csv_table,
    ".xlsx": xlsx_table,
    ".sqlite": sqlite_table,
    ".parquet": parquet_table,
}


@pytest.mark.parametrize("ending", TABLES)
def test_a_row_a_report_with_numbers_and_statuses(searcher, tmp_path, ending):
    file = tmp_path / f"result{ending}"
    save(file, searcher, ASKED, MADE)
    first, second = TABLES[ending](file)
    assert tuple(first) == columns((RECEIVED, AMOUNT))
    assert [str(row["year"]) for row in (first, second)] == ["2020", "2021"]
    assert (float(first[RECEIVED]), float(first[AMOUNT])) == (40, 3249.75)
    assert (float(second[RECEIVED]), second[AMOUNT]) == (0, None)
    assert second[f"{AMOUNT}.status"] == "unreadable"
    assert second["issuer"] == "某县局"
    assert first["province"] is None
    assert list(tmp_path.iterdir()) == [file]


def test_json_lines_have_a_report_a_line(searcher, tmp_path):
    save(tmp_path / "a.jsonl", searcher, ASKED, MADE)
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["year"] for line in lines] == [2020, 2021]


def test_no_cell_of_a_spreadsheet_is_a_formula(searcher, tmp_path):
    save(tmp_path / "a.xlsx", searcher, SearchRequest("", sort="year"), MADE)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row if cell.value}
    assert kinds == {"s", "n"}
    assert book[REPORTS]["B2"].value == HARMFUL


def told(lines):
    return {str(name).split(" ", 1)[-1]: value for name, value in lines}


def test_a_sheet_says_what_the_spreadsheet_holds(searcher, tmp_path):
    save(tmp_path / "a.xlsx", searcher, ASKED, MADE)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")[ABOUT]
    lines = [row[:2] for row in sheet.iter_rows(values_only=True)]
    said = told(line for line in lines if line[0])
    assert said["Query"] == "requests_received>=0"
    assert said["Made at"] == "2026-03-04T05:06:00+00:00"
    assert said["Reports in the index"] == 3
    assert said["Last indexed"] == "2026-01-02T03:04:05+00:00"
    assert said["Reports found"] == 2
    assert next(v for k, v in said.items() if RECEIVED in k) == 1
    assert {status.value for status in Status} <= {line[0] for line in lines}


def test_reports_that_one_sheet_cannot_hold_go_on_in_another(searcher, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.exporting.spreadsheet.MOST_ROWS", 2)
    save(tmp_path / "a.xlsx", searcher, SearchRequest("", sort="year"), MADE)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [REPORTS, f"{REPORTS} 2", ABOUT]
    sheets = [list(book[name].iter_rows(values_only=True)) for name in book.sheetnames[:2]]
    assert [[row[3] for row in rows] for rows in sheets] == [["year", 2020, 2021], ["year", 2022]]


def test_a_spreadsheet_begins_before_the_last_report_is_read(searcher, monkeypatch):
    monkeypatch.setattr("indexer.exporting.spreadsheet._AT_ONCE", 2000)
    stored, read = next(searcher.rows(SearchRequest())), []

    def rows(request):
        for n in range(5000):
            read.append(n)
            title = hashlib.sha512(b"%d" % n).hexdigest()
            yield replace(stored, meta=replace(stored.meta, title=title))

    monkeypatch.setattr(searcher, "rows", rows)
    chunks = xlsx_chunks(searcher, SearchRequest(), MADE)
    so_far = [(len(chunk), len(read)) for chunk in chunks]
    assert max(size for size, _ in so_far) < 65_536
    assert so_far[0][1] < 5000
    assert len({count for _, count in so_far if 0 < count < 5000}) > 1


def test_text_that_xml_cannot_hold_is_told_from_what_it_can(make_report, catalogue, tmp_path):
    cutter, engine = segmenter("jieba"), MemoryEngine()
    title = "甲乙\uffff & <镇> \n" + "长" * 40_000
    engine.write([index_document(make_report(title=title), cutter, catalogue)])
    save(tmp_path / "a.xlsx", Searcher(lambda: engine, catalogue, cutter), SearchRequest(), MADE)
    [row] = xlsx_table(tmp_path / "a.xlsx")
    assert row["title"] == title.replace("\uffff", "\ufffd")[:32_767]


def test_a_database_says_what_it_holds(searcher, tmp_path):
    save(tmp_path / "a.sqlite", searcher, ASKED, MADE)
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        assert told(database.execute("SELECT * FROM about"))["Reports found"] == 2
        statuses = {status for status, _ in database.execute("SELECT * FROM statuses")}
        assert {status.value for status in Status} <= statuses
        # No number is text: they can be added up.
        assert database.execute(f'SELECT sum("{RECEIVED}") FROM reports').fetchone() == (40,)


def test_a_parquet_file_says_what_it_holds(searcher, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    save(tmp_path / "a.parquet", searcher, ASKED, MADE)
    metadata = parquet.read_schema(tmp_path / "a.parquet").metadata
    assert told(json.loads(metadata[b"about"]).items())["Reports found"] == 2
    assert "inferred" in json.loads(metadata[b"statuses"])


def test_more_rows_than_are_written_at_once(make_report, catalogue, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    cutter = segmenter("jieba")
    engine = MemoryEngine()
    report = index_document(make_report(), cutter, catalogue)
    engine.write([report])
    searcher = Searcher(lambda: engine, catalogue, cutter)
    stored = next(searcher.rows(SearchRequest()))
    searcher.rows = lambda request: iter([stored] * (ROWS_AT_ONCE + 1))
    save(tmp_path / "a.parquet", searcher, SearchRequest(), MADE)
    assert parquet.read_metadata(tmp_path / "a.parquet").num_rows == ROWS_AT_ONCE + 1


def test_without_pyarrow_it_says_what_to_install(searcher, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.exporting.parquet.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"nianbao-search\[parquet\]"):
        save(tmp_path / "a.parquet", searcher, ASKED, MADE)
    assert importlib.util.find_spec("sqlite3")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", WRITERS)
def test_a_fault_leaves_the_file_there_was(searcher, tmp_path, ending):
    file = tmp_path / f"result{ending}"
    file.write_bytes(b"before")
    with pytest.raises(UnknownField):
        save(file, searcher, SearchRequest("nosuch>0"), MADE)
    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", ["result.doc", "result"])
def test_an_unknown_ending_names_the_known(searcher, tmp_path, name):
    with pytest.raises(BadValue, match=r"\.csv, \.xlsx, \.jsonl, \.sqlite, \.parquet"):
        save(tmp_path / name, searcher, ASKED, MADE)


@pytest.mark.parametrize("ending", WRITERS)
def test_a_folder_that_is_not_there_is_told(searcher, tmp_path, ending):
    with pytest.raises(InputError, match="nowhere"):
        save(tmp_path / "nowhere" / f"a{ending}", searcher, ASKED, MADE)
