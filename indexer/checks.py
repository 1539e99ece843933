"""Test a report's facts against one another; what fails is a finding.

The sums are those the form itself states (勾稽关系), exactly. Only printed values are tested, and a
check with a missing operand is not assessed. Checks over several years live with relations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.catalogue import Catalogue, Sum
from indexer.model import Fact, Finding, Number, Status
from indexer.numerals import total


def check(facts: Mapping[str, Fact], template: str, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the findings of one report's printed facts, in the order of the form."""
    printed = {
        key: fact.value
        for key, fact in facts.items()
        if fact.status is Status.REPORTED and fact.value is not None
    }
    for s in catalogue.sums[template]:
        yield from _check_sum(s, printed)
    for field in catalogue.printed(template):
        value = printed.get(field.key)
        if value is None:
            continue
        if value < 0 and not field.signed:
            yield Finding("negative", (field.key,), None, value)
        if field.unit != "万元" and value != int(value):
            yield Finding("fraction", (field.key,), None, value)
        if facts[field.key].unit_assumed:
            yield Finding("unit_assumed", (field.key,), None, value)


def _check_sum(s: Sum, printed: Mapping[str, Number]) -> Iterator[Finding]:
    keys = (*s.left, *s.right)
    if not all(map(printed.__contains__, keys)):
        return
    left, right = (total(map(printed.__getitem__, side)) for side in (s.left, s.right))
    if left != right:
        yield Finding(s.code, keys, left, right)
