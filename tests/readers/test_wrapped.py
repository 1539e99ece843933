"""Lines broken to a width become sentences again; what was not broken stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Paragraph
from indexer.readers.text import read_text

LONG = (
    "2020年，青禾县柳溪镇认真贯彻落实《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外，"
    "不断完善工作机制，拓宽公开渠道，全年通过政府网站主动公开政府信息126条，群众的知情权得到了保障。"
)
ALSO = (
    "全年共收到政府信息公开申请12件，其中当面申请3件，网络申请9件，均在法定期限内予以答复，"
    "没有因政府信息公开引发的行政复议和行政诉讼案件，也没有收取任何费用。"
)


def wrapped(text, width, indent=""):
    whole = indent + text
    return [whole[at : at + width] for at in range(0, len(whole), width)]


def paragraphs(*lines):
    blocks = read_text("\n".join(lines)).blocks
    assert all(isinstance(block, Paragraph) for block in blocks)
    return [block.text for block in blocks]


@pytest.mark.parametrize("width", [25, 33, 40, 50])
def test_broken_sentences_are_joined(width):
    lines = [
        "一、总体情况",
        *wrapped(LONG, width),
        "",
        "（二）依申请公开情况",
        *wrapped(ALSO, width),
    ]
    assert paragraphs(*lines) == ["一、总体情况", LONG, "（二）依申请公开情况", ALSO]


def test_a_paragraph_begins_behind_a_stop_or_an_indent():
    lines = [*wrapped(LONG, 33, "　　"), *wrapped(ALSO, 33, "　　")]
    assert paragraphs(*lines) == [LONG, ALSO]


def test_a_line_as_full_as_can_be_goes_on_behind_a_semicolon():
    words = "各村各单位主动公开信息并接受监督" * 3
    full, shorter = f"{words[:32]}；", f"{words[:28]}；"
    goes_on, begins = "群众对此表示满意。", "二是加强学习，提高认识。"
    assert paragraphs(*wrapped(LONG, 33), full, goes_on) == [LONG, full + goes_on]
    assert paragraphs(*wrapped(LONG, 33), full, begins) == [LONG, full, begins]
    assert paragraphs(*wrapped(LONG, 33), shorter, goes_on) == [LONG, shorter, goes_on]


@pytest.mark.parametrize(
    "begin", ["二、主动公开政府信息情况", "（一）加强学习", "2.加强管理", "1、加强宣传"]
)
def test_headings_and_numbers_begin_paragraphs(begin):
    full = ALSO[:33]
    assert paragraphs(*wrapped(LONG, 33), full, begin) == [LONG, full, begin]


def test_words_and_numbers_broken_in_two():
    first = "我镇在政府网站和微信公众号上开设专栏并定期发布各类OPEN"
    second = "DATA文件，全年更新次数达到了一百多次以上，访问量为12"
    lines = [*wrapped(LONG, 28), first, second, "34次。"]
    assert paragraphs(*lines) == [LONG, f"{first} {second}34次。"]


@pytest.mark.parametrize(
    "lines",
    [
        [LONG, ALSO, LONG.rstrip("。"), ALSO],
        ["北京市大兴区西红门镇人民政府", "2020年政府信息公开工作年度报告", "依据条例编制本报告"],
        ["联系人：张三", "联系电话：0000-1234567", "地址：青禾县柳溪镇"],
        [LONG[:33]],
    ],
)
def test_what_was_not_broken_stays_apart(lines):
    assert paragraphs(*lines) == lines


def test_a_table_is_no_prose():
    rows = [
        f"（{n}）予以公开的政府信息公开申请的处理情况以及其他相关情况说明\t0\t0" for n in "一二三"
    ]
    assert len(read_text("\n".join(rows)).blocks) == 1


# None of the words of a page's menu, which are left out, can be made of these.
@given(st.text(alphabet="公开文件，。：（一）1 　\n2020年OK", max_size=200))
def test_no_character_is_lost(text):
    read = "".join(b.text for b in read_text(text).blocks if isinstance(b, Paragraph))
    assert "".join(read.split()) == "".join(text.split())
