"""The passages of a report that show what matched."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from itertools import islice

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
        self.borders = [0]
        """Where clause ``n`` begins; at ``n + 1``, where it ends."""
        self.closing: list[bool] = []
        """Whether a sentence or a line ends with clause ``n``."""

    def holding(self, place: int) -> int:
        """Return the number of the clause in which a place lies."""
        while self.borders[-1] <= place and self._more():
            pass
        return min(bisect_right(self.borders, place), len(self.closing)) - 1

    def has(self, n: int) -> bool:
        """Tell whether there is a clause ``n``, the ones before it being known."""
        return n < len(self.closing) or self._more()

    def _more(self) -> bool:
        known = len(self.closing)
        for end in islice(self._found, _AT_ONCE):
            self.borders.append(end.end())
            self.closing.append(not _SENTENCE_ENDS.isdisjoint(end[0]))
        if len(self.closing) == known and self.borders[-1] < self._size:
            self.borders.append(self._size)
            self.closing.append(False)
        return len(self.closing) > known


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
    borders, closing = clauses.borders, clauses.closing
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
        own_before = before and not closing[first - 1]
        own_after = after and not closing[last]
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


_Candidate = tuple[Snippet, frozenset[str]]
"""A passage, and what matched in it, folded."""


def snippets(
    prose: Mapping[str, str], marks: Mapping[str, Marks], limit: int = PASSAGES
) -> tuple[Snippet, ...]:
    """Choose the passages that show most of what matched, and give them in printed order.

    Those that show something not yet shown come first, then those of a section not yet shown, then
    those that show more, then the earlier ones. Marks outside prose (title, issuer) make none.
    """
    batches = [
        _batches(section, prose[section], marks[section])
        for section in SECTIONS
        if section in prose and section in marks
    ]
    rest: dict[tuple[int, int], _Candidate] = {}

    def look_on(n: int) -> None:
        for place, candidate in next(batches[n], ()):
            rest[n, place] = candidate

    for n in range(len(batches)):
        look_on(n)
    shown: set[str] = set()
    sections: set[str] = set()
    chosen: dict[tuple[int, int], Snippet] = {}
    while rest and len(chosen) < limit:
        best = max(rest, key=lambda at: (*_news(*rest[at], shown, sections), -at[0], -at[1]))
        chosen[best], matched = rest.pop(best)
        shown |= matched
        sections.add(chosen[best].section)
        look_on(best[0])
    return tuple(chosen[at] for at in sorted(chosen))


def _news(
    snippet: Snippet, matched: Set[str], shown: set[str], sections: set[str]
) -> tuple[int, bool, int]:
    return len(matched - shown), snippet.section not in sections, len(matched)


def _batches(section: str, raw: str, marks: Marks) -> Iterator[list[tuple[int, _Candidate]]]:
    """Yield the passages of a section by their numbers, with what matched in them.

    A batch ends with one that shows all there is in the section: before that one is chosen, none
    behind it can be.
    """
    whole = {raw[start:end] for start, end in marks}
    batch: list[tuple[int, _Candidate]] = []
    for place, (text, inside) in enumerate(passages(raw, marks)):
        shown = {text[start:end] for start, end in inside}
        batch.append((place, (Snippet(section, text, inside), frozenset(map(_folded, shown)))))
        if shown == whole:
            yield batch
            batch = []
    yield batch


_folded = lru_cache(maxsize=1 << 12)(fold)
