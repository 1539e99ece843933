"""Figures computed from several fields, and when they are not."""

import pytest

from indexer.facts.derive import derive, operands
from indexer.model import Fact, Status


def facts(**values):
    return {
        key.replace("__", "."): Fact(value, Status.BLANK if value is None else Status.REPORTED)
        for key, value in values.items()
    }


def values_of(derived):
    return {key: fact.value for key, fact in derived.items()}


def test_a_sum_needs_every_operand(catalogue):
    full = facts(requests_received__total=40, requests_carried_in__total=2)
    assert values_of(derive(full, "2019", catalogue)) == {"accepted.total": 42}
    half = facts(requests_received__total=40, requests_carried_in__total=None)
    assert derive(half, "2019", catalogue) == {}


@pytest.mark.parametrize(("handled", "rate"), [(40, 0.55), (0, None), (None, None), (-1, None)])
def test_a_ratio_needs_a_denominator_above_nought(catalogue, handled, rate):
    given = facts(
        unavailable_not_held__total=22,
        unavailable_needs_creation__total=0,
        unavailable_unclear__total=0,
        handled__total=handled,
    )
    assert values_of(derive(given, "2019", catalogue)).get("unavailable_rate") == rate


def test_computed_facts_name_their_formula(catalogue):
    given = facts(requests_received__total=1, requests_carried_in__total=2)
    fact = derive(given, "2019", catalogue)["accepted.total"]
    assert fact.status is Status.COMPUTED
    assert fact.source == "requests_received.total + requests_carried_in.total"


def test_other_handling_is_computed_only_where_it_is_not_printed(catalogue):
    given = facts(
        other_overdue_correction__total=1, other_overdue_fee__total=2, other_misc__total=3
    )
    assert values_of(derive(given, "2021", catalogue)) == {"other_handling.total": 6}
    assert derive(given, "2019", catalogue) == {}


def test_a_net_change_may_be_below_nought(catalogue):
    given = facts(normative_documents__issued=1, normative_documents__repealed=3)
    assert values_of(derive(given, "2021", catalogue)) == {"normative_documents.net": -2}


def test_operands():
    assert set(operands("(a.total + b.total) / c.total")) == {"a.total", "b.total", "c.total"}
