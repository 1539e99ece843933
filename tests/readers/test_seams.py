"""Rows at a page's edge: halves of one, or two; and which tables go on over a page."""

from __future__ import annotations

import pytest

from indexer.model import Cell
from indexer.readers.pdf.grids import Grid
from indexer.readers.pdf.seams import goes_on, whole_table

FIRST = ["（三）不予公开", "1.属于国家秘密", "0", "0"]


def part(page: int, *rows: list[str], edges: tuple[float, ...] = ()) -> Grid:
    cells = [Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    xs = edges or tuple(40.0 * x for x in range(len(rows[0]) + 1))
    return Grid(page, xs, tuple(20.0 * y for y in range(len(rows) + 1)), tuple(cells))


def joined(*parts: Grid) -> list[list[str]]:
    """Return the texts of the whole table without its first row."""
    rows: dict[int, list[str]] = {}
    for cell in sorted(whole_table(parts).cells, key=lambda c: (c.row, c.column)):
        rows.setdefault(cell.row, []).append(cell.text)
    return [row for row in rows.values() if row != FIRST]


ONE = {
    "a label behind its number": (
        ["", "8.", "1", "5"], ["", "属于行政查询事项", "807596", "860739"],
        ["", "8.属于行政查询事项", "1\n807596", "5\n860739"],
    ),
    "a label none of the form's": (
        ["", "2.申", "2,", "789"], ["", "请人逾期未按收费通知要求缴纳费用", "437", ""],
        ["", "2.申请人逾期未按收费通知要求缴纳费用", "2,437", "789"],
    ),
    "units below their numbers": (
        ["", "2.申", "44", "1,"], ["", "请人逾期未按收费通知要求缴纳费用", "项", "575"],
        ["", "2.申请人逾期未按收费通知要求缴纳费用", "44项", "1,575"],
    ),
    "a label that ends in a unit": (
        ["", "8.属于行政查询事", "", ""], ["", "项", "0", "2"],
        ["", "8.属于行政查询事项", "0", "2"],
    ),
    "a bracket alone above": (
        ["（", "1.本", "６９", ""], ["四）无法提供", "机关不掌握相关政府信息", "６", ""],
        ["（四）无法提供", "1.本机关不掌握相关政府信息", "６９\n６", ""],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("above", "below", "whole"), ONE.values(), ids=ONE)
def test_halves_are_one_row_and_its_numbers_are_not_parted(above, below, whole) -> None:
    assert joined(part(0, FIRST, above), part(1, below)) == [whole]


TWO = {
    "each with its label": (
        ["", "8.属于行政查询事项", "1", "5"],
        ["（四）无法提供", "1.本机关不掌握相关政府信息", "2", "6"],
    ),
    "numbers under words": (
        ["", "（七）总计", "总计", ""], ["", "四、结转下年度继续办理", "2", "6"],
    ),
    "a label none of the form's above one of it": (
        ["", "9.属于其他情形", "1", "5"], ["", "（七）总计", "2", "6"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("above", "below"), TWO.values(), ids=TWO)
def test_rows_of_their_own_stay_two(above, below) -> None:
    assert joined(part(0, FIRST, above), part(1, below)) == [above, below]


def test_a_row_with_no_label_but_its_groups_is_a_half() -> None:
    above, below = ["三、", "（一）予以公开", "167647", "3356"], ["", "", "6", "887"]
    lower = part(1, below, ["", "（二）部分公开", "0", "0"])
    group = Cell(0, 0, "本年度办理结果", 2)
    cells = (group, *(c for c in lower.cells if c.column))
    whole = joined(part(0, FIRST, above), Grid(1, lower.xs, lower.ys, cells))
    assert whole[0] == ["三、本年度办理结果", "（一）予以公开", "167647\n6", "3356\n887"]


def test_rows_repeated_on_the_next_page_count_once_though_they_hold_numbers() -> None:
    again, new = ["", "2.重复申请", "3", "4"], ["", "3.要求提供公开出版物", "5", "6"]
    other = ["", "4.无正当理由大量反复申请", "7", "8"]
    assert joined(part(0, again, new), part(1, again, other)) == [again, new, other]


@pytest.mark.parametrize(
    ("above", "below", "is_one"),
    [
        pytest.param((0, 40, 80, 400), (0, 40, 80, 400), True, id="alike"),
        pytest.param((0, 200, 400), (0, *range(50, 401, 50)), True, id="a wide header above"),
        pytest.param((0, 40, 80, 400), (0, 40, 80, 300), False, id="narrower"),
        pytest.param(
            (0, *range(50, 401, 50)), (0, *range(30, 400, 60), 400), False, id="other columns"
        ),
    ],
)
def test_a_table_goes_on_in_the_same_columns(above, below, is_one) -> None:
    upper = part(0, ["1"] * (len(above) - 1), edges=tuple(map(float, above)))
    lower = part(1, ["1"] * (len(below) - 1), edges=tuple(map(float, below)))
    assert goes_on(upper, lower) is is_one
