"""A mark in few bits for the characters of a text and their neighbours, to rule texts out fast."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS = 1 << 15
"""Bits of a mark: a text of 2,000 characters sets about one in nine, two for each pair.

One in 80 such marks allows for a pair that the text has not, and that text is looked at; half as
many bits, and it would be one in 25.
"""

BYTES = BITS // 8
_SHIFT = np.uint32(32 - BITS.bit_length() + 1)
# Odd multipliers spread neighbouring code points over all the bits.
_ONE = np.uint32(2654435761)
_TWO = (
    (np.uint32(2246822519), np.uint32(3266489917)),
    (np.uint32(668265263), np.uint32(374761393)),
)


def mark(texts: Iterable[str]) -> bytes:
    """Return the mark of the texts of a report; a string in one of them has all its bits set."""
    bits = np.zeros(BITS, np.uint8)
    for text in texts:
        points = _points(text)
        bits[_single(points)] = 1
        bits[_pairs(points)] = 1
    return np.packbits(bits, bitorder="little").tobytes()


def bits_of(sought: str) -> list[int]:
    """Return the bits a text that holds the string must have; of the empty string none."""
    points = _points(sought)
    bits = _single(points) if len(points) == 1 else _pairs(points)
    return list(dict.fromkeys(bits.tolist()))


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))


def _single(points: NDArray[np.uint32]) -> NDArray[Any]:
    return (points * _ONE) >> _SHIFT


def _pairs(points: NDArray[np.uint32]) -> NDArray[Any]:
    before, behind = points[:-1], points[1:]
    return np.concatenate([(before * a + behind * b) >> _SHIFT for a, b in _TWO])
