"""Rewriting queries: what is put in, changed and taken out means what was clicked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalogue import Catalogue, catalogue
from indexer.errors import QuerySyntaxError, UnknownField
from indexer.query import And, Query
from indexer.queryparser import parse_query
from indexer.searching.rewriting import Bounds, bounds, terms, with_bounds, with_term, without_term
from indexer.text import segmenter

NAMES = sorted(catalogue().fields)
NUMBERS = st.one_of(st.none(), st.integers(0, 10**6).map(float), st.sampled_from([0.5, 3249.75]))


def meaning(q: str) -> Query:
    return parse_query(q, catalogue(), segmenter("jieba")).query


@pytest.mark.parametrize(
    ("q", "term", "after"),
    [
        pytest.param("", "year:2020", "year:2020", id="to nothing"),
        pytest.param("乡村振兴", "year:2020", "乡村振兴 year:2020", id="to a word"),
        pytest.param("a OR b", "year:2020", "(a OR b) year:2020", id="to alternatives"),
        pytest.param("a | b", "year:2020", "(a | b) year:2020", id="to alternatives by sign"),
        pytest.param("a|b", "year:2020", "(a|b) year:2020", id="to alternatives without blanks"),
        pytest.param("(a OR b)", "year:2020", "(a OR b) year:2020", id="to bracketed ones"),
        pytest.param("(a) OR (b)", "year:2020", "((a) OR (b)) year:2020", id="to two brackets"),
        pytest.param("(a OR b) c", "year:2020", "(a OR b) c year:2020", id="to a bracket and more"),
        pytest.param("finding:any", "year:2020", "finding:any year:2020", id="to one of many"),
        pytest.param('"a OR b"', "year:2020", '"a OR b" year:2020', id="to a quoted OR"),
    ],
)
def test_a_term_is_added_to_the_whole(catalogue: Catalogue, q: str, term: str, after: str) -> None:
    assert with_term(q, term, catalogue) == after


@pytest.mark.parametrize(
    ("q", "term", "after"),
    [
        ("year:2020", "year:2020", ""),
        ("乡村 year:2020 granted>0", "year:2020", "乡村 granted>0"),
        ("乡村 年度：2020", "year:2020", "乡村"),
        ('乡村 province:"天津市"', "province:天津市", "乡村"),
        ("乡村 AND year:2020", "year:2020", "乡村"),
        ("乡村 year:2021", "year:2020", None),
        ("乡村 OR year:2020", "year:2020", None),
        ("-year:2020", "year:2020", None),
    ],
)
def test_a_term_is_taken_out_again(
    catalogue: Catalogue, q: str, term: str, after: str | None
) -> None:
    assert without_term(q, term, catalogue) == after


@pytest.mark.parametrize(
    ("q", "key", "found"),
    [
        ("requests_received>=3", "requests_received.total", Bounds(3, None)),
        ("requests_received>0", "requests_received.total", Bounds(1, None)),
        ("requests_received<5", "requests_received.total", Bounds(None, 4)),
        ("新收申请:3..7", "requests_received.total", Bounds(3, 7)),
        ("granted>=1 granted<=9", "granted.total", Bounds(1, 9)),
        ("granted=4", "granted.total", Bounds(4, 4)),
        ("grant_rate>=0.5", "grant_rate", Bounds(0.5, None)),
        ("procurement.amount>1000", "procurement.amount", None),
        ("granted<requests_received", "granted.total", None),
        ("granted>=1 OR handled>=1", "granted.total", None),
        ("-granted>=1", "granted.total", None),
        ("granted!=1", "granted.total", None),
    ],
)
def test_bounds_are_read_off_the_query(
    catalogue: Catalogue, q: str, key: str, found: Bounds | None
) -> None:
    assert bounds(q, catalogue).get(key) == found


@pytest.mark.parametrize(
    ("q", "wanted", "after"),
    [
        ("乡村", Bounds(1, None), "乡村 granted>=1"),
        ("乡村 granted>0 year:2020", Bounds(2, 5), "乡村 year:2020 granted:2..5"),
        ("乡村 granted:1..3", Bounds(None, 5), "乡村 granted<=5"),
        ("乡村 予以公开:1..3", Bounds(), "乡村"),
        ("granted>0", Bounds(0, 0), "granted=0"),
        ("granted<handled", Bounds(1, None), "granted<handled granted>=1"),
        ("a OR b", Bounds(1, None), "(a OR b) granted>=1"),
        ("", Bounds(1e6, 3249750000.5), "granted:1000000..3249750000.5"),
    ],
)
def test_bounds_replace_what_was_said(
    catalogue: Catalogue, q: str, wanted: Bounds, after: str
) -> None:
    assert with_bounds(q, "granted", wanted, catalogue) == after


@settings(deadline=None)  # the first example loads the catalogue
@given(st.sampled_from(NAMES), NUMBERS, NUMBERS, st.sampled_from(["", "乡村 振兴", "a OR b"]))
def test_what_is_written_is_read_back(
    key: str, low: float | None, high: float | None, rest: str
) -> None:
    known = catalogue()
    if low is not None and high is not None:
        low, high = sorted((low, high))
    for name in (key, known.fields[key].alias):
        q = with_bounds(rest, name, Bounds(low, high), known)
        assert bounds(q, known).get(key, Bounds()) == Bounds(low, high)
        without = with_bounds(q, name, Bounds(), known)
        assert meaning(without) == meaning(rest)


@given(st.sampled_from(["a", "a OR b", "(a OR b) c", "-a", "a AND b", '"a b"', "a | b c"]))
def test_an_added_term_must_hold_beside_all_else(q: str) -> None:
    found = meaning(with_term(q, "year:2020", catalogue()))
    assert isinstance(found, And)
    assert found.children[-1] == meaning("year:2020")
    rest = found.children[:-1]
    assert (rest[0] if len(rest) == 1 else And(rest)) == meaning(q)


def test_terms_are_those_that_all_must_hold(catalogue: Catalogue) -> None:
    assert terms("乡村 AND 新收申请 >= 1 (a OR b)", catalogue) == (
        "乡村",
        "新收申请 >= 1",
        "(a OR b)",
    )
    assert terms("", catalogue) == ()


def test_a_mistake_in_the_query_is_told(catalogue: Catalogue) -> None:
    with pytest.raises(QuerySyntaxError):
        with_term("(a", "year:2020", catalogue)


def test_a_field_there_is_not_is_told(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownField):
        with_bounds("乡村", "nosuch", Bounds(1, None), catalogue)
