"""The figures computed from a report's tables: ratios with both operands, sums by column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer import Catalogue, Fact, Field, Number
from webui.presenters import number, quantity

FEW = 30
"""A ratio whose denominator is below this is marked: it says little."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio with both operands; ``few`` where the denominator is too small to say much."""

    key: str
    label: str
    value: str
    numerator: str
    denominator: str
    few: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """Computed sums with the same columns: column headings, then a line a row."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def ratios_of(
    template: str | None, values: Mapping[str, Fact], catalogue: Catalogue
) -> Iterator[Ratio]:
    for field in catalogue.computed(template or ""):
        fact = values.get(field.key)
        if field.unit == "ratio" and field.formula and fact and fact.value is not None:
            above, below = operands_of(field, values)
            yield Ratio(
                key=field.key,
                label=field.label(template),
                value=quantity(fact.value, field.unit),
                numerator=number(above),
                denominator=number(below),
                few=below is not None and below < FEW,
            )


def operands_of(field: Field, values: Mapping[str, Fact]) -> tuple[Number | None, Number | None]:
    """Work out numerator and denominator of a ratio; None for one that is not known.

    What is no ratio has neither.
    """
    if field.unit != "ratio" or not field.formula:
        return None, None
    above, below = (_added(side, values) for side in field.formula.split(" / "))
    return above, below


def _added(side: str, values: Mapping[str, Fact]) -> Number | None:
    """Work out one side of a ratio's formula, field keys with ``+`` and ``-`` between."""
    result: Number = 0
    for sign, key in re.findall(r"([+-]?)\s*([a-z_.]+)", side):
        fact = values.get(key)
        if fact is None or fact.value is None:
            return None
        result += -fact.value if sign == "-" else fact.value
    return result


def sums_of(
    template: str | None, values: Mapping[str, Fact], catalogue: Catalogue
) -> Iterator[Sums]:
    rows: dict[str, list[Field]] = {}
    for field in catalogue.computed(template or ""):
        if field.unit != "ratio":
            rows.setdefault(field.row, []).append(field)
    tables: dict[tuple[str, ...], list[list[Field]]] = {}
    for row in rows.values():
        if any(f.key in values and values[f.key].value is not None for f in row):
            columns = tuple(f.column_label.get(template or "", "") for f in row)
            tables.setdefault(columns, []).append(row)
    for columns, members in tables.items():
        yield Sums(columns, tuple(_sum_line(row, template or "", values) for row in members))


def _sum_line(
    row: Sequence[Field], template: str, values: Mapping[str, Fact]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    cells = ((f.key, number(values[f.key].value) if f.key in values else "") for f in row)
    return row[0].row_label[template], tuple(cells)
