"""Invented reports that pages must bear: long and odd names, versions, facts of every status."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from indexer.catalogue import Catalogue
from indexer.model import Fact, Finding, Origin, Relations, Report, Status

Maker = Callable[..., Report]

LONG = (
    "中国（某某）自由贸易试验区某某片区管理委员会经济发展与招商引资促进局政务公开办公室"
    "（营商环境监督管理办公室）" * 2
)
STEPS = "某县/../某局"
TWICE = "河东镇"
"""The issuer whose report of 2020 has two versions."""

RECEIVED, HANDLED = "requests_received.total", "handled.total"
PROVINCES = ("新疆维吾尔自治区", "内蒙古自治区", "北京市", "陕西省", "黑龙江省", "海南省")
URL = "https://www.example.gov.cn/" + "zwgk/" * 30 + "index.html?id=2020"
PROSE = (
    "2020年，本镇坚持以人民为中心，推进政务公开，全年收到申请{n}件。\n"
    "（一）主动公开。\n公开信息{n}条，接受社会监督。乡村振兴是重点。"
)


def invented(make: Maker, catalogue: Catalogue) -> Iterator[Report]:
    """Yield the reports; ``make`` is the fixture ``make_report``."""
    first, second = versions(make)
    yield first
    yield second
    yield longest(make, catalogue)
    yield make(issuer=STEPS, year=2020, values={RECEIVED: 1})
    yield make(issuer=None, year=None, title="年度报告", template=None, prose={"unplaced": "无。"})
    for n, province in enumerate(PROVINCES * 5):
        year = 2019 + n % 5
        yield make(
            issuer=f"某{n}县水利局",
            year=year,
            template="2019" if year < 2021 else "2021",
            province=province,
            level="county",
            organ="department",
            values={RECEIVED: 0 if n % 3 == 0 else 7**n % 123457, HANDLED: 3},
            findings=["row_sum", "balance", "unit_assumed"][: n % 4],
            prose={"overview": PROSE.format(n=n)},
            indexed_at=f"2026-01-{n % 28 + 1:02}T00:00:00+00:00",
            published=f"{year + 1}-01-{n % 28 + 1:02}",
        )


def versions(make: Maker) -> tuple[Report, Report]:
    """Make one report twice: as HTML, and as a PDF in which a number and two words differ."""
    kind = {"issuer": TWICE, "year": 2020, "province": "天津市", "level": "township"}
    html = make(
        **kind,
        values={RECEIVED: 12, HANDLED: 12},
        prose={"overview": PROSE.format(n=12)},
        format="html",
    )
    pdf = make(
        **kind,
        values={RECEIVED: 13, HANDLED: 12},
        prose={
            "overview": PROSE.format(n=13).replace("政务公开", "政府信息公开").replace("\n", "")
        },
        format="pdf",
    )
    return (
        replace(html, relations=Relations(True, (pdf.meta.id,))),
        replace(pdf, relations=Relations(False, (html.meta.id,))),
    )


def longest(make: Maker, catalogue: Catalogue) -> Report:
    """Make a report of a long name and address, its cells of every status, findings in many."""
    statuses = [
        (1234567, Status.REPORTED, "１２３４５６７"),
        (None, Status.BLANK, ""),
        (None, Status.NOT_APPLICABLE, "/"),
        (None, Status.UNREADABLE, "3 4 5"),
        (0, Status.INFERRED, ""),
    ]
    printed = catalogue.printed("2019")
    facts = {f.key: Fact(*statuses[n % len(statuses)]) for n, f in enumerate(printed)}
    keys = tuple(facts)
    report = make(
        issuer=LONG,
        year=2019,
        province="新疆维吾尔自治区",
        city="伊犁哈萨克自治州",
        county="察布查尔锡伯自治县",
        facts=facts,
        findings=[
            Finding("row_sum", keys[40:47], 30, 0, "合计不符"),
            Finding("extraction", keys[3:4], None, None, "未能读准"),
        ],
        prose={"overview": PROSE.format(n=1) * 9, "problems": "A" * 300},
        published="2020-01-20",
        indexed_at="2026-01-02T03:04:05+00:00",
    )
    origins = (Origin("下载", "某省/" * 20 + "报告.html", URL, "2026-01-01"),)
    return replace(report, meta=replace(report.meta, origins=origins, sha256="0f" * 32))
