"""The passages of a report that show what matched."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import NamedTuple

from indexer.answer import Marks, Snippet
from indexer.model import SECTIONS
from indexer.text import fold

PASSAGES = 3
"""How many passages show why a report was found."""

WIDTH = 110
"""How many characters a passage has at most, unless what matched is longer."""

# A comma or colon within a number ends nothing; closing quotes and brackets go with what they end.
_END = re.compile(
    # It begins with what one look at a character settles: that is many times quicker to look for.
    r"[，、；：。！？!?\n,:](?<![,:](?=\d))(?:[，、；：。！？!?\n]|[,:](?!\d))*[”’」』》）)]*"
)
_SENTENCE_ENDS = frozenset("。！？!?\n")

_AT_ONCE = 24
"""Clauses that are looked for together."""

_BREAKS = re.compile(r"[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]")


class _Clauses:
    """The stretches of a text up to a sign each; together they are the text.

    They are found as far as they are asked for: what shows a report best mostly stands early.
    """

    def __init__(self, raw: str) -> None:
        self._size = len(raw)
        self._found = _END.finditer(raw)
        self._ends: list[re.Match[str]] = []
        self.borders = [0]
        """Where clause ``n`` begins; at ``n + 1``, where it ends."""

    def holding(self, place: int) -> int:
        """Return the number of the clause in which a place lies."""
        while self.borders[-1] <= place and self._more():
            pass
        return min(bisect_right(self.borders, place), len(self.borders) - 1) - 1

    def has(self, n: int) -> bool:
        """Tell whether there is a clause ``n``, the ones before it being known."""
        return n + 1 < len(self.borders) or self._more()

    def closes(self, n: int) -> bool:
        """Tell whether a sentence or a line ends with clause ``n``."""
        return n < len(self._ends) and not _SENTENCE_ENDS.isdisjoint(self._ends[n][0])

    def _more(self) -> bool:
        known = len(self.borders)
        ends = list(islice(self._found, _AT_ONCE))
        self._ends += ends
        self.borders += [end.end() for end in ends]
        if not ends and self.borders[-1] < self._size:
            self.borders.append(self._size)
        return len(self.borders) > known


def passages(raw: str, marks: Marks, width: int = WIDTH) -> Iterator[tuple[str, Marks]]:
    """Yield the passages of a text that hold its marks, each mark in one, in order.

    They are whole sentences or clauses where these are short enough, and are longer than
    ``width`` only where a mark is. Line breaks are shown as blanks; the marks count from the
    passage's beginning. Without marks there is none.
    """
    clauses = _Clauses(raw)
    done = n = 0
    while n < len(marks):
        start, end = _around(clauses, marks[n], done, width)
        # The mark that asked for a passage is always in it, whatever its borders, and a clause's
        # border within a mark ends none: so each turn takes one mark at least.
        inside = [marks[n]]
        end = max(end, marks[n][1])
        n += 1
        while n < len(marks) and marks[n][0] < end:
            inside.append(marks[n])
            end = max(end, marks[n][1])
            n += 1
        done = end
        start += len(raw[start:end]) - len(raw[start:end].lstrip())
        text = _BREAKS.sub(" ", raw[start:end].rstrip())
        yield text, tuple((i - start, j - start) for i, j in inside)


def _around(clauses: _Clauses, mark: tuple[int, int], done: int, width: int) -> tuple[int, int]:
    """Choose where the passage round a mark begins and ends, behind ``done``."""
    borders = clauses.borders
    first = clauses.holding(mark[0])
    last = clauses.holding(mark[1] - 1) if mark[1] > borders[first + 1] else first
    start, end = max(done, borders[first]), borders[last + 1]
    if end - start > width:
        spare = max(0, width - (mark[1] - mark[0]))
        start = max(start, mark[0] - spare // 2)
        return start, max(mark[1], min(end, start + width))
    while True:
        before = first > 0 and done <= borders[first - 1] and end - borders[first - 1] <= width
        after = clauses.has(last + 1) and borders[last + 2] - start <= width
        own_before = before and not clauses.closes(first - 1)
        own_after = after and not clauses.closes(last)
        if own_before or own_after:
            before, after = own_before, own_after
        elif end - start >= width // 2:
            # The sentence is whole, or as much of it as there is room for, and says enough.
            return start, end
        if before and (not after or mark[0] - start <= end - mark[1]):
            first -= 1
            start = borders[first]
        elif after:
            last += 1
            end = borders[last + 1]
        else:
            return start, end


class _Offer(NamedTuple):
    """A passage that may be shown, by its section's and its own number, and what matched in it.

    Without a snippet it stands for all passages of a section not yet made: none of them shows more.
    """

    section: int
    place: int
    matched: frozenset[str]
    snippet: Snippet | None = None


def snippets(
    prose: Mapping[str, str], marks: Mapping[str, Marks], limit: int = PASSAGES
) -> tuple[Snippet, ...]:
    """Choose the passages that show most of what matched, and give them in printed order.

    Those that show something not yet shown come first, then those of a section not yet shown, then
    those that show more, then the earlier ones. Marks outside prose (title, issuer) make none.
    """
    # Passages are made only where no better one is at hand: most sections are never looked into.
    unmade = {
        n: _offers(n, name, prose[name], marks[name])
        for n, name in enumerate(SECTIONS)
        if name in prose and name in marks
    }
    shown: set[str] = set()
    seen: set[int] = set()
    chosen: list[_Offer] = []
    best_first = _ranked((next(offers) for offers in unmade.values()), shown, seen)
    while best_first and len(chosen) < limit:
        _, offer = heappop(best_first)
        if offer.snippet is not None:
            chosen.append(offer)
            shown |= offer.matched
            seen.add(offer.section)
            best_first = _ranked((offer for _, offer in best_first), shown, seen)
        elif made := next(unmade[offer.section], None):
            for more in (made, offer._replace(place=made.place + 1)):
                heappush(best_first, (_rank(more, shown, seen), more))
    return tuple(offer.snippet for offer in sorted(chosen) if offer.snippet)


_Rank = tuple[int, bool, int, int, int]


def _ranked(
    offers: Iterable[_Offer], shown: Set[str], seen: Set[int]
) -> list[tuple[_Rank, _Offer]]:
    """Make a heap of offers, the best first."""
    ranked = [(_rank(offer, shown, seen), offer) for offer in offers]
    heapify(ranked)
    return ranked


def _rank(offer: _Offer, shown: Set[str], seen: Set[int]) -> _Rank:
    section, place, matched, _ = offer
    return -len(matched - shown), section in seen, -len(matched), section, place


def _offers(number: int, section: str, raw: str, marks: Marks) -> Iterator[_Offer]:
    """Yield first what stands for the whole section, then its passages."""
    yield _Offer(number, 0, frozenset(_folded(raw[start:end]) for start, end in marks))
    for place, (text, inside) in enumerate(passages(raw, marks)):
        matched = frozenset(_folded(text[start:end]) for start, end in inside)
        yield _Offer(number, place, matched, Snippet(section, text, inside))


_folded = lru_cache(maxsize=1 << 12)(fold)
