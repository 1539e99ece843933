"""The model that plans past what was measured: exact where its laws hold, honest where not."""

from __future__ import annotations

from typing import Any

import pytest

from bench.scale import Law, law, laws, lines, off, plan


def figures(milliseconds: Law, *sizes: int, cost: float = 4.0) -> dict[str, Any]:
    measured = {
        str(size): {
            "cost": cost,
            "bytes": 20_000.0,
            "alone": {"a word": [milliseconds.at(size), 99.0], "all": [5.0, 9.0]},
        }
        for size in sizes
    }
    return {"engines": {"opensearch": measured}, "files": {"1 parts": 40.0, "2 parts": 70.0}}


@pytest.mark.parametrize("made", [Law(4, 1e-4), Law(0, 2e-3), Law(7, 0)], ids=str)
def test_a_law_is_found_again(made: Law) -> None:
    found = law([(size, made.at(size)) for size in (10_000, 30_000, 100_000)])
    assert (found.fixed, found.each) == pytest.approx((made.fixed, made.each), abs=1e-9)


def test_no_law_goes_below_nothing() -> None:
    assert law([(1.0, 9.0), (2.0, 3.0)]).each == 0
    assert law([(1.0, 1.0), (2.0, 9.0)]).fixed == 0


def test_a_law_that_holds_is_off_by_nothing() -> None:
    kept = figures(Law(4, 1e-4), 10_000, 30_000, 100_000)
    assert off(kept) == pytest.approx(dict.fromkeys(off(kept), 1.0))
    kept["engines"]["opensearch"]["100000"]["alone"]["a word"][0] *= 2
    assert off(kept)["a word"] == pytest.approx(0.5)


def test_a_plan_grows_with_reports() -> None:
    kept = figures(Law(4, 1e-4), 10_000, 100_000)
    small, large = plan(kept, 2_700_000), plan(kept, 10_000_000)
    assert small["bytes, with a copy"] == "108 GB"
    assert large["bytes, with a copy"] == "400 GB"
    assert small["shards"] == "3 of 18 GB, and a copy of each"
    assert large["shards"].startswith("10 of 20 GB")
    assert small["nodes"].startswith("3, ")
    # 4 ms, and 0.1 ms a thousand reports on 2 cores: a third less on the cores of 3 shards.
    assert small["breaks first"] == "a word: 184 ms"
    assert small["parse and load from files"] == "2.3 h with 8 workers"
    # 4 ms of a processor each, twice with the copy, on the cores of 3 shards, then of 10.
    assert small["load alone (copy, carry over)"] == "2.0 h"
    assert large["load alone (copy, carry over)"] == "2.2 h"
    assert laws(kept["engines"]["opensearch"], ["10000", "100000"])["all"] == Law(5.0, 0.0)


def test_the_table_has_a_column_for_each_size() -> None:
    kept = figures(Law(4, 1e-4), 10_000, 30_000, 100_000)
    printed = list(lines(kept, [2_700_000, 10_000_000]))
    assert printed[0] == "| | 2,700,000 reports | 10,000,000 reports |"
    assert printed[-1] == "all: 1.00"
