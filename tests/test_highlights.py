"""Marks lie on the characters that matched, and on no others."""

from __future__ import annotations

from itertools import accumulate, pairwise
from unicodedata import combining

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.engines.proximity import near, together
from indexer.highlights import marks, sought
from indexer.query import (
    And,
    Compare,
    FieldValue,
    Keyword,
    Literal,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Run,
    Together,
)
from indexer.text import fold, fold_section

FIELDS = ("title", "overview", "problems")


def run(text, *words, variants=()):
    return Run(text, words, FIELDS, variants)


def phrase(text, *fields):
    return Phrase(text, fields or FIELDS)


# ── what is looked for ───────────────────────────────────────────────────────────────────


def test_what_is_ruled_out_is_not_looked_for():
    asked = And(
        (
            run("乡村", "乡村"),
            Or((phrase("振兴"), Keyword("year", "2020"))),
            Not(And((phrase("宣传"), Not(phrase("整改"))))),
            Compare(">", FieldValue("handled.total"), Literal(0)),
            run("乡村", "乡村"),
        )
    )
    assert sought(asked) == (run("乡村", "乡村"), phrase("振兴"), phrase("整改"))


# ── marks ────────────────────────────────────────────────────────────────────────────────

TEXTS = {
    "title": "宁河镇2020年报告",
    "overview": "推进乡村　振兴，\n加强乡村\n治理。振兴局",
    "problems": "Ｄａｔａ公开不够；data and AI。一、宣传少，人手缺。二、宣传多。",
}

MARKED = [
    ("quoted, over white space", phrase("乡村振兴"), {"overview": ["乡村　振兴"]}),
    ("quoted, over a line break", phrase("乡村治理"), {"overview": ["乡村\n治理"]}),
    ("full width", phrase("data公"), {"problems": ["Ｄａｔａ公"]}),
    ("in its section only", phrase("乡村", "problems"), {}),
    ("a run as written", run("乡村振兴", "乡村", "振兴"), {"overview": ["乡村　振兴"]}),
    (
        "else its words",
        run("振兴乡村", "振兴", "乡村"),
        {"overview": ["乡村", "振兴", "乡村", "振兴"]},
    ),
    ("over fields", run("宁河宣传", "宁河", "宣传"), {"title": ["宁河"], "problems": ["宣传"] * 2}),
    ("not where a word is lacking", run("乡村旅游", "乡村", "旅游"), {}),
    (
        "a variant as written keeps words unmarked",
        run("振兴乡村", "振兴", "乡村", variants=(run("治理", "治理"),)),
        {"overview": ["治理"]},
    ),
    ("a word of letters, whole", run("ai dat", "ai", "dat"), {}),
    ("letters inside quotes, anywhere", phrase("at"), {"problems": ["ａｔ", "at"]}),
    ("the beginning of a word", Prefix("da", FIELDS), {"problems": ["Ｄａ", "da"]}),
    ("not within a word", Prefix("at", FIELDS), {}),
    ("in one sentence", Together(("宣传", "少"), "sentence", FIELDS), {"problems": ["宣传", "少"]}),
    (
        "in one paragraph",
        Together(("宣传", "少"), "paragraph", FIELDS),
        {"problems": ["宣传", "少", "宣传"]},
    ),
    ("near, either order", Near("振兴", "推进", 1, FIELDS), {"overview": ["推进", "振兴"]}),
    ("too far", Near("振兴", "推进", 0, FIELDS), {}),
    ("overlapping ones are one", phrase("data and"), {"problems": ["data and"]}),
]


@pytest.mark.parametrize(("leaf", "expected"), [c[1:] for c in MARKED], ids=[c[0] for c in MARKED])
def test_marks_are_the_characters_that_matched(leaf, expected, segmenter):
    found = marks(TEXTS, [leaf], segmenter.cut)
    assert {f: [TEXTS[f][i:j] for i, j in spans] for f, spans in found.items()} == expected


def test_of_a_part_of_the_texts_each_word_is_marked_for_itself(segmenter):
    asked = [run("宁河宣传", "宁河", "宣传")]
    title = {"title": TEXTS["title"]}
    assert marks(title, asked, segmenter.cut) == {}
    assert marks(title, asked, segmenter.cut, partial=True) == {"title": ((0, 2),)}


def test_overlapping_marks_are_joined_and_neighbours_are_not(segmenter):
    texts = {"overview": "甲乙丙丁"}
    asked = [phrase("甲乙"), phrase("乙丙"), phrase("丁")]
    assert marks(texts, asked, segmenter.cut) == {"overview": ((0, 3), (3, 4))}


# Full width, ideographic blank, ligatures, squared and composed letters, lower case that is
# longer, combining marks, Han beyond the first plane, Hangul.
NASTY = st.text(
    st.sampled_from(
        list("乡村镇ａB1 　\n\t，。.ﬁ㈱㎏½…İßΣé\u0301\u0300\u3099か゛𠮷각ᄀ\u1161\u200b")
    ),
    max_size=30,
)


@st.composite
def texts_and_needles(draw):
    raw = draw(NASTY)
    folded = fold(raw)
    start = draw(st.integers(0, max(0, len(folded) - 1)))
    end = draw(st.integers(start, len(folded)))
    return raw, fold(folded[start:end])


@given(texts_and_needles())
@example(("乡 村\n振兴", "村振"))
@example(("的㈱ ", "株"))
def test_a_mark_holds_what_was_asked_and_no_character_more(segmenter, given_):
    raw, needle = given_
    found = marks({"overview": raw}, [phrase(needle)], segmenter.cut) if needle else {}
    if not needle:
        return
    spans = found.get("overview", ())
    assert bool(spans) == (needle in fold(raw))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    overlap = any(needle.startswith(needle[i:]) for i in range(1, len(needle)))
    for start, end in spans:
        assert needle in fold(raw[start:end])
        # A letter and what is joined to it are marked as one, whichever of them was asked for.
        if not overlap and not any(combining(c) or c == "\u1161" for c in raw[start:end]):
            assert needle not in fold(raw[start + 1 : end])
            assert needle not in fold(raw[start : end - 1])


SHORT = st.text(st.sampled_from(list("甲乙丙。\nab ")), max_size=25)
NEEDLE = st.sampled_from(["甲", "乙", "甲乙", "ab", "a", "丙"])


@given(
    st.text(st.sampled_from("甲乙丙 \n\t\u3000，Ａa1"), max_size=40),
    st.text(st.sampled_from("甲乙丙"), min_size=1, max_size=4),
)
def test_plain_text_is_marked_as_text_is_that_has_to_be_folded(segmenter, raw, needle):
    marked = [marks({"other": text}, [phrase(needle)], segmenter.cut) for text in (raw, f"{raw}㈱")]
    assert marked[0] == marked[1]


@given(SHORT, NEEDLE, NEEDLE, st.integers(0, 3))
def test_near_marks_something_wherever_an_engine_finds_it(segmenter, raw, left, right, distance):
    text, _ = fold_section(raw)
    ends = list(accumulate(map(len, segmenter.cut(text))))
    found = marks({"overview": raw}, [Near(left, right, distance, FIELDS)], segmenter.cut)
    assert bool(found) == near(text, ends, left, right, distance)


@given(SHORT, NEEDLE, NEEDLE, st.sampled_from(["sentence", "paragraph"]))
def test_together_marks_something_wherever_an_engine_finds_it(segmenter, raw, left, right, unit):
    text, breaks = fold_section(raw)
    found = marks({"overview": raw}, [Together((left, right), unit, FIELDS)], segmenter.cut)
    assert bool(found) == together(text, breaks, (left, right), unit)
