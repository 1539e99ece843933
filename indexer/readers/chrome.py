"""What stands around a report on a web page: what it says of the report, and what it is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from indexer.model import Cell, Table
from indexer.recognise import is_issuer

LABELS = {
    "索引号": "索引号",
    "索取号": "索引号",
    "发布机构": "发布机构",
    "发布机关": "发布机构",
    "公开机构": "发布机构",
    "公开责任部门": "发布机构",
    "发布单位": "发布机构",
    "发文机关": "发布机构",
    "发文单位": "发布机构",
    "责任部门": "发布机构",
    "信息来源": "来源",
    "文章来源": "来源",
    "来源": "来源",
    "发布日期": "发布日期",
    "发布时间": "发布日期",
    "发布于": "发布日期",
    "公开日期": "发布日期",
    "公开时间": "发布日期",
    "信息时间": "发布日期",
    "文章时间": "发布日期",
    "日期": "发布日期",
    "时间": "发布日期",
    "更新日期": "更新日期",
    "更新时间": "更新日期",
    "发文日期": "发文日期",
    "成文日期": "发文日期",
    "生成日期": "发文日期",
    "发文字号": "文号",
    "文号": "文号",
    "名称": "名称",
    "信息名称": "名称",
    "标题": "名称",
    "主题分类": "主题分类",
    "组配分类": "主题分类",
    "体裁分类": "体裁分类",
    "主题词": "主题词",
    "关键词": "主题词",
    "有效性": "有效性",
    "公开方式": "公开方式",
    "公开范围": "公开范围",
    "内容概述": "内容概述",
    "浏览次数": "浏览次数",
    "浏览量": "浏览次数",
    "浏览": "浏览次数",
    "点击": "浏览次数",
    "阅读次数": "浏览次数",
    "访问量": "浏览次数",
    "点击数": "浏览次数",
    "点击率": "浏览次数",
    "字号": "字号",
    "字体": "字号",
    "作者": "作者",
    "编辑": "编辑",
    "责任编辑": "编辑",
    "审核": "审核",
}
"""A label as pages print it → the one name it goes under."""

_WORDS = "|".join(r"\s*".join(label) for label in sorted(LABELS, key=len, reverse=True))
# A label is a field only with its colon; before the colon of another the value ends.
_PAIR = re.compile(
    rf"[\[【(（]?\s*(?P<label>{_WORDS})\s*[\]】)）]?\s*[:：]\s*"
    rf"(?P<value>.*?)\s*(?=[\[【(（|]?\s*(?:{_WORDS})\s*[\]】)）]?\s*[:：]|[|｜\]】]|$)"
)
_DAY = r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_STARTS = re.compile(rf"(?:{_DAY}\s*)?[\[【(（]?\s*(?:{_WORDS})\s*[\]】)）]?\s*[:：]")
# A day beside such pairs that no label belongs to is that of publication.
_LOOSE_DAY = re.compile(rf"^\s*({_DAY})(?=\s)|(?<=\s)({_DAY})\s*$")
_NOISE = re.compile(
    r"(?:您|你)?(?:现在|当前|所在)?的?(?:当前|所在|现在)的?位置.*|首页\s*[>＞»›/].*|.*[>＞»›]\s*正文"
    r"|[\[【(（]?\s*(?:字体|字号)?[:：]?\s*(?:[大中小]\s*){2,3}[\]】)）]?"
    r"|(?:[\[【(（]?\s*(?:打印|关闭|收藏|分享|返回顶部|返回列表|打印本页|关闭窗口|打印此页|关闭本页|纠错)"
    r"\s*[\]】)）]?\s*[|｜]?\s*)+"
    r"|分享(?:到|至).*|扫一扫.*|.*(?:二维码|手机).*(?:打开|浏览|查看)(?:当前|本)页.*|上一[篇条].*|下一[篇条].*"
    r"|(?:主办|承办|协办|技术支持)(?:单位)?[:：].*|版权所有.*|.*ICP备.*|.*公网安备.*|网站标识码.*"
    r"|无障碍(?:浏览|阅读)?|长者(?:模式|版|专版)?|网站地图|联系我们|设为首页|加入收藏|首页|政务公开|信息公开|政府信息公开$|相关(?:链接|阅读|文章)[:：]?"
)
_LONGEST_LINE = 200
_MOST_ROWS = 12


def is_chrome(line: str) -> bool:
    """Tell whether a line is part of the page and not of the report; long lines never are."""
    if len(line) > _LONGEST_LINE:
        return False
    return bool(_NOISE.fullmatch(line) or _STARTS.match(line))


def said_in_lines(lines: Iterable[str]) -> dict[str, str]:
    """Collect what lines such as ``发布时间：2021-01-20 来源：某镇`` say, by name; first wins."""
    said: dict[str, str] = {}
    for line in lines:
        if len(line) <= _LONGEST_LINE:
            said = {**_said_in_line(line), **said}
    return said


def _said_in_line(line: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for pair in _PAIR.finditer(line):
        label, value = LABELS[_squeezed(pair["label"])], pair["value"]
        day = _LOOSE_DAY.search(value)
        if day is not None and "日期" not in label:
            said["发布日期"] = day[0].strip()
            value = value[: day.start()].strip()
        if value:
            said.setdefault(label, value)
    if said and (day := _LOOSE_DAY.match(line)) is not None:
        said.setdefault("发布日期", day[0].strip())
    return said


def source_named(*told: str | None) -> str:
    """Return the first source that is a body's name: 本站 or 互联网 may be one as well."""
    return next((source for source in told if source and is_issuer(source)), "")


def said_in_table(table: Table) -> dict[str, str] | None:
    """Return what an 索引号 table says by name, None if the table is none.

    Such a table pairs labels with values, beside one another or in one cell, and holds two
    labels at least.
    """
    if not table.cells or table.cells[-1].row >= _MOST_ROWS:
        return None
    said: dict[str, str] = {}
    known = 0
    for cell, after in zip(table.cells, (*table.cells[1:], None), strict=True):
        label = LABELS.get(_squeezed(cell.text).strip(":[]"))
        if label is not None:
            known += 1
            if after is not None and after.row == cell.row and not _is_label(after):
                said.setdefault(label, after.text)
        elif pairs := said_in_lines([cell.text]):
            known += len(pairs)
            said = {**pairs, **said}
    return {k: v for k, v in said.items() if v} if known >= 2 else None


def _is_label(cell: Cell) -> bool:
    return _squeezed(cell.text).strip(":[]") in LABELS


def _squeezed(text: str) -> str:
    return "".join(
        unicodedata.normalize("NFKC", text).replace("【", "[").replace("】", "]").split()
    )
