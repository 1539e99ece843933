"""Cells as people print them, and what they say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Status
from indexer.numerals import chinese_number, in_wan_yuan, money_unit, read_number, total


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("　　0", 0),
        (" 30 ", 30),
        ("３０", 30),
        ("1,234", 1234),
        ("1，234，567", 1234567),
        ("+410", 410),
        ("＋20", 20),
        ("-8", -8),
        ("−8", -8),
        ("12件", 12),
        ("12（件）", 12),
        ("5.6", 5.6),
        ("6.8178", 6.8178),
        ("3249.75万元", 3249.75),
        ("251000元", 25.1),
        ("1.5亿元", 15000),
        ("12 件", 12),
        ("零", 0),
        ("一百零三", 103),
        ("0012", 12),
        ("12()", 12),
        ("1 次", 1),
        ("5人次", 5),
        ("1234.50", 1234.5),
        ("2.0", 2),
        ("-0", 0),
        ("0.5元", 0.00005),
        ("300百元", 3),
        ("20千元", 2),
        ("3十万元", 30),
        ("3百万元", 300),
        ("3千万元", 3000),
        ("9" * 15, 10**15 - 1),
    ],
)
def test_a_printed_number_is_read(text, value):
    reading = read_number(text)
    assert (reading.value, reading.status) == (value, Status.REPORTED)
    assert isinstance(reading.value, type(value))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", Status.BLANK),
        (" \u3000\n", Status.BLANK),
        ("/", Status.NOT_APPLICABLE),
        ("—", Status.NOT_APPLICABLE),
        ("——", Status.NOT_APPLICABLE),
        ("－", Status.NOT_APPLICABLE),
        ("无", Status.NOT_APPLICABLE),
        ("不适用", Status.NOT_APPLICABLE),
        ("约30", Status.UNREADABLE),
        ("1 件 2 件", Status.UNREADABLE),
        ("12,34", Status.UNREADABLE),
        ("1.2.3", Status.UNREADABLE),
        ("增8", Status.UNREADABLE),
        ("O", Status.UNREADABLE),
        ("1\n2", Status.UNREADABLE),
        ("1 234", Status.UNREADABLE),
        ("3-5", Status.UNREADABLE),
        ("12²", Status.UNREADABLE),
        ("12①", Status.UNREADABLE),
        ("12½", Status.UNREADABLE),
        ("12)", Status.UNREADABLE),
        ("12(件", Status.UNREADABLE),
        ("12件)", Status.UNREADABLE),
        ("1. 5", Status.UNREADABLE),
        ("1 .5", Status.UNREADABLE),
        ("12 ,345", Status.UNREADABLE),
        ("1,2345", Status.UNREADABLE),
        ("1234,567", Status.UNREADABLE),
        (".5", Status.UNREADABLE),
        ("5.", Status.UNREADABLE),
        ("5%", Status.UNREADABLE),
        ("--5", Status.UNREADABLE),
        ("9" * 16, Status.UNREADABLE),
        ("9" * 5000, Status.UNREADABLE),
        ("一" * 5000, Status.UNREADABLE),
        ("一百五", Status.UNREADABLE),
        ("万", Status.UNREADABLE),
    ],
)
def test_what_is_no_number_has_no_value(text, status):
    reading = read_number(text)
    assert (reading.value, reading.status) == (None, status)


@pytest.mark.parametrize(
    ("text", "value"), [("增8", 8), ("减少2项", -2), ("↓3", -3), ("+4", 4), ("-4", -4), ("0", 0)]
)
def test_a_change_may_be_written_in_words(text, value):
    assert read_number(text, signed=True).value == value


@pytest.mark.parametrize("text", ["减少-2", "增加+2", "减", "2减", "增减2"])
def test_a_change_that_is_said_twice_or_not_at_all_has_no_value(text):
    assert read_number(text, signed=True).status is Status.UNREADABLE


@pytest.mark.parametrize(
    ("text", "value"),
    [(f"{word}3", 3) for word in ("增加", "新增", "增", "↑", "+")]
    + [(f"{word}3", -3) for word in ("减少", "减", "↓", "-")],
)
def test_every_word_for_more_and_less_is_known(text, value):
    assert read_number(text, signed=True).value == value


@pytest.mark.parametrize("counter", [*"件项个条份次起宗例部篇家人", "人次"])
def test_a_count_may_say_of_what(counter):
    assert read_number(f"7{counter}").value == read_number(f"7（{counter}）").value == 7


@pytest.mark.parametrize("sign", ["-", "--", "―", "–", "\\", "不涉及"])
def test_every_sign_for_not_applicable_is_known(sign):
    assert read_number(f" {sign} ").status is Status.NOT_APPLICABLE


def test_the_unit_beside_a_number_is_told():
    assert [read_number(text).unit for text in ("3万元", "3件", "3")] == ["万元", None, None]


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("采购总金额（单位：万元，保留4位小数）", "万元"),
        ("本年收费金额（单位：元）", "元"),
        ("采购总金额", None),
        ("金额（万 元）", "万元"),
    ],
)
def test_a_label_may_carry_the_unit(label, unit):
    assert money_unit(label) == unit


def test_money_is_converted_without_binary_rounding():
    assert in_wan_yuan(251000, "元") == 25.1
    assert in_wan_yuan(0.1, "亿元") == 1000


@given(st.integers(0, 99_999_999))
def test_every_whole_number_reads_back(value):
    for text in (str(value), f"{value:,}", f"　{value} ", f"{value}件"):
        assert read_number(text).value == value


@given(st.text())
def test_any_text_gets_an_answer(text):
    reading = read_number(text)
    assert (reading.value is None) == (reading.status is not Status.REPORTED)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("〇", 0),
        ("九", 9),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("两百", 200),
        ("一万零五", 10005),
        ("二〇二〇", 2020),
        ("二零二一", 2021),
        ("一九九八", 1998),
        ("二〇", 20),
        ("一百一十", 110),
        ("一百十", 110),
        ("一千零十", 1010),
        ("两千二百", 2200),
        ("十万", 100000),
        ("一万零五百", 10500),
        ("十二万零三十", 120030),
    ],
)
def test_chinese_numbers(text, value):
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "3", "一1", "百分之五"),
        *("三四", "两三", "两两", "两〇二", "一百五", "二万三"),
        *("万", "百", "零百", "十十", "百千", "五十三十", "二百零", "零五十", "万万", "一万万"),
    ],
)
def test_chinese_that_may_be_another_number_is_none(text):
    assert chinese_number(text) is None


@given(st.integers(0, 99_999_999))
def test_every_number_written_out_reads_back(value):
    """By grammar books: 一 before every unit, one 零 for every gap."""

    def four(number: int) -> str:
        padded = f"{number:04}"
        text = "".join(
            "零一二三四五六七八九"[int(digit)] + (unit if digit != "0" else "")
            for digit, unit in zip(padded, ("千", "百", "十", ""), strict=True)
        )
        return re.sub("零+", "零", text).rstrip("零")

    high, low = divmod(value, 10000)
    text = f"{four(high)}万{four(low)}" if high else four(low)
    assert chinese_number(text.removeprefix("零") or "零") == value


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], 0), ([1, 2], 3), ([0.1, 0.2], 0.3), ([1.5, 1.5], 3), ([1, 0.5], 1.5)],
)
def test_values_add_up_as_they_are_printed(values, expected):
    added = total(iter(values))
    assert (added, type(added)) == (expected, type(expected))
