"""Pages: the report out of them, its tables on their grid, and what the page says of it."""

from __future__ import annotations

import time

import pytest

from indexer.errors import UnreadableFile
from indexer.model import Document, Paragraph, Table
from indexer.readers import read
from indexer.readers.html import read_html

TITLE = "青禾县柳溪镇人民政府2020年政府信息公开工作年度报告"
GRID = "<table><tr><td>信息内容</td><td>规章</td></tr><tr><td>行政许可</td><td>0</td></tr></table>"


def prose(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def grids(document: Document) -> list[list[tuple[int, int, str, int, int]]]:
    return [
        [(c.row, c.column, c.text, c.row_span, c.column_span) for c in b.cells]
        for b in document.blocks
        if isinstance(b, Table)
    ]


# ── prose ────────────────────────────────────────────────────────────────────────────────

LINES = [
    ("a paragraph each", "<p>一句。</p><p>二句。</p>", ["一句。", "二句。"]),
    ("breaks", "<div>一句。<br>二句。<br/>三句。</div>", ["一句。", "二句。", "三句。"]),
    ("bare text between blocks", "甲<p>乙</p>丙<div>丁</div>戊", ["甲", "乙", "丙", "丁", "戊"]),
    ("inline tags break no word", "<p>乡<b>村</b><span>振</span><font>兴</font></p>", ["乡村振兴"]),
    ("a raised number", "<p>12<sup>1</sup>件，5<sup><a>10</a></sup> m</p>", ["12¹件，5¹⁰ m"]),
    ("a line break of the source", "<p>乡村\n   振兴</p>", ["乡村振兴"]),
    ("a line break beside numbers", "<p>共 12\n件 and\nmore</p>", ["共 12 件 and more"]),
    ("blanks that indent", "<p>　　&nbsp;&nbsp;\t正文&nbsp;&nbsp;</p>", ["正文"]),
    ("blanks within", "<p>甲&nbsp;&nbsp;　 乙</p>", ["甲 乙"]),
    ("invisible characters", "<p>乡\u200b村\ufeff振&shy;兴</p>", ["乡村振兴"]),
    ("entities", "<p>&#20065;村&lt;振兴&gt;&amp;</p>", ["乡村<振兴>&"]),
    ("list items", "<ul><li>甲</li><li>乙</li></ul>", ["甲", "乙"]),
    ("preformatted", "<pre>甲\n乙\n</pre>", ["甲", "乙"]),
    (
        "comments",
        "<p>甲<!-- 没有 -->乙<!--[if mso]><xml>没有</xml><![endif]--></p>",
        ["甲乙"],
    ),
    ("what is hidden", "<p>甲</p><p style='display: none'>没有</p><p hidden>没有</p>", ["甲"]),
    ("what Word hides", "<p>甲<span style='mso-hide:all'>没有</span>乙</p>", ["甲乙"]),
    (
        "text behind what is left out",
        "<p>甲<script>没有</script>乙<style>没</style>丙</p>",
        ["甲乙丙"],
    ),
    ("Word's own tags", "<p class=MsoNormal><span lang=EN-US>甲<o:p></o:p></span></p>", ["甲"]),
    ("deleted text", "<p>甲<del>没有</del><ins>乙</ins></p>", ["甲乙"]),
    ("nothing closed", "<p>甲<p>乙<div>丙", ["甲", "乙", "丙"]),
    ("no element", "纯文字", ["纯文字"]),
    ("no text", "<html><body></body></html>", []),
    ("nothing", "", []),
]


@pytest.mark.parametrize(("page", "lines"), [c[1:] for c in LINES], ids=[c[0] for c in LINES])
def test_prose_is_a_paragraph_a_line(page: str, lines: list[str]) -> None:
    document = read_html(page)
    assert prose(document) == lines
    assert grids(document) == []


# ── tables ───────────────────────────────────────────────────────────────────────────────

WORD_CELL = (
    "<td width=66 style='padding:0cm 5.4pt'><p class=MsoNormal><span lang=EN-US>{}<o:p></o:p>"
    "</span></p></td>"
)
CELLS = [
    ("plain", "<tr><td>甲</td><th>1</th></tr>", [(0, 0, "甲", 1, 1), (0, 1, "1", 1, 1)]),
    (
        "spans",
        "<tr><td rowspan=2>甲</td><td colspan='2'>乙</td></tr><tr><td>1</td><td>2</td></tr>",
        [(0, 0, "甲", 2, 1), (0, 1, "乙", 1, 2), (1, 1, "1", 1, 1), (1, 2, "2", 1, 1)],
    ),
    (
        "blank cells stay",
        "<tr><td>甲</td><td></td><td>1</td><td>&nbsp;</td></tr>",
        [(0, 0, "甲", 1, 1), (0, 1, "", 1, 1), (0, 2, "1", 1, 1), (0, 3, "", 1, 1)],
    ),
    (
        "Word in every cell",
        f"<tr>{WORD_CELL.format('规章')}{WORD_CELL.format('&nbsp;0')}</tr>",
        [(0, 0, "规章", 1, 1), (0, 1, "0", 1, 1)],
    ),
    (
        "one character a line",
        "<tr><td><p>三</p><p>、</p><p>本</p><p>年</p></td><td>总<br>计</td></tr>",
        [(0, 0, "三、本年", 1, 1), (0, 1, "总计", 1, 1)],
    ),
    (
        "bodies and heads",
        "<thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody>",
        [(0, 0, "甲", 1, 1), (0, 1, "乙", 1, 1), (1, 0, "1", 1, 1), (1, 1, "2", 1, 1)],
    ),
    (
        "nothing closed",
        "<tr><td>甲<td>1<tr><td>乙<td>2",
        [(0, 0, "甲", 1, 1), (0, 1, "1", 1, 1), (1, 0, "乙", 1, 1), (1, 1, "2", 1, 1)],
    ),
    (
        "hidden rows and cells",
        "<tr style='display:none'><td>没</td></tr><tr><td>甲</td><td hidden>没</td><td>1</td></tr>",
        [(0, 0, "甲", 1, 1), (0, 1, "1", 1, 1)],
    ),
    (
        "rows without cells",
        "<tr><td rowspan=3>甲</td><td>1</td></tr><tr></tr><tr><td>2</td></tr>",
        [(0, 0, "甲", 2, 1), (0, 1, "1", 1, 1), (1, 1, "2", 1, 1)],
    ),
    (
        "spans that claim too much",
        "<tr><td rowspan=65000>甲</td><td colspan=65000>1</td></tr><tr><td>2</td><td>3</td></tr>",
        [(0, 0, "甲", 2, 1), (0, 1, "1", 1, 1), (1, 1, "2", 1, 1), (1, 2, "3", 1, 1)],
    ),
    (
        "spans that are no numbers",
        "<tr><td rowspan=x colspan=''>甲</td><td colspan=-3>1</td></tr>",
        [(0, 0, "甲", 1, 1), (0, 1, "1", 1, 1)],
    ),
    (
        "spans to the end",
        "<tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr>",
        [(0, 0, "甲", 2, 1), (0, 1, "1", 1, 1), (1, 1, "2", 1, 1)],
    ),
]


@pytest.mark.parametrize(("rows", "cells"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS])
def test_a_table_lies_on_its_grid(rows: str, cells: list) -> None:
    assert grids(read_html(f"<table>{rows}</table>")) == [cells]


def test_a_span_that_claims_everything_takes_its_table_only() -> None:
    rows = "<tr><td colspan=65000>申请人情况</td></tr><tr><td>自然人</td><td>总计</td></tr>"
    (grid,) = grids(read_html(f"<table>{rows}</table>"))
    assert [cell[3:] for cell in grid] == [(1, 2), (1, 1), (1, 1)]


def test_absurd_spans_cost_nothing() -> None:
    started = time.perf_counter()
    page = "<table>" + "<tr><td rowspan=65000 colspan=65000>a</td><td>b</td></tr>" * 2000
    (grid,) = grids(read_html(page))
    assert len(grid) == 4000
    assert time.perf_counter() - started < 5


LAYOUT = [
    ("a table in a table", f"<table><tr><td>{{}}</td><td>边栏{GRID}</td></tr></table>"),
    ("one cell", "<table><tr><td>{}</td></tr></table>"),
    ("long prose", f"<table><tr><td>甲</td><td>{{}}<p>{'很长的话，' * 50}</p></td></tr></table>"),
]


@pytest.mark.parametrize("page", [c[1] for c in LAYOUT], ids=[c[0] for c in LAYOUT])
def test_a_layout_table_is_gone_through(page: str) -> None:
    document = read_html(page.format(f"<p>一、总体情况</p><p>正文。</p>{GRID}"))
    assert prose(document)[:2] == ["一、总体情况", "正文。"]
    assert len(grids(document)) >= 1


def test_a_table_that_holds_headings_is_layout() -> None:
    page = "<table><tr><td>一、总体情况</td><td></td></tr><tr><td>正文。</td><td></td></tr></table>"
    assert prose(read_html(page)) == ["一、总体情况", "正文。"]


def test_headings_in_rows_of_their_own_part_tables() -> None:
    def number_rows(label: str) -> str:
        return f"<tr><td>{label}</td><td>1</td></tr><tr><td>行政处罚</td><td>2</td></tr>"

    rows = "<caption>一、总体情况</caption>" + number_rows("规章")
    rows += "<tr><td colspan=2>三、收到和处理政府信息公开申请情况</td></tr>" + number_rows("自然人")
    rows += f"<tr><td colspan=2><p>五、存在的主要问题及改进情况</p><p>{'不足。' * 90}</p></td></tr>"
    document = read_html(f"<table>{rows}</table>")
    kinds = [b.text[:2] if isinstance(b, Paragraph) else "grid" for b in document.blocks]
    assert kinds == ["一、", "grid", "三、", "grid", "五、", "不足"]


def test_tables_drawn_without_table_tags_are_found() -> None:
    cells = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", "0", "0", "7"]
    grid = "".join(f"<div class=cell>{text}</div>" for text in cells)
    page = f"<p>一、总体情况</p><p>二、主动公开政府信息情况</p><div>{grid}</div>"
    assert len(grids(read_html(page))) == 1


def test_the_numbered_rows_of_table_3_are_no_headings() -> None:
    rows = "<tr><td>一、本年新收政府信息公开申请数量</td><td>1</td></tr>"
    rows += "<tr><td>四、结转下年度继续办理</td><td>0</td></tr>"
    assert len(grids(read_html(f"<table>{rows}</table>"))) == 1


# ── the report in the page ───────────────────────────────────────────────────────────────

ARTICLE = (
    "<p>依据条例编制本报告。</p><p>一、总体情况</p><p>正文一。</p><p>二、主动公开政府信息情况</p>"
    f"{GRID}<p>六、其他需要报告的事项</p><p>无。</p>"
)
REPORT = ["依据条例编制本报告。", "一、总体情况", "正文一。", "二、主动公开政府信息情况"]
REPORT += ["六、其他需要报告的事项", "无。"]
CARD = (
    "<table><tr><td>索 引 号：</td><td>QH-2021-7</td><td>发布机构：</td><td>青禾县柳溪镇</td></tr>"
    "<tr><td>发文日期：</td><td>2021年1月20日</td><td>主题分类：</td><td></td></tr></table>"
)
CHROME = [
    ("bare", ARTICLE, []),
    ("title in the report", f"<div><p>{TITLE}</p>{ARTICLE}</div>", [TITLE]),
    (
        "title repeated",
        f"<div><h1>{TITLE}</h1><p>发布时间：2021-01-20</p><p>{TITLE}</p>{ARTICLE}</div>",
        [TITLE],
    ),
    (
        "title repeated on two lines",
        f"<div><h1>{TITLE}</h1><p>{TITLE[:10]}</p><p>{TITLE[10:]}</p>{ARTICLE}</div>",
        [TITLE[:10], TITLE[10:]],
    ),
    ("title before the report", f"<h1>{TITLE}</h1><div>{ARTICLE}</div>", [TITLE]),
    (
        "page furniture between title and report",
        f"<h1>{TITLE}</h1><div>发布时间：2021-01-20 来源：柳溪镇</div><div>{ARTICLE}</div>",
        [TITLE],
    ),
    (
        "title on two lines",
        f"<div>青禾县柳溪镇人民政府<br>2020年政府信息公开工作年度报告</div><div>{ARTICLE}</div>",
        ["青禾县柳溪镇人民政府", "2020年政府信息公开工作年度报告"],
    ),
    (
        "menus, path, card, tools, footer",
        "<ul><li><a href='/'>首页</a></li>"
        "<li><a href='/nb'>2019年政府信息公开工作年度报告</a></li></ul>"
        f"<div>当前位置：首页 &gt; 政务公开</div>{CARD}<div id=zoom>{ARTICLE}</div>"
        "<div>【打印】【关闭】</div><div>上一篇：通知</div><div>主办单位：青禾县人民政府</div>",
        [],
    ),
    (
        "furniture within the report's element",
        f"<div><div>【字体：大 中 小】</div>{CARD}{ARTICLE}<p>【打印本页】【关闭窗口】</p>"
        "<p>分享到：微信</p><p>版权所有：青禾县</p></div>",
        [],
    ),
    (
        "a list of links with the report's headings",
        f"<div>{ARTICLE}</div><ul><li><a href='#1'>一、总体情况</a></li></ul><p>尾巴</p>",
        [],
    ),
    ("headings of a hidden template", f"<div>{ARTICLE}</div><p hidden>一、总体情况</p>尾巴", []),
    ("layout tables", f"<table><tr><td>左</td><td><table><tr><td>{ARTICLE}</table></table>", []),
    ("all in a form", f"<form>{ARTICLE}</form>", []),
]


@pytest.mark.parametrize(("page", "before"), [c[1:] for c in CHROME], ids=[c[0] for c in CHROME])
def test_the_report_is_told_from_its_page(page: str, before: list[str]) -> None:
    document = read_html(f"<html><body>{page}</body></html>")
    assert prose(document) == [*before, *REPORT]
    assert len(grids(document)) == 1


def test_lines_within_the_report_that_begin_like_furniture_stay() -> None:
    page = "<p>来源：县政府网</p>" + ARTICLE.replace("正文一。", "公开方式：张贴。")
    lines = prose(read_html(f"<div>{page}</div>"))
    assert "公开方式：张贴。" in lines
    assert "来源：县政府网" not in lines


def test_a_report_of_break_separated_lines() -> None:
    lines = [TITLE, "一、总体情况", "正文。", "二、主动公开政府信息情况"]
    page = f"<div>菜单</div><div>{'<br>'.join(lines)}</div>"
    assert prose(read_html(page)) == lines


def test_a_page_without_any_mark_of_a_report_is_whole() -> None:
    assert prose(read_html("<div>菜单</div><p>关于开会的通知</p>")) == ["菜单", "关于开会的通知"]


# ── what the page says ───────────────────────────────────────────────────────────────────

SAID = [
    (
        "card",
        CARD,
        {"索引号": "QH-2021-7", "发布机构": "青禾县柳溪镇", "发文日期": "2021年1月20日"},
    ),
    (
        "card of one cell each",
        "<table><tr><td>索引号：QH-1</td><td>发布机关：柳溪镇</td></tr></table>",
        {"索引号": "QH-1", "发布机构": "柳溪镇"},
    ),
    (
        "a line",
        "<div>发布时间：2021-01-20 10:11　来源：柳溪镇　浏览次数：3</div>",
        {"发布日期": "2021-01-20 10:11", "发布机构": "柳溪镇"},
    ),
    (
        "a list",
        "<ul><li><b>索引号：</b>QH-2</li><li><b>发布机构：</b><span>柳溪镇</span></li></ul>",
        {"索引号": "QH-2", "发布机构": "柳溪镇"},
    ),
    (
        "a source that is nobody",
        "<div>发布时间：2021-01-20 来源：本站</div>",
        {"发布日期": "2021-01-20"},
    ),
    ("headline", f"<h1>{TITLE}</h1><p>别的</p>", {"标题": TITLE}),
    ("nothing", "<p>别的</p>", {}),
]


@pytest.mark.parametrize(("around", "said"), [c[1:] for c in SAID], ids=[c[0] for c in SAID])
def test_what_stands_around_is_kept_by_name(around: str, said: dict[str, str]) -> None:
    assert read_html(f"<body>{around}<p>别的话。</p><div>{ARTICLE}</div></body>").page == said


def test_the_head_of_the_page_speaks_too() -> None:
    head = (
        f"<title>{TITLE}_青禾县人民政府</title><meta name=ContentSource content=柳溪镇>"
        "<meta name=PubDate content='2021-01-20 08:00'>"
    )
    page = read_html(f"<html><head>{head}</head><body>{ARTICLE}</body></html>").page
    assert page == {"标题": TITLE, "发布机构": "柳溪镇", "发布日期": "2021-01-20 08:00"}


def test_a_title_in_the_head_without_an_issuer_gives_way_to_one_with() -> None:
    head = f"<meta name=ArticleTitle content='政府信息公开年度报告'><title>{TITLE}</title>"
    assert read_html(f"<head>{head}</head><body>{ARTICLE}</body>").page == {"标题": TITLE}


# ── pages that go wrong ──────────────────────────────────────────────────────────────────


def test_a_page_labelled_gb2312_keeps_all_its_tables() -> None:
    page = (
        f"<html><head><meta charset=gb2312></head><body>{ARTICLE}<p>政府信息，镕</p></body></html>"
    )
    document = read(page.encode("gb18030"), "a.html")
    assert len(grids(document)) == 1
    assert prose(document)[-1] == "政府信息，镕"


def test_a_declared_encoding_in_decoded_text_is_no_matter() -> None:
    page = f'<?xml version="1.0" encoding="gb2312"?><html><body>{ARTICLE}</body></html>'
    assert prose(read_html(page)) == REPORT


@pytest.mark.parametrize("depth", [300, 1500])
def test_deep_nesting_loses_nothing(depth: int) -> None:
    page = "<body>" + "<div>" * depth + ARTICLE + "</div>" * depth
    assert prose(read_html(page)) == REPORT


def test_nesting_beyond_reason_is_unreadable() -> None:
    # Older parsers stop in the middle, and so it seems to break off.
    with pytest.raises(UnreadableFile, match=r"nested|breaks off"):
        read_html("<body>" + "<div>" * 5000 + ARTICLE)
