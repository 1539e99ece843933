"""Orders of rows, and what of a query needs no looking for: the parts engines share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.evaluation import in_order
from indexer.engines.spellings import without_absent
from indexer.query import And, Not, Or, Run, Sort

values = st.lists(st.sampled_from([0.0, 1.0, -2.5, 7.0, float("nan")]), max_size=30)


@given(values, st.booleans(), st.integers(0, 40), st.randoms())
def test_the_first_of_an_order_are_those_of_all_of_it(listed, descending, most, rng):
    rank = np.array(rng.sample(range(100), len(listed)), np.int64)
    numbers, sort = np.array(listed, np.float64), Sort("any", descending)
    whole = in_order(rank, numbers, sort)
    assert in_order(rank, numbers, sort, most).tolist() == whole[:most].tolist()
    # As one would say it: unknown last, then by value, then by rank.
    signed = -1 if descending else 1
    plain = sorted(
        range(len(listed)),
        key=lambda n: (bool(np.isnan(numbers[n])), signed * np.nan_to_num(numbers[n]), rank[n]),
    )
    assert whole.tolist() == plain


def run(text, *variants):
    return Run(text, (text,), ("title",), tuple(Run(v, (v,), ("title",)) for v in variants))


@pytest.mark.parametrize(
    ("query", "left"),
    [
        (run("医疗", "醫療", "医务"), run("医疗", "医务")),
        (Not(run("医疗", "醫療")), Not(run("医疗"))),
        (And((run("审计"), Or((run("a", "b"),)))), And((run("审计"), Or((run("a", "b"),))))),
        (run("醫療"), run("醫療")),
    ],
    ids=["one of two", "under a NOT", "not Han", "the run itself"],
)
def test_spellings_that_nothing_holds_are_left_out(query, left):
    assert without_absent(query, "医疗务审计".__contains__) == left
