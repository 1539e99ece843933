"""Bytes to text, whatever they claim to be."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import UnreadableFile
from indexer.readers.decode import _UNUSUAL, _is_bad, decode

TEXT = "青禾县柳溪镇2020年政府信息公开工作年度报告\n一、总体情况\n新收申请\t30\n"


NARROW = ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312"]
WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("encoding", [*NARROW, *WIDE])
def test_an_encoding_is_told_without_a_label(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT, ())


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF32_BE, "utf-32-be")],
)
def test_a_mark_decides(mark: bytes, encoding: str) -> None:
    assert decode(mark + "几个字".encode(encoding)) == ("几个字", ())


LABELLED = [
    ("gb2312 that is gb18030", "gb2312", "镕基街道政府信息公开", "gb18030"),
    ("utf-8 that is gb18030", "utf-8", "政府信息公开", "gb18030"),
    ("gb2312 that is utf-8", "gb2312", "政府信息公开", "utf-8"),
    ("big5", "big5", "政府資訊公開報告", "big5"),
    ("an encoding nobody knows", "klingon", "政府信息公开", "gb18030"),
    ("no encoding of text", "rot13", "政府信息公开", "gb18030"),
]


@pytest.mark.parametrize(
    ("label", "words", "encoding"), [c[1:] for c in LABELLED], ids=[c[0] for c in LABELLED]
)
def test_a_label_does_not_mislead(label: str, words: str, encoding: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={label}"><p>{words}</p>'
    assert decode(page.encode(encoding)) == (page, ())


GUESSED = [
    ("cut in the middle of a character", TEXT.encode("gb18030")[:-20][:57], "gb18030"),
    ("a byte that is none", TEXT.encode().replace("柳".encode(), b"\xff\xfe\xfd"), "utf-8"),
    ("no words of a report", "天气晴朗，万里无云。".encode("gb18030"), "guess"),
]


@pytest.mark.parametrize(("data", "note"), [c[1:] for c in GUESSED], ids=[c[0] for c in GUESSED])
def test_a_guess_is_flagged(data: bytes, note: str) -> None:
    text, notes = decode(data)
    assert len(notes) == 1
    assert note in notes[0]
    assert "年" in text or "天气晴朗" in text


def test_line_ends_become_newlines_and_stray_nuls_go() -> None:
    assert decode("政府\r\n信息\r公开".encode()) == ("政府\n信息\n公开", ())
    text, notes = decode("政府信息\0公开".encode())
    assert text == "政府信息公开"
    assert notes


RUBBISH = [
    ("empty", b""),
    ("blank", b" \r\n\t"),
    ("a mark and nothing", codecs.BOM_UTF8),
    ("NULs", bytes(100)),
    ("random", random.Random(7).randbytes(5000)),
    ("every byte", bytes(range(256)) * 20),
    ("control characters", b"\x01\x02\x03\x04" * 50),
    ("a broken wide file", codecs.BOM_UTF16_LE + random.Random(1).randbytes(4001)),
]


@pytest.mark.parametrize("data", [c[1] for c in RUBBISH], ids=[c[0] for c in RUBBISH])
def test_what_is_no_text_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except UnreadableFile:
        return
    assert text.strip()


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1))
def test_text_that_holds_the_words_survives(text: str) -> None:
    whole = "政府信息公开" + text
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert decode(whole.encode(encoding))[0] == whole


def test_no_damage_is_taken_for_usual() -> None:
    usual = (c for c in map(chr, range(0x110000)) if not _UNUSUAL.match(c))
    assert not [c for c in usual if _is_bad(c)]
