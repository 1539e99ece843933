"""Folding and its way back, sentences and paragraphs, and the promise that a cut is a partition."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import text as text_module
from indexer.errors import ConfigError, EngineUnavailable
from indexer.text import (
    Segmenter,
    fold,
    fold_section,
    fold_with_offsets,
    is_han,
    is_word,
    raw_span,
    segmenter,
    units,
)

AWKWARD = st.text(
    st.one_of(
        st.sampled_from(
            "年报2020，。！？；!?aAéeÉΣσİ㈱㎏½¨ﬁ　 \t\n\r\x1c\u2028\xa0々〇⼀𠀀𰀀😀"
            "\u0301\u0323\u3099ｶﾞｱ한\u1100\u1161\u11a8ﾡ\ufeff-_%&+.·"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


PLAIN = st.text(st.sampled_from("年报，。：（）“”～·—Ａａ０ 　\t\n\rABz09-"), max_size=40)
"""What most text is made of, and is folded in a shorter way."""


def plain_fold(text: str) -> str:
    """Fold as design.md says it, one character at a time, with no regard for speed."""
    folded = unicodedata.normalize("NFKC", text).replace("Σ", "σ").lower()
    kept: list[str] = []
    for word in folded.split():
        if kept and not (is_han(kept[-1][-1]) or is_han(word[0])):
            kept.append(" ")
        kept.append(word)
    return "".join(kept)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("", ""),
        (" \n\u3000 ", ""),
        ("乡村振兴", "乡村振兴"),
        ("乡 村\n振\u3000兴", "乡村振兴"),
        ("２０２０年", "2020年"),
        ("2020 年", "2020年"),
        ("ＧＤＰ  Report\n\n of", "gdp report of"),
        ("公开 ， 其他", "公开,其他"),
        ("( A ) “ B ”", "( a ) “ b ”"),
        ("㈱", "(株)"),
        ("e\u0301", "é"),
        ("ｶﾞ", "ガ"),
        ("\u1100\u1161\u11a8", "각"),
        ("ΟΔΟΣ", "οδοσ"),
        ("𠀀 𰀀", "𠀀𰀀"),
        ("〇 々 年", "〇々年"),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert fold(raw) == folded


@given(st.one_of(AWKWARD, PLAIN))
def test_fold_is_what_the_contract_says(raw: str) -> None:
    assert fold(raw) == plain_fold(raw)


def test_folding_a_folded_character_changes_nothing() -> None:
    characters = (chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c <= 0xDFFF)
    assert [c for c in characters if fold(fold(c)) != fold(c)] == []


@given(st.one_of(AWKWARD, PLAIN))
def test_offsets_belong_to_the_same_folding(raw: str) -> None:
    folded, offsets = fold_with_offsets(raw)
    assert folded == fold(raw)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(raw)
    assert offsets == sorted(offsets)
    assert all(offset < len(raw) for offset in offsets[:-1])


@given(AWKWARD, st.data())
def test_a_span_of_the_raw_text_folds_to_what_was_found(raw: str, data: st.DataObject) -> None:
    folded, offsets = fold_with_offsets(raw)
    start = data.draw(st.integers(0, len(folded)))
    end = data.draw(st.integers(start, len(folded)))
    low, high = raw_span(raw, offsets, start, end)
    assert 0 <= low <= high <= len(raw)
    assert folded[start:end].strip() in fold(raw[low:high])


@pytest.mark.parametrize(
    ("raw", "found", "marked"),
    [
        ("推进乡村 振兴。", "乡村振兴", "乡村 振兴"),
        ("推进乡村 振兴。", "乡村", "乡村"),
        ("推进乡\n\u3000村振兴", "村", "村"),
        ("（2020 年）", "2020", "2020"),
        ("甲㈱乙", "株", "㈱"),
        ("cafe\u0301s", "é", "e\u0301"),
        ("ＧＤＰ增长", "gdp", "ＧＤＰ"),
        ("ｶﾞｽ", "ガ", "ｶﾞ"),
    ],
)
def test_raw_span_marks_what_matched(raw: str, found: str, marked: str) -> None:
    folded, offsets = fold_with_offsets(raw)
    start = folded.index(found)
    low, high = raw_span(raw, offsets, start, start + len(found))
    assert raw[low:high] == marked


# ── sections ─────────────────────────────────────────────────────────────────────────────


@given(AWKWARD)
def test_a_section_folds_like_any_text(raw: str) -> None:
    folded, breaks = fold_section(raw)
    assert folded == fold(raw)
    lines = [line for line in raw.split("\n") if fold(line)]
    pieces = [folded[a:b] for a, b in units(folded, breaks, "paragraph")]
    assert [p.strip() for p in pieces] == [fold(line) for line in lines]


def cut_into(raw: str, unit: str) -> list[str]:
    folded, breaks = fold_section(raw)
    return [folded[a:b] for a, b in units(folded, breaks, unit)]


@pytest.mark.parametrize(
    ("raw", "unit", "pieces"),
    [
        ("", "sentence", []),
        ("", "paragraph", []),
        ("一。二！三？四", "sentence", ["一。", "二!", "三?", "四"]),
        ("一；二；三。", "sentence", ["一;二;三。"]),
        ("一，二\n三，四。五", "sentence", ["一,二", "三,四。", "五"]),
        ("一。二\n\n三。", "paragraph", ["一。二", "三。"]),
        ("One two.\nThree", "paragraph", ["one two. ", "three"]),
        ("好！！", "sentence", ["好!", "!"]),
    ],
)
def test_units(raw: str, unit: str, pieces: list[str]) -> None:
    assert cut_into(raw, unit) == pieces


@given(AWKWARD, st.sampled_from(["sentence", "paragraph"]))
def test_units_are_the_whole_text(raw: str, unit: str) -> None:
    assert "".join(cut_into(raw, unit)) == fold(raw)


# ── words ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("token", "word"),
    [
        ("乡村", True),
        ("covid", True),
        ("19", True),
        ("〇", True),
        ("𠀀", True),
        ("3.5%", True),
        ("，", False),
        (" ", False),
        ("-", False),
        ("😀", False),
        ("", False),
    ],
)
def test_is_word(token: str, word: bool) -> None:
    assert is_word(token) is word


@pytest.mark.parametrize("name", ["jieba", "rjieba"])
class TestSegmenters:
    """What holds for either library."""

    @pytest.fixture(autouse=True)
    def _installed(self, name: str) -> None:
        if find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
        segmenter(name).cut("")  # reads its dictionary, so that no example waits for it

    @given(raw=AWKWARD)
    def test_a_cut_is_a_partition(self, name: str, raw: str) -> None:
        words = segmenter(name).cut(fold(raw))
        assert "".join(words) == fold(raw)
        assert all(words)

    def test_words_are_words(self, name: str) -> None:
        words = segmenter(name).cut("政府信息公开工作年度报告2020年")
        assert {"政府", "公开", "工作", "2020", "年"} <= set(words)

    def test_user_words_stay_with_their_segmenter(self, name: str) -> None:
        ours = segmenter(name, ("乡村振兴",))
        assert ours.cut("推进乡村振兴") == ["推进", "乡村振兴"]
        assert segmenter(name).cut("推进乡村振兴") == ["推进", "乡村", "振兴"]
        assert ours.fingerprint != segmenter(name).fingerprint

    def test_user_words_are_folded_and_their_order_does_not_matter(self, name: str) -> None:
        one, other = Segmenter(name, ("乡 村振兴", "ＡＢＣ")), Segmenter(name, ("abc", "乡村振兴"))
        assert one.fingerprint == other.fingerprint

    def test_the_same_choice_is_the_same_object(self, name: str) -> None:
        assert segmenter(name) is segmenter(name, [])


def test_auto_prefers_the_fast_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "find_spec", lambda name: object())
    assert segmenter("auto").name == "rjieba"
    monkeypatch.setattr(text_module, "find_spec", lambda name: None if name == "rjieba" else 1)
    assert segmenter("auto").name == "jieba"


def test_a_missing_one_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "find_spec", lambda name: None)
    with pytest.raises(EngineUnavailable, match="pip install rjieba"):
        segmenter("rjieba")


def test_an_unknown_one_is_refused() -> None:
    with pytest.raises(ConfigError, match="'hanlp'"):
        segmenter("hanlp")


def test_jieba_is_silent_under_strict_warnings_and_read_late() -> None:
    code = (
        "import sys; from indexer.text import segmenter; s = segmenter('jieba');"
        "print('jieba' in sys.modules); print(s.cut('年度报告'))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, check=True, text=True
    )
    assert run.stdout == "False\n['年度报告']\n" or run.stdout == "False\n['年度', '报告']\n"
    assert run.stderr == ""
