"""What runs, prefixes and quoted strings ask of the text."""

from __future__ import annotations

from typing import Protocol

from indexer.errors import BadValue, QuerySyntaxError
from indexer.query import Near, Phrase, Prefix, Query, Run, Together
from indexer.queryparser.scanner import Word
from indexer.text import fold, is_word

MAX_DISTANCE = 1000
"""How many words may stand between two strings that are near."""

MAX_TOGETHER = 10
"""How many strings may be sought in one sentence or paragraph."""

_UNITS = {"s": "sentence", "p": "paragraph"}


class Cutter(Protocol):
    """What of a segmenter is needed here."""

    def cut(self, folded: str) -> list[str]:
        """Cut folded text into words that joined are the text again."""


def read_text(word: Word, fields: tuple[str, ...], segmenter: Cutter) -> Query:
    """Return what a run or a quoted string asks of these text fields."""
    if word.modifier is not None:
        return _modified(word, word.modifier, fields)
    text = fold(word.text)
    if not text:
        raise _empty(word)
    if word.quoted:
        return Phrase(text, fields)
    if text.endswith("*"):
        return _prefix(text.rstrip("*"), word, fields)
    return run_of(text, fields, segmenter)


def run_of(text: str, fields: tuple[str, ...], segmenter: Cutter) -> Run:
    """Return what a folded text asks of these text fields, typed without quotes."""
    words = dict.fromkeys(w for w in segmenter.cut(text) if is_word(w))
    return Run(text, tuple(words), fields)


def _prefix(stem: str, word: Word, fields: tuple[str, ...]) -> Query:
    if not stem:
        raise QuerySyntaxError("* needs characters before it", position=word.start)
    # Only such words are one token of the cut whatever the segmenter; all else is sought anywhere.
    if stem.isascii() and stem.isalnum():
        return Prefix(stem, fields)
    return Phrase(stem, fields)


def _modified(word: Word, modifier: str, fields: tuple[str, ...]) -> Query:
    pieces = tuple(fold(piece) for piece in word.text.split())
    if not pieces:
        raise _empty(word)
    if modifier in _UNITS:
        if len(pieces) > MAX_TOGETHER:
            message = "~%(modifier)s takes at most %(most)s strings"
            raise QuerySyntaxError(
                message, position=word.start, modifier=modifier, most=MAX_TOGETHER
            )
        return Together(pieces, _UNITS[modifier], fields)
    at = word.end - len(modifier) - 1
    if not (modifier.isascii() and modifier.isdigit()):
        message = "~%(modifier)s is none of ~s, ~p and ~ with a number of words"
        raise QuerySyntaxError(message, position=at, modifier=modifier)
    if len(pieces) != 2:
        message = "~%(modifier)s needs two strings between the quotation marks, not %(count)s"
        raise QuerySyntaxError(message, position=at, modifier=modifier, count=len(pieces))
    left, right = pieces
    distance = int(modifier) if len(modifier) < 9 else MAX_DISTANCE + 1
    if distance > MAX_DISTANCE:
        raise BadValue("at most %(most)s words may stand between", position=at, most=MAX_DISTANCE)
    return Near(left, right, distance, fields)


def _empty(word: Word) -> QuerySyntaxError:
    return QuerySyntaxError("nothing stands between the quotation marks", position=word.start)
