"""Numbers that Word prints and does not write."""

from __future__ import annotations

import pytest

from indexer.readers.docx.numerals import written

from .wordml import CHINESE, STYLES, docx, item, listed, lvl, p, r, styled, texts

ARABIC = listed(lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2"))
AGAIN = (
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
NUMBERS: list[tuple[str, str, list[int | tuple[int, str]], list[str]]] = [
    ("headings", CHINESE, [0, 1, 1, 0, 1], ["一、", "（一）", "（二）", "二、", "（一）"]),
    ("two levels in one number", ARABIC, [0, 1, 1, 0, 1], ["1.", "1.1 ", "1.2 ", "2.", "2.1 "]),
    ("a deeper level first", ARABIC, [1, 0], ["1.1 ", "1."]),
    ("begun anew", listed(lvl(0, "decimal", "%1."), more=AGAIN), [0, 0, (0, "2"), (0, "2")], [
        "1.", "2.", "1.", "2."]),
    ("one list, two uses", listed(lvl(0, "decimal", "%1."), more=AGAIN.split("<w:lvlO")[0]
        + "</w:num>"), [0, (0, "2"), 0], ["1.", "2.", "3."]),
    ("never begun anew", listed(lvl(0, "decimal", "%1."), lvl(1, "decimal", "%2)",
        '<w:lvlRestart w:val="0"/>')), [0, 1, 0, 1], ["1.", "1)", "2.", "2)"]),
    ("articles", listed(lvl(0, "chineseCounting", "第%1条")), [0, 0], ["第一条 ", "第二条 "]),
    ("digits in a legal number", listed(lvl(0, "chineseCounting", "%1、"),
        lvl(1, "decimal", "%1.%2", "<w:isLgl/>")), [0, 1], ["一、", "1.1 "]),
    ("signs lost", listed(lvl(0, "chineseCountingThousand", "%1?"),
        lvl(1, "japaneseCounting", "?%2?"), lvl(2, "decimal", "%3?")),
        [0, 1, 2], ["一、", "（一）", "1?"]),
    ("bullets", listed(lvl(0, "bullet", "\uf0b7")), [0], [""]),
    ("no list of that number", ARABIC, [(0, "7")], [""]),
    ("numbering taken away", ARABIC, [(0, "0"), 0], ["", "1."]),
    ("a level that is none", ARABIC, [9, -1], ["", ""]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("numbering", "items", "labels"), [c[1:] for c in NUMBERS], ids=[c[0] for c in NUMBERS]
)
def test_numbers_are_counted_as_word_counts(
    numbering: str, items: list[int | tuple[int, str]], labels: list[str]
) -> None:
    body = "".join(p("文", item(*((i,) if isinstance(i, int) else i))) for i in items)
    assert texts(docx(body, numbering=numbering)) == [f"{label}文" for label in labels]


def test_headings_are_numbered_by_their_style() -> None:
    bound = listed(
        lvl(0, "chineseCounting", "%1、", styled("h1")), lvl(1, "decimal", "%2.", styled("h2"))
    )
    body = p("总体", styled("h1")) + p("甲", styled("h2")) + p("主动", styled("h1b"))
    body += p("不算", styled("h1") + '<w:numPr><w:numId w:val="0"/></w:numPr>')
    body += p("申请", styled("h1"))
    read = texts(docx(body, numbering=bound, styles=STYLES))
    assert read == ["一、总体", "1.甲", "二、主动", "不算", "三、申请"]


def test_a_list_may_be_defined_by_a_style() -> None:
    linked = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="h1"/></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
    )
    read = texts(docx(p("总体", item(0, "3")), numbering=CHINESE + linked, styles=STYLES))
    assert read == ["一、总体"]


def test_empty_lines_count_and_hidden_ones_do_not() -> None:
    hidden = p(r("隐", "<w:vanish/>"), item() + "<w:rPr><w:vanish/></w:rPr>")
    body = p("甲", item()) + p("", item()) + hidden + p("丙", item())
    assert texts(docx(body, numbering=ARABIC)) == ["1.甲", "3.丙"]


def test_an_old_numbering_kept_by_a_tracked_change_is_not_used() -> None:
    change = f"<w:pPrChange><w:pPr>{item()}</w:pPr></w:pPrChange>"
    assert texts(docx(p("甲", change), numbering=ARABIC)) == ["甲"]


WRITTEN = [
    ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九"}),
    ("chineseCountingThousand", {0: "〇", 101: "一百零一", 110: "一百一十", 1005: "一千零五"}),
    ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 25: "贰拾伍"}),
    ("japaneseCounting", {3: "三", 12: "十二"}),
    ("ideographDigital", {7: "七", 10: "一〇"}),
    ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
    ("ideographZodiac", {12: "亥"}),
    ("decimal", {12: "12", -3: "-3"}),
    ("decimalZero", {3: "03", 12: "12"}),
    ("decimalFullWidth", {12: "１２"}),
    ("decimalEnclosedCircleChinese", {1: "①", 20: "⑳", 21: "21"}),
    ("ideographEnclosedCircle", {2: "㈡"}),
    ("upperLetter", {1: "A", 26: "Z", 27: "AA", 0: ""}),
    ("lowerRoman", {4: "iv", 1994: "mcmxciv"}),
    ("upperRoman", {9: "IX"}),
    ("none", {1: ""}),
    ("nobody knows", {3: "3", 123456: "123456"}),
]


@pytest.mark.parametrize(("form", "numbers"), WRITTEN, ids=[c[0] for c in WRITTEN])
def test_numbers_are_written_in_their_form(form: str, numbers: dict[int, str]) -> None:
    assert {number: written(number, form) for number in numbers} == numbers
