"""How a sample is written into a file: the text dumps and pages that are met in the wild."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from form import Cell, Row, placed

Lines = list[str]

# ── text ─────────────────────────────────────────────────────────────────────────────────


def cell_a_line(rows: list[Row]) -> str:
    """A converter's dump of a Word table: a tab before each cell, a blank line behind each row."""
    lines = (
        "\n".join("\t" + (cell.text if up == 0 else "") for cell, up in row) for row in placed(rows)
    )
    return "\n\n".join(lines) + "\n\n"


def cell_a_line_broken(rows: list[Row]) -> str:
    """The same where narrow cells were broken into lines, blank ones among them."""
    breaks = {
        "三、本年度办理结果": "三\n、\n本\n年\n度\n办\n理\n结\n果",
        "（三）不予公开": "（三）不予\n\n公开",
        "（四）无法提供": "（四）无法\n\n提供",
        "（五）不予处理": "（五）不予\n\n处理",
        "商业企业": "商业\n企业",
        "法律服务机构": "法律\n服务\n机构",
        "总计": "总 计",
        "本年新制作数量": "本年新\n制作数量",
    }
    broken = [
        [Cell(breaks.get(c.text, c.text), c.down, c.across, c.field) for c in r] for r in rows
    ]
    return cell_a_line(broken)


def tab_rows(rows: list[Row]) -> str:
    """A pasted page or a layout model's output: a line a row, padded to the table's width."""
    lines = []
    for row in placed(rows):
        texts: Lines = []
        for cell, up in row:
            texts += [cell.text if up == 0 else "", *[""] * (cell.across - 1)]
        lines.append("\t".join(texts))
    return "\n".join(lines) + "\n"


def line_a_cell(rows: list[Row]) -> str:
    """The text of a web page: a line a cell, blank lines between, nothing of empty cells."""
    return "\n\n".join(cell.text for row in rows for cell in row if cell.text) + "\n"


def pipe_rows(rows: list[Row]) -> str:
    """A scrape into something like Markdown: merged cells leave no trace."""
    return "\n".join("| " + " | ".join(c.text for c in row) + " |" for row in rows) + "\n"


def pdf_rows(rows: list[Row]) -> str:
    """The text of a PDF: a line a row, long labels wrapped over several."""
    lines: Lines = []
    for row in rows:
        words = [_wrapped(cell.text) for cell in row if cell.text]
        lines.append(" ".join(words))
    return "\n".join(lines) + "\n"


def _wrapped(label: str, width: int = 16) -> str:
    return "\n".join(label[i : i + width] for i in range(0, len(label), width))


# ── pages ────────────────────────────────────────────────────────────────────────────────


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


def plain_page(title: str, body: list[str], charset: str = "utf-8") -> str:
    """A page with nothing on it but the report; tables in ``body`` begin with ``<``."""
    head = f'<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="{charset}">\n'
    head += f"<title>{escape(title)}</title>\n</head>\n<body>\n"
    return head + "\n".join(map(_paragraph, body)) + "\n</body>\n</html>\n"


def word_page(title: str, body: list[str]) -> str:
    """A page saved from Word."""
    paragraphs = "\n".join(_word_paragraph(text) for text in body)
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"\n'
        'xmlns:w="urn:schemas-microsoft-com:office:word">\n<head>\n'
        "<meta http-equiv=Content-Type content='text/html; charset=utf-8'>\n"
        f"<title>{escape(title)}</title>\n"
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml>"
        "<![endif]-->\n<style>\np.MsoNormal {margin:0cm; text-indent:32.0pt}\n</style>\n</head>\n"
        f"<body lang=ZH-CN style='tab-interval:21.0pt'>\n<div class=Section1>\n{paragraphs}\n"
        "</div>\n</body>\n</html>\n"
    )


def site_page(title: str, body: list[str], card: dict[str, str]) -> str:
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
<html><head><meta charset="utf-8">
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


TableWriter = Callable[[list[Row]], str]
