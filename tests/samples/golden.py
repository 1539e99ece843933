"""What a sample must be read as, worked out from what was invented, never by the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import form


@dataclass(frozen=True)
class Printed:
    """What stands in a cell: the text, and the number it means, None where it means none."""

    text: str
    value: float | int | None


BLANK = Printed("", None)
NOT_APPLICABLE = ("/", "—", "无")


@dataclass(frozen=True)
class Sum:
    """A sum of the form: both sides are equal."""

    code: str
    left: tuple[str, ...]
    right: tuple[str, ...]


def sums(template: str) -> Iterator[Sum]:
    """Yield the sums the form states; the statistics of older reports state none."""
    if template == "older":
        return
    parts = [c for c in form.APPLICANTS if c != "total"]
    for row in form.request_rows(template):
        yield Sum("row_sum", tuple(f"{row}.{c}" for c in parts), (f"{row}.total",))
    for column in form.APPLICANTS:
        received = (f"requests_received.{column}", f"requests_carried_in.{column}")
        yield Sum("balance", received, (f"handled.{column}", f"requests_carried_out.{column}"))
        outcomes = tuple(f"{row}.{column}" for row in form.outcome_rows(template))
        yield Sum("handled_sum", outcomes, (f"handled.{column}",))
    for row in form.DISPUTES:
        known = tuple(f"{row}.{c}" for c in form.OUTCOMES if c != "total")
        yield Sum("dispute_sum", known, (f"{row}.total",))


def golden_fields(
    template: str, printed: Mapping[str, Printed], truth: Mapping[str, int | float]
) -> dict[str, dict[str, object]]:
    """Return value, status and raw text of every cell.

    A blank cell is ``inferred`` where a sum of the form settles it; what it then is must be what
    the issuer knew, or the sample is badly invented.
    """
    values = {key: p.value for key, p in printed.items()}
    settled = _settled(template, printed, values)
    for key, value in settled.items():
        if truth[key] != value:
            raise ValueError(f"{key}: the sums say {value}, the issuer knew {truth[key]}")
    result: dict[str, dict[str, object]] = {}
    for key, cell in printed.items():
        if cell.value is not None:
            status, value = "reported", cell.value
        elif cell.text in NOT_APPLICABLE:
            status, value = "not_applicable", None
        elif key in settled:
            status, value = "inferred", settled[key]
        else:
            status, value = "blank", None
        result[key] = {"value": value, "status": status, "raw": cell.text}
    return result


def _settled(
    template: str, printed: Mapping[str, Printed], values: dict[str, float | int | None]
) -> dict[str, int | float]:
    """Apply the two rules until nothing changes: a single unknown, and nothing left over."""
    settled: dict[str, int | float] = {}
    known = dict(values)
    changed = True
    while changed:
        changed = False
        for s in sums(template):
            for key, value in _solved(s, known):
                if printed[key].text not in NOT_APPLICABLE and key not in settled:
                    settled[key] = known[key] = value
                    changed = True
    return settled


def _solved(s: Sum, known: Mapping[str, float | int | None]) -> list[tuple[str, int | float]]:
    for side, other in ((s.left, s.right), (s.right, s.left)):
        unknown = [key for key in side if known[key] is None]
        if not unknown or any(known[key] is None for key in other):
            continue
        rest = sum(known[key] or 0 for key in other) - sum(known[key] or 0 for key in side)
        if rest >= 0 and (len(unknown) == 1 or rest == 0):
            return [(key, rest if len(unknown) == 1 else 0) for key in unknown]
    return []


def broken_sums(template: str, printed: Mapping[str, Printed]) -> set[str]:
    """Return the codes of the sums that the printed numbers break, all operands being there."""
    broken = set()
    for s in sums(template):
        values = [printed[key].value for key in (*s.left, *s.right)]
        if None not in values:
            left = sum(printed[key].value or 0 for key in s.left)
            right = sum(printed[key].value or 0 for key in s.right)
            if left != right:
                broken.add(s.code)
    return broken
