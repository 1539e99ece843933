"""The arithmetic of one report: what fails, and what is not assessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.checks import check
from indexer.model import Fact, Finding, Status


def codes(facts, catalogue, template="2019"):
    return [(f.code, f.expected, f.found) for f in check(facts, template, catalogue)]


def printed(**values):
    return {k.replace("__", "."): Fact(v, Status.REPORTED, str(v)) for k, v in values.items()}


REVIEW = dict.fromkeys(["review__upheld", "review__corrected", "review__other"], 0)


def test_a_sum_that_fails_says_what_was_expected_and_found(catalogue):
    facts = printed(**REVIEW, review__pending=2, review__total=3)
    assert codes(facts, catalogue) == [("dispute_sum", 2, 3)]
    [finding] = check(facts, "2019", catalogue)
    assert {*finding.fields} == {key.replace("__", ".") for key in REVIEW} | {
        "review.pending",
        "review.total",
    }


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
    told = check(printed(**{key: value}), "2019", catalogue)
    # Nothing else is expected of a number than that it is another.
    fields = (key.replace("__", "."),)
    assert list(told) == [Finding(code, fields, None, value) for code in found]


@pytest.mark.parametrize("status", [Status.BLANK, Status.UNREADABLE, Status.INFERRED])
def test_a_number_that_was_not_printed_is_not_assessed(catalogue, status):
    facts = {"requests_received.enterprise": Fact(-1.5, status)}
    assert codes(facts, catalogue) == []


def test_a_printed_fact_without_a_value_is_not_assessed(catalogue):
    assert codes({"procurement.amount": Fact(None, Status.REPORTED)}, catalogue) == []


def test_fields_behind_those_without_a_fact_are_assessed_all_the_same(catalogue):
    last = [field.key for field in catalogue.printed("2019")][-1]
    assert codes({last: Fact(-1, Status.REPORTED)}, catalogue) == [("negative", None, -1)]


@given(st.lists(st.integers(0, 50), min_size=7, max_size=7))
def test_a_row_is_found_wrong_exactly_where_it_does_not_add_up(catalogue, row):
    keys = (field.key for field in catalogue.printed("2019"))
    columns = [key for key in keys if key.startswith("requests_received.")]
    facts = {k: Fact(v, Status.REPORTED) for k, v in zip(columns, row, strict=True)}
    wrong = [] if sum(row[:6]) == row[6] else [("row_sum", sum(row[:6]), row[6])]
    assert codes(facts, catalogue) == wrong


def test_an_assumed_unit_is_a_doubt_of_ours(catalogue):
    facts = {"procurement.amount": Fact(72419, Status.REPORTED, "72419", unit_assumed=True)}
    assert [*check(facts, "2019", catalogue)] == [
        Finding("unit_assumed", ("procurement.amount",), None, 72419)
    ]
    assert catalogue.findings["unit_assumed"].doubt
