"""Invented reports whose every text attacks whoever shows it: a folder of them with a manifest."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from html import escape
from pathlib import Path

FORMULAS = (
    "=1+1",
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "宁河;=1+1",
    "＝1+1",
)  # fmt: skip
"""What a spreadsheet would work out."""

SCRIPTS = (
    "<script>document.title='ran'</script>",
    "<img src=x onerror=\"document.title='ran'\">",
    "<svg onload=\"document.title='ran'\">",
    "\"><script>document.title='ran'</script>",
    "' autofocus onfocus='document.title=`ran`",
    "</title><script>document.title='ran'</script>",
    "</textarea></style><script>alert(1)</script>",
    "<iframe srcdoc=\"<script>parent.document.title='ran'</script>\"></iframe>",
    "<a href=\"javascript:document.title='ran'\">年报</a>",
    "javascript:document.title='ran'",
    "data:text/html,<script>document.title='ran'</script>",
    "<style>@import '//example.org/x.css';</style>",
    "<base href='//example.org/'>",
    "<meta http-equiv=refresh content='0;url=//example.org/'>",
    "<form action=//example.org/><button>年报</button></form>",
    "{{7*7}}${7*7}<%= 7*7 %>{% raw %}",
    "%(name)s %s %x",
    "<!--<script>document.title='ran'//-->",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "\u202egnp.exe\u2066<b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;&#60;img src=x onerror=alert(1)&#62;",
)
"""What a browser would run, load or follow if it were markup."""

SAFE_IN_NAMES = str.maketrans({"/": "⁄", "\0": "", "\\": "⧵"})
COLUMNS = ("path", "url", "issuer", "year", "province", "city", "county", "scope", "published")

PAGE = """<html><head><title>{title}</title></head><body>
<h1>{title}</h1>
<p>一、总体情况</p><p>{text}年报{text}</p>
<p>二、主动公开政府信息情况</p>
<table><tr><td>行政许可</td><td>{text}</td></tr></table>
<p>五、存在的主要问题及改进情况</p><p>{text}</p>
<p>六、其他需要报告的事项</p><p>无{text}</p>
</body></html>"""


def hostile_folder(folder: Path, texts: Sequence[str]) -> Path:
    """Write two reports a text: one that says it itself, one of which the manifest does."""
    rows = []
    for n, text in enumerate(texts):
        year = 2019 + n % 5
        name = text.translate(SAFE_IN_NAMES)
        own = folder / f"{n} {name}.html"
        title = f"{text}镇{year}年政府信息公开工作年度报告"
        own.write_text(PAGE.format(title=escape(title), text=escape(text)), "utf-8")
        plain = f"柳溪镇{year}年政府信息公开工作年度报告"
        told = folder / f"{n} {name} told.html"
        told.write_text(PAGE.format(title=plain, text=escape(f"{text}{n}")), "utf-8")
        url = f"https://example.org/{''.join(text.split())}"
        rows.append((told.name, url, text, year, "陕西省", text, text, "own", f"{year + 1}-01-31"))
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return folder
