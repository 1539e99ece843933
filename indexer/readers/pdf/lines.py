"""Glyphs in lines: what stands side by side, with a blank where the gap is wide enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.readers.pdf.pages import Glyph

CLOSING = "。，、；：！？”’）》】〕」』,.;:!?)%％"
"""Signs that never begin a line, and may hang over the margin at the end of one."""

# Of a digit's width; the blank of a narrow font between two numbers is 0.45.
_GAP_IN_NUMBER = 0.3
# Of the height of the letters.
_GAP_IN_WORD = 0.1
_GAP_BESIDE_HAN = 0.7
_GAP_ELSE = 0.35


@dataclass(frozen=True, slots=True)
class Line:
    """The glyphs of one printed line from left to right, and what they say.

    ``size`` is the height of most of them; glyphs nobody knows are left in ``text``.
    """

    glyphs: tuple[Glyph, ...]
    text: str
    size: float
    page: int
    top: float
    bottom: float

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.glyphs[-1].right

    @property
    def middle(self) -> float:
        """The height its centre stands at."""
        return (self.top + self.bottom) / 2


def lines_of(glyphs: Iterable[Glyph], page: int = 0) -> list[Line]:
    """Put glyphs into lines, from top to bottom; glyphs printed twice for boldness count once."""
    lines: list[list[Glyph]] = []
    middle = height = bottom = 0.0
    for glyph in sorted(glyphs, key=lambda g: g[3] + g[4]):
        own, tall = (glyph[3] + glyph[4]) / 2, glyph[4] - glyph[3]
        # Where boxes are as tight as the ink, the signs of a line hang low in it.
        hangs = glyph[0] in CLOSING and own < bottom
        if not lines or (own - middle > 0.4 * max(height, tall) and not hangs):
            lines.append([])
            middle, height, bottom = own, tall, glyph[4]
        lines[-1].append(glyph)
        height = max(height, tall)
        bottom = max(bottom, glyph[4])
    return [_line(line, page) for line in lines]


def _line(glyphs: list[Glyph], page: int) -> Line:
    glyphs.sort(key=lambda g: g[1])
    kept = glyphs[:1]
    for glyph in glyphs[1:]:
        last = kept[-1]
        if glyph[0] != last[0] or glyph[1] - last[1] >= 0.2 * (last[2] - last[1]):
            kept.append(glyph)
    text = "".join(text for text, _ in spaced(kept)).strip()
    heights = sorted(g[4] - g[3] for g in kept)
    top, bottom = min(g[3] for g in kept), max(g[4] for g in kept)
    return Line(tuple(kept), text, heights[len(heights) // 2], page, top, bottom)


def spaced(glyphs: Sequence[Glyph]) -> Iterable[tuple[str, float]]:
    """Yield each glyph's text, blanks before it, with the width of the gap in front."""
    last: Glyph | None = None
    for glyph in glyphs:
        gap = glyph[1] - last[2] if last else 0.0
        blank = last is not None and gap > 0 and gap > _widest_gap(last, glyph)
        yield (f" {glyph.text}" if blank else glyph.text), gap
        last = glyph


def _widest_gap(left: Glyph, right: Glyph) -> float:
    """Return the widest gap at which two glyphs still belong to one word or number."""
    # Some fonts have boxes as tight as the ink: 一 is flat and 1 is thin.
    height = max(left.bottom - left.top, right.bottom - right.top, _width(left), _width(right))
    if is_figure(left) and is_figure(right):
        return _GAP_IN_NUMBER * max(_width(left), _width(right))
    if left.text > "\u2000" or right.text > "\u2000":
        return _GAP_BESIDE_HAN * height
    if left.text.isalpha() and right.text.isalpha():
        return _GAP_IN_WORD * height
    return _GAP_ELSE * height


def is_figure(glyph: Glyph) -> bool:
    """Tell whether a glyph is part of a number."""
    return glyph.text.isdecimal() or glyph.text in (".", ",", "，", "．")


def _width(glyph: Glyph) -> float:
    return glyph.right - glyph.left
