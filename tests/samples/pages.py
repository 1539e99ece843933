"""How a report is written into a web page: by hand, out of Word, by a government's site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from form import Cell, Row, placed

Card = dict[str, str]
"""What a site says of a page beside it: 索引号, issuer, date."""


def plain_table(rows: list[Row]) -> str:
    """A table as a careful person writes it."""
    lines = ['<table border="1">']
    for row in rows:
        lines.append("<tr>" + "".join(_plain_cell(cell) for cell in row) + "</tr>")
    return "\n".join([*lines, "</table>"])


def _plain_cell(cell: Cell) -> str:
    return f"<td{_spans(cell)}>{escape(cell.text)}</td>"


def word_table(rows: list[Row]) -> str:
    """A table pasted from Word: every cell wrapped, sizes everywhere, empty cells with a blank."""
    lines = ["<div align=center><table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>"]
    for row in rows:
        lines.append(" <tr style='mso-yfti-irow:1;height:22.7pt'>")
        lines += [_word_cell(cell) for cell in row]
        lines.append(" </tr>")
    return "\n".join([*lines, "</table></div>"])


def _word_cell(cell: Cell) -> str:
    text = escape(cell.text) or "&nbsp;"
    # Word cuts a run where the font changes, in the middle of words too.
    runs = f"<span style='font-family:仿宋'>{text[:3]}</span><span lang=EN-US>{text[3:]}</span>"
    whole = runs if len(cell.text) > 6 else f"<span lang=EN-US>{text}<o:p></o:p></span>"
    return (
        f"  <td width=66{_spans(cell)} valign=center style='padding:0cm 5.4pt'>\n"
        f"  <p class=MsoNormal align=center style='text-align:center'>{whole}</p>\n  </td>"
    )


def _spans(cell: Cell) -> str:
    down = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    across = f' colspan="{cell.across}"' if cell.across > 1 else ""
    return down + across


def nested_table(rows: list[Row]) -> str:
    """A table within tables that only arrange the page; header cells, blanks as ``&nbsp;``."""
    head, body = rows[:1], rows[1:]
    lines = ["".join(_th(cell) for cell in row) for row in head]
    inside = ["".join(_nested_cell(cell) for cell in row) for row in body]
    return (
        '<table width="98%" align="center"><tbody><tr><td align="center"><table border="1">'
        f"<thead><tr>{lines[0]}</tr></thead>\n<tbody>"
        + "\n".join(f"<tr>{line}</tr>" for line in inside)
        + "</tbody></table></td></tr></tbody></table>"
    )


def _th(cell: Cell) -> str:
    return f"<th{_spans(cell)}><div><b>{escape(cell.text)}</b></div></th>"


def _nested_cell(cell: Cell) -> str:
    half = len(cell.text) // 2
    broken = f"{escape(cell.text[:half])}<br/>{escape(cell.text[half:])}"
    text = broken if len(cell.text) > 12 else escape(cell.text)
    return f"<td{_spans(cell)}><div><font size=2>{text or '&nbsp;'}</font></div></td>"


def split_table(rows: list[Row], most: int = 11) -> str:
    """One table as several, cut as by pages of print: what spans the cut is written again."""
    grid = placed(rows)
    head = _header_height(rows)
    tables = []
    for start in range(0, len(rows), most):
        chunk = []
        for index in range(start, min(start + most, len(rows))):
            cells = [(c, up) for c, up in grid[index] if up == 0 or index == start]
            left = min(start + most, len(rows)) - index
            chunk.append([Cell(c.text, min(c.down - up, left), c.across) for c, up in cells])
        again = rows[:head] if start else []
        tables.append(plain_table([*again, *chunk]))
    return "\n<p>&nbsp;</p>\n".join(tables)


def _header_height(rows: list[Row]) -> int:
    """Return how many rows stand again on each page: those of a header that is for all rows."""
    return max(cell.down for cell in rows[0]) if len(rows) > 25 else 0


def plain_page(title: str, body: list[str], card: Card, charset: str) -> str:
    """A page with nothing on it but the report; tables in ``body`` begin with ``<``."""
    head = f'<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="{charset}">\n'
    head += f"<title>{escape(title)}</title>\n</head>\n<body>\n"
    return head + "\n".join(map(_paragraph, body)) + "\n</body>\n</html>\n"


def word_page(title: str, body: list[str], card: Card, charset: str) -> str:
    """A page saved from Word."""
    paragraphs = "\n".join(_word_paragraph(text) for text in body)
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"\n'
        'xmlns:w="urn:schemas-microsoft-com:office:word">\n<head>\n'
        f"<meta http-equiv=Content-Type content='text/html; charset={charset}'>\n"
        f"<title>{escape(title)}</title>\n"
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml>"
        "<![endif]-->\n<style>\np.MsoNormal {margin:0cm; text-indent:32.0pt}\n</style>\n</head>\n"
        f"<body lang=ZH-CN style='tab-interval:21.0pt'>\n<div class=Section1>\n{paragraphs}\n"
        "</div>\n</body>\n</html>\n"
    )


def site_page(title: str, body: list[str], card: Card, charset: str) -> str:
    """A government site's page: menu, path, 索引号 table, layout tables, share bar, footer.

    The report's own text has no title; the page shows it above.
    """
    names = list(card)
    rows = "".join(
        f"<tr><td>{a}：</td><td>{card[a]}</td><td>{b}：</td><td>{card[b]}</td></tr>"
        for a, b in zip(names[::2], names[1::2], strict=True)
    )
    inner = "\n".join(_paragraph("　　" + t if not t.startswith("<") else t) for t in body)
    return f"""<!DOCTYPE html>
<html><head><meta charset="{charset}">
<meta name="SiteName" content="示例政府网">
<meta name="ArticleTitle" content="{escape(title)}">
<meta name="PubDate" content="{card["发布日期"]} 09:30">
<title>{escape(title)}_示例政府网</title>
<script>var tip = "一、总体情况";</script>
<style>.nav li {{ float: left }}</style></head>
<body>
<div class="top"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/nb/2019.html">2019年政府信息公开工作年度报告</a></li></ul></div>
<div class="path">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 正文</div>
<table class="card" width="900">{rows}</table>
<table width="900"><tr><td width="700">
<h1>{escape(title)}</h1>
<div class="info">发布时间：{card["发布日期"]} 09:30　来源：{card["发布机构"]}
浏览次数：<span>128</span> 次　【字体：大 中 小】</div>
<table width="100%"><tr><td class="content">
{inner}
</td></tr></table>
<div style="display:none">一、总体情况 隐藏的模板文字</div>
<div class="tools">【打印本页】【关闭窗口】</div>
</td><td width="200"><p>相关阅读</p><ul><li><a href="/a.html">一、总体情况</a></li></ul></td></tr>
</table>
<div class="footer">主办单位：示例政府办公室　版权所有</div>
</body></html>
"""


def nested_page(title: str, body: list[str], card: Card, charset: str) -> str:
    """An old site's page: frames of tables, lines parted by ``<br>``, and no paragraph at all."""
    text = "".join(
        t if t.startswith("<") else f"&nbsp;&nbsp;&nbsp; {escape(t)}<br>\n" for t in body
    )
    said = "".join(f"<tr><td>{n}</td><td>{escape(v)}</td></tr>" for n, v in card.items())
    menu = "".join(
        f"<td><a href='/{n}.html'>{n}</a></td>" for n in ("机构职能", "公开年报", "复议诉讼")
    )
    return f"""<HTML><HEAD><META content="text/html; charset={charset}" http-equiv=Content-Type>
<TITLE>{escape(title)}-示例信息网</TITLE></HEAD>
<BODY><TABLE width=1000><TR>{menu}</TR></TABLE>
<TABLE width=1000><TR><TD width=220 vAlign=top>
<TABLE><TR><TD>公开指南</TD></TR>
<TR><TD><A href="nb.html">二、主动公开政府信息情况</A></TD></TR></TABLE>
</TD><TD vAlign=top><TABLE border=1>{said}</TABLE>
<TABLE><TR><TD align=middle><B>{escape(title)}</B></TD></TR><TR><TD>
<SPAN id=zoom>{text}</SPAN></TD></TR></TABLE></TD></TR></TABLE>
<TABLE><TR><TD>版权所有：示例政府办公室 ICP备00000000号</TD></TR></TABLE></BODY></HTML>
"""


def _paragraph(text: str) -> str:
    return text if text.startswith("<") else f"<p>{escape(text)}</p>"


def _word_paragraph(text: str) -> str:
    if text.startswith("<"):
        return text
    half = len(text) // 2
    return (
        "<p class=MsoNormal style='text-indent:32.0pt'><span\nstyle='font-size:16.0pt;"
        f"font-family:仿宋'>{escape(text[:half])}</span><b><span lang=EN-US>{escape(text[half:])}"
        "</span></b><o:p></o:p></p>"
    )


LOOKS: Mapping[str, tuple[Callable[[str, list[str], Card, str], str], Callable[[list[Row]], str]]]
LOOKS = {
    "plain_page": (plain_page, plain_table),
    "word_page": (word_page, word_table),
    "site_page": (site_page, plain_table),
    "nested_page": (nested_page, nested_table),
    "split_page": (plain_page, split_table),
}
"""How a page is written, and how a table on it, by name."""
