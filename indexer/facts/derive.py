"""Compute the derived fields of the catalogue from the facts of a report."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from operator import add, sub, truediv

from indexer.catalogue import Catalogue
from indexer.model import Fact, Status
from indexer.numerals import exact, number

_Operator = Callable[[Decimal, Decimal], Decimal]
_Node = str | tuple[_Operator, "_Node", "_Node"]
"""A field's key, or what is done with two nodes."""

_OPERATORS: Mapping[type[ast.operator], _Operator] = {ast.Add: add, ast.Sub: sub, ast.Div: truediv}


def derive(facts: Mapping[str, Fact], template: str, catalogue: Catalogue) -> dict[str, Fact]:
    """Return the derived fields that have a value, in the catalogue's order.

    A sum needs every operand; a ratio both operands and a denominator above 0.
    """
    known = {key: exact(f.value) for key, f in facts.items() if f.value is not None}
    derived: dict[str, Fact] = {}
    for field in catalogue.computed(template):
        value = _value(_parsed(field.formula or ""), known)
        if value is not None:
            known[field.key] = value
            derived[field.key] = Fact(number(value), Status.COMPUTED, source=field.formula)
    return derived


def operands(formula: str) -> tuple[str, ...]:
    """Return the field keys a formula uses, each once, in order of appearance."""
    return tuple(dict.fromkeys(_keys(_parsed(formula))))


@cache
def _parsed(formula: str) -> _Node:
    return _node(ast.parse(formula, mode="eval").body)


def _node(parsed: ast.expr) -> _Node:
    if isinstance(parsed, ast.BinOp):
        return _OPERATORS[type(parsed.op)], _node(parsed.left), _node(parsed.right)
    return ast.unparse(parsed)


def _keys(node: _Node) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    else:
        _, one, other = node
        yield from _keys(one)
        yield from _keys(other)


def _value(node: _Node, known: Mapping[str, Decimal]) -> Decimal | None:
    if isinstance(node, str):
        return known.get(node)
    operator, one, other = node
    left, right = _value(one, known), _value(other, known)
    if left is None or right is None or (operator is truediv and right <= 0):
        return None
    return operator(left, right)
