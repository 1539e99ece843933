"""The passages of a report that show what matched."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.answer import Marks, Snippet
from indexer.model import SECTIONS
from indexer.text import fold

PASSAGES = 3
"""How many passages show why a report was found."""

WIDTH = 110
"""How many characters a passage has at most, unless what matched is longer."""

# A comma or colon within a number ends nothing; closing quotes and brackets go with what they end.
_CLAUSE = re.compile(r".+?(?:(?:[，、；;：。！？!?\n]|[,:](?!\d))+[”’」』》）)]*|\Z)", re.DOTALL)
_SENTENCE_END = re.compile(r"[。！？!?\n][^\w]*\Z")
_BREAKS = re.compile(r"[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch of a text up to a sign; ``closes`` where a sentence or a line ends with it."""

    start: int
    end: int
    closes: bool


def passages(raw: str, marks: Marks, width: int = WIDTH) -> Iterator[tuple[str, Marks]]:
    """Yield the passages of a text that hold its marks, each mark in one, in order.

    They are whole sentences or clauses where these are short enough, and are longer than
    ``width`` only where a mark is. Line breaks are shown as blanks; the marks count from the
    passage's beginning. Without marks there is none.
    """
    clauses = _clauses(raw) if marks else []
    starts = [clause.start for clause in clauses]
    done = n = 0
    while n < len(marks):
        start, end = _around(clauses, starts, marks[n], done, width)
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


def _clauses(raw: str) -> list[_Clause]:
    return [
        _Clause(*clause.span(), _SENTENCE_END.search(clause[0]) is not None)
        for clause in _CLAUSE.finditer(raw)
    ]


def _around(
    clauses: Sequence[_Clause], starts: Sequence[int], mark: tuple[int, int], done: int, width: int
) -> tuple[int, int]:
    """Choose where the passage round a mark begins and ends, behind ``done``."""
    first = bisect_right(starts, mark[0]) - 1
    last = bisect_right(starts, max(mark[0], mark[1] - 1)) - 1
    start, end = max(done, clauses[first].start), clauses[last].end
    if end - start > width:
        spare = max(0, width - (mark[1] - mark[0]))
        start = max(start, mark[0] - spare // 2)
        return start, max(mark[1], min(end, start + width))
    while True:
        before = first > 0 and done <= clauses[first - 1].start and end - starts[first - 1] <= width
        after = last + 1 < len(clauses) and clauses[last + 1].end - start <= width
        own_before = before and not clauses[first - 1].closes
        own_after = after and not clauses[last].closes
        if own_before or own_after:
            before, after = own_before, own_after
        elif end - start >= width // 2:
            # The sentence is whole, or as much of it as there is room for, and says enough.
            return start, end
        if before and (not after or mark[0] - start <= end - mark[1]):
            first -= 1
            start = starts[first]
        elif after:
            last += 1
            end = clauses[last].end
        else:
            return start, end


def snippets(
    prose: Mapping[str, str], marks: Mapping[str, Marks], limit: int = PASSAGES
) -> tuple[Snippet, ...]:
    """Choose the passages that show most of what matched, and give them in printed order.

    Those that show something not yet shown come first, then those of a section not yet shown, then
    those that show more, then the earlier ones. Marks outside prose (title, issuer) make none.
    """
    candidates = (
        Snippet(section, text, inside)
        for section in SECTIONS
        if section in prose
        for text, inside in passages(prose[section], marks.get(section, ()))
    )
    rest = {n: (snippet, _matched(snippet)) for n, snippet in enumerate(candidates)}
    shown: set[str] = set()
    sections: set[str] = set()
    chosen: dict[int, Snippet] = {}
    while rest and len(chosen) < limit:
        best = max(rest, key=lambda n: (*_news(*rest[n], shown, sections), -n))
        chosen[best], matched = rest.pop(best)
        shown |= matched
        sections.add(chosen[best].section)
    return tuple(chosen[n] for n in sorted(chosen))


def _news(
    snippet: Snippet, matched: set[str], shown: set[str], sections: set[str]
) -> tuple[int, bool, int]:
    return len(matched - shown), snippet.section not in sections, len(matched)


def _matched(snippet: Snippet) -> set[str]:
    return {fold(snippet.text[start:end]) for start, end in snippet.marks}
