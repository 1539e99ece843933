"""Marks lie on the characters that matched, and passages show them."""

from __future__ import annotations

from itertools import pairwise
from unicodedata import combining

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.engines.proximity import near, together, word_spans
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
from indexer.snippets import PASSAGES, WIDTH, marks, passages, snippets, sought
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


@given(SHORT, NEEDLE, NEEDLE, st.integers(0, 3))
def test_near_marks_something_wherever_an_engine_finds_it(segmenter, raw, left, right, distance):
    text, _ = fold_section(raw)
    words = list(word_spans(segmenter.cut(text)))
    found = marks({"overview": raw}, [Near(left, right, distance, FIELDS)], segmenter.cut)
    assert bool(found) == near(text, words, left, right, distance)


@given(SHORT, NEEDLE, NEEDLE, st.sampled_from(["sentence", "paragraph"]))
def test_together_marks_something_wherever_an_engine_finds_it(segmenter, raw, left, right, unit):
    text, breaks = fold_section(raw)
    found = marks({"overview": raw}, [Together((left, right), unit, FIELDS)], segmenter.cut)
    assert bool(found) == together(text, breaks, (left, right), unit)


# ── passages ─────────────────────────────────────────────────────────────────────────────


def _marks(raw, needle, segmenter):
    return marks({"overview": raw}, [phrase(fold(needle))], segmenter.cut).get("overview", ())


def test_a_passage_begins_and_ends_with_a_clause(segmenter):
    filler = "今年以来各项工作有序开展并取得成效，"
    raw = f"{filler * 8}我镇大力推进乡村振兴，{filler * 8}"
    [(text, inside)] = passages(raw, _marks(raw, "乡村振兴", segmenter))
    assert text.startswith("今年以来")
    assert text.endswith("成效，")
    assert 80 <= len(text) <= WIDTH
    assert [text[i:j] for i, j in inside] == ["乡村振兴"]


PASSAGES_CASES = [
    ("short text whole", "推进乡村振兴。", "乡村", ["推进乡村振兴。"]),
    ("line breaks as blanks", "甲\r\n乡村\t乙", "乡村", ["甲  乡村 乙"]),
    ("ends stripped", "\n　 乡村 　\n", "乡村", ["乡村"]),
    ("a number is not cut", "乡村1,000" + "字" * 200, "乡村", ["乡村1,000" + "字" * (WIDTH - 7)]),
    ("no mark, no passage", "推进乡村振兴。", "城市", []),
    ("nothing", "", "乡村", []),
]


@pytest.mark.parametrize(
    ("raw", "needle", "expected"),
    [c[1:] for c in PASSAGES_CASES],
    ids=[c[0] for c in PASSAGES_CASES],
)
def test_passages(raw, needle, expected, segmenter):
    assert [text for text, _ in passages(raw, _marks(raw, needle, segmenter))] == expected


def test_a_mark_longer_than_a_passage_is_shown_whole(segmenter):
    needle = "乡村，振兴" * WIDTH
    raw = f"前文。{needle}，后文。"
    [(text, inside)] = passages(raw, _marks(raw, needle, segmenter))
    assert [text[i:j] for i, j in inside] == [needle]


@given(
    st.text(st.sampled_from(list("甲乙丙丁，。 \n1,a")), max_size=400),
    st.sampled_from(["甲", "乙丙", "丙，丁", "a1", "丁。甲"]),
    st.integers(5, 60),
)
def test_every_mark_is_in_one_passage_and_passages_do_not_overlap(segmenter, raw, needle, width):
    all_marks = _marks(raw, needle, segmenter)
    shown, at = [], 0
    for text, inside in passages(raw, all_marks, width):
        assert text == text.strip()
        start = all_marks[len(shown)][0] - inside[0][0]
        assert start >= at
        assert text == raw[start : start + len(text)].replace("\n", " ")
        shown += [(start + i, start + j) for i, j in inside]
        at = start + len(text)
        assert len(text) <= width + max(j - i for i, j in inside)
    assert tuple(shown) == all_marks


# ── snippets ─────────────────────────────────────────────────────────────────────────────


def _snippets(prose, asked, segmenter, limit=PASSAGES):
    return snippets(prose, marks(prose, asked, segmenter.cut), limit)


def test_snippets_show_every_string_before_one_again(segmenter):
    far = "无关的话说了许多，" * 20
    prose = {"overview": f"乡村一。{far}乡村二。{far}乡村三。", "problems": "宣传与资金。"}
    asked = [phrase("乡村"), phrase("宣传"), phrase("资金")]
    found = _snippets(prose, asked, segmenter, 2)
    assert [s.section for s in found] == ["overview", "problems"]
    assert found[0].text.startswith("乡村一。")


def test_snippets_stand_in_printed_order_and_are_few(segmenter):
    far = "无关的话说了许多，" * 20
    prose = {"problems": f"乡村{far}" * 5, "overview": "乡村。", "unplaced": "乡村"}
    found = _snippets(prose, [phrase("乡村")], segmenter)
    assert [s.section for s in found] == ["overview", "problems", "problems"]
    assert len(found) == PASSAGES


def test_marks_outside_prose_make_no_snippet():
    assert snippets({"overview": "乡村"}, {"title": ((0, 2),)}) == ()
