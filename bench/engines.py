"""Measure the engines on invented reports: `python -m bench [REPORTS]`.

Every engine is measured against the plain scan of the memory engine in the same run; what counts
are the ratios, the milliseconds are this machine's. Answers are compared before they are timed.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from indexer.catalogue import catalogue
from indexer.documents import index_document
from indexer.engines import ENGINES, open_generations
from indexer.engines.port import Engine
from indexer.model import TEXT_FIELDS, Fact, Facts, HitPage, IndexDocument, Meta, Report, Status
from indexer.query import (
    RELEVANCE,
    And,
    Compare,
    Everything,
    FieldValue,
    Keyword,
    Literal,
    Near,
    Not,
    Phrase,
    Query,
    Run,
    Sort,
    Tally,
)
from indexer.text import segmenter

TOTAL = "requests_received.total"
COMMON_WORDS = """
政府信息公开 工作 主动公开 依申请公开 部门 群众 服务 平台 网站 制度 监督 保障 管理 建设 推进
加强 落实 完善 提高 存在问题 改进情况 及时 准确 全面 政务 办理 答复 规定 条例 要求
"""
RARER_WORDS = """
乡村振兴 疫情防控 人居环境 营商环境 行政复议 脱贫攻坚 生态保护 优化 高质量 数字化 基层 试点
教育 医疗 住房 交通 农业 水利 林业 旅游 财政 预算 采购 审计 信访 司法 安全生产 应急
"""
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def reports(count: int) -> Iterator[Report]:
    """Invent reports of some 2,800 characters, alike in every run."""
    rng = random.Random(1)
    common, rarer = COMMON_WORDS.split(), RARER_WORDS.split()
    printed = [field.key for field in catalogue().printed("2021")]
    for n in range(count):
        issuer = rng.choice(NAMES) + rng.choice(NAMES) + "镇人民政府"
        topics = rng.sample(rarer, 6)
        prose = {
            section: "\n".join(
                "，".join(
                    rng.choice(common if rng.random() < 0.9 else topics) + rng.choice(NAMES)
                    for _ in range(9)
                )
                + "。"
                for _ in range(9)
            )
            for section in ("overview", "disclosure", "requests", "problems", "other")
        }
        values = {key: Fact(0, Status.REPORTED, "0") for key in printed}
        values[TOTAL] = Fact(rng.choice((0, 0, 0, 1, 2, 5, 40)), Status.REPORTED, "…")
        year = rng.randrange(2019, 2025)
        yield Report(
            Meta(f"{n:016x}", f"{issuer}{year}年政府信息公开工作年度报告", issuer, year, "2021",
                 province=rng.choice(NAMES) + "省", level="township", organ="government"),
            Facts(values),
            prose,
        )  # fmt: skip


def queries() -> dict[str, tuple[Query, Sort, list[Tally]]]:
    """Return what is asked, by name."""
    cut = segmenter().cut

    def run(text: str) -> Run:
        return Run(text, tuple(cut(text)), TEXT_FIELDS)

    some = Compare(">", FieldValue(TOTAL), Literal(0))
    facets = [Tally((name,)) for name in ("year", "province", "level", "organ", "finding")]
    return {
        "a word": (run("审计"), RELEVANCE, []),
        "a word of all": (run("工作"), RELEVANCE, []),
        "a run of two words": (run("乡村振兴"), RELEVANCE, []),
        "a run and a number": (And((run("乡村振兴"), some)), RELEVANCE, []),
        "the same, five facets": (And((run("乡村振兴"), some)), RELEVANCE, facets),
        "a phrase": (Phrase("振兴甲,", TEXT_FIELDS), RELEVANCE, []),
        "a phrase of all": (Phrase("信息公开工作年度", TEXT_FIELDS), Sort("year", True), []),
        "a phrase in one section": (Phrase("行政复议", ("problems",)), RELEVANCE, []),
        "near": (Near("审计", "信访", 5, TEXT_FIELDS), RELEVANCE, []),
        "a number, sorted by it": (some, Sort(TOTAL, True), []),
        "a keyword, but not a word": (
            And((Keyword("year", "2020"), Not(run("审计")))), Sort("id"), []
        ),
        "everything, five facets and stats": (
            Everything(), Sort("year", True), [*facets, Tally(("year",), (FieldValue(TOTAL),))]
        ),
    }  # fmt: skip


def timed(
    engine: Engine, query: Query, sort: Sort, tallies: list[Tally], times: int
) -> tuple[HitPage, float]:
    """Return the answer and the median of the milliseconds it took, after a first time."""
    page = engine.search(query, sort=sort, tallies=tallies)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        engine.search(query, sort=sort, tallies=tallies)
        taken.append(time.perf_counter() - began)
    return page, median(taken) * 1000


def comparable(page: HitPage, sort: Sort) -> HitPage:
    """Return what engines agree in: not in the digits of scores, so not in who is best."""
    return replace(page, hits=()) if sort == RELEVANCE else page


def filled(name: str, folder: Path, documents: list[IndexDocument]) -> Engine:
    """Index the documents, print how fast and how large."""
    generations = open_generations(name, folder, fingerprints={})
    engine = generations.begin()
    began = time.perf_counter()
    engine.write(put=documents)
    taken = time.perf_counter() - began
    generations.publish(engine)
    size = engine.check().size_bytes
    print(
        f"{name:>8}: {len(documents) / taken:8.0f} reports/s, "
        f"{size / len(documents) / 1024:6.1f} KiB a report"
    )
    return generations.current()


FIRST_ANSWER = """
import sys, time
began = time.perf_counter()
from pathlib import Path
from indexer.engines import open_generations
from indexer.query import Phrase
engine = open_generations(sys.argv[1], Path(sys.argv[2]), fingerprints={}).current()
engine.search(Phrase("振兴甲,", ("problems",)))
print(round((time.perf_counter() - began) * 1000))
"""


def first_answer(name: str, folder: Path) -> str:
    """Return the milliseconds from the first import to the first answer in a new process."""
    command = [sys.executable, "-c", FIRST_ANSWER, name, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main(count: int) -> None:
    """Print figures for ``count`` reports."""
    cutter = segmenter()
    began = time.perf_counter()
    documents = [index_document(report, cutter, catalogue()) for report in reports(count)]
    characters = sum(len(t) for d in documents for t in d.text.values()) // count
    speed = count / (time.perf_counter() - began)
    print(f"{count} reports of {characters} characters; made ready at {speed:.0f}/s\n")
    with tempfile.TemporaryDirectory() as folder:
        embedded = [name for name in ENGINES if name != "opensearch"]
        engines = {name: filled(name, Path(folder) / name, documents) for name in embedded}
        for name in embedded:
            if name != "memory":
                taken = first_answer(name, Path(folder) / name)
                print(f"{name:>8}: {taken} ms from start to first answer")
        print(
            f"\n{'median ms':36}"
            + "".join(f"{name:>10}" for name in engines)
            + "    ratios to memory"
        )
        for title, (query, sort, tallies) in queries().items():
            plain, scan = timed(engines["memory"], query, sort, tallies, 1)
            row = [scan]
            for name, engine in engines.items():
                if name != "memory":
                    page, taken = timed(engine, query, sort, tallies, 15)
                    assert comparable(page, sort) == comparable(plain, sort), (name, title)
                    row.append(taken)
            cells = "".join(f"{ms:10.1f}" for ms in row)
            ratios = "".join(f"{row[0] / ms:9.0f}x" for ms in row[1:])
            print(f"{title:30}{plain.total:6}{cells}{ratios}")
