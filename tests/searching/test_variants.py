"""Other spellings of a run: synonyms, years, simplified and traditional characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.searching.variants import MOST, Variants
from indexer.text import fold

GROUPS = (("乡村振兴", "新农村"), ("残联", "残疾人联合会"), ("农村", "乡下"))

CASES = [
    ("a synonym", "新农村", ["乡村振兴"]),
    ("of several", "残联", ["残疾人联合会"]),
    ("between words of the cut", "推进乡村振兴工作", ["推进新农村工作"]),
    ("not within a word", "新农村", [], ["新乡下"]),
    ("typed in the other script", "殘聯", ["残联", "残疾人联合会"]),
    ("written in the other script", "残联", ["殘聯", "殘疾人聯合會"]),
    ("simplified", "鄉村", ["乡村"]),
    ("traditional, by each standard", "群众", ["羣衆", "群眾", "羣眾"]),
    ("one character for several", "皇后后面", ["皇后後面"]),
    ("a year in numerals", "二〇二〇年", ["2020年", "二零二零年", "二○二○年", "二o二o年"]),
    ("a year with letters for noughts", "二o一九", ["2019", "二〇一九"]),
    ("a year in digits", "2020年", ["二〇二〇年", "二零二零年"]),
    ("a year without noughts", "1999", ["一九九九"]),
    ("years in a range", "2019-2021", ["二〇一九-二〇二一"]),
    ("both at once", "二〇二〇年鄉村", ["2020年乡村"]),
    ("no year", "二〇二〇一", [], ["20201"]),
    ("a number", "12020", [], ["1二〇二〇"]),
    ("a plain number", "1234", [], ["一二三四"]),
    ("plain numerals", "三〇一二", [], ["3012"]),
    ("letters", "covid-19", [], ["covid-一九"]),
]


class Words:
    """Cuts known words off, and characters else."""

    def cut(self, folded):
        found = []
        while folded:
            known = ("新农村", "乡村", "振兴", "推进", "工作", "残联", "殘聯")
            word = next((w for w in known if folded.startswith(w)), folded[0])
            found.append(word)
            folded = folded[len(word) :]
        return found


@pytest.mark.parametrize(("text", "some", "none"), [(*c[1:], [])[:3] for c in CASES],
                         ids=[c[0] for c in CASES])  # fmt: skip
def test_spellings(text, some, none):
    found = Variants(GROUPS).of(text, Words())
    assert set(some) <= set(found)
    assert not set(none) & set(found)


def test_plain_words_have_none():
    assert Variants().of("covid-19", Words()) == ()


@pytest.mark.parametrize("text", ["\0", "\0农", "农\0", "鄉\0村"], ids=ascii)
def test_no_spelling_is_cut_short(text):
    assert all(len(spelling) == len(text) for spelling in Variants().of(text, Words()))


def test_an_empty_synonym_stands_for_nothing():
    assert Variants([("农村", " ")]).of("农村", Words()) == ("農村",)


def test_own_synonyms_are_told_from_spellings():
    assert Variants(GROUPS).synonyms("残联", Words()) == ("残疾人联合会",)
    assert Variants(()).synonyms("残联", Words()) == ()


def test_a_word_in_two_groups_has_both_synonyms():
    known = Variants([("甲", "乙"), ("甲", "丙")])
    assert known.synonyms("甲", Words()) == ("乙", "丙")
    assert known.synonyms("乙", Words()) == ("甲",)


def test_words_of_groups_are_folded():
    assert Variants([("ＡＢＣ 局", "甲")]).of("甲", Words())[0] == "abc局"


@given(st.text("乡鄉村2019二〇零年残联 a-", max_size=40).map(fold))
def test_spellings_are_few_folded_and_others(text):
    found = Variants(GROUPS).of(text, Words())
    assert len(found) == len(set(found)) <= MOST
    assert all(spelling == fold(spelling) != text for spelling in found)
