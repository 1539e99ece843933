"""An issuer's reports and counts by keyword, as an index holds them."""

from __future__ import annotations

import pytest

from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.model import Fact, Status
from indexer.searching.series import issuer_reports, keyword_counts, value_counts


@pytest.fixture(scope="module")
def engine(make_report, segmenter, catalogue):
    reports = [
        make_report(issuer="宁河镇", year=2019, province="天津市", findings=["row_sum"]),
        make_report(issuer="宁河镇", year=2021, province="天津市", findings=["row_sum", "balance"]),
        make_report(issuer="宁河镇", year=None, title="无年度"),
        make_report(issuer="宁河镇", year=2020, current=False, findings=["row_sum"]),
        make_report(issuer="宁河镇人民政府", year=2018, province="陕西省"),
    ]
    engine = MemoryEngine()
    engine.write(index_document(report, segmenter, catalogue) for report in reports)
    return engine


def test_reports_of_exactly_this_issuer_come_latest_first(engine):
    total, reports = issuer_reports(engine, "宁河镇")
    assert total == 3
    assert [report.meta.year for report in reports] == [2021, 2019, None]
    assert all(report.facts is not None and report.prose is None for report in reports)


def test_more_reports_than_asked_for_are_counted_still(engine):
    total, reports = issuer_reports(engine, "宁河镇", parts=("meta",), limit=1)
    assert total == 3
    assert [report.meta.year for report in reports] == [2021]


def test_an_unknown_issuer_has_none(engine):
    assert issuer_reports(engine, "宁河") == (0, [])


@pytest.mark.parametrize(
    ("by", "finding", "counts"),
    [
        ((), None, {(): 4}),
        ((), "row_sum", {(): 2}),
        (("year",), None, {("2018",): 1, ("2019",): 1, ("2021",): 1}),
        (("province",), "row_sum", {("天津市",): 2}),
        (
            ("finding", "year"),
            None,
            {("row_sum", "2019"): 1, ("row_sum", "2021"): 1, ("balance", "2021"): 1},
        ),
        (("year", "province"), "balance", {("2021", "天津市"): 1}),
        (("year",), "negative", {}),
    ],
    ids=str,
)
def test_current_reports_are_counted_by_keyword(engine, by, finding, counts):
    assert keyword_counts(engine, *by, finding=finding) == counts


def test_values_of_current_reports_are_counted_by_field(make_report, segmenter, catalogue):
    blank = Fact(None, Status.BLANK, "")
    reports = [
        make_report(year=2020, values={"granted.total": 0, "handled.total": 3}),
        make_report(year=2021, values={"granted.total": 1}, facts={"handled.total": blank}),
        make_report(year=2022, values={"handled.total": 1}, current=False),
    ]
    engine = MemoryEngine()
    engine.write(index_document(report, segmenter, catalogue) for report in reports)
    asked = ["granted.total", "handled.total", "fees.amount"]
    assert value_counts(engine, asked) == dict(zip(asked, [2, 1, 0], strict=True))
