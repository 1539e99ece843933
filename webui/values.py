"""A field's value where several reports stand side by side: with its status, and ratios with both
operands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer import Fact, Field, Meta, Number, Status
from webui.figures import FEW, operands_of
from webui.presenters import number, quantity


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A field's value in one report, as a table of several prints it.

    ``text`` is what was printed where there is no value. ``status`` is None where the report's
    form has no such field, and computed without a value where an operand is not known or 0.
    ``operands`` are those of a ratio, ``few`` that the lower one is too small to say much.
    ``place`` is the cell on the report's page.
    """

    text: str
    status: Status | None
    place: str
    number: Number | None = None
    operands: str = ""
    few: bool = False

    @property
    def told(self) -> object:
        """What two values have to have in common to be no difference; None where there is none."""
        if self.status is None:
            return None
        return (self.number,) if self.number is not None else (self.status, self.text)


def shown_value(field: Field, meta: Meta, values: Mapping[str, Fact]) -> ShownValue:
    """Show a field's value in a report; a field that the form prints is blank without a fact."""
    fact = values.get(field.key)
    place = f"/reports/{meta.id}#{field.key}"
    if fact is None:
        return ShownValue("", without_fact(field, meta.template), place)
    if fact.value is None:
        return ShownValue((fact.raw or "").strip(), fact.status, place)
    above, below = operands_of(field, values)
    return ShownValue(
        text=quantity(fact.value, field.unit),
        status=fact.status,
        place=place,
        number=fact.value,
        operands="" if above is None or below is None else f"{number(above)} / {number(below)}",
        few=below is not None and below < FEW,
    )


def without_fact(field: Field, template: str | None) -> Status | None:
    """Tell why a report has no fact: blank, not to be computed, or None: not on its form."""
    if template in field.computed:
        return Status.COMPUTED
    return Status.BLANK if template in field.printed else None


def short_name(field: Field) -> str:
    """Name a field in few words: its alias, without the column where that is the total."""
    return field.alias.removesuffix(".总计").replace(".", " · ")
