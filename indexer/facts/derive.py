"""Compute the derived fields of the catalogue from the facts of a report."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

from indexer.catalogue import Catalogue
from indexer.model import Fact, Status
from indexer.numerals import exact, number

_Node = ast.expr
_OPERATORS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Div: lambda a, b: a / b,
}


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
    """Return the field keys a formula uses, in order of appearance."""
    nodes = ast.walk(_parsed(formula))
    keys = (_key(node) for node in nodes if isinstance(node, ast.Attribute | ast.Name))
    return tuple(dict.fromkeys(key for key in keys if key))


@cache
def _parsed(formula: str) -> _Node:
    return ast.parse(formula, mode="eval").body


def _key(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def _value(node: _Node, known: Mapping[str, Decimal]) -> Decimal | None:
    if not isinstance(node, ast.BinOp):
        return known.get(_key(node))
    left, right = _value(node.left, known), _value(node.right, known)
    if left is None or right is None or (isinstance(node.op, ast.Div) and right <= 0):
        return None
    return _OPERATORS[type(node.op)](left, right)
