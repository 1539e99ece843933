"""Write OpenDocument texts (odt): the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from form import Cell, Row, placed
from report import Part
from word import package

_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(f'xmlns:{n}="{_NAMES}:{n}:1.0"' for n in ("office", "text", "table", "manifest"))
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_KIND = "application/vnd.oasis.opendocument.text"


def file(parts: Iterable[Part]) -> bytes:
    """Return the text with these parts."""
    body = "".join(_table(p.rows) if p.kind == "table" else _paragraph(p.text) for p in parts)
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _KIND), ("content.xml", "text/xml"))
    )
    return package(
        {
            "mimetype": _KIND,
            "content.xml": f'{_HEAD}<office:document-content {_SPACES} office:version="1.2">'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "META-INF/manifest.xml": f"{_HEAD}<manifest:manifest {_SPACES}>{entries}"
            "</manifest:manifest>",
        }
    )


def _paragraph(text: str) -> str:
    return f"<text:p>{escape(text)}</text:p>"


def _table(rows: Iterable[Row]) -> str:
    whole = placed(list(rows))
    width = sum(cell.across for cell, _ in whole[0])
    columns = f'<table:table-column table:number-columns-repeated="{width}"/>'
    lines = "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in whole
    )
    return f"<table:table>{columns}{lines}</table:table>"


def _cell(placed_cell: tuple[Cell, int]) -> str:
    cell, up = placed_cell
    covered = "<table:covered-table-cell/>"
    if up:
        return covered * cell.across
    down = f' table:number-rows-spanned="{cell.down}"' if cell.down > 1 else ""
    across = f' table:number-columns-spanned="{cell.across}"' if cell.across > 1 else ""
    inside = f"<table:table-cell{across}{down}>{_paragraph(cell.text)}</table:table-cell>"
    return inside + covered * (cell.across - 1)
