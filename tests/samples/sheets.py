"""Write spreadsheets: the same bytes every time, numbers as numbers, merged cells merged."""

from __future__ import annotations

import re
from html import escape

from form import Row, placed
from word import package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Block = str | list[Row]
"""A paragraph, or the rows of a table."""


def file(sheets: dict[str, list[Block]]) -> bytes:
    """Return the spreadsheet with these sheets by name."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>'
        for n, name in zip(numbers, sheets, strict=True)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    types += f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    types += '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    types += 'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    root = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    main = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f"{root}{main}</Relationships>",
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f"{root}{related}</Relationships>",
    }
    for n, blocks in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet(blocks)
    return package({name: _HEAD + text for name, text in parts.items()})


def _sheet(blocks: list[Block]) -> str:
    rows: list[str] = []
    merges: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            rows.append(_row(len(rows) + 1, [(0, block)]))
            continue
        for line in placed(block):
            number, column, cells = len(rows) + 1, 0, []
            for cell, up in line:
                if up == 0:
                    cells.append((column, cell.text))
                    if cell.down > 1 or cell.across > 1:
                        last = f"{_letter(column + cell.across - 1)}{number + cell.down - 1}"
                        merges.append(f'<mergeCell ref="{_letter(column)}{number}:{last}"/>')
                column += cell.across
            rows.append(_row(number, cells))
    merged = f"<mergeCells>{''.join(merges)}</mergeCells>" if merges else ""
    data = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'<worksheet xmlns="{_MAIN}">{data}{merged}</worksheet>'


def _row(number: int, cells: list[tuple[int, str]]) -> str:
    whole = "".join(_cell(f"{_letter(column)}{number}", text) for column, text in cells)
    return f'<row r="{number}">{whole}</row>'


def _cell(place: str, text: str) -> str:
    if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", text):
        return f'<c r="{place}"><v>{text}</v></c>'
    inline = f"<is><t>{escape(text)}</t></is>"
    return f'<c r="{place}" t="inlineStr">{inline}</c>' if text else ""


def _letter(column: int) -> str:
    return chr(ord("A") + column)
