"""Reports before 2019: their statistics table in the shapes it arrives in, and their sections."""

import pytest

from indexer.facts import read_facts, template_of
from indexer.model import Status, Table
from indexer.parsing.parse import parse_bytes
from indexer.readers.text import read_text
from indexer.recognise import older_heading

PROSE = """青禾县水利局2016年政府信息公开工作年度报告

根据《中华人民共和国政府信息公开条例》编制本报告。

一、概述

2016年，我局重视公开工作。

二、主动公开政府信息情况

全年主动公开政府信息132条。

三、政府信息依申请公开办理情况

全年共收到政府信息公开申请7件，均已答复。

四、政府信息公开的收费及减免情况

未收取费用。

五、因政府信息公开申请行政复议、提起行政诉讼情况

发生行政复议1件。

六、政府信息公开工作存在的主要问题及改进情况

宣传不够。

七、其他需要说明的事项

无。

附件：政府信息公开情况统计表
"""

ROWS = [
    ("统计指标", "单位", "统计数"),
    ("一、主动公开情况", "——", "——"),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "132"),
    ("其中：主动公开规范性文件数", "条", "3"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "——", "——"),
    ("2．政府网站公开政府信息数", "条", "１２０"),
    ("二、回应解读情况", "——", "——"),
    ("2.政府网站在线访谈次数", "次", "1"),
    ("其中：主要负责同志参加政府网站在线访谈次数", "次", "0"),
    ("三、依申请公开情况", "——", "——"),
    ("（一）收到申请数", "件", "7"),
    ("1.当面申请数", "件", "2"),
    ("3.网络申请数", "件", "5"),
    ("（二）申请办结数", "件", "7"),
    ("（三）申请答复数", "件", "7"),
    ("2.同意公开答复数", "件", "4"),
    ("3.同意部分公开答复数", "件", "1"),
    ("4.不同意公开答复数", "件", "2"),
    ("其中：涉及国家秘密", "件", "0"),
    ("法律法规规定的其他情形", "件", "2"),
    ("四、行政复议数量", "件", "1"),
    ("（一）维持具体行政行为数", "件", "1"),
    ("（二）被依法纠错数", "件", "0"),
    ("（三）其他情形数", "件", "0"),
    ("五、行政诉讼数量", "件", "3"),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "2"),
    ("（二）被依法纠错数", "件", "0"),
    ("（三）其他情形数", "件", "1"),
    ("六、举报投诉数量", "件", "0"),
    ("七、依申请公开信息收取的费用", "万元", "0"),
    ("八、机构建设和保障经费情况", "——", "——"),
    ("（四）政府信息公开专项经费（不包括用于政府公报编辑管理等方面的经费）", "万元", "1.5"),
]
VALUES = {
    "disclosed": 132,
    "normative_documents_disclosed": 3,
    "disclosed_website": 120,
    "interviews": 1,
    "interviews_chief": 0,
    "requests_received": 7,
    "received_in_person": 2,
    "received_online": 5,
    "requests_handled": 7,
    "requests_answered": 7,
    "answered_granted": 4,
    "answered_partly_granted": 1,
    "answered_denied": 2,
    "denied_state_secret": 0,
    "denied_other_law": 2,
    "reviews": 1,
    "reviews_upheld": 1,
    "reviews_corrected": 0,
    "reviews_other": 0,
    "lawsuits": 3,
    "lawsuits_upheld": 2,
    "lawsuits_corrected": 0,
    "lawsuits_other": 1,
    "complaints": 0,
    "fees": 0,
    "budget": 1.5,
}


def as_tab_rows(rows):
    return "\n".join("\t".join(row) for row in rows)


def as_cells_a_line(rows):
    return "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows)


def as_pipes(rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def as_lines(rows):
    return "\n".join(" ".join(row) for row in rows)


def as_stream(rows):
    return "\n\n".join(cell for row in rows for cell in row)


def as_html(rows):
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table>{body}</table>"


TEXTS = [as_tab_rows, as_cells_a_line, as_pipes, as_lines, as_stream]
SECTIONS = {
    "unplaced": "根据《中华人民共和国政府信息公开条例》编制本报告。",
    "overview": "2016年，我局重视公开工作。",
    "disclosure": "全年主动公开政府信息132条。",
    "requests": "全年共收到政府信息公开申请7件，均已答复。",
    "disputes": "发生行政复议1件。",
    "problems": "宣传不够。",
    "other": "未收取费用。\n无。\n附件：政府信息公开情况统计表",
}


def report(rows, shape):
    return parse_bytes(f"{PROSE}\n{shape(rows)}\n".encode(), "report.txt")


def html_report(rows):
    paragraphs = "".join(f"<p>{line}</p>" for line in PROSE.split("\n") if line)
    page = f"<html><body>{paragraphs}{as_html(rows)}</body></html>"
    return parse_bytes(page.encode(), "report.html")


def tables_of(rows):
    return [b for b in read_text(as_tab_rows(rows)).blocks if isinstance(b, Table)]


def values(report):
    return {k.removeprefix("older."): f.value for k, f in report.facts.values.items()}


@pytest.mark.parametrize("shape", TEXTS)
def test_the_table_as_text(shape):
    found = report(ROWS, shape)
    assert found.meta.template == "older"
    assert values(found) == VALUES
    assert found.facts.findings == ()
    assert found.prose == SECTIONS


def test_the_table_on_a_page():
    found = html_report(ROWS)
    assert found.meta.template == "older"
    assert values(found) == VALUES
    assert found.prose == SECTIONS
    # The table, and the row and column in it.
    assert found.facts.values["older.received_in_person"].place == (0, 11, 2)


@pytest.mark.parametrize("shape", TEXTS[:2])
def test_a_blank_cell_is_blank_and_a_stroke_not_applicable(shape):
    rows = [(*r[:2], "") if "当面" in r[0] else r for r in ROWS]
    rows = [(*r[:2], "/") if "网络" in r[0] else r for r in rows]
    facts = report(rows, shape).facts.values
    assert facts["older.received_in_person"].status is Status.BLANK
    assert facts["older.received_online"].status is Status.NOT_APPLICABLE
    assert facts["older.requests_received"].value == 7


@pytest.mark.parametrize("shape", [as_lines, as_stream], ids=["a line a cell", "a line a row"])
def test_a_blank_cell_that_vanished_takes_no_other_number(shape):
    rows = [r[:2] if "当面" in r[0] else r for r in ROWS]
    found = report(rows, shape).facts
    assert found.values["older.received_in_person"].status is Status.UNREADABLE
    others = {k: f.value for k, f in found.values.items() if k != "older.received_in_person"}
    assert others == {f"older.{k}": v for k, v in VALUES.items() if k != "received_in_person"}


@pytest.mark.parametrize("join", ["\t".join, "|".join], ids=["tabs", "pipes"])
def test_a_group_may_stand_on_a_line_without_cells(join):
    rows = [r[:1] if r[-1] == "——" else r for r in ROWS]
    found = report(rows, lambda rows: "\n".join(map(join, rows)))
    assert values(found) == VALUES
    assert found.prose == SECTIONS


def test_without_its_groups_a_number_is_the_indicators_beside_it():
    rows = [r for r in ROWS if r[-1] != "——"]
    assert values(html_report(rows)) == VALUES


def test_two_numbers_for_one_indicator_are_nobodys():
    rows = [(*r, "9") if "当面" in r[0] else r for r in ROWS]
    found = html_report(rows)
    assert found.facts.values["older.received_in_person"].status is Status.UNREADABLE
    assert [(f.code, f.reason) for f in found.facts.findings] == [("extraction", "count")]


def test_an_indicator_we_do_not_know_is_a_doubt():
    found = html_report([*ROWS, ("十、政府开放日活动", "次", "4")])
    assert values(found) == VALUES
    assert [(f.reason, f.detail) for f in found.facts.findings] == [
        ("row", "十、政府开放日活动 次")
    ]


def test_money_in_yuan_is_told_in_wan_yuan():
    rows = [(r[0], "元", "15000") if "经费（" in r[0] else r for r in ROWS]
    assert values(html_report(rows))["budget"] == 1.5


def test_what_the_table_does_not_print_has_no_fact(catalogue):
    keys = {f.key for f in catalogue.printed("older")}
    found = report(ROWS, as_tab_rows).facts.values
    assert set(found) < keys
    assert "older.trainees" not in found


def test_without_a_table_it_is_older_by_its_year_and_has_no_field():
    found = parse_bytes(PROSE.encode(), "report.txt")
    assert (found.meta.template, found.meta.year, found.meta.issuer) == (
        "older",
        2016,
        "青禾县水利局",
    )
    assert found.facts.values == {}
    assert found.facts.findings == ()
    assert found.prose == SECTIONS


def test_the_table_is_told_from_the_later_forms(catalogue):
    assert template_of([], catalogue) is None
    known = [ROWS[n] for n in (2, 3, 5, 7, 10)]
    assert template_of(tables_of(known), catalogue) == "older"
    assert template_of(tables_of(known[:-1]), catalogue) is None
    assert read_facts([], "older", catalogue).facts == {}


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("一、概述", "overview"),
        ("一、2012年政府信息公开工作概况", "overview"),
        ("一、组织领导和制度建设情况", "overview"),
        ("二、政府信息主动公开情况", "disclosure"),
        ("二、重点领域信息公开工作情况", "disclosure"),
        ("三、回应解读情况", "disclosure"),
        ("三、依申请公开政府信息情况", "requests"),
        ("四、依申请公开政府信息收费及减免情况", "other"),
        ("五、政府信息公开咨询情况", "other"),
        ("五、行政复议、提起诉讼和申诉的情况", "disputes"),
        ("六、存在的主要问题和改进措施", "problems"),
        ("七、下一步工作打算", "problems"),
        ("八、其他需要报告的事项", "other"),
        ("八、附表", "other"),
        ("概述", None),
        ("（一）概述", None),
        ("二、全年主动公开信息26条。", None),
        ("一、加强组织领导，健全机制", None),
    ],
)
def test_headings(line, section):
    found = older_heading(line)
    assert (found and found.section) == section
