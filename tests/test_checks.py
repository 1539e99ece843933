"""The arithmetic of one report: what fails, and what is not assessed."""

import pytest

from indexer.checks import check
from indexer.model import Fact, Status


def codes(facts, catalogue, template="2019"):
    return [(f.code, f.expected, f.found) for f in check(facts, template, catalogue)]


def printed(**values):
    return {k.replace("__", "."): Fact(v, Status.REPORTED, str(v)) for k, v in values.items()}


REVIEW = dict.fromkeys(["review__upheld", "review__corrected", "review__other"], 0)


def test_a_sum_that_fails_says_what_was_expected_and_found(catalogue):
    facts = printed(**REVIEW, review__pending=2, review__total=3)
    assert codes(facts, catalogue) == [("dispute_sum", 2, 3)]


def test_a_sum_that_holds_says_nothing(catalogue):
    assert codes(printed(**REVIEW, review__pending=2, review__total=2), catalogue) == []


@pytest.mark.parametrize("status", [Status.BLANK, Status.UNREADABLE, Status.INFERRED])
def test_a_sum_with_an_operand_that_was_not_printed_is_not_assessed(catalogue, status):
    facts = printed(**REVIEW, review__pending=2, review__total=3)
    facts["review.other"] = Fact(0 if status is Status.INFERRED else None, status)
    assert codes(facts, catalogue) == []


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("requests_received__enterprise", -1, ["negative"]),
        ("requests_received__enterprise", 1.5, ["fraction"]),
        ("penalties__items_change", -410, []),
        ("procurement__amount", 5.6, []),
        ("procurement__projects", 5.6, ["fraction"]),
    ],
)
def test_counts_are_whole_and_not_below_nought(catalogue, key, value, found):
    assert [code for code, _, _ in codes(printed(**{key: value}), catalogue)] == found


def test_an_assumed_unit_is_a_doubt_of_ours(catalogue):
    facts = {"procurement.amount": Fact(72419, Status.REPORTED, "72419", unit_assumed=True)}
    assert codes(facts, catalogue) == [("unit_assumed", None, 72419)]
    assert catalogue.findings["unit_assumed"].doubt
