"""Other spellings of what was typed: synonyms of the user's, years in numerals, both scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate
from typing import Protocol

from opencc import OpenCC

from indexer.text import fold

MOST = 12
"""How many other spellings a run gets."""

_DIGITS = {numeral: str(n) for n, numeral in enumerate("〇一二三四五六七八九")}
_NOUGHTS = ("〇", "零", "○", "o")
"""What is written for 0 in a year: the numeral, its word, a circle, or a letter like it."""

_NUMERALS = "".join(_DIGITS) + "".join(_NOUGHTS)
_YEAR_IN_NUMERALS = re.compile(f"(?<![{_NUMERALS}])(?:一九|二[{''.join(_NOUGHTS)}])"
                               f"[{_NUMERALS}]{{2}}(?![{_NUMERALS}])")  # fmt: skip
_YEAR_IN_DIGITS = re.compile(r"(?<![0-9a-z])(?:19|20)[0-9]{2}(?![0-9a-z])")
_TO_DIGITS = str.maketrans({**_DIGITS, **dict.fromkeys(_NOUGHTS, "0")})
_TO_NUMERALS = {digit: numeral for numeral, digit in _DIGITS.items()}

_TRADITIONAL, _ELSEWHERE = "s2t", ("t2tw", "t2hk")
"""Conversions to traditional characters: OpenCC's standard, from that to Taiwan's and Hong Kong's.

In two steps: those from simplified straight to Taiwan's would load the same phrases once more.
"""


class Cutter(Protocol):
    """What of a segmenter is needed here."""

    def cut(self, folded: str) -> list[str]:
        """Cut folded text into words that joined are the text again."""


class Variants:
    """Knows the groups of words that a user takes for the same; every word may be in several."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._groups = [tuple(filter(None, dict.fromkeys(map(fold, group)))) for group in groups]

    def of(self, text: str, segmenter: Cutter) -> tuple[str, ...]:
        """Return the other spellings of a folded text, at most ``MOST``, the nearest first.

        A synonym stands in wherever the word it is for begins and ends with words of the cut.
        """
        names = (text, *self.synonyms(text, segmenter))
        found = (fold(spelling) for name in names for spelling in (name, *_spellings(name)))
        return tuple(dict.fromkeys(spelling for spelling in found if spelling != text))[:MOST]

    def synonyms(self, text: str, segmenter: Cutter) -> tuple[str, ...]:
        """Return a folded text with synonyms in it, one at a time, as the user spells them."""
        names = dict.fromkeys((text, to_simplified(text)))
        return tuple(
            dict.fromkeys(other for name in names for other in self._replaced(name, segmenter))
        )

    @cached_property
    def _others(self) -> Mapping[str, tuple[str, ...]]:
        """The synonyms of each word, in both its scripts."""
        others: dict[str, tuple[str, ...]] = {}
        for group in self._groups:
            for word in group:
                rest = tuple(other for other in group if other != word)
                for spelling in dict.fromkeys((word, to_simplified(word))):
                    others[spelling] = (*others.get(spelling, ()), *rest)
        return others

    def _replaced(self, text: str, segmenter: Cutter) -> Iterator[str]:
        if not self._others:
            return
        borders = dict.fromkeys((0, *accumulate(map(len, segmenter.cut(text)))))
        # The longest first: what is likeliest meant.
        for length in sorted({len(word) for word in self._others}, reverse=True):
            for start in borders:
                if start + length in borders:
                    for other in self._others.get(text[start : start + length], ()):
                        yield text[:start] + other + text[start + length :]


def _spellings(text: str) -> Iterator[str]:
    """Yield the spellings of a text, those in which less is changed first."""
    years = list(dict.fromkeys((text, *_years(text))))
    yield from years[1:]
    for year in years:
        yield from _scripts(year)


def _years(text: str) -> Iterator[str]:
    """Yield a text with its years in digits, and in each kind of numerals."""
    digits = _YEAR_IN_NUMERALS.sub(lambda year: year[0].translate(_TO_DIGITS), text)
    yield digits
    for nought in _NOUGHTS:
        numerals = str.maketrans({**_TO_NUMERALS, "0": nought})
        yield _YEAR_IN_DIGITS.sub(lambda year, n=numerals: year[0].translate(n), digits)  # type: ignore[misc]


def _scripts(text: str) -> Iterator[str]:
    simplified = to_simplified(text)
    traditional = _converted(simplified, _TRADITIONAL)
    yield from (simplified, traditional)
    yield from (_converted(traditional, standard) for standard in _ELSEWHERE)


def to_simplified(text: str) -> str:
    """Return a text in simplified characters."""
    return text if text.isascii() else _converted(text, "t2s")


def _converted(text: str, standard: str) -> str:
    # OpenCC takes a NUL for the end of the text.
    return "\0".join(map(_converter(standard).convert, text.split("\0")))


@cache
def _converter(standard: str) -> OpenCC:
    return OpenCC(standard)
