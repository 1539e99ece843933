"""What a page printed around a report, in the text somebody copied from it."""

import pytest

from indexer.model import Paragraph
from indexer.parsing.parse import parse_bytes
from indexer.readers.text import read_text

REPORT = """2020年政府信息公开工作年度报告

一、总体情况
来源：各村上报的信息我镇逐条审核。
我镇公开信息128条。
六、其他需要报告的事项
无。"""
PAGE = f"""当前位置：首页 > 政务公开 > 正文
发布机构：紫阳县宁河镇人民政府
发文日期：2021年01月20日
{REPORT}
【打印】【关闭】
上一篇：2019年政府信息公开工作年度报告
主办：紫阳县人民政府办公室"""


def test_a_page_around_a_text_is_no_prose_but_says_who_issued_it():
    report = parse_bytes(PAGE.encode(), "x.txt")
    assert (report.meta.issuer, report.meta.published) == ("紫阳县宁河镇人民政府", "2021-01-20")
    assert report.prose == {
        "overview": "来源：各村上报的信息我镇逐条审核。\n我镇公开信息128条。",
        "other": "无。",
    }


def test_a_text_without_a_page_keeps_every_line():
    document = read_text(REPORT)
    lines = [line for line in REPORT.split("\n") if line]
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == lines
    assert document.page == {}


@pytest.mark.parametrize(
    "line",
    [
        "2021年01月20日 10:20 来源：本站 浏览：55",
        "来源：办公室 2021-01-20",
        "日期：2021/1/20 作者：办公室",
        "信息时间：2021-01-20",
        "更新时间：2021-03-25 发布时间：2021-01-20",
        "时间：2021-01-20 08:00:00",
    ],
)
def test_a_line_below_the_title_tells_the_day_and_is_no_prose(line):
    title, _, rest = REPORT.partition("\n")
    report = parse_bytes(f"{title}\n{line}\n{rest}".encode(), "x.txt")
    assert report.meta.published == "2021-01-20"
    assert "unplaced" not in report.prose


def test_links_called_like_sections_above_a_title_begin_none():
    links = "二、主动公开政府信息情况\n一、总体情况\n机构职能"
    report = parse_bytes(f"{links}\n{REPORT}\n二、主动公开政府信息情况\n见网站。".encode(), "x.txt")
    assert report.meta.title == "2020年政府信息公开工作年度报告"
    assert "2020" not in "".join(report.prose.values())
    assert report.prose["unplaced"] == "机构职能"


def test_links_called_like_sections_below_a_report_are_no_prose():
    links = "首页\n相关链接：\n一、总体情况\n六、其他需要报告的事项\n版权所有：某镇"
    report = parse_bytes(f"首页\n政务公开\n{REPORT}\n{links}".encode(), "x.txt")
    assert set(report.prose) == {"overview", "other"}
    assert report.prose["other"] == "无。"
