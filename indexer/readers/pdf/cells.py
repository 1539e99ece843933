"""The text of a cell: its lines put together again, numbers only where they are surely one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce

from indexer.readers.pdf.lines import Line, lines_of
from indexer.readers.pdf.pages import Glyph

_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:[,，]\d{3})+)(?:[.．]\d+)?")

# What padding takes of a cell's width, both sides together, in points (Word: 2 × 5.4).
_PADDING = 11.0


def cell_text(glyphs: Sequence[Glyph], width: float) -> str:
    """Return what stands in a cell that is ``width`` points wide, "" for nothing."""
    if len(glyphs) < 2:
        return glyphs[0].text if glyphs else ""
    lines = lines_of(glyphs)
    if len(lines) > 1 and _is_one_number(lines, width):
        return "".join(line.text for line in lines)
    return reduce(joined, (line.text for line in lines), "")


def joined(upper: str, lower: str) -> str:
    """Put two lines of a cell together; figures of both stay apart, as they may be two numbers."""
    if not upper or not lower or is_torn(upper, lower):
        return upper + lower
    pair = (upper[-1], lower[0])
    apart = all(c.isascii() for c in pair) or all(c.isnumeric() for c in pair)
    return f"{upper}\n{lower}" if apart else upper + lower


def is_torn(upper: str, lower: str) -> bool:
    """Tell whether two pieces are a number together, and one alone is none (1,81 and 2)."""
    pieces = (upper, lower)
    return bool(_NUMBER.fullmatch(upper + lower)) and not all(map(_NUMBER.fullmatch, pieces))


def _is_one_number(lines: Sequence[Line], width: float) -> bool:
    """Tell whether a number was broken because its cell is narrow.

    All its lines but the last are full then: another figure would not have fitted.
    """
    texts = [line.text for line in lines]
    whole = "".join(texts)
    if not _NUMBER.fullmatch(whole):
        return False
    if len(texts[0]) < 2 or len(texts[-1]) > len(texts[0]):
        return False
    figure = max(g.right - g.left for g in lines[0].glyphs)
    return all(width - (line.right - line.left) < _PADDING + figure for line in lines[:-1])
