"""Tables that are drawn: which rulings make cells, and which characters stand in them."""

from __future__ import annotations

from tests.readers.sheets import WIDTH, Sheet, cell_texts, form_sheet, tables_of, texts_of


def test_characters_of_one_number_stand_close() -> None:
    sheet = form_sheet()
    for x in (5, 11):
        sheet.cell(1, 1, "1", dx=x)
    for x in (5, 20):
        sheet.cell(1, 2, "1", dx=x)
    sheet.cell(1, 3, "1 2")
    assert cell_texts(sheet.read()) == ["规章", "11", "1 1", "1 2"]


def test_numbers_one_under_the_other_stay_two() -> None:
    sheet = form_sheet()
    sheet.cell(1, 1, "12")
    sheet.cell(1, 1, "34", dy=15)
    sheet.cell(1, 2, "1,81")
    sheet.cell(1, 2, "2", dy=15)
    sheet.cell(1, 3, "12345678901234567")
    sheet.cell(1, 3, "89", dy=15)
    assert cell_texts(sheet.read()) == ["规章", "12\n34", "1,812", "1234567890123456789"]


def test_what_is_struck_through_is_not_read_and_what_a_line_only_touches_is() -> None:
    sheet = form_sheet()
    sheet.cell(1, 1, "9")
    sheet.cell(1, 1, "135", dx=10)
    sheet.line(77, 137, 77, 137)
    sheet.line(72 + WIDTH + 5, 139, 72 + WIDTH + 10, 139)
    sheet.cell(1, 2, "12")
    sheet.line(72 + 2 * WIDTH + 5, 144.5, 72 + 2 * WIDTH + 15, 144.5)
    sheet.cell(1, 3, "7", dy=-5)
    assert cell_texts(sheet.read()) == ["规章", "135", "12", "7"]


def test_a_number_over_a_ruling_is_nobodys() -> None:
    sheet = form_sheet()
    sheet.cell(1, 1, "1234567", dx=-18)
    sheet.cell(1, 3, "5")
    (table,) = tables_of(sheet.read())
    row = [(c.column, c.column_span, c.text) for c in table.cells if c.row == 1]
    assert row == [(0, 2, "规章 1234567"), (2, 1, ""), (3, 1, "5")]


def test_a_ruling_left_out_merges_cells() -> None:
    sheet = Sheet()
    for y in (100, 130, 160):
        sheet.line(72, y, 432, y)
    for x in (72, 162, 432):
        sheet.line(x, 100, x, 160)
    for x in (252, 342):
        sheet.line(x, 130, x, 160)
    sheet.cell(0, 1, "本年制发件数")
    sheet.cell(1, 1, "3")
    (table,) = tables_of(sheet.read())
    found = [(c.row, c.column, c.column_span, c.text) for c in table.cells if c.text]
    assert found == [(0, 1, 3, "本年制发件数"), (1, 1, 1, "3")]


def test_a_gap_that_is_too_narrow_for_text_is_no_row() -> None:
    sheet = Sheet()
    sheet.line(72, 100, 432, 100)
    sheet.line(72, 126, 432, 126)
    for y in (130, 160):
        sheet.line(162, y, 432, y)
    sheet.line(72, 164, 432, 164)
    for x, begin in ((72, 100), (162, 128), (252, 130), (342, 130), (432, 100)):
        sheet.line(x, begin, x, 164)
    for column, text in enumerate(("三、办理结果", "1", "2", "3")):
        sheet.cell(1, column, text)
    assert cell_texts(sheet.read()) == ["三、办理结果", "1", "2", "3"]


def test_a_border_lost_in_part_merges_to_a_rectangle() -> None:
    sheet = Sheet()
    sheet.rulings(3, 1)
    sheet.line(72, 160, 342, 160)
    for x in (72, 162, 342):
        sheet.line(x, 130, x, 160)
    sheet.canvas.setStrokeColorRGB(0, 0, 0)
    sheet.cell(1, 1, "3")
    sheet.cell(1, 2, "4")
    sheet.cell(0, 1, "甲")
    (table,) = tables_of(sheet.read())
    assert ("3 4", 2) in [(c.text, c.column_span) for c in table.cells]


def test_open_sides_end_where_the_lines_across_end() -> None:
    sheet = Sheet()
    for y in (100, 130, 160):
        sheet.line(72, y, 432, y)
    for x in (162, 252, 342):
        sheet.line(x, 100, x, 160)
    for column, text in enumerate(("规章", "1", "2", "3")):
        sheet.cell(1, column, text)
    assert cell_texts(sheet.read()) == ["规章", "1", "2", "3"]


def test_a_diagonal_and_a_frame_around_text_are_no_tables() -> None:
    sheet = form_sheet()
    sheet.line(72, 100, 162, 130)
    sheet.cell(1, 1, "1")
    sheet.canvas.rect(60, 100, 470, 100)
    sheet.text(72, 700, "框内的文字也是正文。")
    document = sheet.read()
    assert cell_texts(document) == ["规章", "1", "", ""]
    assert texts_of(document)[-1] == "框内的文字也是正文。"
