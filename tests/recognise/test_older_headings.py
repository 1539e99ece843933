"""Sections of the reports before 2019, whose headings everybody worded and numbered alone."""

import pytest

from indexer.model import Document, Paragraph
from indexer.recognise import recognise

TITLE = "青禾县2012年政府信息公开工作年度报告"

OUTLINES = {
    "parts": ("第一部分 概述", "第二部分 主动公开政府信息情况", "第三部分 存在的问题"),
    "numbers": ("1、概述", "2、主动公开政府信息情况", "3、问题与改进"),
    "brackets": ("（一）概述", "（二）主动公开政府信息情况", "（三）存在的问题"),
    "blanks": ("一 概述", "二 主动公开情况", "三 存在的问题"),
    "bare": ("概述", "主动公开政府信息情况", "存在的主要问题及改进措施"),
    "years": ("一、2012年工作概述", "二、2012年主动公开情况", "三、问题及2013年工作打算"),
    "own words": ("一、组织领导情况", "二、公开渠道和场所", "三、下一步打算"),
}


def told(*lines):
    document = Document(tuple(Paragraph(line) for line in (TITLE, *lines)), "txt")
    return recognise(document, has_tables=False).prose


@pytest.mark.parametrize("heads", OUTLINES.values(), ids=OUTLINES)
def test_however_sections_are_numbered(heads):
    first, second, third = heads
    assert told(first, "成立了小组。", second, "公开26条。", third, "宣传不够。") == {
        "overview": "成立了小组。",
        "disclosure": "公开26条。",
        "problems": "宣传不够。",
    }


def test_sections_come_in_any_order():
    lines = ("一、概述", "甲。", "三、依申请公开情况", "乙。", "二、主动公开情况", "丙。")
    assert told(*lines) == {"overview": "甲。", "disclosure": "丙。", "requests": "乙。"}


def test_items_of_a_list_begin_no_section():
    items = ("一、加强宣传", "二、完善制度")
    assert told("一、概述", "甲。", "二、存在的问题", "打算如下：", *items) == {
        "overview": "甲。",
        "problems": "打算如下：\n一、加强宣传\n二、完善制度",
    }


def test_a_sentence_that_stands_for_a_heading_is_prose_too():
    lines = ("一、概述", "二、突出重点，推进主动公开", "三、收费减免。全年未收费，共０元。")
    assert told(*lines) == {
        "disclosure": "二、突出重点，推进主动公开",
        "other": "三、收费减免。全年未收费，共０元。",
    }


def test_behind_a_heading_prose_goes_on_as_it_was_printed():
    lines = ("一、概述：２０１２年，我县很好。", "二、依申请公开情况 未收到申请。")
    assert told(*lines) == {"overview": "２０１２年，我县很好。", "requests": "未收到申请。"}


def test_a_sentence_with_a_number_is_no_heading():
    lines = ("一、概述", "二、全年主动公开信息26条。", "三、存在的问题", "无。")
    assert told(*lines) == {"overview": "二、全年主动公开信息26条。", "problems": "无。"}
