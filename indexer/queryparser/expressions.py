"""Arithmetic over fields, read in two steps: its shape, then, once it is compared, its names.

A word is only taken for arithmetic if a comparison follows, so that ``24/7`` stays text; the
shape is therefore read first, without asking whether its names are fields.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from indexer.catalogue import Catalogue, folded
from indexer.errors import BadValue, QuerySyntaxError, UnknownField
from indexer.query import Arithmetic, Expression, FieldValue, Literal
from indexer.queryparser.scanner import Scanner

MAX_NESTING = 50
"""How deep brackets, in arithmetic or around terms, and NOTs may stand in one another."""

MAX_OPERANDS = 100
"""How many numbers and fields one side of a comparison may have."""

YEAR_NAMES = frozenset({"year", "年份", "年度", "年"})
"""The names of the one number that is no field of the forms."""

# An operand ends where a blank or a sign of the language stands: `0件` and `1,000` are none.
_END = r"(?=$|[\s()+\-*/<>=!≥≤≧≦⩾⩽≠|\"“”])"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?" + _END)
_NAME = re.compile(r"(?P<name>[^\W\d][\w.]*)(?P<year>@[+-]?[0-9]+)?" + _END)
_PREFIX_STAR = re.compile(r"\*(?=$|[\s)\"“”|])")
_SUM = re.compile(r"\s*([+-])\s*")
_MINUS_OF_NOT = re.compile(r"\s+-(?!\s)")
_PRODUCT = re.compile(r"\s*([*/])\s*")
_BLANKS = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class _Number:
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    start: int
    other_year: bool


@dataclass(frozen=True, slots=True)
class _Operation:
    operator: str
    left: Shape
    right: Shape


Shape = _Number | _Name | _Operation


def read_shape(scanner: Scanner, catalogue: Catalogue, *, compared: bool) -> Shape | None:
    """Go past the arithmetic at the position and return its shape; else stay, and None.

    ``compared`` says that a comparison stands before it.
    """
    return _read(scanner, _Reader(scanner.signs, catalogue, compared), depth=0)


def read_lone_shape(scanner: Scanner, catalogue: Catalogue) -> Shape | None:
    """Do the same where nothing but arithmetic can stand, so that every ``-`` is minus."""
    return _read(scanner, _Reader(scanner.signs, catalogue, compared=True), depth=1)


def _read(scanner: Scanner, reader: _Reader, depth: int) -> Shape | None:
    read = reader.sum(scanner.position, depth)
    if read is None:
        return None
    shape, scanner.position = read
    return shape


class _Reader:
    """Reads shapes; every method takes a position and returns the shape and where it ends."""

    def __init__(self, signs: str, catalogue: Catalogue, compared: bool) -> None:
        self._signs = signs
        self._catalogue = catalogue
        self._compared = compared
        self._operands = 0

    def sum(self, position: int, depth: int) -> tuple[Shape, int] | None:
        """Read ``product (+|- product)*``."""
        read = self._product(position, depth)
        if read is None:
            return None
        left, position = read
        while operator := _SUM.match(self._signs, position):
            if not self._is_minus(left, position, depth):
                break
            read = self._product(operator.end(), depth)
            if read is None:
                break
            left, position = _Operation(operator[1], left, read[0]), read[1]
        return left, position

    def _is_minus(self, left: Shape, position: int, depth: int) -> bool:
        """Tell whether a ``-`` written like a NOT (`` -x``) is minus all the same.

        It is within brackets, and behind arithmetic over fields that nothing compares yet:
        ``2*granted -denied>0``. Else it begins a term of its own: ``granted>0 -denied>0``.
        """
        if depth or not _MINUS_OF_NOT.match(self._signs, position):
            return True
        return not self._compared and isinstance(left, _Operation) and self._is_known(left)

    def _is_known(self, shape: Shape) -> bool:
        if isinstance(shape, _Operation):
            return self._is_known(shape.left) or self._is_known(shape.right)
        return isinstance(shape, _Name) and folded(shape.text) in self._catalogue.names

    def _product(self, position: int, depth: int) -> tuple[Shape, int] | None:
        read = self._operand(position, depth)
        if read is None:
            return None
        left, position = read
        while operator := _PRODUCT.match(self._signs, position):
            if isinstance(left, _Name) and _PREFIX_STAR.match(self._signs, position):
                break
            read = self._operand(operator.end(), depth)
            if read is None:
                break
            left, position = _Operation(operator[1], left, read[0]), read[1]
        return left, position

    def _operand(self, position: int, depth: int) -> tuple[Shape, int] | None:
        self._operands += 1
        if self._operands > MAX_OPERANDS or depth > MAX_NESTING:
            # Where nothing compares yet, it may be plain text.
            if self._compared:
                raise QuerySyntaxError("this arithmetic is too long or too deep", position=position)
            return None
        if found := _NUMBER.match(self._signs, position):
            return _Number(found[0], position), found.end()
        if found := _NAME.match(self._signs, position):
            return _Name(found["name"], position, found["year"] is not None), found.end()
        sign = self._signs[position : position + 1]
        if sign == "(":
            return self._bracket(position + 1, depth + 1)
        # Before the very first operand of a condition a - is NOT, and the grammar has taken it.
        if sign == "-" and (read := self._operand(self._past_blanks(position + 1), depth + 1)):
            return _Operation("-", _Number("0", position), read[0]), read[1]
        return None

    def _bracket(self, position: int, depth: int) -> tuple[Shape, int] | None:
        position = self._past_blanks(position)
        read = self.sum(position, depth)
        if read is None:
            return None
        end = self._past_blanks(read[1])
        return (read[0], end + 1) if self._signs[end : end + 1] == ")" else None

    def _past_blanks(self, position: int) -> int:
        match = _BLANKS.match(self._signs, position)
        return match.end() if match else position


def has_name(shape: Shape) -> bool:
    """Tell whether any field is named in it."""
    if isinstance(shape, _Operation):
        return has_name(shape.left) or has_name(shape.right)
    return isinstance(shape, _Name)


def to_expression(shape: Shape, catalogue: Catalogue) -> Expression:
    """Give a shape its meaning; raises ``UnknownField`` or ``BadValue`` with the position."""
    match shape:
        case _Number(text, start):
            return Literal(number(text, start))
        case _Name(text, start, other_year):
            if other_year:
                raise QuerySyntaxError(
                    "%(name)s@: comparing with reports of other years is not possible yet",
                    position=start + len(text),
                    name=text,
                )
            return field_value(text, start, catalogue)
        case _Operation(operator, left, right):
            return Arithmetic(
                operator, to_expression(left, catalogue), to_expression(right, catalogue)
            )


def field_value(name: str, position: int, catalogue: Catalogue) -> FieldValue:
    """Return the field of that name, or the year; ``UnknownField`` with the position."""
    if name.lower() in YEAR_NAMES:
        return FieldValue("year")
    return FieldValue(field_key(name, position, catalogue))


def field_key(name: str, position: int, catalogue: Catalogue) -> str:
    """Return the key of the field of that name; ``UnknownField`` with the position."""
    try:
        return catalogue.resolve(name).key
    except UnknownField as e:
        raise UnknownField(e.text, name=e.name, close=e.close, position=position) from None


def number(text: str, position: int) -> float:
    """Return the number written so; ``BadValue`` where it is too large to count with."""
    value = float(text)
    if not math.isfinite(value):
        raise BadValue("%(number)s is too large", position=position, number=f"{text[:20]}…")
    return value
