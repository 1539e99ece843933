"""The text of a cell: its lines put together again, numbers only where they are surely one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.readers.pdf.lines import Line, lines_of
from indexer.readers.pdf.pages import Glyph

# What padding takes of a cell's width, both sides together, in points (Word: 2 × 5.4).
_PADDING = 11.0


def cell_text(glyphs: Iterable[Glyph], width: float) -> str:
    """Return what stands in a cell that is ``width`` points wide, "" for nothing."""
    lines = lines_of(glyphs)
    if len(lines) > 1 and _is_one_number(lines, width):
        return "".join(line.text for line in lines)
    text = ""
    for line in lines:
        text = joined(text, line.text)
    return text


def joined(upper: str, lower: str) -> str:
    """Put two lines of a cell together; figures of both stay apart, as they may be two numbers."""
    if not upper or not lower:
        return upper or lower
    pair = (upper[-1], lower[0])
    apart = all(c.isascii() for c in pair) or all(c.isnumeric() for c in pair)
    return f"{upper}\n{lower}" if apart else upper + lower


def _is_one_number(lines: Sequence[Line], width: float) -> bool:
    """Tell whether a number was broken because its cell is narrow.

    All its lines but the last are full then: another figure would not have fitted.
    """
    if not all(g.text in "0123456789" for line in lines for g in line.glyphs):
        return False
    if any(" " in line.text for line in lines):
        return False
    counts = [len(line.glyphs) for line in lines]
    figure = max(g.right - g.left for g in lines[0].glyphs)
    full = all(width - (line.right - line.left) < _PADDING + figure for line in lines[:-1])
    return full and counts[0] > 1 and len(set(counts[:-1])) == 1 and counts[-1] <= counts[0]
