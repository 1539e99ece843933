"""What sums settle, what they leave open, and that they never say what was not there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalogue import Sum
from indexer.catalogue import catalogue as shipped
from indexer.facts.inference import infer
from indexer.model import Fact, Status

ROW = Sum("row_sum", ("a", "b", "c"), ("total",))
OTHER = Sum("balance", ("a", "d"), ("e",))


def facts(**cells):
    """Make facts: a number was printed, None is blank, "/" not applicable, "?" unreadable."""
    statuses = {None: Status.BLANK, "/": Status.NOT_APPLICABLE, "?": Status.UNREADABLE}
    return {
        key: Fact(None, statuses[value], str(value or ""))
        if value in statuses
        else Fact(value, Status.REPORTED, str(value))
        for key, value in cells.items()
    }


@pytest.mark.parametrize(
    ("cells", "settled"),
    [
        pytest.param({"a": 3, "b": None, "c": 0, "total": 5}, {"b": 2}, id="the difference"),
        pytest.param({"a": 3, "b": "?", "c": 0, "total": 5}, {"b": 2}, id="of an unreadable cell"),
        pytest.param({"a": 1, "b": 2, "c": 3, "total": None}, {"total": 6}, id="the total"),
        pytest.param(
            {"a": 5, "b": None, "c": "?", "total": 5}, {"b": 0, "c": 0}, id="nothing left"
        ),
        pytest.param({"a": 5, "b": None, "c": "/", "total": 5}, {"b": 0}, id="beside a stroke"),
        pytest.param({"a": 3, "b": None, "c": None, "total": 5}, {}, id="two unknowns"),
        pytest.param({"a": 3, "b": None, "c": "/", "total": 5}, {}, id="a stroke is an unknown"),
        pytest.param({"a": 3, "b": "/", "c": 0, "total": 5}, {}, id="a stroke gets no value"),
        pytest.param({"a": 6, "b": None, "c": 0, "total": 5}, {}, id="contradicted"),
        pytest.param({"a": 2.5, "b": None, "c": 0, "total": 5}, {}, id="no fraction"),
        pytest.param({"a": -3, "b": None, "c": 3, "total": 0}, {}, id="no sum with a minus"),
        pytest.param({"a": 0, "b": 0, "c": 0, "total": 7}, {}, id="nothing to settle"),
        pytest.param({"a": None, "b": None, "c": None, "total": None}, {}, id="all blank"),
    ],
)
def test_one_sum(cells, settled):
    before = facts(**cells)
    result = infer(before, [ROW])
    assert {k: f.value for k, f in result.facts.items() if f.status is Status.INFERRED} == settled
    for key, fact in result.facts.items():
        assert fact.raw == before[key].raw
        if key in settled:
            assert fact.source == "row_sum"
        else:
            assert fact == before[key]
    assert result.findings == ()


def test_what_one_sum_settles_helps_the_next():
    result = infer(facts(a=None, b=1, c=1, total=5, d=4, e=None), [OTHER, ROW])
    assert (result.facts["a"].value, result.facts["e"].value) == (3, 7)
    assert result.facts["e"].source == "balance"


def test_two_sums_that_disagree_settle_nothing_and_say_so():
    result = infer(facts(a=None, b=1, c=1, total=5, d=4, e=9), [ROW, OTHER])
    assert result.facts["a"].status is Status.BLANK
    (finding,) = result.findings
    assert (finding.code, finding.fields) == ("inference_conflict", ("a",))
    assert {finding.expected, finding.found} == {3, 5}


def test_a_sum_that_inferred_values_break_takes_them_back():
    # The row says a is 3; then nothing, not even f = 0, makes a + d + f = 2 true.
    other = Sum("balance", ("a", "f"), ("e",))
    result = infer(facts(a=None, b=1, c=1, total=5, f=None, e=2), [ROW, other])
    assert result.facts["a"].status is Status.BLANK
    assert result.facts["f"].status is Status.BLANK
    assert [f.code for f in result.findings] == ["inference_conflict"]


def test_a_sum_already_broken_in_print_has_no_say():
    broken = Sum("balance", ("a", "d"), ("e",))
    result = infer(facts(a=None, b=1, c=1, total=5, d=9, e=1), [ROW, broken])
    assert result.facts["a"].value == 3
    assert result.findings == ()


@st.composite
def consistent_forms(draw):
    """A form of either template whose sums all hold, and the cells to be blanked out."""
    template = draw(st.sampled_from(["2019", "2021"]))
    table3 = next(t for t in shipped().tables if t.number == 3)
    rows = [r.id for r in table3.printed(template)]
    ends = {"requests_received", "requests_carried_in", "handled", "requests_carried_out"}
    columns = [
        "natural_person",
        "enterprise",
        "research",
        "nonprofit",
        "legal_service",
        "other_org",
    ]
    counts = st.sampled_from([0, 0, 0, 0, 1, 2, 7, 30, 1234567])
    values = {}
    for column in columns:
        for row in rows:
            if row not in ends:
                values[f"{row}.{column}"] = draw(counts)
        handled = sum(v for k, v in values.items() if k.endswith(f".{column}"))
        out, carried = draw(counts), draw(st.integers(0, handled))
        values[f"handled.{column}"] = handled
        values[f"requests_carried_out.{column}"] = out
        values[f"requests_carried_in.{column}"] = carried
        values[f"requests_received.{column}"] = handled + out - carried
    for row in rows:
        values[f"{row}.total"] = sum(values[f"{row}.{c}"] for c in columns)
    for row in ("review", "lawsuit_direct", "lawsuit_after_review"):
        for column in ("upheld", "corrected", "other", "pending"):
            values[f"{row}.{column}"] = draw(counts)
        values[f"{row}.total"] = sum(v for k, v in values.items() if k.startswith(f"{row}."))
    blanked = draw(st.sets(st.sampled_from(sorted(values)), max_size=len(values)))
    return template, values, blanked


def settled_by_hand(values, open_keys, sums):
    """Apply the two rules in the plainest way there is; a consistent form cannot disagree."""
    known = {k: v for k, v in values.items() if k not in open_keys}
    while True:
        before = len(known)
        for s in sums:
            for side, other in ((s.left, s.right), (s.right, s.left)):
                unknown = [k for k in side if k not in known]
                if unknown and all(k in known for k in other):
                    left = sum(known[k] for k in other) - sum(known.get(k, 0) for k in side)
                    if left == 0:
                        known.update(dict.fromkeys(unknown, 0))
                    elif len(unknown) == 1:
                        known[unknown[0]] = left
        if len(known) == before:
            return known


@settings(max_examples=60, deadline=None)
@given(consistent_forms())
def test_nothing_inferred_differs_and_all_that_can_be_is_found(form):
    template, values, blanked = form
    sums = shipped().sums[template]
    cells = facts(**{k: None if k in blanked else v for k, v in values.items()})
    result = infer(cells, sums)
    assert result.findings == ()
    told = {k: f.value for k, f in result.facts.items() if f.value is not None}
    assert all(values[k] == v for k, v in told.items())
    assert told == settled_by_hand(values, blanked, sums)
