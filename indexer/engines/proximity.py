"""Whether strings stand near one another in a text: on the text itself, by the stored cut."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from indexer.text import is_word, units

Span = tuple[int, int]


def places(text: str, sought: str) -> Iterator[Span]:
    """Yield where a string stands in a text, overlapping ones too; an empty one nowhere."""
    start = text.find(sought) if sought else -1
    while start >= 0:
        yield start, start + len(sought)
        start = text.find(sought, start + 1)


def word_spans(tokens: Iterable[str]) -> Iterator[Span]:
    """Yield where the words among the tokens of a text stand in it."""
    end = 0
    for token in tokens:
        start, end = end, end + len(token)
        if is_word(token):
            yield start, end


def near(text: str, words: Sequence[Span], left: str, right: str, distance: int) -> bool:
    """Say whether both strings stand in the text with at most ``distance`` whole words between.

    Either may come first; they do not overlap. A word that one of them cuts is not between.
    """
    starts = [start for start, _ in words]
    ends = [end for _, end in words]
    for first, second in ((left, right), (right, left)):
        heads = [start for start, _ in places(text, second)]
        for _, end in places(text, first):
            # The nearest one behind has the fewest words between.
            behind = bisect_left(heads, end)
            if behind == len(heads):
                break
            between = bisect_right(ends, heads[behind]) - bisect_left(starts, end)
            if between <= distance:
                return True
    return False


def together(text: str, breaks: Sequence[int], sought: Sequence[str], unit: str) -> bool:
    """Say whether one sentence or paragraph of the text holds each of the strings whole."""
    if not all(one in text for one in sought):
        return False
    return any(
        all(text.find(one, start, end) >= 0 for one in sought)
        for start, end in units(text, breaks, unit)
    )
