"""Sentences as the checks read them: folded, without white space, asides in brackets apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.numerals import chinese_number

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]|[^。！？!?\n]+")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕")
# A comma between digits parts thousands, not clauses.
_COMMA = re.compile(r"[;:。!?]|,(?!\d{3}(?!\d))|(?<!\d),")
_NAMED_YEAR = re.compile(
    r"(?<!\d)(20\d\d)(?=年|[-~—至到])|(二[〇○零][〇○零一二三四五六七八九]{2})年"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a section: as printed, and plain (NFKC, no white space, no ①)."""

    section: str
    printed: str
    plain: str

    @property
    def clauses(self) -> list[str]:
        """The plain text cut at commas, colons and semicolons, asides in brackets left out."""
        return [c for c in _COMMA.split(_ASIDE.sub("", self.plain)) if c]


def sentences(prose: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield the sentences of all sections; the end of a paragraph ends one too."""
    for section, text in prose.items():
        for piece in _SENTENCE.findall(text):
            plain = "".join(unicodedata.normalize("NFKC", _UNUSUAL.sub(_unnumbered, piece)).split())
            if plain:
                yield Sentence(section, piece.strip(), plain)


# Nearly all text: Han characters, ASCII, and the signs that go with them.
_UNUSUAL = re.compile("[^ -~\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]")


def _unnumbered(found: re.Match[str]) -> str:
    """Drop what folds into a digit (①, ²): it numbers a clause or a note, and is in no count."""
    character = found[0]
    return "" if character.isdigit() and not character.isdecimal() else character


def years_named(plain: str) -> list[int]:
    """Return the years a plain text names, in order, as 2020年, 2019-2021 or 二〇二〇年."""
    return [
        int(digits) if digits else chinese_number(words.replace("○", "〇")) or 0
        for digits, words in _NAMED_YEAR.findall(plain)
    ]
