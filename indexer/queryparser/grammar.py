"""The grammar: NOT before AND before OR, brackets, prefixes, conditions; recursive descent."""

from __future__ import annotations

import re
from collections.abc import Callable

from indexer.catalogue import Catalogue, folded
from indexer.errors import QuerySyntaxError, UnknownField
from indexer.model import TEXT_FIELDS
from indexer.query import And, Compare, Everything, Not, Or, Query
from indexer.queryparser.expressions import (
    MAX_NESTING,
    Shape,
    field_key,
    field_value,
    has_name,
    read_shape,
    to_expression,
)
from indexer.queryparser.keywords import (
    ALL_VERSIONS,
    KEYWORD_NAMES,
    TEXT_NAMES,
    nearest_names,
    read_keyword,
    read_number,
)
from indexer.queryparser.scanner import Scanner, Word
from indexer.queryparser.strings import Cutter, read_text

MAX_TERMS = 200
"""How many terms a query may have."""

MAX_PROXIMITY = 10
"""How many terms with a ``~`` a query may have: every text with their strings is looked into."""

_END_OF_SIGN = r"(?=$|[\s()\"“”|])"
_AND = re.compile("(?:AND|&&)" + _END_OF_SIGN)
_OR = re.compile(r"\|+|OR" + _END_OF_SIGN)
_NOT = re.compile("NOT" + _END_OF_SIGN)
_MINUS = re.compile(r"-(?=\S)")
_TORN_OFF = re.compile(r"\s+(?=~(?:[sp]|[0-9]+)" + _END_OF_SIGN + ")", re.IGNORECASE)
_DANGLING = re.compile(r"[+*/]")
_MISPLACED = (
    (
        re.compile(r"-(?=\s|$)|(?<![\s(|-])-"),
        "a - means NOT close before a term and behind a blank, and nothing here",
    ),
    (
        re.compile(r"\.\.(?=$|[\s()\"“”|]|-?[0-9])"),
        ".. belongs between two numbers, without blanks",
    ),
    (_AND, "nothing stands before %(sign)s"),
    (_OR, "nothing stands before %(sign)s"),
)
"""What begins no term, and what to say of it."""


Reader = Callable[[Word], Query]
"""Makes a query of one word: as text of some sections, as a keyword's or as a number's value."""


class Grammar:
    """Reads one query; ``spans`` are then where the terms that a top-level AND joins stand."""

    def __init__(self, query: str, catalogue: Catalogue, segmenter: Cutter) -> None:
        self._scan = Scanner(query)
        self._catalogue = catalogue
        self._segmenter = segmenter
        self._terms = 0
        self._depth = 0
        self._proximity = 0
        self.spans: list[tuple[int, int]] = []
        self.all_versions_at: list[int] = []

    def read(self) -> Query:
        """Return the tree of the whole query."""
        scan = self._scan
        scan.skip_blanks()
        if scan.at_end():
            return Everything()
        query = self._or(self._text(TEXT_FIELDS))
        if not scan.at_end():
            raise self._fault("the bracket ) closes nothing")
        return query

    # ── branches ─────────────────────────────────────────────────────────────────────────

    def _or(self, read: Reader) -> Query:
        scan = self._scan
        children, spans = self._and(read)
        branches = [children]
        while scan.take(_OR):
            branches.append(self._and(read)[0])
        if self._depth == 0:
            whole = (spans[0][0], len(scan.query[: scan.position].rstrip()))
            self.spans = spans if len(branches) == 1 else [whole]
        found = tuple(_joined(branch) for branch in branches)
        return found[0] if len(found) == 1 else Or(found)

    def _and(self, read: Reader) -> tuple[list[Query], list[tuple[int, int]]]:
        scan = self._scan
        children: list[Query] = []
        spans: list[tuple[int, int]] = []
        while True:
            scan.skip_blanks()
            start = scan.position
            if children and scan.take(_AND):
                scan.skip_blanks()
                start = scan.position
            elif children and (scan.at_end() or scan.next() == ")" or scan.matches(_OR)):
                return children, spans
            children.append(self._unary(read))
            spans.append((start, self._scan.position))

    def _unary(self, read: Reader) -> Query:
        scan = self._scan
        negations = 0
        while scan.take(_NOT) or (scan.begins_term() and scan.take(_MINUS)):
            negations += 1
            self._deeper()
            scan.skip_blanks()
        query = self._primary(read)
        self._depth -= negations
        for _ in range(negations):
            query = Not(query)
        return query

    def _group(self, read: Reader) -> Query:
        scan = self._scan
        start = scan.position
        self._deeper()
        scan.position += 1
        query = self._or(read)
        if scan.at_end():
            raise QuerySyntaxError("the bracket ( is never closed", position=start)
        scan.position += 1
        self._depth -= 1
        return query

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise self._fault("brackets and NOTs are nested too deep")

    # ── terms ────────────────────────────────────────────────────────────────────────────

    def _primary(self, read: Reader) -> Query:
        scan = self._scan
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise self._fault("the query has too many terms")
        comparison = self._comparison()
        if comparison is not None:
            return comparison
        if scan.next() == "(":
            return self._group(read)
        if scan.at_quote():
            return read(self._quoted())
        for pattern, message in _MISPLACED:
            if scan.matches(pattern):
                raise self._fault(message, sign=scan.rest())
        word = self._word(scan.run())
        if scan.next() == ":":
            return self._prefixed(word)
        if scan.operator():
            # Nothing of that shape is a field; this says so and names the nearest.
            field_key(word.text, word.start, self._catalogue)
        return read(word)

    def _quoted(self) -> Word:
        scan = self._scan
        word = scan.quoted()
        if scan.take(_TORN_OFF):
            raise self._fault("%(sign)s belongs close behind the quotation mark", sign=scan.rest())
        return word

    def _comparison(self) -> Query | None:
        scan = self._scan
        start = scan.position
        left = read_shape(scan, self._catalogue, compared=False)
        operator = scan.operator() if left else None
        if left is None or operator is None:
            scan.position = start
            return None
        right = self._right(operator)
        if not (has_name(left) or has_name(right)):
            raise QuerySyntaxError("this compares no field", position=start)
        return Compare(
            operator, to_expression(left, self._catalogue), to_expression(right, self._catalogue)
        )

    def _right(self, operator: str) -> Shape:
        """Read what follows a comparison operator, and see that the comparison ends there."""
        scan = self._scan
        scan.skip_blanks()
        right = read_shape(scan, self._catalogue, compared=True)
        if right is None:
            message = "a number or a field must follow %(operator)s"
            raise self._fault(message, operator=operator)
        end = scan.position
        scan.skip_blanks()
        if scan.matches(_DANGLING):
            raise self._fault("a number or a field must follow %(operator)s", operator=scan.next())
        if scan.operator():
            raise QuerySyntaxError("one condition compares two sides only", position=end)
        scan.position = end
        return right

    def _prefixed(self, name: Word) -> Query:
        """Read what stands behind a colon, as what stands before it asks."""
        scan = self._scan
        scan.position += 1
        scan.skip_blanks()
        known = folded(name.text)
        if known in TEXT_NAMES:
            return self._value(name, self._text((TEXT_NAMES[known],)))
        if KEYWORD_NAMES.get(known, "year") != "year":
            return self._value(name, self._keyword(KEYWORD_NAMES[known]))
        if known not in KEYWORD_NAMES and known not in self._catalogue.names:
            raise self._unknown_name(name)
        field = field_value(name.text, name.start, self._catalogue)
        operator = scan.operator()
        if operator:
            return Compare(operator, field, to_expression(self._right(operator), self._catalogue))
        if known in KEYWORD_NAMES:
            return self._value(name, self._keyword("year"))
        return self._value(name, lambda word: read_number(field, word))

    def _value(self, name: Word, read: Reader) -> Query:
        scan = self._scan
        if scan.next() == "(":
            return self._group(read)
        if scan.at_quote():
            return read(self._quoted())
        word = scan.value()
        if word is None:
            raise self._fault("nothing follows %(name)s:", name=name.text)
        if scan.next() == ":":
            raise self._fault("text with a colon in it needs quotation marks")
        return read(word)

    # ── readers ──────────────────────────────────────────────────────────────────────────

    def _keyword(self, name: str) -> Reader:
        def read(word: Word) -> Query:
            query = read_keyword(name, word, self._catalogue)
            if query == ALL_VERSIONS:
                self.all_versions_at.append(word.start)
            return query

        return read

    def _text(self, fields: tuple[str, ...]) -> Reader:
        def read(word: Word) -> Query:
            self._proximity += word.modifier is not None
            if self._proximity > MAX_PROXIMITY:
                raise QuerySyntaxError(
                    "a query has at most %(most)s terms with ~",
                    position=word.start,
                    most=MAX_PROXIMITY,
                )
            return read_text(word, fields, self._segmenter)

        return read

    # ── faults ───────────────────────────────────────────────────────────────────────────

    def _word(self, word: Word | None) -> Word:
        if word is not None:
            return word
        if self._scan.at_end():
            raise self._fault("the query ends where a term must follow")
        if self._scan.next() == "”":
            raise self._fault("this quotation mark closes nothing")
        raise self._fault("nothing stands before %(sign)s", sign=self._scan.next())

    def _unknown_name(self, name: Word) -> UnknownField:
        close = nearest_names(name.text, self._catalogue)
        text = "nothing is named %(name)s; text with a colon in it needs quotation marks"
        if close:
            text = (
                "nothing is named %(name)s; did you mean %(close)s? "
                "Text with a colon in it needs quotation marks"
            )
        return UnknownField(text, name=name.text, close=close, position=name.start)

    def _fault(self, text: str, **values: object) -> QuerySyntaxError:
        return QuerySyntaxError(text, position=self._scan.position, **values)


def _joined(children: list[Query]) -> Query:
    return children[0] if len(children) == 1 else And(tuple(children))
