"""Cells as people print them, and what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Status
from indexer.numerals import chinese_number, in_wan_yuan, money_unit, read_number


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
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("两百", 200),
        ("一万零五", 10005),
        ("二〇二〇", 2020),
    ],
)
def test_chinese_numbers(text, value):
    assert chinese_number(text) == value
