"""Words struck through: what a tracked change deleted is printed with a line through it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from indexer.readers.pdf.drawing import Ruling
from indexer.readers.pdf.pages import Glyph, Page

_MIDDLE = 0.2
"""Of a glyph's height: how far from its middle a line through it may run."""
_REACH = 5
"""That, in points, of the tallest letters of a table or of prose."""
_SLACK = 1.5
"""Points that such a line may begin before the first glyph, or end behind the last."""


def without_struck(page: Page) -> Page:
    """Return a page without the words that lines run through, and without these lines.

    A line that is longer than the words is a ruling, however close they stand.
    """
    at_height: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        at_height[int(glyph.middle)].append(glyph)
    struck: set[int] = set()
    rulings = []
    for level in page.horizontals:
        crossed = list(_crossed(level, at_height))
        if crossed and _fits(level, crossed):
            struck.update(map(id, crossed))
        else:
            rulings.append(level)
    if not struck:
        return page
    kept = [glyph for glyph in page.glyphs if id(glyph) not in struck]
    return replace(page, glyphs=kept, horizontals=rulings)


def _crossed(level: Ruling, at_height: Mapping[int, Sequence[Glyph]]) -> Iterator[Glyph]:
    around = range(int(level.at) - _REACH, int(level.at) + _REACH + 1)
    for glyph in (g for height in around for g in at_height.get(height, ())):
        near = abs(glyph.middle - level.at) <= _MIDDLE * (glyph.bottom - glyph.top)
        if near and level.begin - _SLACK <= glyph.left and glyph.right <= level.end + _SLACK:
            yield glyph


def _fits(level: Ruling, crossed: Sequence[Glyph]) -> bool:
    begin, end = min(g.left for g in crossed), max(g.right for g in crossed)
    return begin - level.begin <= _SLACK and level.end - end <= _SLACK
