"""How a table is written into a text: the dumps of Word files, pages and PDFs met in the wild."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from form import Cell, Row, placed

Lines = list[str]
TableWriter = Callable[[list[Row]], str]


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


def tab_rows_shifted(rows: list[Row]) -> str:
    """The same, padded beyond its width, one row shifted to the left and parted by a blank line."""
    lines = []
    for line in tab_rows(rows).splitlines():
        cells = line.split("\t")
        if "4.保护第三方合法权益" in cells:
            at = cells.index("4.保护第三方合法权益")
            cells = [cells[at], "", *cells[at + 1 :]]
            lines.append("\t".join([*cells, *[""] * at]) + "\n")
        else:
            lines.append(line + "\t" * (2 if cells[-1] else 1))
    return "\n".join(lines) + "\n"


def tab_rows_torn(rows: list[Row]) -> str:
    """The same as a layout model leaves it: labels on one side, whatever lies below a merged cell
    closed up, the last column's name on a line by itself.
    """
    grid = placed(rows)
    width = sum(cell.across for cell, _ in grid[0])
    lines = []
    for row in grid:
        own = [cell for cell, up in row if up == 0]
        names = [cell.text for cell in own if cell.field is None]
        values = [cell.text for cell in own if cell.field is not None]
        if values and len(values) < width:
            lines.append("\t".join([*names, *[""] * (5 - len(names)), *values]))
        elif names[-1:] == ["其他"]:
            lines += ["\t".join(["", "", *names[:-1]]), "\t" * 6 + names[-1], ""]
        else:
            lines.append("\t".join(names or values))
    return "\n".join(lines) + "\n"


def line_a_cell(rows: list[Row]) -> str:
    """The text of a web page: a line a cell, blank lines between, nothing of empty cells."""
    return "\n\n".join(cell.text for row in rows for cell in row if cell.text) + "\n"


def pipe_rows(rows: list[Row]) -> str:
    """A scrape into something like Markdown: merged cells leave no trace."""
    return "\n".join("| " + " | ".join(c.text for c in row) + " |" for row in rows) + "\n"


def lone_pipes(rows: list[Row]) -> str:
    """A scrape that puts each cell on a line behind a pipe on a line of its own."""
    return "\n".join(f"|\n{c.text}" for row in rows for c in row if c.text) + "\n|\n"


def pdf_rows(rows: list[Row]) -> str:
    """The text of a PDF: a line a row, long labels wrapped over several."""
    lines: Lines = []
    for row in rows:
        words = [_wrapped(cell.text) for cell in row if cell.text]
        lines.append(" ".join(words))
    return "\n".join(lines) + "\n"


def _wrapped(label: str, width: int = 16) -> str:
    return "\n".join(label[i : i + width] for i in range(0, len(label), width))


TABLES: Mapping[str, TableWriter] = {
    "cell_a_line": cell_a_line,
    "cell_a_line_broken": cell_a_line_broken,
    "tab_rows": tab_rows,
    "tab_rows_shifted": tab_rows_shifted,
    "tab_rows_torn": tab_rows_torn,
    "line_a_cell": line_a_cell,
    "pipe_rows": pipe_rows,
    "lone_pipes": lone_pipes,
    "pdf_rows": pdf_rows,
}
"""The ways a table goes into a text, by name."""
