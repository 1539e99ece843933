"""Whether strings stand near one another in a text: on the text itself, by the stored cut."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from indexer.query import Near, Phrase, Together
from indexer.text import is_word, units

Span = tuple[int, int]


def places(text: str, sought: str) -> Iterator[Span]:
    """Yield where a string stands in a text, overlapping ones too; an empty one nowhere."""
    start = text.find(sought) if sought else -1
    while start >= 0:
        yield start, start + len(sought)
        start = text.find(sought, start + 1)


def near(text: str, ends: Sequence[int], left: str, right: str, distance: int) -> bool:
    """Say whether both strings stand in the text with at most ``distance`` whole words between.

    ``ends`` are where the tokens of the text end. Either string may come first; they do not
    overlap. A word that one of them cuts is not between.
    """
    for first, second in ((left, right), (right, left)):
        # The fewest words are between a string and the nearest place of the other before it.
        for end, head in _nearest(text, first, second):
            if head - end <= distance:
                return True
            between = range(bisect_left(ends, end) + 1, bisect_right(ends, head))
            words = (n for n in between if is_word(text[ends[n - 1] : ends[n]]))
            if sum(1 for _ in islice(words, distance + 1)) <= distance:
                return True
    return False


def _nearest(text: str, first: str, second: str) -> Iterator[Span]:
    """Yield where the first string ends and where the second next begins; of empty ones nothing."""
    tail = text.find(first) if first and second else -1
    while tail >= 0:
        head = text.find(second, tail + len(first))
        if head < 0:
            return
        tail = text.rfind(first, tail, head)
        yield tail + len(first), head
        tail = text.find(first, max(tail + 1, head - len(first) + 1))


def together(text: str, breaks: Sequence[int], sought: Sequence[str], unit: str) -> bool:
    """Say whether one sentence or paragraph of the text holds each of the strings whole."""
    if not all(one in text for one in sought):
        return False
    return any(
        all(text.find(one, start, end) >= 0 for one in sought)
        for start, end in units(text, breaks, unit)
    )


def sought_in(query: Phrase | Near | Together) -> tuple[str, ...]:
    """Return the strings that a text must hold each for the query to match it."""
    match query:
        case Phrase(text):
            return (text,)
        case Near(left, right):
            return (left, right)
    return query.texts


def stands(
    query: Near | Together, text: str, lengths: Sequence[int], breaks: Sequence[int]
) -> bool:
    """Say whether a text matches; ``lengths`` are those of its tokens."""
    if isinstance(query, Together):
        return together(text, breaks, query.texts, query.unit)
    return near(text, list(accumulate(lengths)), query.left, query.right, query.distance)
