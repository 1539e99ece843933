"""What charts draw, worked out in numbers; namesakes told apart."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Meta, Status, StoredReport
from indexer.answer import Bar, StatsBody
from webui import charts
from webui.bodies import bodies_of, fits, issuer_address
from webui.values import ShownValue

# ── histograms ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("low", "high", "unit", "label"),
    [
        (0, 0, "件", "0"),
        (1, 2, "件", "1"),
        (2, 5, "件", "2–4"),
        (10, 20, "项", "10–19"),
        (0, 1, "件", "0–<1"),
        (2, 5, "万元", "2–<5"),
        (5000, 10_000, "件", "5000–9999"),
        (1, 20_000, "件", "1–<2万"),
        (50_000_000, 10**8, "万元", "5000万–<1亿"),
        (0.5, 0.6, "ratio", "50–60%"),
        (0, 0, "ratio", "0%"),
    ],
)
def test_bounds_are_written_as_people_do(low, high, unit, label):
    assert charts.bounds(low, high, unit) == label


def test_what_counts_nothing_in_the_middle_has_a_bar_of_its_own():
    stats = StatsBody(3, 0, histogram=(Bar(1, 2, 1), Bar(50, 100, 1), Bar(100, 200, 1)))
    bars = [(bar.label, bar.count) for bar in charts.histogram_bars(stats, "件")]
    assert bars == [("0", 0), ("1", 1), ("2–49", 0), ("50–99", 1), ("100–199", 1)]
    money = [(bar.label, bar.count) for bar in charts.histogram_bars(stats, "万元")]
    assert money[:3] == [("0", 0), ("0–<1", 0), ("1–<2", 1)]


def test_what_is_below_0_or_above_1_has_a_bar_of_its_own(app):
    with app.test_request_context():
        odd = (Bar(None, 0, 2), Bar(0.9, 1, 1), Bar(1, None, 4))
        bars = charts.histogram_bars(StatsBody(7, 0, histogram=odd), "ratio")
    assert [bar.count for bar in bars] == [2, 0, 0, 1, 4]


def test_bars_are_as_long_as_their_counts():
    stats = StatsBody(201, 3, histogram=(Bar(0, 0, 200), Bar(1, 2, 1), Bar(2, 5, 0)))
    bars = charts.histogram_bars(stats, "件")
    assert [(bar.label, bar.length) for bar in bars] == [("0", 100), ("1", 1), ("2–4", 0)]
    assert charts.histogram_bars(StatsBody(0, 5), "件") == []


# ── columns ──────────────────────────────────────────────────────────────────────────────

values = st.lists(
    st.none() | st.integers(-1000, 10**6) | st.floats(-1e6, 1e6, allow_nan=False), max_size=12
)


@given(values)
def test_columns_stay_within_the_drawing_and_beside_one_another(numbers):
    years = [(str(2008 + i), False) for i in range(len(numbers))]
    shown = [n if n is None else ShownValue(str(n), Status.REPORTED, "", n) for n in numbers]
    drawn = charts.columns_of(years, shown)
    assert [bool(bar.text) for bar in drawn.bars] == [n is not None for n in numbers]
    for bar in drawn.bars:
        assert bar.height >= 0
        if bar.text:
            assert charts.TOP <= bar.y <= bar.y + bar.height <= charts.BOTTOM + 0.2
    assert all(a.x + a.width == b.x for a, b in itertools.pairwise(drawn.bars))
    assert drawn.width == sum(bar.width for bar in drawn.bars)


def test_higher_numbers_are_higher_columns_and_lower_ones_hang():
    shown = [ShownValue(str(n), Status.REPORTED, "", n) for n in (10, 20, -5)]
    drawn = charts.columns_of([("2019", False), ("2020", False), ("2021", False)], shown)
    ten, twenty, below = drawn.bars
    assert twenty.height == pytest.approx(2 * ten.height, abs=0.2)
    assert ten.y + ten.height == pytest.approx(drawn.zero, abs=0.2)
    assert below.y == drawn.zero


# ── namesakes ────────────────────────────────────────────────────────────────────────────


def stored(id, province=None, city=None, county=None):
    meta = Meta(id, "", "城关镇", 2020, None, province=province, city=city, county=county)
    return StoredReport(id, meta)


@pytest.mark.parametrize(
    ("reports", "parted"),
    [
        ([], []),
        ([stored("a"), stored("b")], [["a", "b"]]),
        ([stored("a"), stored("b", "陕西省")], [["a", "b"]]),
        ([stored("a", "陕西省"), stored("b", "四川省")], [["a"], ["b"]]),
        ([stored("a", "陕西省"), stored("b", "四川省"), stored("c")], [["a"], ["b"], ["c"]]),
        (
            [
                stored("a", "陕西省"),
                stored("b", "陕西省", county="紫阳县"),
                stored("c", "陕西省", county="岚皋县"),
            ],
            [["b"], ["c"], ["a"]],
        ),
    ],
    ids=["none", "nothing known", "one place", "two places", "of either", "of either county"],
)
def test_reports_of_a_name_are_parted_where_regions_differ(reports, parted):
    bodies = bodies_of(reports)
    found = [[report.id for report in body.reports] for body in bodies]
    assert sorted(found) == sorted(parted)
    assert [body.unsure for body in bodies].count(True) <= 1
    assert found == [] or not bodies[0].unsure


places = st.tuples(*(st.sampled_from([None, "甲", "乙"]) for _ in range(3)))


@given(st.lists(places, max_size=8), st.randoms())
def test_no_body_is_in_two_places_whatever_the_order(drawn, random):
    reports = [stored(str(i), *place) for i, place in enumerate(drawn)]
    bodies = bodies_of(reports)
    assert sorted(r.id for body in bodies for r in body.reports) == sorted(r.id for r in reports)
    for body in bodies:
        if not body.unsure:
            assert all(
                fits(body.place, (r.meta.province, r.meta.city, r.meta.county))
                for r in body.reports
            )
    again = random.sample(reports, len(reports))
    assert _ids(bodies) == _ids(bodies_of(again))


def _ids(bodies):
    return sorted(sorted(report.id for report in body.reports) for body in bodies)


@pytest.mark.parametrize(
    "name", ["宁河镇", "a/b", "/a", "a//b/", "..", ".", "100%", "a\"b'c", "a?b#c"]
)
def test_an_address_is_one_step_of_the_path(name):
    address = issuer_address(name)
    assert address.startswith("/issuers/")
    assert not set("\"'<>#") & set(address)
    assert "/" not in address.removeprefix("/issuers/")
    assert address.removeprefix("/issuers/") not in (".", "..")
