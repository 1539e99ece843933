"""Spreadsheets: the prose and the tables of each sheet as they are shown."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils.cell import range_boundaries

from indexer.errors import UnreadableFile
from indexer.model import Block, Cell, Document, Paragraph, Status
from indexer.numerals import read_number
from indexer.readers.package import Package, parse_xml
from indexer.readers.parting import filled, parted
from indexer.readers.shown import shown
from indexer.readers.white import split_lines
from indexer.recognise import heading

_MOST_CELLS = 200_000
"""A report's tables have some 500; what claims more is no report, and may be an attack."""

_TOO_MANY = "the spreadsheet claims more cells than a report can have"

_LAST = 1_048_576
"""No sheet has more rows or columns."""

_NOT_COMPUTED = "?"
"""Stands for a formula whose result is not in the file: something is there, nobody can say what."""

# What openpyxl lets out on files that are damaged in the middle; it promises no error of its own.
_DAMAGES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    openpyxl.utils.exceptions.InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
)


def read_xlsx(data: bytes) -> Document:
    """Read a spreadsheet, sheet by sheet; hidden sheets, rows and columns are left out.

    Numbers are read as they are shown, formulas by the results kept in the file. Raises
    ``UnreadableFile`` for a damaged or protected file, and one that claims absurdly many cells.
    """
    has_open_formulas = _survey(Package(data))
    book = _load(data, data_only=True)
    formulas = _load(data, data_only=False) if has_open_formulas else None
    blocks: list[Block] = []
    not_computed = False
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            unknown = _not_computed(sheet, formulas)
            not_computed = not_computed or bool(unknown)
            blocks += _sheet(sheet, unknown)
    if not blocks:
        raise UnreadableFile("the file is empty")
    notes = ("some formulas have no result in the file",) if not_computed else ()
    return Document(tuple(blocks), "xlsx", notes=notes)


def _load(data: bytes, *, data_only: bool) -> Any:
    with warnings.catch_warnings():
        # About charts and the like, which nobody reads here.
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(data), data_only=data_only, keep_links=False)
        except _DAMAGES as e:
            raise UnreadableFile("the spreadsheet is damaged") from e


# ── before it is loaded ──────────────────────────────────────────────────────────────────


def _survey(package: Package) -> bool:
    """Refuse what would not load in reason; tell whether a formula has no result in the file."""
    cells = area = 0
    has_open = False
    for name in package.names:
        data = b"" if name.startswith("xl/media/") else (package.part(name) or b"")
        if not data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
            continue
        for element in parse_xml(data).iter():
            kind = etree.QName(element).localname
            if kind == "c":
                cells += 1
                has_open |= _is_open(element)
            elif kind in ("mergeCell", "hyperlink"):
                area += _area(element.get("ref", ""))
        if cells > _MOST_CELLS or area > _MOST_CELLS:
            raise UnreadableFile(_TOO_MANY)
    return has_open


def _is_open(cell: etree._Element) -> bool:
    """Tell whether a cell's formula has no result; that of a text may be an empty text."""
    texts = {etree.QName(child).localname: child.text for child in cell}
    return "f" in texts and not texts.get("v") and cell.get("t") != "str"


def _area(reference: str) -> int:
    try:
        left, top, right, bottom = range_boundaries(reference)
        return int((right - left + 1) * (bottom - top + 1))
    except (TypeError, ValueError):
        # Whole rows or columns (A:C), or nothing that openpyxl will take.
        return _MOST_CELLS + 1 if ":" in reference else 0


# ── a sheet ──────────────────────────────────────────────────────────────────────────────


def _not_computed(sheet: Any, formulas: Any) -> set[tuple[int, int]]:
    """Return the places of formulas whose result is not in the file."""
    if formulas is None:
        return set()
    twin = formulas[sheet.title]
    places = (place for place, cell in twin._cells.items() if cell.data_type == "f")
    return {place for place in places if _value(sheet, place) is None}


def _value(sheet: Any, place: tuple[int, int]) -> object:
    cell = sheet._cells.get(place)
    return None if cell is None else cell.value


def _sheet(sheet: Any, unknown: set[tuple[int, int]]) -> Iterator[Block]:
    grid = _Grid(sheet, unknown)
    name = heading(sheet.title)
    beside = Counter(row for row, _ in grid.texts)
    lines = (text for (row, _), text in grid.texts.items() if beside[row] == 1)
    if name is not None and not any(map(heading, lines)):
        # A sheet for each section, named after it.
        yield Paragraph(sheet.title.strip())
    for part in grid.parts():
        yield from _blocks(part)


class _Grid:
    """What a sheet shows: its visible rows and columns with any text, numbered as in the sheet.

    Of the blank rows below a header, the first is kept.
    """

    def __init__(self, sheet: Any, unknown: set[tuple[int, int]]) -> None:
        # Its rows can't be asked for: each of a million that a stray format claims would be made.
        whole = {place: _text(cell) for place, cell in sheet._cells.items()}
        whole |= dict.fromkeys(unknown, _NOT_COMPUTED)
        self.hidden_rows = _hidden(sheet.row_dimensions)
        hidden_columns = _hidden(sheet.column_dimensions)
        self.texts = {
            (row, column): text
            for (row, column), text in whole.items()
            if text and row not in self.hidden_rows and column not in hidden_columns
        }
        self.columns = sorted({column for _, column in self.texts})
        written = {row for row, _ in self.texts}
        # The row below a header may be one whose cells were all left blank.
        blank = {self._below(row) for row in written if self._is_header(row)} - written
        self.rows = sorted(written | blank)
        if len(self.rows) * len(self.columns) > _MOST_CELLS:
            raise UnreadableFile(_TOO_MANY)
        self.merges: dict[tuple[int, int], tuple[int, int]] = {}
        self.covered: set[tuple[int, int]] = set()
        for merge in sheet.merged_cells.ranges:
            self._merge(merge, whole.get((merge.min_row, merge.min_col), ""))

    def _merge(self, merge: Any, text: str) -> None:
        """Keep a merged cell by the first of its places that is visible, where its text shows."""
        rows = _within(self.rows, merge.min_row, merge.max_row)
        columns = _within(self.columns, merge.min_col, merge.max_col)
        places = {(row, column) for row in rows for column in columns}
        if places:
            origin = (rows[0], columns[0])
            self.texts[origin] = text
            self.merges[origin] = (len(rows), len(columns))
            self.covered |= places - {origin}

    def parts(self) -> Iterator[list[list[Cell]]]:
        """Yield the runs of rows between blank ones; where numbers follow, the table goes on."""
        part: list[list[Cell]] = []
        for index in range(len(self.rows)):
            row = list(self._row(index))
            if part and self._is_after_blank(index) and not _has_numbers(row):
                yield part
                part = []
            part.append(row)
        if part:
            yield part

    def _row(self, index: int) -> Iterator[Cell]:
        """Yield the cells of a row; in a sheet there is one at every place."""
        for at, column in enumerate(self.columns):
            place = (self.rows[index], column)
            if place not in self.covered:
                down, across = self.merges.get(place, (1, 1))
                yield Cell(index, at, self.texts.get(place, ""), down, across)

    def _is_after_blank(self, index: int) -> bool:
        between = range(self.rows[index - 1] + 1, self.rows[index])
        before = self.rows[index - 1]
        is_blank = not any((before, column) in self.texts for column in self.columns)
        return is_blank or any(row not in self.hidden_rows for row in between)

    def _is_header(self, row: int) -> bool:
        """Tell whether words alone stand in a row, side by side."""
        texts = [self.texts[row, c] for c in self.columns if (row, c) in self.texts]
        return len(texts) > 1 and all(any(map(str.isalpha, text)) for text in texts)

    def _below(self, row: int) -> int:
        """Return the next row that is shown."""
        return next(below for below in count(row + 1) if below not in self.hidden_rows)


def _within(numbers: Sequence[int], first: int, last: int) -> Sequence[int]:
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def _text(cell: Any) -> str:
    return "\n".join(split_lines(shown(cell.value, cell.number_format)))


def _hidden(dimensions: Any) -> set[int]:
    """Return the numbers of the rows or columns that are hidden."""
    ranges = []
    for dimension in dimensions.values():
        if dimension.hidden:
            first = getattr(dimension, "min", None) or dimension.index
            ranges.append((first, min(getattr(dimension, "max", None) or first, _LAST)))
    hidden: set[int] = set()
    seen = 0
    for first, last in sorted(ranges):
        # Many may overlap; each number is taken once.
        hidden.update(range(max(first, seen + 1), last + 1))
        seen = max(seen, last)
    return hidden


def _has_numbers(row: Iterable[Cell]) -> bool:
    return any(read_number(cell.text).status is Status.REPORTED for cell in row)


def _blocks(rows: list[list[Cell]]) -> Iterator[Block]:
    """Yield the lines above a table as paragraphs, and what follows as it is."""
    first = next((i for i, row in enumerate(rows) if len(filled(row)) > 1), len(rows))
    # The form's own first line stands alone too: 第二十条第（一）项.
    first = next((i for i in range(first) if "第二十条" in _only(rows[i])), first)
    yield from (Paragraph(t) for row in rows[:first] for t in _only(row).split("\n") if t)
    yield from parted([cell for row in rows[first:] for cell in row])


def _only(row: Sequence[Cell]) -> str:
    return "".join(cell.text for cell in row)
