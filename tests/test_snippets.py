"""Passages show what matched, and few of them show as much of it as they can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.answer import Snippet
from indexer.highlights import marks
from indexer.model import SECTIONS, TEXT_FIELDS
from indexer.query import Phrase
from indexer.snippets import PASSAGES, WIDTH, passages, snippets
from indexer.text import fold


def phrase(text):
    return Phrase(text, TEXT_FIELDS)


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


def test_a_passage_is_whole_sentences_where_they_say_enough(segmenter):
    before, after = "前一句说别的事情。" * 4, "后一句也说别的事情。" * 4
    sentence = "今年我镇围绕乡村振兴的重点任务，" + "扎实推进政务公开各项工作，" * 4 + "收到好评。"
    [(text, _)] = passages(
        before + sentence + after, _marks(before + sentence, "乡村振兴", segmenter)
    )
    assert text == sentence
    [(text, _)] = passages("标题\n推进乡村振兴。\n下一段", ((5, 9),))
    assert text == "标题 推进乡村振兴。 下一段"


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
    prose = {"problems": f"乡村{far}" * 5, "overview": "乡村。"}
    found = _snippets(prose, [phrase("乡村")], segmenter)
    assert [s.section for s in found] == ["overview", "problems", "problems"]
    assert len(found) == PASSAGES


def test_snippets_show_every_section_before_one_again(segmenter):
    far = "无关的话说了许多，" * 20
    prose = {"overview": f"乡村{far}" * 5, "problems": "乡村。", "other": "乡村"}
    found = _snippets(prose, [phrase("乡村")], segmenter)
    assert [s.section for s in found] == ["overview", "problems", "other"]


@given(
    st.dictionaries(
        st.sampled_from(SECTIONS),
        st.text(st.sampled_from("甲乙丙丁，，。\n"), max_size=500),
        min_size=1,
    ),
    st.lists(st.sampled_from(["甲", "乙丙", "丁", "丙丁甲", "乙"]), unique=True, min_size=1),
    st.integers(1, 6),
)
def test_what_is_chosen_is_the_best_of_all_passages_there_are(segmenter, prose, asked, limit):
    found = marks(prose, [phrase(text) for text in asked], segmenter.cut)
    rest = [
        (n, place, section, text, inside)
        for n, section in enumerate(SECTIONS)
        for place, (text, inside) in enumerate(
            passages(prose.get(section, ""), found.get(section, ()))
        )
    ]
    shown, seen, chosen = set(), set(), []

    def worth(passage):
        n, place, section, text, inside = passage
        matched = {fold(text[i:j]) for i, j in inside}
        return len(matched - shown), section not in seen, len(matched), -n, -place

    while rest and len(chosen) < limit:
        best = max(rest, key=worth)
        rest.remove(best)
        chosen.append(best)
        shown |= {fold(best[3][i:j]) for i, j in best[4]}
        seen.add(best[2])
    expected = tuple(Snippet(section, text, inside) for *_, section, text, inside in sorted(chosen))
    assert snippets(prose, found, limit) == expected


def test_marks_outside_prose_make_no_snippet():
    assert snippets({"overview": "乡村"}, {"title": ((0, 2),)}) == ()


def test_a_mark_behind_the_end_of_the_text_makes_no_endless_row_of_passages():
    assert len(list(passages("一。二", ((3, 3),)))) <= 1
