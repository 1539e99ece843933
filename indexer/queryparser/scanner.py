"""The query as characters: signs, full-width ones included, quoted strings, runs and positions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.errors import QuerySyntaxError

_ASCII_OF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: ord("-")}
"""Full-width signs, letters and digits, and the minus sign: one character each, places kept."""

_QUOTES = {'"': '"', "＂": "＂", "“": "”"}
_ESCAPED = re.compile(r'\\(["“”\\])')
_RUN = re.compile(r'(?:[^\s()"“”|:<>=≥≤≧≦⩾⩽≠!]|!(?!=))+')
_BRACKETED = re.compile(r"\[\s*[^\s\[\]]+\s+TO\s+[^\s\[\]]+\s*\]")
_MODIFIER = re.compile(r"~(\w*)")
_OPERATOR = re.compile(r"[<>!]=|[<>=≥≤≧≦⩾⩽≠]")
_SPELLED = {"≥": ">=", "≧": ">=", "⩾": ">=", "≤": "<=", "≦": "<=", "⩽": "<=", "≠": "!="}


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of the query that stands for itself: a run or what is between quotes.

    ``text`` is as typed, escapes undone; ``start`` and ``end`` are where it stands, quotes and
    modifier included. ``modifier`` is what follows the ``~`` behind a quoted one, else None.
    """

    text: str
    start: int
    end: int
    quoted: bool = False
    modifier: str | None = None


class Scanner:
    """Reads a query from left to right; ``signs`` is the query with its signs made ASCII."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.signs = query.translate(_ASCII_OF)
        self.position = 0

    def skip_blanks(self) -> None:
        """Go on to the next character that is no white space."""
        while self.position < len(self.signs) and self.signs[self.position].isspace():
            self.position += 1

    def at_end(self) -> bool:
        """Tell whether nothing is left."""
        return self.position >= len(self.signs)

    def next(self) -> str:
        """Return the sign at the position, "" at the end."""
        return self.signs[self.position : self.position + 1]

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether the pattern stands at the position."""
        return pattern.match(self.signs, self.position) is not None

    def take(self, pattern: re.Pattern[str]) -> bool:
        """Go past the pattern if it stands at the position, and tell whether it did."""
        match = pattern.match(self.signs, self.position)
        if match:
            self.position = match.end()
        return match is not None

    def operator(self) -> str | None:
        """Go past blanks and a comparison operator, and return it; else stay, and None."""
        before = self.position
        self.skip_blanks()
        match = _OPERATOR.match(self.signs, self.position)
        if match is None:
            self.position = before
            return None
        self.position = match.end()
        return _SPELLED.get(match[0], match[0])

    def begins_term(self) -> bool:
        """Tell whether nothing, a blank, an opening bracket or ``|`` stands before."""
        before = self.signs[max(0, self.position - 1) : self.position]
        return not before or before.isspace() or before in "(|"

    def at_quote(self) -> bool:
        """Tell whether a quoted string begins here."""
        return self.query[self.position : self.position + 1] in _QUOTES

    def run(self) -> Word | None:
        """Go past the longest run of ordinary characters; None where there is none."""
        return self._word(_RUN)

    def value(self) -> Word | None:
        """Go past what can stand behind a colon unquoted: ``[a TO b]`` or a run."""
        return self._word(_BRACKETED) or self.run()

    def quoted(self) -> Word:
        """Go past a quoted string and its modifier; ``QuerySyntaxError`` if it never ends."""
        start = self.position
        close = _QUOTES[self.query[start]]
        end = start + 1
        while self.query[end : end + 1] != close:
            if end >= len(self.query):
                raise QuerySyntaxError("the quotation mark is never closed", position=start)
            end += 2 if _ESCAPED.match(self.query, end) else 1
        text = _ESCAPED.sub(r"\1", self.query[start + 1 : end])
        modifier = _MODIFIER.match(self.signs, end + 1)
        self.position = modifier.end() if modifier else end + 1
        return Word(text, start, self.position, True, modifier[1].lower() if modifier else None)

    def rest(self) -> str:
        """Return what stands at the position up to the next blank, for messages."""
        return "".join(self.query[self.position :].split(maxsplit=1)[:1])

    def _word(self, pattern: re.Pattern[str]) -> Word | None:
        match = pattern.match(self.signs, self.position)
        if match is None:
            return None
        self.position = match.end()
        return Word(self.query[match.start() : match.end()], match.start(), match.end())
