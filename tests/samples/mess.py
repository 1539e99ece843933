"""What editors, sites and converters do to tables and pages; no value may be wrong for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape

from form import Cell, Row, placed
from report import Part
from texts import pdf_rows, tab_rows

TableWriter = Callable[[list[Row]], str]

# ── tables of pages ──────────────────────────────────────────────────────────────────────


def _table(rows: Iterator[str] | list[str]) -> str:
    return "<table border=1>" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _spans(cell: Cell) -> str:
    return f' rowspan="{cell.down}" colspan="{cell.across}"'


def _with(
    write: Callable[[Cell], str], spans: Callable[[Cell], str] = _spans
) -> Callable[[list[Row]], str]:
    """Return a writer of tables whose cells hold what ``write`` makes of them."""
    return lambda rows: _table(
        ["".join(f"<td{spans(c)}>{write(c)}</td>" for c in row) for row in rows]
    )


def _text(cell: Cell) -> str:
    return escape(cell.text)


def _number(write: Callable[[str], str]) -> TableWriter:
    return _with(lambda c: write(_text(c)) if c.field else _text(c))


def _label(write: Callable[[str], str]) -> TableWriter:
    return _with(lambda c: _text(c) if c.field else write(_text(c)))


def _written_out(rows: list[Row]) -> str:
    """Return a table in which merged cells were taken apart, and their text repeated."""
    return _table(
        ["".join(f"<td>{_text(c)}</td>" * c.across for c, _ in row) for row in placed(rows)]
    )


def _emptied(rows: list[Row]) -> str:
    """Return a table in which merged cells were taken apart, and all but the first left empty."""
    return _table(
        [
            "".join(
                f"<td>{'' if up else _text(c)}</td>" + "<td></td>" * (c.across - 1) for c, up in row
            )
            for row in placed(rows)
        ]
    )


def _by_article(rows: list[Row]) -> str:
    begins = [i for i, row in enumerate(rows) if row[0].text.startswith("第二十条")] or [0]
    ends = [*begins[1:], len(rows)]
    pieces = (rows[begin:end] for begin, end in zip(begins, ends, strict=True))
    return "<div>" + "<br>".join(map(_with(_text), pieces)) + "</div>"


def _total_first(rows: list[Row]) -> str:
    """Return table 3 with its last column moved before the others."""
    moved = []
    for index, row in enumerate(rows):
        first = next((i for i, cell in enumerate(row) if cell.field), 0)
        is_moved = len(rows) > 25 and (first or index == 1)
        moved.append([*row[:first], row[-1], *row[first:-1]] if is_moved else row)
    return _with(_text)(moved)


PAGE_TABLES: Mapping[str, TableWriter] = {
    "labels broken by br": _label(lambda t: "<br>".join(t[i : i + 3] for i in range(0, len(t), 3))),
    "a paragraph a character": _label(lambda t: "".join(f"<p>{c}</p>" for c in t)),
    "merged cells written out": _written_out,
    "merged cells left empty": _emptied,
    "no spans": _with(_text, lambda c: ""),
    "no rowspans": _with(_text, lambda c: f" colspan={c.across}"),
    "no colspans": _with(_text, lambda c: f" rowspan={c.down}"),
    "colspans too wide": _with(
        _text, lambda c: f" rowspan={c.down} colspan={c.across + (c.across > 1)}"
    ),
    "every column twice": _with(_text, lambda c: f" rowspan={c.down} colspan={c.across * 2}"),
    "a table an article": _by_article,
    "the total first": _total_first,
    "hidden rows": lambda rows: _with(_text)(rows).replace(
        "</tr>", "</tr><tr style='display:none'><td>规章</td><td>9</td><td>9</td><td>9</td></tr>"
    ),
    "empty columns behind": lambda rows: _with(_text)(rows).replace("</tr>", "<td></td><td></tr>"),
    "numbers struck out before": _number(lambda t: f"<del>7</del><s>5</s>{t}"),
    "a style strikes out": _number(lambda t: f"<u style='text-decoration:line-through'>3</u>{t}"),
    "numbers in comments": _number(lambda t: f"<!--8-->{t}<!--9-->"),
    "fields to fill in": _number(lambda t: f'<input type="text" value="{t}">'),
    "signs that nobody sees": _number(lambda t: f"\u200b\u2003{t}\ufeff&nbsp;"),
    "notes raised behind labels": _label(lambda t: f"{t}<sup>[1]</sup>" if "数量" in t else t),
    "rows of tabs in pre": lambda rows: f"<pre>{tab_rows(rows)}</pre>",
    "rows of tabs and br": lambda rows: f"<p>{tab_rows(rows)}</p>".replace("\n", "<br>"),
    "lines and br": lambda rows: f"<p>{pdf_rows(rows)}</p>".replace("\n", "<br>"),
    "divs for cells": lambda rows: "".join(f"<div>{_text(c)}</div>" for r in rows for c in r),
    "spans drawn as blocks": lambda rows: "".join(
        f"<span style='display:block'>{_text(c)}</span>" for r in rows for c in r
    ),
}
"""How a table may stand on a page; all of these keep every number of one without blanks."""

# ── tables in texts ──────────────────────────────────────────────────────────────────────


def _drawn(rows: list[Row]) -> str:
    lines = ("│" + "│".join(c.text for c in row) + "│" for row in rows)
    return "├──┼──┤\n".join(f"{line}\n" for line in lines)


def _markdown(rows: list[Row]) -> str:
    head, *body = _drawn(rows).replace("├──┼──┤\n", "").replace("│", "|").splitlines()
    return "\n".join([head, "|---|---|", *body]) + "\n"


def _mid_label(rows: list[Row]) -> str:
    """Return lines in which a row's numbers stand beside the middle of its wrapped label."""
    lines = []
    for row in rows:
        labels = [c.text for c in row if not c.field]
        values = [c.text for c in row if c.field]
        long = labels[-1] if labels and values and len(labels[-1]) > 14 else ""
        if long:
            lines += [" ".join([*labels[:-1], long[:10]]), " ".join(values), long[10:]]
        else:
            lines.append(" ".join([*labels, *values]))
    return "\n".join(lines) + "\n"


TEXT_TABLES: Mapping[str, TableWriter] = {
    "merged cells written out": lambda rows: "\n".join(
        "\t".join(t for c, _ in row for t in [c.text] * c.across) for row in placed(rows)
    ),
    "tabs, no place for merged cells": lambda rows: "\n".join(
        "\t".join(c.text for c in row) for row in rows
    ),
    "a cell a line, no place for merged cells": lambda rows: "\n\n".join(
        "\n".join(f"\t{c.text}" for c in row) for row in rows
    ),
    "labels and numbers on lines of their own": lambda rows: "\n".join(
        " ".join(c.text for c in row if bool(c.field) is is_number)
        for row in rows
        for is_number in (False, True)
    ),
    "drawn lines": _drawn,
    "markdown": _markdown,
    "numbers beside the middle of a label": _mid_label,
    "the first lines lost": lambda rows: pdf_rows(rows[2:] if len(rows) > 25 else rows),
}
"""How a table may stand in a text; the same."""

# ── pages ────────────────────────────────────────────────────────────────────────────────


def _body(parts: list[Part], kinds: tuple[str, ...] = ("title", "heading", "prose")) -> str:
    write = _with(_text)
    return "".join(
        write(list(p.rows)) if p.kind == "table" else f"<p>{escape(p.text)}</p>"
        for p in parts
        if p.kind == "table" or p.kind in kinds
    )


def _headings(parts: list[Part], line: str) -> str:
    return "".join(line.format(p.text) for p in parts if p.kind == "heading")


def _without_title(parts: list[Part]) -> str:
    return _body(parts, ("heading", "prose"))


PAGES: Mapping[str, Callable[[str, str, list[Part]], str]] = {
    "contents": lambda title, issuer, parts: (
        f"<p>目　录</p>{_headings(parts, '<p>{}</p>')}{_body(parts)}"
    ),
    "contents with the numbers of pages": lambda title, issuer, parts: (
        f"<p>目录</p>{_headings(parts, '<p>{}……3</p>')}{_body(parts)}"
    ),
    "contents of links": lambda title, issuer, parts: (
        f"<p>目录</p>{_headings(parts, '<p><a href=#a>{}</a></p>')}{_body(parts)}"
    ),
    "a menu called like the sections": lambda title, issuer, parts: (
        f"<div><ul>{_headings(parts, '<li>{}</li>')}</ul></div><div>{_body(parts)}</div>"
    ),
    "a menu with some of them": lambda title, issuer, parts: (
        f"<ul><li>一、总体情况</li><li>政府信息公开年报</li></ul><h2>{title}</h2>"
        f"<div><span>来源：{issuer}</span><span>发布时间：2022-01-25 10:22</span></div>"
        f"<div>{_without_title(parts)}</div>"
        "<div>上一篇：<a href=a>2019年政府信息公开工作年度报告</a></div>"
    ),
    "a card that bears the title": lambda title, issuer, parts: (
        f"<table><tr><td>索 引 号：</td><td>11-2</td><td>发布机构：</td><td>{issuer}</td></tr>"
        f"<tr><td>标　　题：</td><td colspan=3>{title}</td></tr></table>"
        f"<div><meta name=ContentStart>{_without_title(parts)}<meta name=ContentEnd></div>"
    ),
    "a frame around each paragraph": lambda title, issuer, parts: (
        _body(parts).replace("<p>", "<table><tr><td>").replace("</p>", "</td></tr></table>")
    ),
}
"""What may stand around a report of this title and issuer; none of it is the report's."""
