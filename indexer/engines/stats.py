"""Figures of a group of numbers: the same on every engine."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from indexer.model import Bucket, Stats

TENTHS = tuple(n / 10 for n in range(1, 11))


def stats_of(values: Sequence[float], reports: int, *, tenths: bool = False) -> Stats:
    """Return the figures of the values that some of ``reports`` reports have.

    ``tenths`` cuts the histogram by tenths, as ratios want. Without values only the counts are set.
    """
    if not values:
        return Stats(0, reports)
    total = math.fsum(values)
    return Stats(
        count=len(values),
        missing=reports - len(values),
        min=min(values),
        max=max(values),
        sum=total,
        mean=total / len(values),
        median=median(values),
        histogram=histogram(values, tenths=tenths),
    )


def histogram(values: Sequence[float], *, tenths: bool = False) -> tuple[Bucket, ...]:
    """Count values in bars: below 0, exactly 0, (0,1) [1,2) [2,5) [5,10) [10,20) and so on.

    With ``tenths``: (0,0.1) [0.1,0.2) … [0.9,1], and all above 1 in one. Bars without a value are
    left out.
    """
    if not values:
        return ()
    # A figure of these reports is mostly one of few small numbers: each is placed once.
    counts = Counter(values)
    edges = TENTHS if tenths else tuple(_ladder(max(values)))
    bars: Counter[tuple[float | None, float | None]] = Counter()
    for value, count in counts.items():
        bars[_bar(value, edges, tenths)] += count
    ordered = sorted(bars, key=lambda bar: (bar[0] is not None, bar[0], bar[1] != 0))
    return tuple(Bucket(low, high, bars[low, high]) for low, high in ordered)


def _bar(value: float, edges: Sequence[float], tenths: bool) -> tuple[float | None, float | None]:
    if value < 0:
        return (None, 0.0)
    if value == 0:
        return (0.0, 0.0)
    if tenths and value >= 1:
        return (0.9, 1.0) if value == 1 else (1.0, None)
    above = bisect_right(edges, value)
    return (edges[above - 1] if above else 0.0, edges[above])


def _ladder(largest: float) -> Iterator[float]:
    """Yield 1, 2, 5, 10, 20 … up to the first above ``largest``."""
    power = 1.0
    while True:
        for step in (1.0, 2.0, 5.0):
            yield step * power
            if step * power > largest:
                return
        power *= 10.0
