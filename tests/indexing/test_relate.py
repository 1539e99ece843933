"""Which reports are versions of one another, and which of them is current."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalogue import Catalogue
from indexer.documents import index_document, whole_report
from indexer.engines.memory import MemoryEngine
from indexer.indexing.relate import kin, relations
from indexer.model import Relations, Report, Status
from indexer.query import Everything, Query

Make = Callable[..., Report]

PLACED = {"province": "陕西省", "city": "安康市", "county": "紫阳县", "level": "township"}
FACTS = {"requests_received.total": 3, "granted.total": 2}
PROSE = {"overview": "".join(chr(0x4E00 + i * 7) for i in range(300))}
OTHER_PROSE = {"overview": PROSE["overview"][:250] + "另外五十个字" * 8}


def pair(make: Make, first: dict[str, Any], second: dict[str, Any]) -> list[Report]:
    """Two reports of one issuer and year that differ as told."""
    common = {"values": FACTS, "prose": PROSE, "level": "township"}
    return [
        make(origins=[("a", "1.html")], **{**common, **first}),
        make(origins=[("a", "2.pdf")], **{**common, **second}),
    ]


@pytest.mark.parametrize(
    ("first", "second", "linked"),
    [
        pytest.param(PLACED, {**PLACED, "prose": {}, "values": {}}, True, id="same-known-place"),
        pytest.param(PLACED, {**PLACED, "county": "岚皋县"}, False, id="another-county"),
        pytest.param(PLACED, {**PLACED, "province": "四川省"}, False, id="another-province"),
        pytest.param(PLACED, {**PLACED, "city": None}, True, id="city-known-of-one"),
        pytest.param(PLACED, {**PLACED, "scope": "consolidated"}, False, id="another-scope"),
        pytest.param(PLACED, {**PLACED, "year": 2021}, False, id="another-year"),
        pytest.param(PLACED, {**PLACED, "issuer": "新安镇政府"}, False, id="another-issuer"),
        pytest.param(
            {**PLACED, "level": "county"},
            {**PLACED, "level": "city", "county": None, "values": {}},
            False,
            id="a-county-and-its-city",
        ),
        pytest.param({}, {}, True, id="the-same-text-in-an-unknown-place"),
        pytest.param(PLACED, {}, True, id="the-same-text-place-known-of-one"),
        pytest.param({}, {"values": {**FACTS, "granted.total": 1}}, False, id="another-fact"),
        pytest.param({}, {"values": {}}, False, id="facts-in-one-only"),
        pytest.param({}, {"prose": OTHER_PROSE}, False, id="other-prose"),
        pytest.param({"prose": {}}, {"prose": {}}, False, id="no-prose-says-nothing"),
        pytest.param({"issuer": None}, {"issuer": None}, False, id="nobody-known"),
        pytest.param({"year": None}, {"year": None}, False, id="no-year-known"),
        pytest.param({"level": "unknown"}, {"level": "unknown"}, True, id="level-unknown-same"),
    ],
)
def test_versions(
    make_report: Make, first: dict[str, Any], second: dict[str, Any], linked: bool
) -> None:
    a, b = pair(make_report, first, second)
    assert (relations([a, b])[a.meta.id].versions == (b.meta.id,)) is linked
    assert (relations([b, a])[b.meta.id].versions == (a.meta.id,)) is linked


def test_line_breaks_of_a_format_are_no_difference(make_report: Make) -> None:
    broken = {"overview": "\n".join(PROSE["overview"])}
    a, b = pair(make_report, {}, {"prose": broken})
    assert relations([a, b])[a.meta.id].versions == (b.meta.id,)


@pytest.mark.parametrize(("changed", "linked"), [(4, True), (30, False)])
def test_prose_may_differ_by_five_percent(make_report: Make, changed: int, linked: bool) -> None:
    text = PROSE["overview"]
    a, b = pair(make_report, {}, {"prose": {"overview": "改" * changed + text[changed:]}})
    assert bool(relations([a, b])[a.meta.id].versions) is linked


def test_namesakes_stay_apart_though_a_third_is_like_both(make_report: Make) -> None:
    north = make_report(values=FACTS, prose=PROSE, **PLACED)
    south = make_report(values=FACTS, prose=PROSE, **{**PLACED, "county": "岚皋县"})
    nowhere = make_report(values=FACTS, prose=PROSE, level="township")
    again = make_report(values=FACTS, prose={}, **PLACED)
    for order in permutations([north, south, nowhere, again]):
        related = relations(order)
        assert related[north.meta.id].versions == (again.meta.id,)
        assert related[south.meta.id] == related[nowhere.meta.id] == Relations()


def test_a_region_without_its_city_does_not_tie_two_cities(make_report: Make) -> None:
    places = [PLACED, {**PLACED, "city": "汉中市"}, {**PLACED, "city": None}]
    reports = [make_report(values=FACTS, prose=PROSE, **place) for place in places]
    for order in permutations(reports):
        assert set(relations(order).values()) == {Relations()}


def test_the_version_with_most_facts_is_current(make_report: Make) -> None:
    less = make_report(values={"granted.total": 2, "requests_received.total": None}, **PLACED)
    more = make_report(values=FACTS, **PLACED)
    related = relations([less, more])
    assert related[more.meta.id] == Relations(True, (less.meta.id,))
    assert related[less.meta.id] == Relations(False, (more.meta.id,))


def test_computed_values_do_not_make_a_version_current(make_report: Make) -> None:
    computed = {
        key: replace(fact, status=Status.COMPUTED)
        for key, fact in make_report(values={"a": 1, "b": 2}).facts.values.items()
    }
    a = make_report(facts=computed, **PLACED)
    b = make_report(values={"granted.total": 0}, **PLACED)
    assert relations([a, b])[b.meta.id].current


def test_of_equals_the_latest_indexed_is_current_then_the_first_id(make_report: Make) -> None:
    times = ["2026-01-02T00:00:00+00:00", "2026-01-03T00:00:00+00:00", "2026-01-03T00:00:00+00:00"]
    reports = [
        make_report(values=FACTS, indexed_at=time, origins=[("a", f"{i}")], **PLACED)
        for i, time in enumerate(times)
    ]
    first = min(r.meta.id for r in reports[1:])
    for order in permutations(reports):
        related = relations(order)
        assert [id for id, r in related.items() if r.current] == [first]
        assert all(len(r.versions) == 2 for r in related.values())


def test_of_nothing_nothing() -> None:
    assert relations([]) == {}


# ── kin ──────────────────────────────────────────────────────────────────────────────────

_about = st.fixed_dictionaries(
    {
        "issuer": st.sampled_from(["宁河镇", "教育局", None]),
        "year": st.sampled_from([2020, 2021]),
        "level": st.sampled_from(["township", "city", "unknown"]),
        "province": st.sampled_from(["陕西省", "四川省", None]),
        "city": st.sampled_from(["安康市", None]),
        "county": st.sampled_from(["紫阳县", "岚皋县", None]),
        "values": st.sampled_from([{}, FACTS, {"granted.total": 0}, {**FACTS, "fees.amount": 1.5}]),
        "prose": st.sampled_from([PROSE, OTHER_PROSE, {"overview": PROSE["overview"][:-10]}]),
    }
)


@given(told=st.lists(_about, max_size=12))
@settings(deadline=None, max_examples=60)
def test_kin_find_all_that_relations_depend_on(
    make_report: Make, catalogue: Catalogue, segmenter: Any, told: list[dict[str, Any]]
) -> None:
    reports = [make_report(origins=[("a", f"{i}")], **about) for i, about in enumerate(told)]
    engine = MemoryEngine()
    engine.write(index_document(report, segmenter, catalogue) for report in reports)
    expected = relations(reports)
    for report in reports:
        found = {report.meta.id: report}
        asked: set[Query | None] = {None}
        while new := {kin(r) for r in found.values()} - asked:
            asked |= new
            for query in new:
                assert query
                found |= {s.id: whole_report(s) for s in engine.scan(query)}
        related = relations(found.values())
        assert {id: related[id] for id in found} == {id: expected[id] for id in found}
    assert len(list(engine.scan(Everything()))) == len(reports)


def test_kin_of_one_among_many_namesakes_are_few(
    make_report: Make, catalogue: Catalogue, segmenter: Any
) -> None:
    reports = [
        make_report(issuer="教育局", values={"requests_received.total": i}, level="county")
        for i in range(200)
    ]
    engine = MemoryEngine()
    engine.write(index_document(report, segmenter, catalogue) for report in reports)
    query = kin(reports[7])
    assert query
    assert [s.id for s in engine.scan(query)] == [reports[7].meta.id]
