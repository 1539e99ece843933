"""A table of names, such as those of all issuers, to be looked up while somebody types."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import accumulate, islice
from threading import Lock

from indexer.model import Term
from indexer.searching.pinyin import DONE, beginnings, left, letters
from indexer.text import fold

_Place = tuple[int, int]
"""Where a word stands: the rank of the name, and the place of the word in it."""


class Names:
    """Names in the order of their counts; ``cut`` cuts a folded name into words."""

    def __init__(self, terms: Sequence[Term], cut: Callable[[str], Sequence[str]]) -> None:
        self._terms = terms
        self._folded = [fold(term.value) for term in terms]
        # All in one text, a line each: to look through it is many times quicker than through each.
        self._lines = "".join(f"\n{name}" for name in self._folded)
        self._starts = list(accumulate((len(name) + 1 for name in self._folded), initial=1))
        self._cut = cut
        self._lock = Lock()
        self._words: Sequence[tuple[str, ...]] = ()
        self._places: Mapping[str, Mapping[str, Sequence[_Place]]] | None = None

    def like(self, typed: str, limit: int) -> list[Term]:
        """Return the names that begin with folded text, then those that have it within.

        Latin letters may be pinyin: in full, initials, or some of each, from the first word of the
        name on, then from any other; the likeliest readings first.
        """
        ranks = dict.fromkeys(islice(self._holding(typed), limit))
        typed_letters = letters(typed)
        for rare in (False, True):
            if typed_letters and len(ranks) < limit:
                ranks.update(dict.fromkeys(self._read_as(typed_letters, limit, rare)))
        return [self._terms[rank] for rank in islice(ranks, limit)]

    def prepare(self) -> None:
        """Work out how the names are read, before somebody waits for it."""
        self._by_letter()

    def _holding(self, typed: str) -> Iterator[int]:
        for sought, begins in ((f"\n{typed}", True), (typed, False)):
            at = self._lines.find(sought)
            while at >= 0:
                rank = bisect_right(self._starts, at + begins) - 1
                if begins or at > self._starts[rank]:
                    yield rank
                at = self._lines.find(sought, at + 1)

    def _read_as(self, typed: str, limit: int, rare: bool) -> list[int]:
        memory: dict[tuple[str, str], frozenset[str]] = {}

        def rest(typed: str, word: str) -> frozenset[str]:
            if (typed, word) not in memory:
                memory[typed, word] = left(typed, word, rare=rare)
            return memory[typed, word]

        def goes_on(ways: Iterable[str], words: Sequence[str]) -> bool:
            for word in words:
                ways = {more for way in ways for more in rest(way, word)}
                if DONE in ways:
                    return True
            return False

        found = (
            (place > 0, rank)
            for word, places in self._beginning(typed)
            if (ways := rest(typed, word))
            for rank, place in places
            if DONE in ways or goes_on(ways, self._words[rank][place + 1 :])
        )
        # A name in which two words match comes twice.
        return [rank for _, rank in nsmallest(2 * limit, found)]

    def _beginning(self, typed: str) -> Iterable[tuple[str, Sequence[_Place]]]:
        known = self._by_letter()
        one_letter = known.get(f"{typed[0]}*", {}) if len(typed) > 1 else {}
        return {**known.get(typed[:2], {}), **one_letter}.items()

    def _by_letter(self) -> Mapping[str, Mapping[str, Sequence[_Place]]]:
        """Return the words of the names, and where they stand, by their first letters."""
        with self._lock:
            if self._places is None:
                # Each word once: names of a kind share most of theirs.
                known: dict[str, str] = {}
                self._words = [
                    tuple(known.setdefault(word, word) for word in self._cut(name))
                    for name in self._folded
                ]
                places: dict[str, list[_Place]] = {}
                for rank, words in enumerate(self._words):
                    for place, word in enumerate(words):
                        places.setdefault(word, []).append((rank, place))
                found: dict[str, dict[str, Sequence[_Place]]] = {}
                for word, where in places.items():
                    for begun in beginnings(word):
                        found.setdefault(begun, {})[word] = where
                self._places = found
            return self._places
