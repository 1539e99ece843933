"""Figures of groups of numbers."""

from __future__ import annotations

import math
from collections import Counter
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.stats import histogram, stats_of
from indexer.model import Bucket, Stats


def test_without_values_only_the_counts_are_set():
    assert stats_of({}, 7) == Stats(0, 7)


def test_figures():
    stats = stats_of({3.0: 1, 1.0: 1, 2.0: 1, 10.0: 1}, 6)
    assert (stats.count, stats.missing) == (4, 2)
    assert (stats.min, stats.max, stats.sum, stats.mean) == (1, 10, 16, 4)
    assert stats.median == 2.5


def test_a_sum_is_exact_whatever_the_order():
    assert stats_of({0.1: 10}, 10).sum == 1.0


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (-0.5, None, 0),
        (0, 0, 0),
        (-0.0, 0, 0),
        (0.2, 0, 1),
        (1, 1, 2),
        (1.99, 1, 2),
        (2, 2, 5),
        (5, 5, 10),
        (9.5, 5, 10),
        (10, 10, 20),
        (20, 20, 50),
        (50, 50, 100),
        (199, 100, 200),
        (3249.75, 2000, 5000),
        (1e6, 1e6, 2e6),
    ],
)
def test_bars_by_size(value, low, high):
    assert histogram({value: 1}) == (Bucket(low, high, 1),)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (-1, None, 0),
        (0, 0, 0),
        (0.05, 0, 0.1),
        (0.1, 0.1, 0.2),
        (0.3, 0.3, 0.4),
        (0.7, 0.7, 0.8),
        (0.95, 0.9, 1),
        (1, 0.9, 1),
        (1.25, 1, None),
    ],
)
def test_bars_by_tenths(value, low, high):
    assert histogram({value: 1}, tenths=True) == (Bucket(low, high, 1),)


def test_bars_are_in_order_and_empty_ones_are_left_out():
    assert histogram({7: 1, 0: 2, 0.5: 1, -1: 1, 100: 1}) == (
        Bucket(None, 0, 1),
        Bucket(0, 0, 2),
        Bucket(0, 1, 1),
        Bucket(5, 10, 1),
        Bucket(100, 200, 1),
    )


@given(st.lists(st.floats(-1e200, 1e200)), st.booleans())
def test_every_value_is_in_one_bar(values, tenths):
    bars = histogram(Counter(values), tenths=tenths)
    assert sum(bar.count for bar in bars) == len(values)
    for bar in bars:
        low = -math.inf if bar.low is None else bar.low
        high = math.inf if bar.high is None else bar.high
        if low == high:
            inside = [v for v in values if v == 0]
        else:
            closed = tenths and high == 1
            inside = [v for v in values if low <= v < high or (closed and v == 1)]
            inside = [v for v in inside if v != 0]
        if tenths and bar.low == 1:
            inside = [v for v in inside if v != 1]
        assert bar.count == len(inside)


@given(st.lists(st.sampled_from((-1.5, 0.0, 0.1, 0.3, 2.0, 7.0, 1e150)), min_size=1))
def test_figures_of_counts_are_those_of_the_values(values):
    stats = stats_of(Counter(values), len(values) + 1)
    assert (stats.count, stats.missing) == (len(values), 1)
    assert (stats.sum, stats.median) == (math.fsum(values), median(values))
    assert (stats.min, stats.max) == (min(values), max(values))
