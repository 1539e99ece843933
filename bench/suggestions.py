"""Measure suggestions: `python -m bench.suggestions [REPORTS]`, 20,000 unless said.

Every beginning of some issuers' names is typed, in characters, in pinyin and by initials, and some
fields and words; each is to be answered within 20 ms.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.corpus import reports
from indexer.catalogue import catalogue
from indexer.documents import index_document
from indexer.engines import open_generations
from indexer.model import Report
from indexer.searching.pinyin import readings
from indexer.searching.search import Searcher
from indexer.text import segmenter

CHARACTERS = (
    "安宁河北山水平长青龙石桥东西南白黄金沙田坪坝溪口岭关城新大小上下林泉阳江湖海丰乐永兴华"
)
KINDS = ("镇人民政府", "县教育局", "街道办事处", "市人民政府", "乡人民政府")
OTHERS = (
    "requests_rec",
    "新收申",
    "问题",
    "problems:信",
    "乡村 审计",
    "信息",
    "陕西",
    "year:20",
    "finding:",
)


def with_issuers(count: int) -> Iterator[Report]:
    """Yield invented reports, most of an issuer of their own."""
    rng = random.Random(3)
    for report in reports(count):
        name = "".join(rng.choices(CHARACTERS, k=rng.choice((2, 3, 3)))) + rng.choice(KINDS)
        yield replace(report, meta=replace(report.meta, issuer=name))


def typed(names: list[str]) -> Iterator[str]:
    """Yield what is in the box after each key."""
    for name in names:
        syllables = [first for first, *_ in readings(name)]
        for whole in (name, "".join(syllables), "".join(s[0] for s in syllables)):
            yield from (whole[:end] for end in range(1, min(len(whole), 12) + 1))
    for other in OTHERS:
        yield from (other[:end] for end in range(1, len(other) + 1))


def main(count: int) -> None:
    """Print figures for ``count`` reports, with the default engine."""
    cutter = segmenter()
    with tempfile.TemporaryDirectory() as folder:
        generations = open_generations("whoosh", Path(folder), fingerprints={})
        engine = generations.begin()
        engine.write(put=(index_document(r, cutter, catalogue()) for r in with_issuers(count)))
        issuers = [term.value for term in engine.terms("issuer", "", count)]
        searcher = Searcher(lambda: engine, catalogue(), cutter)
        began = time.perf_counter()
        searcher.warm()
        print(
            f"{count} reports, {len(issuers)} issuers; warm in {time.perf_counter() - began:.1f} s"
        )
        taken = []
        for text in typed(random.Random(1).sample(issuers, 40)):
            began = time.perf_counter()
            searcher.suggest(text)
            taken.append((1000 * (time.perf_counter() - began), text))
        taken.sort()
        half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
        print(f"{len(taken)} keys: p50 {half[0]:.1f} ms, p95 {most[0]:.1f} ms")
        print("slowest: " + ", ".join(f"{text!r} {ms:.1f} ms" for ms, text in taken[-3:]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
