"""Results as a spreadsheet: a sheet of reports, and one that explains them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from indexer.explanation import STATUSES, explanation
from indexer.export import Cell, cells, columns
from indexer.question import SearchRequest
from indexer.search import Searcher

REPORTS, ABOUT = "报告 Reports", "说明 About"
"""The names of the two sheets."""

MOST_ROWS = 1_048_575
"""How many reports a sheet can hold below its heading."""

_WIDE = {"title": 48, "issuer": 24, "id": 18, "url": 30, "findings": 24}
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_xlsx(
    out: IO[bytes], searcher: Searcher, request: SearchRequest, made: datetime, base: str = ""
) -> None:
    """Write the whole result of a request into a file, in flat memory.

    ``base`` stands before each ``url``. Text is text whatever it begins with: no cell is a formula.
    Reports beyond ``MOST_ROWS`` do not fit and are left out; the other sheet has the count found.
    """
    keys = searcher.columns(request)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(REPORTS)
    sheet.freeze_panes = "B2"
    for number, name in enumerate(columns(keys), 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE.get(name, 14)
    sheet.append([_cell(sheet, name, font=_BOLD) for name in columns(keys)])
    for _, report in zip(range(MOST_ROWS), searcher.rows(request), strict=False):
        sheet.append([_cell(sheet, value) for value in cells(report, keys, base)])
    _explain(book, searcher, request, made)
    book.save(out)


def _explain(book: Any, searcher: Searcher, request: SearchRequest, made: datetime) -> None:
    sheet = book.create_sheet(ABOUT)
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 90
    _append(sheet, explanation(searcher, request, made))
    sheet.append([])
    sheet.append([_cell(sheet, "状态 Status", font=_BOLD)])
    _append(sheet, STATUSES)


def _append(sheet: Any, lines: Iterable[Sequence[Cell]]) -> None:
    for line in lines:
        sheet.append([_cell(sheet, value, alignment=_WRAPPED) for value in line])


def _cell(sheet: Any, value: Cell, **style: object) -> Any:
    """Make a cell; what is text is never taken for a formula, an error or a link."""
    if not isinstance(value, str) and not style:
        return value
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    for name, wanted in style.items():
        setattr(cell, name, wanted)
    return cell
