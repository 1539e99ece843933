"""Where the edges of a table's rows and columns are: its ruling lines taken together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from indexer.readers.pdf.drawing import Ruling

SAME = 3.0
"""Two lines nearer than this many points are one; a double border is."""

_TIGHT = 5.0
"""Between two lines one above the other that are nearer no text fits: they are one border."""


def edges_of(along: Sequence[Ruling], across: Sequence[Ruling]) -> list[float]:
    """Return the edges of a table; a side left open ends where the lines across it end."""
    edges = _without_slivers(along)
    begin, end = min(r.begin for r in across), max(r.end for r in across)
    if begin < edges[0] - 2 * SAME:
        edges.insert(0, begin)
    if end > edges[-1] + 2 * SAME:
        edges.append(end)
    return edges


def _without_slivers(rulings: Sequence[Ruling]) -> list[float]:
    """Return where lines stand; two beside one another with nothing between count as one.

    A browser leaves such a gap below the header that it repeats on a page.
    """
    edges = clusters(r.at for r in rulings)
    lines = by_place(rulings, edges)
    kept: list[float] = []
    for at, edge in enumerate(edges):
        if kept and edge - kept[-1] < _TIGHT and _overlap(lines[at - 1], lines[at]):
            kept[-1] = (kept[-1] + edge) / 2
        else:
            kept.append(edge)
    return kept


def _overlap(some: Sequence[Ruling], others: Sequence[Ruling]) -> bool:
    return any(a.begin + SAME < b.end and b.begin + SAME < a.end for a in some for b in others)


def by_place(rulings: Sequence[Ruling], places: Sequence[float]) -> list[list[Ruling]]:
    """Return the lines that stand at each place."""
    found: list[list[Ruling]] = [[] for _ in places]
    for ruling in rulings:
        found[nearest(places, ruling.at)].append(ruling)
    return found


def clusters(values: Iterable[float]) -> list[float]:
    """Return the means of the groups that values near each other form, in order."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= SAME:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(g) / len(g) for g in groups]


def nearest(places: Sequence[float], value: float) -> int:
    """Return the index of the place nearest to a value."""
    right = bisect_left(places, value)
    if right == 0 or (right < len(places) and places[right] - value < value - places[right - 1]):
        return right
    return right - 1
