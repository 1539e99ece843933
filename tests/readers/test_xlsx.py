"""Spreadsheets: what the sheets show is read, and what would not load in reason is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from indexer.errors import SourceError, UnreadableFile
from indexer.model import Document, Paragraph, Table
from indexer.readers import read
from indexer.readers.shown import shown

SHEET = "xl/worksheets/sheet1.xml"


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def one_sheet(fill: Callable[[Worksheet], object]) -> bytes:
    book = Workbook()
    fill(book.worksheets[0])
    return saved(book)


def rows(*lines: list[object]) -> bytes:
    return one_sheet(lambda sheet: [sheet.append(line) for line in lines])


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    data = rows(["甲", 1], ["乙", 2])
    return repacked(data, lambda name, old: change(old) if name == SHEET else old)


def blocks(data: bytes) -> list[str | list[str]]:
    """Return paragraphs as texts, tables as lists of ``row.column text`` with spans if any."""
    return [
        block.text if isinstance(block, Paragraph) else cells(block)
        for block in read_xlsx(data).blocks
    ]


def cells(table: Table) -> list[str]:
    spans = {c: f" {c.row_span}x{c.column_span}" for c in table.cells}
    return [f"{c.row}.{c.column} {c.text}{spans[c].replace(' 1x1', '')}" for c in table.cells]


def read_xlsx(data: bytes) -> Document:
    return read(data, "a.xlsx")


# ── values ───────────────────────────────────────────────────────────────────────────────

SHOWN: list[tuple[object, str, str]] = [
    (None, "General", ""),
    (30, "General", "30"),
    (30.0, "General", "30"),
    (5.6, "General", "5.6"),
    (0.1 + 0.2, "General", "0.3"),
    (3249.7499999999995, "General", "3249.75"),
    (1e15, "General", "1000000000000000"),
    (1e-7, "General", "0.0000001"),
    (-8, "General", "-8"),
    (1234567, "#,##0", "1,234,567"),
    (5.6, "0.00", "5.60"),
    (5.6, "0", "6"),
    (5.6, "0.0#", "5.6"),
    (5, "0.##", "5"),
    (0.125, "0.0%", "12.5%"),
    (0.5, "0%", "50%"),
    (8, "#,##0_);[Red](#,##0)", "8"),
    (3249.75, '0.00"万元"', "3249.75万元"),
    (32497500, '0!.0,"万"', "32497500"),
    (32497500, "#,##0,", "32497500"),
    (3, "[$-804]0", "3"),
    (0, "0;-0;;@", "0"),
    (7, "@", "7"),
    (7, "", "7"),
    (True, "General", "TRUE"),
    ("　30 ", "@", "　30 "),
    (datetime(2021, 1, 20), "yyyy-mm-dd", "2021-01-20"),
    (date(2021, 1, 20), "yyyy-mm-dd", "2021-01-20"),
    (datetime(2021, 1, 20, 9, 30), "General", "2021-01-20 09:30:00"),
    (time(9, 30), "hh:mm", "09:30:00"),
]


@pytest.mark.parametrize(("value", "form", "text"), SHOWN, ids=[f"{v!r} {f}" for v, f, _ in SHOWN])
def test_a_value_is_read_as_it_is_shown(value: object, form: str, text: str) -> None:
    assert shown(value, form) == text


# ── sheets ───────────────────────────────────────────────────────────────────────────────


def test_merged_cells_become_spans() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["申请人情况", None, "总计"])
        sheet.append(["自然人", "其他", None])
        sheet.append([1, 2, 3])
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("C1:C2")

    assert blocks(one_sheet(fill)) == [
        ["0.0 申请人情况 1x2", "0.2 总计 2x1", "1.0 自然人", "1.1 其他", "2.0 1", "2.1 2", "2.2 3"]
    ]


def test_prose_stands_between_the_tables() -> None:
    data = rows(
        ["柳溪镇人民政府"],
        ["2020年政府信息公开工作年度报告"],
        ["一、总体情况"],
        ["工作平稳。"],
        ["二、主动公开政府信息情况"],
        ["第二十条"],
        ["信息内容", "本年制发件数"],
        ["规章", None],
        ["三、收到和处理政府信息公开申请情况"],
        ["甲", 1],
        ["六、其他需要报告的事项", None],
        ["没有收取信息处理费。"],
    )
    assert blocks(data) == [
        "柳溪镇人民政府",
        "2020年政府信息公开工作年度报告",
        "一、总体情况",
        "工作平稳。",
        "二、主动公开政府信息情况",
        ["0.0 第二十条", "0.1 ", "1.0 信息内容", "1.1 本年制发件数", "2.0 规章", "2.1 "],
        "三、收到和处理政府信息公开申请情况",
        ["0.0 甲", "0.1 1"],
        "六、其他需要报告的事项",
        "没有收取信息处理费。",
    ]


def test_a_row_below_a_header_may_be_blank_whole() -> None:
    assert blocks(rows(["甲", "乙"])) == [["0.0 甲", "0.1 乙", "1.0 ", "1.1 "]]
    assert blocks(rows(["甲", "乙"], ["丙", 1])) == [["0.0 甲", "0.1 乙", "1.0 丙", "1.1 1"]]
    assert blocks(rows(["甲", 1])) == [["0.0 甲", "0.1 1"]]


def test_blank_rows_part_tables_but_not_rows_of_numbers() -> None:
    data = rows(["甲", "乙"], [], ["丙", 1], [], ["丁", "戊"], ["己", 2])
    assert blocks(data) == [
        ["0.0 甲", "0.1 乙", "1.0 ", "1.1 ", "2.0 丙", "2.1 1"],
        ["0.0 丁", "0.1 戊", "1.0 己", "1.1 2"],
    ]


def test_cells_with_line_breaks_are_one_label() -> None:
    assert blocks(rows(["总\n计", "1"])) == [["0.0 总计", "0.1 1"]]


def test_hidden_sheets_rows_and_columns_are_left_out() -> None:
    book = Workbook()
    shown_sheet, hidden = book.worksheets[0], book.create_sheet("旧")
    hidden.append(["隐", "藏"])
    hidden.sheet_state = "hidden"
    for line in (["甲", "隐", "乙"], ["隐", "隐", "隐"], ["1", "隐", "2"]):
        shown_sheet.append(line)
    shown_sheet.row_dimensions[2].hidden = True
    shown_sheet.column_dimensions["B"].hidden = True
    assert blocks(saved(book)) == [["0.0 甲", "0.1 乙", "1.0 1", "1.1 2"]]


def test_a_cell_merged_over_hidden_ones_is_shown() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["甲", None, "乙"])
        sheet.append([1, 2, 3])
        sheet.merge_cells("A1:B1")
        sheet.column_dimensions["A"].hidden = True

    assert blocks(one_sheet(fill)) == [["0.0 甲", "0.1 乙", "1.0 2", "1.1 3"]]


def test_sheets_are_read_in_order_and_may_be_named_by_their_section() -> None:
    book = Workbook()
    book.worksheets[0].title = "一、总体情况"
    book.worksheets[0].append(["工作平稳。"])
    second = book.create_sheet("二、主动公开政府信息情况")
    second.append(["二、主动公开政府信息情况"])
    second.append(["甲", 1])
    book.create_chartsheet("图").add_chart(BarChart())
    assert blocks(saved(book)) == [
        "一、总体情况",
        "工作平稳。",
        "二、主动公开政府信息情况",
        ["0.0 甲", "0.1 1"],
    ]


def test_a_formula_is_read_by_its_result() -> None:
    data = with_sheet(lambda xml: xml.replace(b"<v>2</v>", b"<f>B1+1</f><v>2</v>"))
    assert blocks(data) == [["0.0 甲", "0.1 1", "1.0 乙", "1.1 2"]]


def test_a_formula_without_result_is_something_unknown() -> None:
    document = read_xlsx(rows(["甲", 1], ["总计", "=SUM(B1:B1)"]))
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert cells(table) == ["0.0 甲", "0.1 1", "1.0 总计", "1.1 ?"]
    assert document.notes


def test_a_stray_cell_far_away_costs_nothing() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["甲", 1])
        sheet["XFD1048576"] = None
        sheet["XFD1048576"].number_format = "0.00"

    assert blocks(one_sheet(fill)) == [["0.0 甲", "0.1 1"]]


# ── what is refused ──────────────────────────────────────────────────────────────────────


def merged(area: str) -> Callable[[], bytes]:
    merges = f'<mergeCells><mergeCell ref="{area}"/></mergeCells></worksheet>'.encode()
    return lambda: with_sheet(lambda xml: xml.replace(b"</worksheet>", merges))


def linked(area: str) -> Callable[[], bytes]:
    links = f'<hyperlinks><hyperlink ref="{area}"/></hyperlinks></worksheet>'.encode()
    return lambda: with_sheet(lambda xml: xml.replace(b"</worksheet>", links))


def declared() -> bytes:
    entities = b'<!DOCTYPE a [<!ENTITY a "b">]><worksheet'
    return with_sheet(lambda xml: xml.replace(b"<worksheet", entities, 1))


def many_cells() -> bytes:
    cells = b"<row>" + b"<c/>" * 200_001 + b"</row></sheetData>"
    return with_sheet(lambda xml: xml.replace(b"</sheetData>", cells))


def bomb() -> bytes:
    return repacked(rows(["甲"]), lambda name, old: b" " * 9_000_000 if name == SHEET else old)


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("a merge over everything", merged("A1:XFD1048576"), "more cells"),
    ("a merge of whole columns", merged("A:XFD"), "more cells"),
    ("a link over everything", linked("A1:XFD1048576"), "more cells"),
    ("too many cells", many_cells, "more cells"),
    ("entities", declared, "entities"),
    ("a bomb", bomb, "unpacks"),
    ("a sheet cut off", lambda: with_sheet(lambda xml: xml[:-20]), "damaged"),
    ("a number that is none", lambda: with_sheet(lambda x: x.replace(b">2<", b">z<")), "damaged"),
    ("nothing", lambda: rows([None]), "empty"),
]


@pytest.mark.parametrize(("make", "reason"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_cannot_be_read_is_refused_with_a_reason(
    make: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_xlsx(make())


CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.binary(max_size=6)), min_size=1, max_size=6
)
WHOLE = rows(["甲", 1, 0.5], ["乙", "=B1", datetime(2021, 1, 1)])
with zipfile.ZipFile(io.BytesIO(WHOLE)) as _archive:
    NAMES = _archive.namelist()


def changed(data: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    for at, new in changes:
        place = at % (len(data) + 1)
        data = data[:place] + new + data[place + max(len(new) - 1, 0) :]
    return data


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES)
def test_any_damage_to_the_file_is_refused_or_read(changes: list[tuple[int, bytes]]) -> None:
    with suppress(SourceError):
        read_xlsx(changed(WHOLE, changes))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(NAMES), changes=CHANGES)
def test_any_damage_to_a_part_is_refused_or_read(
    name: str, changes: list[tuple[int, bytes]]
) -> None:
    data = repacked(WHOLE, lambda n, old: changed(old, changes) if n == name else old)
    with suppress(SourceError):
        read_xlsx(data)
