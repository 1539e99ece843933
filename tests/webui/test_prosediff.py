"""How two proses differ: nothing of either is lost, and white space is no difference."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.prosediff import MOST_SENTENCES, pieces, prose_difference, sentences

texts = st.text("甲乙丙丁。；ab \n", max_size=60)


def whole(shown, wanted):
    return "".join(piece.text for piece in shown if piece.of in ("both", wanted))


@given(texts, texts)
def test_pieces_make_up_both_texts(first, second):
    shown = list(pieces(first, second))
    assert whole(shown, "first") == first
    assert whole(shown, "second") == second


@given(texts)
def test_sentences_make_up_the_text_without_the_space_in_it(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(texts, texts)
def test_only_what_is_the_same_is_left_out(first, second):
    found = prose_difference({"overview": first}, {"overview": second}, 100)
    is_same = list(sentences(first)) == list(sentences(second))
    assert is_same == (not found.passages)
    assert found.same <= found.sentences


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("共收到12件申请。", "共收到21件申请。", "共收到[12|21]件申请。"),
        ("全年收费3249.75万元。", "全年收费3249.7万元。", "全年收费[3249.75|3249.7]万元。"),
        ("收到12件，办结12件。", "收到13件，办结12件。", "收到[12|13]件，办结12件。"),
        ("一、二。公开 信息\n工作。", "一、二。公开信息工作。", None),
        ("a b。", "a  b。", None),
        ("甲。乙。", "甲。", "(甲。)[乙。|]"),
        ("完全不同的一句话。", "别的什么内容呢！", "[完全不同的一句话。|别的什么内容呢！]"),
    ],
)
def test_differences(first, second, told):
    found = prose_difference({"problems": first}, {"problems": second}, 9).passages
    assert [written(passage) for passage in found] == ([told] if told else [])


def written(passage):
    """Write a passage: in brackets what only the first and what only the second has."""
    text = f"({passage.before})" if passage.before else ""
    open_, kinds = "", {"first": "[", "second": "|"}
    for piece in passage.pieces:
        if piece.of == "both":
            text, open_ = text + close(open_) + piece.text, ""
        else:
            text += ("[|" if piece.of == "second" and not open_ else kinds[piece.of]) + piece.text
            open_ = piece.of
    return text + close(open_) + passage.after


def close(open_):
    return {"": "", "first": "|]", "second": "]"}[open_]


def test_a_section_that_only_one_has_is_told():
    found = prose_difference({"overview": "甲。"}, {"overview": "甲。", "other": "乙。丙。"}, 9)
    [[piece]] = [passage.pieces for passage in found.passages]
    assert (piece.text, piece.of) == ("乙。丙。", "second")


def test_passages_beyond_the_most_are_counted():
    first = "".join(f"第{n}句。不变{n}。" for n in range(9))
    second = first.replace("句", "字")
    found = prose_difference({"other": first}, {"other": second}, 4)
    assert (len(found.passages), found.more, found.sentences, found.same) == (4, 5, 18, 9)


@pytest.mark.parametrize(
    ("first", "second"),
    [("甲。" * 50_000, "甲。" * 49_999 + "乙。"), ("甲" * 10**6, "乙" + "甲" * 10**6)],
    ids=["one sentence again and again", "one sentence without end"],
)
def test_texts_made_to_be_slow_are_not(first, second):
    began = time.process_time()
    found = prose_difference({"other": first}, {"other": second}, 20)
    assert time.process_time() - began < 2
    assert found.sentences <= MOST_SENTENCES
