"""Test a report's facts against one another; what fails is a finding.

The sums are those the form itself states (勾稽关系), exactly. Only printed values are tested, and a
check with a missing operand is not assessed. Checks over several years live with relations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.catalogue import Catalogue, Sum
from indexer.model import Fact, Finding, Status
from indexer.numerals import total


def check(facts: Mapping[str, Fact], template: str, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the findings of one report's printed facts, in the order of the form."""
    for s in catalogue.sums[template]:
        yield from _check_sum(s, facts)
    for field in catalogue.printed(template):
        fact = facts.get(field.key)
        if fact is None or fact.status is not Status.REPORTED or fact.value is None:
            continue
        if fact.value < 0 and not field.signed:
            yield Finding("negative", (field.key,), None, fact.value)
        if field.unit != "万元" and fact.value != int(fact.value):
            yield Finding("fraction", (field.key,), None, fact.value)
        if fact.unit_assumed:
            yield Finding("unit_assumed", (field.key,), None, fact.value)


def _check_sum(s: Sum, facts: Mapping[str, Fact]) -> Iterator[Finding]:
    keys = (*s.left, *s.right)
    printed = {key: f for key in keys if (f := facts.get(key)) and f.status is Status.REPORTED}
    if len(printed) < len(keys):
        return
    left, right = (
        total(v for key in side if (v := printed[key].value) is not None)
        for side in (s.left, s.right)
    )
    if left != right:
        yield Finding(s.code, keys, left, right)
