"""Chinese words by the Latin letters one types for them: pinyin in full or initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

Syllables = tuple[tuple[str, ...], ...]
"""How each character of a word may be read, the likeliest first, without tones."""

DONE = ""
"""What is left of the letters where a word took the last of them."""

_LETTERS = re.compile(r"[a-zü']+")


def letters(text: str) -> str | None:
    """Return what may be pinyin as it is compared, None for what cannot be."""
    return text.replace("ü", "v").replace("'", "") if _LETTERS.fullmatch(text) else None


@lru_cache(maxsize=1 << 16)
def readings(word: str) -> Syllables:
    """Return how the characters of a word are read; what has no reading stands for itself.

    As in the word first, then also as elsewhere: 朝阳 is zhaoyang in dictionaries and chaoyang on
    maps. Only the last character, mostly the kind of place, has a single reading.
    """
    # Imported late: its tables take a while, and only who types Latin letters needs them.
    from pypinyin import Style, lazy_pinyin, pinyin

    usual = lazy_pinyin(word)
    found = []
    for n, character in enumerate(word):
        known = [usual[n]] if len(usual) == len(word) else []
        if n < len(word) - 1 or not known:
            known += pinyin(character, style=Style.NORMAL, heteronym=True)[0]
        found.append(tuple(dict.fromkeys(reading.lower() for reading in known)))
    return tuple(found)


def beginnings(word: str) -> frozenset[str]:
    """Return the one or two letters with which somebody may begin to type a word.

    ``z*`` stands for whatever may follow a word whose one character is typed as z.
    """
    first, *others = readings(word)
    following = {reading[0] for reading in others[0]} if others else {"*"}
    return frozenset(
        begun
        for reading in first
        for begun in (reading[0], reading[:2], *(reading[0] + letter for letter in following))
    )


def left(typed: str, word: str, *, rare: bool) -> frozenset[str]:
    """Return what is left of the letters typed, each way a whole word may take some of them.

    ``DONE`` is among it where they end with the word or within it; it is empty where they differ.
    ``rare`` allows for readings other than the likeliest.
    """
    ways = {typed}
    ends = False
    for syllable in readings(word):
        allowed = syllable if rare else syllable[:1]
        ways = {rest for way in ways for rest in _taken(way, allowed)}
        ends = ends or DONE in ways
        ways.discard(DONE)
    return frozenset({*ways, DONE} if ends else ways)


def _taken(typed: str, syllable: Iterable[str]) -> Iterator[str]:
    for reading in syllable:
        if typed.startswith(reading):
            yield typed[len(reading) :]
        elif reading.startswith(typed):
            yield DONE
        if typed[0] == reading[0]:
            yield typed[1:]
