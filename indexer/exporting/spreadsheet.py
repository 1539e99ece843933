"""Results as a spreadsheet: a sheet of reports, and one that explains them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from indexer.exporting.explanation import STATUSES, Line, explanation
from indexer.exporting.export import Cell, cells, columns, seen
from indexer.searching.question import SearchRequest
from indexer.searching.search import Searcher

REPORTS, ABOUT = "报告 Reports", "说明 About"
"""The names of the two sheets; reports that one sheet cannot hold go on in ``报告 Reports 2``."""

MOST_ROWS = 1_048_575
"""How many reports a sheet can hold below its heading."""

LONGEST = 32_767
"""How many characters a cell can hold."""

_WIDE = {"title": 48, "issuer": 24, "id": 18, "url": 30, "findings": 24}
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_END = b"</sheetData>"
# What XML has no place for, beside the controls that no cell has.
_UNFIT = re.compile("[\ufffe\uffff]")
# Beyond 2 GiB a file within the package needs the longer form, which not every program reads; a
# cell takes less than this.
_CELL_BYTES, _SHORT_FORM = 100, 2**31
_AT_ONCE = 1 << 16


def xlsx_chunks(
    searcher: Searcher, request: SearchRequest, made: datetime, base: str = ""
) -> Iterator[bytes]:
    """Yield a file with the whole result of a request, from its first row on, in flat memory.

    ``base`` stands before each ``url``. Text is text whatever it begins with: no cell is a formula.
    Raises what the searcher raises of a request, before the first chunk.
    """
    keys = searcher.columns(request)
    total = searcher.search(replace(request, page=1, page_size=1)).total
    told = list(explanation(searcher, request, made))
    sheets = max(1, -(-total // MOST_ROWS))
    names = columns(keys)
    rows = (cells(report, keys, base) for report in searcher.rows(request))
    large = min(total, MOST_ROWS) * len(names) * _CELL_BYTES > _SHORT_FORM
    out = _Pipe()
    with ZipFile(_empty(names, sheets, told)) as form, ZipFile(out, "w") as book:
        filled = {f"xl/worksheets/sheet{n}.xml" for n in range(1, sheets + 1)}
        for name in form.namelist():
            info = ZipInfo(name, made.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            before, end, after = form.read(name).partition(_END if name in filled else b"\0")
            lines = _lines(islice(rows, MOST_ROWS), len(names)) if end else ()
            with book.open(info, "w", force_zip64=large) as part:
                for piece in chain((before,), lines, (end, after)):
                    part.write(piece)
                    if out.size > _AT_ONCE:
                        yield out.taken()
    yield out.taken()


class _Pipe(io.RawIOBase):
    """A file that is only written to, and what was written to it taken away in between."""

    def __init__(self) -> None:
        self._written: list[bytes] = []
        self.size = 0

    def write(self, data: Any, /) -> int:
        """Take bytes in."""
        self._written.append(bytes(data))
        self.size += len(data)
        return len(data)

    def taken(self) -> bytes:
        """Return what has come in since the last time."""
        taken = b"".join(self._written)
        self._written.clear()
        self.size = 0
        return taken


# ── rows ─────────────────────────────────────────────────────────────────────────────────


def _lines(rows: Iterable[Iterable[Cell]], width: int) -> Iterator[bytes]:
    """Write rows as a sheet has them, below its heading."""
    letters = [get_column_letter(n) for n in range(1, width + 1)]
    for number, row in enumerate(rows, 2):
        written = "".join(
            _written(f"{letter}{number}", value)
            for letter, value in zip(letters, row, strict=True)
            if value is not None
        )
        yield f'<row r="{number}">{written}</row>'.encode()


def _written(place: str, value: str | int | float) -> str:
    if not isinstance(value, str):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    text = escape(_UNFIT.sub("\ufffd", value[:LONGEST]))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


# ── all but the rows ─────────────────────────────────────────────────────────────────────


def _empty(names: Sequence[str], sheets: int, told: Iterable[Line]) -> io.BytesIO:
    """Make the file without its reports: their sheets with headings, and the explanation."""
    book = Workbook(write_only=True)
    for n in range(1, sheets + 1):
        sheet = book.create_sheet(REPORTS if n == 1 else f"{REPORTS} {n}")
        sheet.freeze_panes = "B2"
        for number, name in enumerate(names, 1):
            sheet.column_dimensions[get_column_letter(number)].width = _WIDE.get(name, 14)
        sheet.append([_cell(sheet, name, font=_BOLD) for name in names])
    _explain(book, told)
    made = io.BytesIO()
    book.save(made)
    return made


def _explain(book: Any, told: Iterable[Line]) -> None:
    sheet = book.create_sheet(ABOUT)
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 90
    _append(sheet, told)
    sheet.append([])
    sheet.append([_cell(sheet, "状态 Status", font=_BOLD)])
    _append(sheet, STATUSES)


def _append(sheet: Any, lines: Iterable[Line]) -> None:
    for line in lines:
        sheet.append([_cell(sheet, _fit(value), alignment=_WRAPPED) for value in line])


def _fit(value: str | int) -> str | int:
    """Take out of a text what no cell can hold: a query is as it was sent."""
    return _UNFIT.sub("\ufffd", str(seen(value))) if isinstance(value, str) else value


def _cell(sheet: Any, value: str | int, **style: object) -> Any:
    """Make a cell; what is text is never taken for a formula, an error or a link."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    for name, wanted in style.items():
        setattr(cell, name, wanted)
    return cell
