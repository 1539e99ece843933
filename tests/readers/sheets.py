"""Pages of PDFs drawn by hand, and what is read from them."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from indexer.model import Document, Geometry, Paragraph, Table
from indexer.readers.pdf import read_pdf

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

import pdfs

HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
FILLER = "本报告依照有关规定编制，所列数据真实准确，欢迎社会各界监督并提出意见和建议。"
WIDTH, HEIGHT = 90.0, 30.0


class Sheet:
    """A page to draw on; places count from the upper left corner."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, (595, 842), invariant=1)
        self.text(72, 60, FILLER)

    def text(self, x: float, y: float, text: str, size: float = 10) -> None:
        self.canvas.setFont(pdfs.FONT, size)
        self.canvas.drawString(x, 842 - y - size, text)

    def line(self, x: float, y: float, u: float, v: float) -> None:
        self.canvas.line(x, 842 - y, u, 842 - v)

    def rulings(self, columns: int = 4, rows: int = 2, top: float = 100) -> None:
        for row in range(rows + 1):
            self.line(72, top + row * HEIGHT, 72 + columns * WIDTH, top + row * HEIGHT)
        for column in range(columns + 1):
            x = 72 + column * WIDTH
            self.line(x, top, x, top + rows * HEIGHT)

    def cell(self, row: int, column: int, text: str, dx: float = 5, dy: float = 3) -> None:
        self.text(72 + column * WIDTH + dx, 100 + row * HEIGHT + dy, text)

    def read(self) -> Document:
        self.canvas.showPage()
        self.canvas.save()
        return read_pdf(self.buffer.getvalue())


def tables_of(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def texts_of(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def form_sheet() -> Sheet:
    sheet = Sheet()
    sheet.rulings()
    for column, text in enumerate(HEAD):
        sheet.cell(0, column, text)
    sheet.cell(1, 0, "规章")
    return sheet


def cell_texts(document: Document) -> list[str]:
    (table,) = tables_of(document)
    assert table.geometry is Geometry.GRID
    return [cell.text for cell in table.cells if cell.row == 1]
