"""What a file of results says of itself: query, day, index, counts, statuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from indexer.catalogue import catalogue
from indexer.searching.question import SearchRequest
from indexer.searching.search import Searcher

Line = tuple[str, str | int]
"""What is told, in Chinese and English, and how it is."""

STATUSES: tuple[Line, ...] = (
    ("reported", "原文印有数字。 The number is printed in the report."),
    ("blank", "单元格空白；空白不是零。 The cell is empty; blank is not zero."),
    ("not_applicable", "原文写明不适用（/、—、无）。 The report says that nothing applies."),
    (
        "unreadable",
        "原文有内容，但不能确定属于哪一格。 Something that belongs to no cell for sure.",
    ),
    (
        "inferred",
        "空白或未读准，由表中合计关系推算。 Blank or unreadable; the form's own sums settle it.",
    ),
    ("computed", "由报告中的几个数字计算。 Worked out from several numbers of the report."),
    ("", "该报告的表格没有此项。 The form of that report has no such field."),
)
"""What the statuses beside the numbers mean."""


def explanation(searcher: Searcher, request: SearchRequest, made: datetime) -> Iterator[Line]:
    """Tell what a file holds that has the whole result of a request.

    Raises what the searcher raises of a request.
    """
    found = searcher.search(request)
    yield "查询 Query", _asked(request)
    yield "导出时间 Made at", made.isoformat(timespec="seconds")
    yield "索引中的报告 Reports in the index", searcher.count("")
    yield "最近入库 Last indexed", _last_indexed(searcher)
    yield "符合的报告 Reports found", found.total
    yield "未列出的其他版本 Other versions, not listed", found.other_versions
    for key, count in found.without.items():
        name = catalogue().fields[key].label()
        yield f"另有报告无此数值 More reports without {key} ({name})", count
    yield "金额单位 Unit of money", "万元"


def _asked(request: SearchRequest) -> str:
    years = [" OR ".join(f"year:{year}" for year in request.years)] if request.years else []
    return " ".join(part for part in (request.q, *years, *request.where) if part) or "*"


def _last_indexed(searcher: Searcher) -> str:
    newest = next(searcher.rows(SearchRequest(sort="-indexed")), None)
    return (newest.meta.indexed_at if newest and newest.meta else None) or ""
