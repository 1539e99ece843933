"""Comparisons and arithmetic over numbers: ranges where they suffice, else one of few scripts."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from sys import float_info
from typing import Any

from indexer.engines.evaluation import MIRRORED
from indexer.engines.opensearch.layout import number_field
from indexer.engines.port import LARGEST
from indexer.query import Compare, Expression, FieldValue, Literal

_FUNCTIONS = f"""
double number(Map doc, String name) {{
  def values = doc.get(name);
  return values.size() == 0 ? Double.NaN : values.value;
}}
double joined(int operator, double left, double right) {{
  double value = operator == 0 ? left + right : operator == 1 ? left - right
    : operator == 2 ? left * right : left / right;
  return Math.abs(value) <= {LARGEST!r} ? value : Double.NaN;
}}
boolean compared(int operator, double left, double right) {{
  if (Double.isNaN(left) || Double.isNaN(right)) {{ return false; }}
  return operator == 0 ? left < right : operator == 1 ? left <= right
    : operator == 2 ? left > right : operator == 3 ? left >= right
    : operator == 4 ? left == right : left != right;
}}
"""
_COMPARED = "return compared({0}, {1}, {2});"
_VALUE = "double value = {0}; return Double.isNaN(value) ? null : value == 0 ? 0.0 : value;"

_OPERATIONS = "+-*/"
_COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
_RANGES: Mapping[str, tuple[str, ...]] = {
    "<": ("lt",),
    "<=": ("lte",),
    ">": ("gt",),
    ">=": ("gte",),
    "!=": ("lt", "gt"),
}


def compared(query: Compare, known: Container[str]) -> dict[str, Any]:
    """Return the query for a comparison; numbers that are not ``known`` no report has."""
    match query.left, query.right:
        case FieldValue(name), Literal(value):
            return _beside(name, query.operator, value, known)
        case Literal(value), FieldValue(name):
            return _beside(name, MIRRORED[query.operator], value, known)
    made = _Script(known)
    operator = made.parameter(_COMPARISONS.index(query.operator))
    sides = made.said(query.left), made.said(query.right)
    return {"script": {"script": made.whole(_COMPARED.format(operator, *sides))}}


def value_source(expression: Expression, known: Container[str]) -> dict[str, Any] | None:
    """Return where an aggregation finds the value of an expression, None if it has none."""
    if isinstance(expression, FieldValue):
        return {"field": number_field(expression.field)} if expression.field in known else None
    made = _Script(known)
    script = made.whole(_VALUE.format(made.said(expression)))
    return {"script": script, "value_type": "double"}


def _beside(name: str, operator: str, value: float, known: Container[str]) -> dict[str, Any]:
    if name not in known:
        return {"match_none": {}}
    field = number_field(name)
    # JSON has no infinity, and of the two zeros of floats Lucene takes one for less.
    value = max(-float_info.max, min(value, float_info.max)) + 0.0
    if operator == "=":
        return {"term": {field: value}}
    ranges: list[dict[str, Any]] = [
        {"range": {field: {bound: value}}} for bound in _RANGES[operator]
    ]
    return ranges[0] if len(ranges) == 1 else {"bool": {"should": ranges}}


@dataclass
class _Script:
    """A script in the making. Names, numbers and operators are parameters.

    So there are as many scripts as shapes of formulas, and the cluster, which compiles only so
    many in a time, compiles each once.
    """

    known: Container[str]
    parameters: dict[str, Any] = field(default_factory=dict)

    def parameter(self, value: Any) -> str:
        """Hand a value to the script; return how it is called there."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"params.{name}"

    def said(self, expression: Expression) -> str:
        """Return an expression as the script says it."""
        match expression:
            case Literal(value):
                bounded = max(-float_info.max, min(value, float_info.max))
                return self.parameter(float(bounded))
            case FieldValue(name):
                if name not in self.known:
                    return "Double.NaN"
                return f"number(doc, {self.parameter(number_field(name))})"
        operator = self.parameter(_OPERATIONS.index(expression.operator))
        return f"joined({operator}, {self.said(expression.left)}, {self.said(expression.right)})"

    def whole(self, body: str) -> dict[str, Any]:
        """Return the script that ends with this."""
        return {"lang": "painless", "source": _FUNCTIONS + body, "params": self.parameters}
