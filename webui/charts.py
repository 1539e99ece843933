"""Charts drawn on the server: what the macros of ``charts.html`` draw, worked out in numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from babel.numbers import format_compact_decimal
from flask_babel import gettext

from indexer import Number, StatsBody, Status
from webui.language import current
from webui.presenters import number, quantity
from webui.values import ShownValue

LENGTH = 100
"""How long the longest bar is; a bar that counts anything is at least one hundredth of it."""


LONG = 10_000
"""Bounds of bars from here on are written short."""


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
    """Make the bars of a number's histogram; of a number that no report has, none.

    0 has a bar even where it counts nothing, as it is what everybody looks for, and so has each
    stretch between two others, or distances could not be seen.
    """
    largest = max((bar.count for bar in stats.histogram), default=0)
    return [
        Bar(bounds(low, high, unit), count, length(count, largest), low=low, high=high)
        for low, high, count in _without_holes(stats, unit)
    ]


def _without_holes(
    stats: StatsBody, unit: str
) -> Iterator[tuple[Number | None, Number | None, int]]:
    bars = stats.histogram
    if not bars:
        return
    yield from ((None, bar.high, bar.count) for bar in bars if bar.low is None)
    yield 0, 0, sum(bar.count for bar in bars if bar.low == bar.high == 0)
    end: Number = 1 if _is_counted(unit) else 0
    for bar in bars:
        if bar.low is None or bar.low == bar.high == 0:
            continue
        if bar.low > end:
            yield end, bar.low, 0
        yield bar.low, bar.high, bar.count
        end = bar.low if bar.high is None else bar.high


def length(count: Number, largest: Number) -> float:
    """Scale a count to the longest bar; 0 has no length, anything else can be seen."""
    if not count or largest <= 0:
        return 0
    return max(1.0, round(LENGTH * count / largest, 1))


def bounds(low: Number | None, high: Number | None, unit: str) -> str:
    """Write the bounds of a bar as people do: ``0``, ``1``, ``2–4`` for counts, ``2–<5`` else.

    From ten thousand on they are round, and so written short: ``1万–<2万``.
    """
    if low is None or high is None:
        return _open_ended(low, high, unit)
    if low == high:
        return f"{number(low * 100)}%" if unit == "ratio" else number(low)
    if unit == "ratio":
        return f"{number(low * 100)}–{number(high * 100)}%"
    is_whole = isinstance(low, int) and isinstance(high, int) and low >= 1
    if _is_counted(unit) and is_whole and high <= LONG:
        return number(low) if high - low == 1 else f"{number(low)}–{number(high - 1)}"
    return f"{_short(low)}–<{_short(high)}"


def _short(value: Number) -> str:
    if value < LONG:
        return number(value)
    return str(format_compact_decimal(value, locale=current()))


def _open_ended(low: Number | None, high: Number | None, unit: str) -> str:
    if high is not None:
        return str(gettext("below %(n)s", n=quantity(high, unit)))
    if low is not None:
        return str(gettext("%(n)s and more", n=quantity(low, unit)))
    return ""


def _is_counted(unit: str) -> bool:
    """Tell units of whole things, of which there is no half."""
    return unit not in ("万元", "ratio", "")


# ── columns over the years ───────────────────────────────────────────────────────────────

SLOT, GAP_SLOT = 44, 64
"""How wide a year is, and how wide years without a report are that stand together."""

TOP, BOTTOM, HEIGHT = 18, 82, 100
"""Where the highest and the lowest column end, and how high the whole is."""


@dataclass(frozen=True, slots=True)
class ColumnBar:
    """A year of a chart, from ``x`` on; a column only where there is a number.

    ``gap`` says that there is no report, ``inferred`` that the number was not printed.
    """

    label: str
    x: int
    width: int
    gap: bool
    text: str = ""
    y: float = 0
    height: float = 0
    inferred: bool = False

    @property
    def middle(self) -> float:
        """Where its labels are centred."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns; ``zero`` is the height of its base line."""

    bars: tuple[ColumnBar, ...]
    width: int
    zero: float
    height: int = HEIGHT
    top: int = TOP
    bottom: int = BOTTOM


def columns_of(years: Sequence[tuple[str, bool]], values: Sequence[ShownValue | None]) -> Columns:
    """Draw a value a year; ``years`` are pairs of a label and whether there is no report."""
    numbers = [v.number for v in values if v and v.number is not None]
    high, low = max([0, *numbers]), min([0, *numbers])
    span = (high - low) or 1

    def level(value: Number) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - low) / span, 1)

    bars, x = [], 0
    for (label, gap), value in zip(years, values, strict=True):
        width = GAP_SLOT if gap and len(label) > 4 else SLOT
        bars.append(_column_bar(label, x, width, gap, value, level))
        x += width
    return Columns(tuple(bars), x, level(0))


def _column_bar(
    label: str,
    x: int,
    width: int,
    gap: bool,
    value: ShownValue | None,
    level: Callable[[Number], float],
) -> ColumnBar:
    if value is None or value.number is None:
        return ColumnBar(label, x, width, gap)
    y, zero = level(value.number), level(0)
    return ColumnBar(
        label=label,
        x=x,
        width=width,
        gap=gap,
        text=value.text,
        y=min(y, zero),
        height=round(abs(zero - y), 1),
        inferred=value.status is Status.INFERRED,
    )
