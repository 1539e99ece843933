"""The official tables: their cells tile the grid, and headings stand where the form has them."""

from __future__ import annotations

import pytest

from indexer.catalogue import Catalogue
from webui.forms import Form, FormCell, lay_out

TABLES = [(template, number) for template in ("2019", "2021") for number in (2, 3, 4)]
TABLES += [("older", 1)]


def form(catalogue: Catalogue, template: str, number: int) -> Form:
    tables = (*catalogue.tables, catalogue.older)
    return next(lay_out(t, template) for t in tables if t.number == number)


def grid(lines: list[list[FormCell]]) -> list[list[FormCell | None]]:
    """Lay cells out as a browser does, each over all the places it spans."""
    taken: dict[tuple[int, int], FormCell] = {}
    for row, line in enumerate(lines):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            for i in range(cell.row_span):
                for j in range(cell.column_span):
                    assert (row + i, column + j) not in taken
                    taken[row + i, column + j] = cell
    height, width = (1 + max(place[k] for place in taken) for k in (0, 1))
    return [[taken.get((row, column)) for column in range(width)] for row in range(height)]


@pytest.mark.parametrize(("template", "number"), TABLES)
def test_cells_tile_the_table(catalogue: Catalogue, template: str, number: int) -> None:
    shown = form(catalogue, template, number)
    lines = [*shown.head, *(line for block in shown.blocks for line in block)]
    whole = grid(lines)
    assert len(whole) == len(lines)
    assert all(cell is not None for row in whole for cell in row)


@pytest.mark.parametrize(("template", "number"), TABLES)
def test_every_field_has_its_place(catalogue: Catalogue, template: str, number: int) -> None:
    shown = form(catalogue, template, number)
    keys = [c.key for block in shown.blocks for line in block for c in line if c.key]
    assert keys == [f.key for f in catalogue.printed(template) if f.table == number]


def headings(lines: tuple[list[FormCell], ...]) -> list[list[tuple[str, int, int]]]:
    return [[(c.text, c.row_span, c.column_span) for c in line if c.key is None] for line in lines]


def test_the_head_of_table_3_is_that_of_the_form(catalogue: Catalogue) -> None:
    first, second, third = headings(form(catalogue, "2021", 3).head)
    assert [(rows, columns) for _, rows, columns in first] == [(3, 3), (1, 7)]
    assert second == [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)]
    assert [text for text, *_ in third] == [
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
    ]


def test_the_groups_of_table_3_reach_over_their_rows(catalogue: Catalogue) -> None:
    [lines] = form(catalogue, "2019", 3).blocks
    spans = {c.text: (c.row_span, c.column_span) for line in lines for c in line if c.key is None}
    assert spans["三、本年度办理结果"] == (20, 1)
    assert spans["（三）不予公开"] == (8, 1)
    assert spans["（一）予以公开"] == (1, 2)
    assert spans["四、结转下年度继续办理"] == (1, 3)


def test_table_4_stands_in_one_line(catalogue: Catalogue) -> None:
    shown = form(catalogue, "2019", 4)
    first, second, third = headings(shown.head)
    assert first == [("行政复议", 1, 5), ("行政诉讼", 1, 10)]
    assert second[:2] == [("结果维持", 2, 1), ("结果纠正", 2, 1)]
    assert second[5:] == [("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)]
    assert len(third) == 10
    assert [len(line) for block in shown.blocks for line in block] == [15]


def test_the_last_column_of_a_short_block_fills_table_2(catalogue: Catalogue) -> None:
    blocks = form(catalogue, "2021", 2).blocks
    assert headings(blocks[0])[0] == [("第二十条第（一）项", 1, 4)]
    assert headings(blocks[1])[1] == [("信息内容", 1, 1), ("本年处理决定数量", 1, 3)]
    assert [c.text for c in blocks[2][0]] == ["第二十条第（六）项"]
    assert len(blocks[2]) == 4


def test_the_statistics_before_2019_have_a_line_an_indicator(catalogue: Catalogue) -> None:
    shown = form(catalogue, "older", 1)
    assert headings(shown.head) == [[("统计指标", 1, 1), ("单位", 1, 1), ("统计数", 1, 1)]]
    group, line, *_ = headings(shown.blocks[0])
    assert group == [("一、主动公开情况", 1, 3)]
    assert [text for text, *_ in line][1] == "条"
