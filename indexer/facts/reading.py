"""What was read off the tables so far, and how one cell becomes a fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from indexer.catalogue import Column
from indexer.facts.grids import Entry
from indexer.model import Fact, Finding, Status
from indexer.numerals import exact, in_wan_yuan, money_unit, number, read_number


@dataclass(slots=True)
class Reading:
    """Facts by field key, and our doubts about them."""

    facts: dict[str, Fact] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def doubt(self, reason: str, keys: Iterable[str] = (), detail: str = "") -> None:
        """Note what could not be read, for one of the catalogue's reasons, and what was printed."""
        self.findings.append(Finding("extraction", tuple(keys), detail=detail, reason=reason))

    def put(self, key: str, fact: Fact) -> None:
        """Keep a fact; a field printed twice with two values has none."""
        twin = self.facts.get(key)
        if twin is not None and (twin.value, twin.status) != (fact.value, fact.status):
            raw = " | ".join(f.raw for f in (twin, fact) if f.raw)
            self.doubt("twice", [key], raw)
            fact = Fact(None, Status.UNREADABLE, raw)
        self.facts[key] = fact

    def put_unreadable(self, keys: Sequence[str], entries: Sequence[Entry]) -> None:
        """Keep that these fields have no value though ``entries`` stand in their row."""
        raw = " ".join(e.text.strip() for e in entries) or None
        for key in keys:
            self.put(key, Fact(None, Status.UNREADABLE, raw))
        self.doubt("count", keys, raw or "")


def fact_of(entry: Entry, column: Column, labels: Iterable[str], table: int) -> Fact:
    """Read a cell; money takes its unit from the cell, else from ``labels``, nearest first."""
    reading = read_number(entry.text, signed=column.signed)
    place = (table, entry.row, entry.column)
    value, status, assumed = reading.value, reading.status, False
    if column.unit == "万元" and value is not None and reading.unit is None:
        unit = next((u for label in labels if (u := money_unit(label))), None)
        assumed = unit is None
        value = in_wan_yuan(value, unit or "万元")
    elif column.unit != "万元" and reading.unit is not None:
        # Money in a column of counts stands in the wrong place.
        value, status = None, Status.UNREADABLE
    return Fact(value, status, entry.text, unit_assumed=assumed, place=place)


def added_up(facts: Sequence[Fact]) -> Fact:
    """Return the sum of facts that are parts of one field; unreadable unless all have a value."""
    if len(facts) == 1:
        return facts[0]
    raw = " + ".join((f.raw or "").strip() for f in facts)
    states = {f.status for f in facts}
    values = [exact(f.value) for f in facts if f.value is not None]
    if len(values) == len(facts):
        return Fact(number(sum(values, Decimal())), Status.REPORTED, raw, place=facts[0].place)
    if len(states) == 1:
        return Fact(None, facts[0].status, raw, place=facts[0].place)
    return Fact(None, Status.UNREADABLE, raw, place=facts[0].place)
