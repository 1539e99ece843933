"""Comparisons with numbers as ranges: what a range allows is what the comparisons allow."""

from __future__ import annotations

import operator as operators

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.evaluation import MIRRORED
from indexer.engines.tantivy.ranges import Range, joined, ranges_of
from indexer.query import Compare, FieldValue, Keyword, Literal

COMPARISONS = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
    "=": operators.eq,
    "!=": operators.ne,
}
VALUES = (-2.0, -1.0, -0.0, 0.0, 1.0, 2.0)


def allows(one: Range, value: float) -> bool:
    above = one.low is None or value > one.low or (one.with_low and value == one.low)
    below = one.high is None or value < one.high or (one.with_high and value == one.high)
    return above and below


def compared(operator: str, value: float, *, turned: bool = False) -> Compare:
    if turned:
        return Compare(MIRRORED[operator], Literal(value), FieldValue("a"))
    return Compare(operator, FieldValue("a"), Literal(value))


@pytest.mark.parametrize("operator", COMPARISONS)
@pytest.mark.parametrize("turned", [False, True])
def test_a_comparison_allows_what_its_ranges_do(operator, turned):
    for bound in VALUES:
        ranges = ranges_of(compared(operator, bound, turned=turned))
        for value in VALUES:
            expected = COMPARISONS[operator](value, bound)
            assert any(allows(one, value) for one in ranges) == expected


@given(
    st.lists(
        st.tuples(st.sampled_from(["<", "<=", ">", ">=", "="]), st.sampled_from(VALUES)), min_size=1
    )
)
def test_joined_ranges_allow_what_all_allow(conditions):
    [one] = joined(ranges_of(compared(*condition))[0] for condition in conditions)
    for value in VALUES:
        assert allows(one, value) == all(COMPARISONS[o](value, v) for o, v in conditions)
    # Between two whole numbers others lie.
    if one.is_empty:
        assert not any(allows(one, value / 2) for value in range(-5, 6))


def test_fields_are_joined_apart():
    assert joined([Range("a", 1.0), Range("b", 2.0), Range("a", high=3.0)]) == [
        Range("a", 1.0, 3.0),
        Range("b", 2.0),
    ]


@pytest.mark.parametrize(
    "query",
    [
        Compare("<", FieldValue("a"), FieldValue("b")),
        Compare("<", Literal(1.0), Literal(2.0)),
        Keyword("year", "2020"),
    ],
    ids=["two fields", "two numbers", "no comparison"],
)
def test_what_is_no_comparison_with_a_number_has_no_ranges(query):
    assert ranges_of(query) is None
