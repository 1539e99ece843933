"""Words and characters as terms of an index of UTF-8 whose terms are parted by white space."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import add

from indexer.engines.port import FIELD_WEIGHTS
from indexer.model import TEXT_FIELDS
from indexer.text import is_word

# ── any text as one term ─────────────────────────────────────────────────────────────────

# Noncharacters stand for white space, which parts terms; private ones for halves of surrogate
# pairs, which UTF-8 has not.
_WHITE = "".join(chr(n) for n in range(0x3001) if chr(n).isspace())
_STAND_INS = {ch: chr(0xFDD0 + n) for n, ch in enumerate(_WHITE)}
_HALVES = re.compile("[\ud800-\udfff]")
_UNFIT = re.compile(f"[{re.escape(_WHITE)}\ud800-\udfff]")
_RESTORED: dict[int, str | int] = {
    **{ord(stand_in): ch for ch, stand_in in _STAND_INS.items()},
    **{half + 0x102000: half for half in range(0xD800, 0xE000)},
}


def _stand_in(found: re.Match[str]) -> str:
    return _STAND_INS.get(found[0]) or chr(ord(found[0]) + 0x102000)


def storable(text: str) -> str:
    """Return text that UTF-8 takes: anything Python takes for text is taken."""
    return _HALVES.sub(_stand_in, text)


def unbroken(text: str) -> str:
    """Return text that UTF-8 takes and that has no white space."""
    return _UNFIT.sub(_stand_in, text)


def restored(text: str) -> str:
    """Return the text that ``storable`` or ``unbroken`` was given."""
    return text.translate(_RESTORED)


# ── words ────────────────────────────────────────────────────────────────────────────────

LETTERS: Mapping[str, str] = dict(zip(TEXT_FIELDS, "abcdefghi", strict=True))
"""The letter before a word that says in which text field it stands."""


MOST_TERMS = 1 << 18
"""Tokens whose terms are kept: more than a language has words, though not all that is written."""


class _Terms(dict[str, str]):
    """The terms of tokens met before: most of any text, and a look is the cheapest of all."""

    def __missing__(self, token: str) -> str:
        if len(self) >= MOST_TERMS:
            self.clear()
        self[token] = term = unbroken(token) if is_word(token) else ""
        return term


_terms = _Terms()


def word_term(token: str) -> str:
    """Return the term of a word, "" for a token that is none."""
    return _terms[token]


def words_of(tokens: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the terms of those tokens that are words, by text field."""
    terms = _terms
    return {name: [word for token in cut if (word := terms[token])] for name, cut in tokens.items()}


def weighted(words: Mapping[str, list[str]]) -> str:
    """Return all words of a report; those of the title and the issuer as often as they weigh."""
    fields = (terms * int(FIELD_WEIGHTS.get(name, 1)) for name, terms in words.items())
    return " ".join(map(" ".join, fields))


def placed(words: Mapping[str, list[str]]) -> str:
    """Return all words of a report, each behind the letter of its text field."""
    fields = ((LETTERS[name], terms) for name, terms in words.items() if terms)
    return " ".join(letter + f" {letter}".join(terms) for letter, terms in fields)


# ── exact strings ────────────────────────────────────────────────────────────────────────


def pairs_of(text: str) -> list[str]:
    """Return each two neighbouring characters of an unbroken text."""
    return list(map(add, text, text[1:]))
