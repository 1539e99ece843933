"""Settle blank and unreadable cells where the form's own sums leave no choice.

Two rules, repeated until nothing changes: one unknown in a sum is the difference; a sum of counts
with nothing left for its unknowns makes them 0. What they leave open stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.catalogue import Sum
from indexer.model import Fact, Finding, Number, Status
from indexer.numerals import total

OPEN = frozenset({Status.BLANK, Status.UNREADABLE})
"""Statuses that a sum may settle; a printed sign for "not applicable" never gets a value."""


@dataclass(frozen=True, slots=True)
class Inference:
    """The facts with what the sums settled, and a finding for each disagreement of sums."""

    facts: dict[str, Fact]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Clash:
    """Cells about which sums disagree: neither these sums nor these cells settle anything."""

    keys: tuple[str, ...]
    values: tuple[int, ...]
    sums: frozenset[Sum]

    def finding(self) -> Finding:
        if len(self.values) < 2:
            return Finding("inference_conflict", self.keys, reason="broken")
        expected, found = self.values[:2]
        return Finding("inference_conflict", self.keys, expected, found)


def infer(facts: Mapping[str, Fact], sums: Sequence[Sum]) -> Inference:
    """Settle what the sums settle; a printed value is never changed.

    Sums that disagree about a cell infer nothing, neither does one that the values contradict.
    """
    if not any(fact.status in OPEN for fact in facts.values()):
        return Inference(dict(facts), ())
    usable = [s for s in sums if _is_usable(s, facts)]
    frozen: set[str] = set()
    findings: list[Finding] = []
    while True:
        settled, clash = _settle(facts, usable, frozen)
        if clash is None:
            return Inference(settled, tuple(findings))
        findings.append(clash.finding())
        frozen |= set(clash.keys)
        usable = [s for s in usable if s not in clash.sums]


def _is_usable(s: Sum, facts: Mapping[str, Fact]) -> bool:
    known = [facts[key].value for key in (*s.left, *s.right) if key in facts]
    complete = len(known) == len(s.left) + len(s.right)
    # A count below 0 is a fault of the report: nothing follows from a sum that holds one.
    return complete and all(v is None or v >= 0 for v in known) and _is_possible(s, facts)


def _settle(
    facts: Mapping[str, Fact], sums: Sequence[Sum], frozen: set[str]
) -> tuple[dict[str, Fact], _Clash | None]:
    """Apply both rules until nothing changes, or until sums disagree."""
    settled = dict(facts)
    why: dict[str, Sum] = {}
    while True:
        proposed: dict[str, dict[int, list[Sum]]] = {}
        for s in sums:
            for key, value in _solve(s, settled):
                if key not in frozen:
                    proposed.setdefault(key, {}).setdefault(value, []).append(s)
        for key, values in proposed.items():
            if len(values) > 1:
                together = frozenset(s for group in values.values() for s in group)
                return settled, _Clash((key,), tuple(values), together)
        if not proposed:
            return settled, _broken(settled, sums, why)
        for key, values in proposed.items():
            value, (why[key], *_) = next(iter(values.items()))
            settled[key] = replace(
                settled[key], value=value, status=Status.INFERRED, source=why[key].code
            )


def _solve(s: Sum, facts: Mapping[str, Fact]) -> Iterator[tuple[str, int]]:
    """Yield the cells this sum settles, with their values."""
    unknown = _unknown(s, facts)
    on_left = {key in s.left for key in unknown}
    if len(on_left) != 1:
        return
    left = _rest(s, facts) * (-1 if on_left == {True} else 1)
    if left == 0 or (len(unknown) == 1 and left > 0 and left == int(left)):
        yield from ((key, int(left)) for key in unknown if facts[key].status in OPEN)


def _unknown(s: Sum, facts: Mapping[str, Fact]) -> list[str]:
    return [key for key in (*s.left, *s.right) if facts[key].value is None]


def _rest(s: Sum, facts: Mapping[str, Fact]) -> Number:
    """Return left minus right over what is known."""
    return total((_known(s.left, facts), -_known(s.right, facts)))


def _known(keys: Iterable[str], facts: Mapping[str, Fact]) -> Number:
    return total(v for key in keys if (v := facts[key].value) is not None)


def _is_possible(s: Sum, facts: Mapping[str, Fact]) -> bool:
    """Tell whether counts for the unknowns could make the sum true."""
    on_left = {key in s.left for key in _unknown(s, facts)}
    rest = _rest(s, facts)
    if rest == 0 or len(on_left) == 2:
        return True
    return (rest < 0) in on_left if on_left else False


def _broken(
    facts: Mapping[str, Fact], sums: Sequence[Sum], why: Mapping[str, Sum]
) -> _Clash | None:
    """Find a sum that inferred values break: it disagrees with the sums they came from."""
    for s in sums:
        if not _is_possible(s, facts):
            keys = tuple(key for key in (*s.left, *s.right) if key in why)
            return _Clash(keys, (), frozenset((s, *(why[key] for key in keys))))
    return None
