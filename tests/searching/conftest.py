"""Six reports, and searchers that know them or others."""

from __future__ import annotations

import pytest

from indexer.documents import index_document
from indexer.engines.memory import MemoryEngine
from indexer.model import Fact, Status
from indexer.searching.question import SearchRequest
from indexer.searching.search import Searcher

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
