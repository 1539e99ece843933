"""Figures of a group of numbers: the same on every engine."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, repeat

from indexer.model import Bucket, Stats

TENTHS = tuple(n / 10 for n in range(1, 11))


def stats_of(counts: Mapping[float, int], reports: int, *, tenths: bool = False) -> Stats:
    """Return the figures of values, each with how many of ``reports`` reports have it.

    ``tenths`` cuts the histogram by tenths, as ratios want. Without values only the counts are set.
    """
    if not counts:
        return Stats(0, reports)
    known = sum(counts.values())
    total = math.fsum(_summed(counts))
    return Stats(
        count=known,
        missing=reports - known,
        min=min(counts),
        max=max(counts),
        sum=total,
        mean=total / known,
        median=_median(counts, known),
        histogram=histogram(counts, tenths=tenths),
    )


def _summed(counts: Mapping[float, int]) -> Iterator[float]:
    """Yield numbers whose sum is that of the values; none of them is rounded."""
    for value, count in counts.items():
        if value.is_integer() and abs(value) * count < 2**53:
            yield value * count
        else:
            yield from repeat(value, count)


def _median(counts: Mapping[float, int], known: int) -> float:
    values = sorted(counts)
    ends = list(accumulate(counts[value] for value in values))
    low, high = (values[bisect_right(ends, place)] for place in ((known - 1) // 2, known // 2))
    return low if known % 2 else (low + high) / 2


def histogram(counts: Mapping[float, int], *, tenths: bool = False) -> tuple[Bucket, ...]:
    """Count values in bars: below 0, exactly 0, (0,1) [1,2) [2,5) [5,10) [10,20) and so on.

    With ``tenths``: (0,0.1) [0.1,0.2) … [0.9,1], and all above 1 in one. Bars without a value are
    left out.
    """
    if not counts:
        return ()
    edges = TENTHS if tenths else tuple(_ladder(max(counts)))
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
