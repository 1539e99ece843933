"""How a report is printed into a PDF: pages, paragraphs, and tables that pages cut."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from form import Cell, Row, placed
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

_CLOSING = "，。；：、”）》"


@dataclass(frozen=True)
class Look:
    """How the pages look.

    ``rulings``: "lines", "boxes" (a stroked rectangle a cell), "slivers" (thin filled rectangles,
    as Word draws them), or "" for none. ``split``: a page's edge may cut a row; with
    ``values_below`` its numbers stand in the lower half; with ``open_edges`` no line is drawn where
    it is cut. ``repeat``: how many rows of a table stand again at the top of each page. ``room``:
    points left empty at the top of the first page, to move where pages end. ``turned``: the text
    runs upwards on the sheet, which is turned by ``rotate`` when shown.
    """

    width: float = 595.0
    height: float = 842.0
    margin: float = 72.0
    size: float = 16.0
    cell_size: float = 9.0
    padding: float = 4.0
    rulings: str = "lines"
    split: bool = False
    values_below: bool = False
    open_edges: bool = False
    repeat: int = 0
    room: float = 0.0
    numbers: str = "— {page} —"
    header: str = ""
    bold: bool = False
    turned: bool = False
    rotate: int = 0
    title: str = ""
    password: str = ""


LOOKS = {
    "pdf": Look(rulings="slivers"),
    "pdf_cut": Look(split=True, values_below=True, open_edges=True, room=90),
    "pdf_repeated": Look(split=True, repeat=3, bold=True, header="示例政府网"),
    "pdf_unruled": Look(rulings=""),
    "pdf_sideways": Look(842, 595, rulings="boxes", turned=True, rotate=90, numbers="- {page} -"),
}
"""The looks of the samples."""


@dataclass(frozen=True)
class _Area:
    """The piece of a row, or of a cell, that stands on one page; y grows downwards."""

    page: int
    top: float
    bottom: float


@dataclass
class Writer:
    """Lays a report out page by page, then writes the file."""

    look: Look
    y: float = 0.0
    texts: list[list[tuple[float, float, str, float]]] = field(default_factory=lambda: [[]])
    boxes: list[list[tuple[float, float, float, float, str]]] = field(default_factory=lambda: [[]])

    def __post_init__(self) -> None:
        self.y = self.look.margin + self.look.room

    @property
    def page(self) -> int:
        """The page that is being filled."""
        return len(self.texts) - 1

    @property
    def _floor(self) -> float:
        return self.look.height - self.look.margin

    @property
    def _width(self) -> float:
        return self.look.width - 2 * self.look.margin

    def _turn_page(self) -> None:
        self.texts.append([])
        self.boxes.append([])
        self.y = self.look.margin

    # ── prose

    def centred(self, text: str) -> None:
        """Write a title."""
        size = 1.3 * self.look.size
        for line in wrapped(text, self._width, size):
            self._line((self.look.width - _width_of(line, size)) / 2, line, size)

    def paragraph(self, text: str) -> None:
        """Write a paragraph, its first line indented."""
        indent = 2 * self.look.size
        for index, line in enumerate(wrapped(text, self._width, self.look.size, indent)):
            self._line(self.look.margin + (0 if index else indent), line, self.look.size)

    def _line(self, x: float, text: str, size: float) -> None:
        if self.y + 1.5 * size > self._floor:
            self._turn_page()
        self.texts[-1].append((x, self.y + size, text, size))
        self.y += 1.5 * size

    # ── tables

    def table(self, rows: list[Row]) -> None:
        """Write a table, over as many pages as it takes."""
        grid = placed(rows)
        step = self._width / sum(cell.across for cell, _ in grid[0])
        places: list[list[_Area]] = []
        for index, row in enumerate(rows):
            height = self._height(row, step)
            areas = list(self._areas(height))
            if index >= self.look.repeat > 0 and areas[-1].top == self.look.margin:
                shift = self._again(rows[: self.look.repeat], step)
                areas[-1] = _Area(areas[-1].page, areas[-1].top + shift, areas[-1].bottom + shift)
                self.y += shift
            places.append(areas)
        self._draw(grid, places, step)
        self.y += self._pitch

    @property
    def _pitch(self) -> float:
        return 1.2 * self.look.cell_size

    def _height(self, row: Row, step: float) -> float:
        lines = [len(self._cell_lines(cell, step)) for cell in row if cell.down == 1]
        return max([1, *lines]) * self._pitch + 2 * self.look.padding

    def _cell_lines(self, cell: Cell, step: float) -> list[str]:
        room = cell.across * step - 2 * self.look.padding
        lines = cell.text.split("\n")
        return [part for line in lines for part in wrapped(line, room, self.look.cell_size)]

    def _areas(self, height: float) -> Iterator[_Area]:
        """Yield where a row goes: on this page, the next, or some lines on each."""
        left = self._floor - self.y
        if height > left:
            lines = int((left - self.look.padding) / self._pitch)
            whole = round((height - 2 * self.look.padding) / self._pitch)
            if self.look.split and 1 <= lines < whole:
                above = lines * self._pitch + self.look.padding
                yield _Area(self.page, self.y, self.y + above)
                height -= above
            self._turn_page()
        yield _Area(self.page, self.y, self.y + height)
        self.y += height

    def _again(self, rows: list[Row], step: float) -> float:
        y, places = self.look.margin, []
        for row in rows:
            places.append([_Area(self.page, y, y + self._height(row, step))])
            y = places[-1][0].bottom
        self._draw(placed(rows), places, step)
        return y - self.look.margin

    def _draw(
        self, grid: list[list[tuple[Cell, int]]], places: list[list[_Area]], step: float
    ) -> None:
        for index, row in enumerate(grid):
            x = self.look.margin
            for cell, up in row:
                if up == min(cell.down, len(grid) - index + up) - 1:
                    areas = [area for line in places[index - up : index + 1] for area in line]
                    self._cell(cell, x, step, _by_page(areas))
                x += cell.across * step

    def _cell(self, cell: Cell, x: float, step: float, areas: list[_Area]) -> None:
        lines = self._cell_lines(cell, step)
        for at, area in enumerate(areas):
            last = at == len(areas) - 1
            room = int((area.bottom - area.top - self.look.padding) / self._pitch + 0.1)
            below = cell.field is not None and self.look.values_below and not last
            count = len(lines) if last else 0 if below else room
            top = area.top + self.look.padding
            if len(areas) == 1:
                top = (area.top + area.bottom - len(lines) * self._pitch) / 2
            for index, line in enumerate(lines[:count]):
                baseline = top + index * self._pitch + 0.9 * self.look.cell_size
                self.texts[area.page].append(
                    (x + self.look.padding, baseline, line, self.look.cell_size)
                )
            lines = lines[count:]
            sides = "lr"
            sides += "" if self.look.open_edges and at else "t"
            sides += "" if self.look.open_edges and not last else "b"
            box = (x, area.top, x + cell.across * step, area.bottom, sides)
            self.boxes[area.page].append(box)

    # ── the file

    def finish(self) -> bytes:
        """Return the bytes of the file, the same each time."""
        look, buffer = self.look, io.BytesIO()
        encrypt = StandardEncryption(look.password) if look.password else None
        size = (look.height, look.width) if look.turned else (look.width, look.height)
        # Uncompressed, as no two versions of zlib need press alike.
        canvas = Canvas(buffer, size, pageCompression=0, invariant=1, encrypt=encrypt)
        canvas.setTitle(look.title)
        for number, (texts, boxes) in enumerate(zip(self.texts, self.boxes, strict=True), 1):
            if look.rotate:
                canvas.setPageRotation(look.rotate)
            if look.turned:
                canvas.rotate(90)
                canvas.translate(0, -look.height)
            for box in boxes:
                self._rule(canvas, *box)
            furniture = [(look.margin, 40.0, look.header, 9.0)]
            number_text = look.numbers.format(page=number)
            furniture.append((look.width / 2 - 15, look.height - 30, number_text, 10.0))
            for x, baseline, text, points in (*texts, *furniture):
                canvas.setFont(FONT, points)
                for shift in (0, 0.3) if look.bold else (0,):
                    canvas.drawString(x + shift, look.height - baseline, text)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def _rule(
        self, canvas: Canvas, left: float, top: float, right: float, bottom: float, sides: str
    ) -> None:
        top, bottom = self.look.height - top, self.look.height - bottom
        edges = {
            "l": (left, bottom, left, top),
            "r": (right, bottom, right, top),
            "t": (left, top, right, top),
            "b": (left, bottom, right, bottom),
        }
        if self.look.rulings == "boxes":
            canvas.rect(left, bottom, right - left, top - bottom)
            return
        for x, y, u, v in (edges[side] for side in sides):
            if self.look.rulings == "lines":
                canvas.line(x, y, u, v)
            elif self.look.rulings == "slivers":
                canvas.rect(x, y, max(u - x, 0.5), max(v - y, 0.5), stroke=0, fill=1)


def _by_page(areas: list[_Area]) -> list[_Area]:
    """Join areas of one page to one."""
    joined: list[_Area] = []
    for area in areas:
        if joined and joined[-1].page == area.page:
            joined[-1] = _Area(area.page, joined[-1].top, area.bottom)
        else:
            joined.append(area)
    return joined


def wrapped(text: str, room: float, size: float, indent: float = 0.0) -> list[str]:
    """Break a text into lines; no line begins with a closing sign, and no number is parted."""
    lines: list[str] = []
    line, left = "", room - indent
    for character in text:
        closing = character in _CLOSING
        if line and _width_of(line + character, size) > left and not closing:
            carried = ""
            while character.isascii() and line[len(line) - len(carried) - 1 :][:1].isdigit():
                carried = line[len(line) - len(carried) - 1 :]
                if carried == line:
                    carried = ""
                    break
            lines.append(line[: len(line) - len(carried)])
            line, left = carried, room
        line += character
    return [*lines, line] if line else lines


def _width_of(text: str, size: float) -> float:
    return pdfmetrics.stringWidth(text, FONT, size)
