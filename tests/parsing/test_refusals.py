"""Papers about annual reports, or much like them, are refused; reports beside them are not."""

import pytest

from indexer.errors import NotAReport
from indexer.parsing.parse import parse_bytes

TITLE = "青禾县柳溪镇人民政府2021年政府信息公开工作年度报告"
NOTICE = "关于做好2021年政府信息公开工作年度报告编制发布工作的通知"
SECTIONS = """一、总体情况
我镇公开信息128条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
公开不够深入。
六、其他需要报告的事项
无。"""
BLANK = """二、主动公开政府信息情况

信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t\t\t
行政规范性文件\t\t\t
"""
FILLED = BLANK.replace("规章\t\t\t", "规章\t1\t2\t3")


def parsed(*parts):
    return parse_bytes("\n\n".join(parts).encode(), "x.txt")


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([NOTICE, "各镇人民政府：", BLANK], id="a notice with the blank form"),
        pytest.param([NOTICE, SECTIONS], id="a notice that lists the sections"),
        pytest.param([f"{TITLE}（格式）", "一、总体情况", BLANK], id="the blank form"),
        pytest.param([f"《{TITLE}》解读", SECTIONS], id="an explanation, section by section"),
        pytest.param(
            ["青禾县2021年法治政府建设工作年度报告", "一、总体情况", "二、存在的主要问题",
             "三、其他需要报告的事项"],
            id="a report on something else",
        ),
        pytest.param(
            ["政府信息公开年报", *(f"青禾县{n}2021年政府信息公开工作年度报告\n2022-01-20" for n in
             ("柳溪镇", "枫林乡", "教育局")), "主办：青禾县人民政府。"],
            id="a list of reports",
        ),
        pytest.param([TITLE, "附件下载"], id="a title without a text"),
    ],
)  # fmt: skip
def test_papers_about_reports_are_refused(parts):
    with pytest.raises(NotAReport):
        parsed(*parts)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(["政府信息公开指南", "政府信息公开年报", TITLE, SECTIONS], id="a page's menu"),
        pytest.param([f"关于印发{TITLE}的通知", TITLE, SECTIONS], id="handed out by a notice"),
        pytest.param([NOTICE, TITLE, FILLED], id="numbers below the name of a notice"),
        pytest.param([TITLE, "我镇公开信息128条。"], id="prose without sections"),
    ],
)
def test_reports_beside_such_papers_are_read(parts):
    assert parsed(*parts).meta.issuer == "青禾县柳溪镇人民政府"
