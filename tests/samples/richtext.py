"""Write rich text (rtf): paragraphs, and tables with merged cells."""

from __future__ import annotations

from collections.abc import Iterable

from form import Cell, Row, placed
from report import Part

_HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\uc1"
_COLUMN = 900


def file(parts: Iterable[Part]) -> bytes:
    """Return the rich text with these parts."""
    body = (_table(p.rows) if p.kind == "table" else _paragraph(p.text) for p in parts)
    return "\n".join([_HEAD, *body, "}\n"]).encode("ascii")


def _paragraph(text: str) -> str:
    return rf"\pard\f0 {_escaped(text)}\par"


def _escaped(text: str) -> str:
    """Return plain ASCII as it is, all else by its number, which is signed and of 16 bits."""
    return "".join(
        c if c.isascii() else rf"\u{ord(c) - 65536 if ord(c) > 32767 else ord(c)}?" for c in text
    )


def _table(rows: Iterable[Row]) -> str:
    return "\n".join(_row(row) for row in placed(list(rows))) + "\n\\pard"


def _row(row: list[tuple[Cell, int]]) -> str:
    edges, texts, right = [], [], 0
    for cell, up in row:
        right += cell.across * _COLUMN
        merged = "" if cell.down == 1 else r"\clvmrg" if up else r"\clvmgf"
        edges.append(rf"{merged}\cellx{right}")
        texts.append(rf"\intbl {'' if up else _escaped(cell.text)}\cell")
    return rf"\trowd{''.join(edges)}\pard{''.join(texts)}\row"
