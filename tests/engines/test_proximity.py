"""Strings near one another in a text."""

from __future__ import annotations

from itertools import accumulate

import pytest

from indexer.engines.proximity import near, places, together

# | cuts the words
TEXT = "推进|乡村|振兴|，|乡镇|资金|到位|。|资金|2020|年"


def ask(left, right, distance, text=TEXT):
    tokens = text.split("|")
    return near("".join(tokens), list(accumulate(map(len, tokens))), left, right, distance)


@pytest.mark.parametrize(
    ("left", "right", "fewest"),
    [
        ("推进", "乡村", 0),
        ("乡村", "推进", 0),
        ("推进", "振兴", 1),
        ("振兴", "乡镇", 0),  # a sign is no word
        ("推进", "到位", 4),
        ("资金", "资金", 1),  # twice, 到位 between
        ("村振", "镇资", 0),  # words cut by the strings are not between
        ("进", "兴", 1),
        ("推进", "2020", 6),  # the first 资金 and the second count both
        ("乡", "资金", 0),  # the nearest of all places
    ],
)
def test_the_words_between_are_counted(left, right, fewest):
    assert ask(left, right, fewest)
    assert not fewest or not ask(left, right, fewest - 1)


@pytest.mark.parametrize(
    ("left", "right"),
    [("推进", "没有"), ("没有", "推进"), ("推进", "推进"), ("乡村振", "振兴"), ("", "推进")],
    ids=["absent", "absent first", "only once", "overlapping", "empty"],
)
def test_what_is_never_near(left, right):
    assert not ask(left, right, 100)


def test_places_may_overlap():
    assert list(places("aaa", "aa")) == [(0, 2), (1, 3)]
    assert list(places("aaa", "")) == []


@pytest.mark.parametrize(
    ("sought", "unit", "expected"),
    [
        (("甲", "乙"), "sentence", True),
        (("甲", "丙"), "sentence", False),
        (("甲", "丙"), "paragraph", True),
        (("丙", "丁"), "sentence", False),
        (("丙", "丁"), "paragraph", False),
        (("甲", "甲"), "sentence", True),
        (("乙。丙",), "sentence", False),
        (("乙。丙",), "paragraph", True),
        (("戊",), "paragraph", False),
    ],
)
def test_one_sentence_or_paragraph_holds_all(sought, unit, expected):
    # a paragraph begins before 丁; ； ends no sentence
    assert together("甲；乙。丙丁", (5,), sought, unit) is expected
