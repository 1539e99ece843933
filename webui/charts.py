"""Charts drawn on the server: what the macros of ``charts.html`` draw, worked out in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from indexer import Number, StatsBody
from webui.presenters import number, quantity

LENGTH = 100
"""How long the longest bar is; a bar that counts anything is at least one hundredth of it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label, what it counts, how long it is drawn, where it leads if anywhere.

    ``low`` (included) and ``high`` (excluded) are its bounds in a histogram; None is open.
    """

    label: str
    count: int
    length: float
    url: str | None = None
    low: Number | None = None
    high: Number | None = None


def bars_of(counts: Sequence[tuple[str, int, str | None]]) -> list[Bar]:
    """Make a bar of each label, count and address; of nothing, none."""
    largest = max((count for _, count, _ in counts), default=0)
    return [Bar(label, count, length(count, largest), url) for label, count, url in counts]


def histogram_bars(stats: StatsBody, unit: str) -> list[Bar]:
    """Make the bars of a number's histogram, those in the middle that count nothing included."""
    largest = max((bar.count for bar in stats.histogram), default=0)
    return [
        Bar(
            label=bounds(bar.low, bar.high, unit),
            count=bar.count,
            length=length(bar.count, largest),
            low=bar.low,
            high=bar.high,
        )
        for bar in stats.histogram
    ]


def length(count: Number, largest: Number) -> float:
    """Scale a count to the longest bar; 0 has no length, anything else can be seen."""
    if not count or largest <= 0:
        return 0
    return max(1.0, round(LENGTH * count / largest, 1))


def bounds(low: Number | None, high: Number | None, unit: str) -> str:
    """Write the bounds of a bar as people do: ``0``, ``1``, ``2–4`` for counts, ``2–<5`` else."""
    if low is None or high is None:
        return _open_ended(low, high, unit)
    if low == high:
        return quantity(low, unit)
    if unit == "ratio":
        return f"{number(low * 100)}–{number(high * 100)}%"
    if _is_counted(unit) and isinstance(low, int) and isinstance(high, int) and low >= 1:
        return number(low) if high - low == 1 else f"{number(low)}–{number(high - 1)}"
    return f"{number(low)}–<{number(high)}"


def _open_ended(low: Number | None, high: Number | None, unit: str) -> str:
    if high is not None:
        return str(gettext("below %(n)s", n=quantity(high, unit)))
    if low is not None:
        return str(gettext("%(n)s and more", n=quantity(low, unit)))
    return ""


def _is_counted(unit: str) -> bool:
    """Tell units of whole things, of which there is no half."""
    return unit not in ("万元", "ratio", "")
