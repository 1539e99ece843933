"""Each finding a report can raise alone: what raises it in a whole file, and what nearly does."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue
from indexer.model import Finding
from indexer.parsing.parse import parse_bytes

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

import generate
from golden import Printed
from invent import SAMPLES
from sample import Sample

TITLE = "宁河镇2020年政府信息公开工作年度报告"
REPORT = replace(
    next(s for s in SAMPLES if s.template == "2019" and s.titled),
    issuer="宁河镇",
    title=(TITLE,),
    year=2020,
    layout="plain_page",
    prose={"problems": ("village",), "other": ("none",)},
    requests={"requests_received": (5, 1, 0, 0, 0, 0), "granted": (4, 1, 0, 0, 0, 0)},
    disputes={"review": (1, 0, 0, 0)},
    disclosure={"procurement.projects": 4, "procurement.amount": 12.5},
    printed={},
    parts={},
    labels={},
    extras=False,
    doubts=(),
)
"""6 received, 5 granted, 1 carried out; 1 review; all its sums hold."""

OVERVIEW, PROBLEMS = "二、主动公开政府信息情况", "六、其他需要报告的事项"


def findings(
    cells: Mapping[str, str] = {}, before: str = "", prose: str = "", **changes: object
) -> list[Finding]:
    """Read the report with some cells printed otherwise and a paragraph more before a heading."""
    sample: Sample = replace(REPORT, **changes)
    sample = replace(sample, printed={key: Printed(text, None) for key, text in cells.items()})
    text = generate.content(sample).decode()
    if before:
        assert text.count(before) == 1
        text = text.replace(before, f"{prose}</p><p>{before}")
    return list(parse_bytes(text.encode(), "a.html").facts.findings)


def test_the_report_itself_raises_nothing() -> None:
    assert findings() == []


CASES: dict[str, tuple[dict, tuple[str, object, object], dict]] = {
    "balance": (
        {"cells": {"requests_carried_out.natural_person": "2", "requests_carried_out.total": "2"}},
        ("requests_received.natural_person", 5, 6),
        {"cells": {"requests_carried_out.natural_person": "", "requests_carried_out.total": ""}},
    ),
    "handled_sum": (
        {"cells": {"granted.enterprise": "0", "granted.total": "4", "handled.enterprise": "1"}},
        ("granted.enterprise", 0, 1),
        {"cells": {"granted.enterprise": "0", "granted.total": "4", "partly_granted.total": "1",
                   "partly_granted.enterprise": "1"}},
    ),
    "row_sum": (
        {"cells": {"granted.research": "1"}},
        ("granted.natural_person", 6, 5),
        {"cells": {"granted.research": "/"}},
    ),
    "dispute_sum": (
        {"cells": {"review.total": "2"}},
        ("review.upheld", 1, 2),
        {"cells": {"review.total": "2", "review.pending": "1"}},
    ),
    "negative": (
        {"cells": {"licensing.decisions": "-8"}},
        ("licensing.decisions", None, -8),
        {"cells": {"licensing.items_change": "-8"}},
    ),
    "fraction": (
        {"cells": {"licensing.decisions": "1.5"}},
        ("licensing.decisions", None, 1.5),
        {"cells": {"licensing.decisions": "1.0"}},
    ),
    "unit_assumed": (
        {"money": ""},
        ("procurement.amount", None, 12.5),
        {"money": "", "cells": {"procurement.amount": "12.5万元"}},
    ),
    "prose_conflict": (
        {"before": OVERVIEW, "prose": "全年共受理依申请公开政府信息8件。"},
        ("requests_received.total", 6, 8),
        {"before": OVERVIEW, "prose": "全年共受理依申请公开政府信息6件，截至目前累计受理8件。"},
    ),
    "wrong_year": (
        {"before": PROBLEMS, "prose": "2020年，我镇将继续加强政府信息公开工作。"},
        ("", 2021, 2020),
        {"before": PROBLEMS, "prose": "2021年，我镇将继续加强政府信息公开工作。"},
    ),
    "extraction": (
        {"cells": {"licensing.decisions": "约12"}},
        ("licensing.decisions", None, None),
        {"cells": {"licensing.decisions": "12件"}},
    ),
    "inference_conflict": (
        {"cells": {"granted.total": "", "handled.total": "9"}},
        ("granted.total", 5, 9),
        {"cells": {"granted.total": ""}},
    ),
    "no_year": (
        {"title": ("宁河镇政府信息公开工作年度报告",), "prose": "", "before": OVERVIEW},
        ("", None, None),
        {"title": ("宁河镇政府信息公开工作年度报告",), "before": OVERVIEW,
         "prose": "本报告数据统计期限自2020年1月1日起至2020年12月31日止。"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised(code: str, catalogue: Catalogue) -> None:
    raising, (field, expected, found), _ = CASES[code]
    told, *_ = [f for f in findings(**raising) if f.code == code]
    assert field in (*told.fields, "")
    assert (told.expected, told.found) == (expected, found)
    chinese, english = (catalogue.sentence(told, language) for language in ("zh", "en"))
    assert told.message == f"{chinese} {english}"
    for sentence in (chinese, english):
        assert "%(" not in sentence
        numbers = [str(n) for n in (expected, found) if n is not None and n is not expected]
        assert all(number in sentence for number in numbers)
    assert not chinese.isascii()
    assert english.isascii() or "万元" in english


@pytest.mark.parametrize("code", CASES)
def test_what_nearly_raises_it_does_not(code: str) -> None:
    _, _, near = CASES[code]
    assert code not in {f.code for f in findings(**near)}


def test_without_tables_a_report_says_so() -> None:
    text = f"{TITLE}\n一、总体情况\n宁河镇公开信息若干条。\n{PROBLEMS}\n无其他需要报告的事项。\n"
    found = parse_bytes(text.encode(), "a.txt").facts.findings
    assert [f.code for f in found] == ["no_table"]


def test_every_kind_of_finding_of_one_report_is_tested(catalogue: Catalogue) -> None:
    over_years = {"carry_over", "in_force_chain", "items_chain", "unit_odd"}
    assert set(catalogue.findings) - over_years - {"ocr", "no_table"} == set(CASES)
