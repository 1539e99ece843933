"""What the figures are to be, as ratios within one run, and whether they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench import questions as kinds
from bench.measure import percentile

Figures = Mapping[str, Mapping[str, Any]]

WORDS = (kinds.WORD_RARE, kinds.WORD_SOME, kinds.WORD_EVERY)
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and its bound: at least, or ``most``; between what counts of reports it is meant."""

    text: str
    figure: Callable[[Figures], float]
    bound: float
    most: bool = True
    unit: str = "×"
    from_reports: int = 0
    to_reports: int = 10**9

    def reached(self, figures: Figures) -> bool:
        """Tell whether the figure is within its bound."""
        value = self.figure(figures)
        return value <= self.bound if self.most else value >= self.bound


def p50(figures: Figures, system: str, kind: str) -> float:
    """Return the median milliseconds of a kind of question."""
    return percentile(figures[system]["taken"][kind], 0.5)


def _rate(work: str, system: str, peer: str) -> Callable[[Figures], float]:
    return lambda figures: figures[system][work] / figures[peer][work]


def _slower(system: str, peer: str, *asked: str) -> Callable[[Figures], float]:
    """How many times as long as its peer a system takes, at the worst of some kinds."""
    return lambda figures: max(p50(figures, system, k) / p50(figures, peer, k) for k in asked)


def _faster(system: str, peer: str, *asked: str) -> Callable[[Figures], float]:
    return lambda figures: min(p50(figures, peer, k) / p50(figures, system, k) for k in asked)


def _longest(system: str, *asked: str) -> Callable[[Figures], float]:
    return lambda figures: max(
        p50(figures, system, kind) for kind in asked or figures[system]["taken"]
    )


def _behind(system: str, peer: str, *asked: str) -> Callable[[Figures], float]:
    """How many milliseconds a system is behind its peer, at the worst of some kinds."""
    return lambda figures: max(p50(figures, system, k) - p50(figures, peer, k) for k in asked)


_REST = (kinds.WITH_NUMBER, kinds.WITH_RANGES, kinds.NUMBERS, kinds.ARITHMETIC)
_NOT_QUOTED = tuple({q.kind for q in kinds.questions()} - {kinds.QUOTED})

SMALL = {"from_reports": 5_000, "to_reports": 20_000}
LARGE = {"from_reports": 50_000, "to_reports": 200_000}
HUGE = {"from_reports": 1_000_000}

GOALS = (
    Goal("text files, whoosh to suggested Whoosh", _rate("files", "whoosh", "suggested Whoosh"),
         3, most=False, to_reports=20_000),
    Goal("text files, tantivy to suggested Whoosh", _rate("files", "tantivy", "suggested Whoosh"),
         10, most=False, to_reports=20_000),
    Goal("ready tokens, tantivy to bare tantivy", _rate("ready", "tantivy", "bare tantivy"),
         0.8, most=False, to_reports=200_000),
    *(Goal(f"{kind}, whoosh to FTS5", _slower("whoosh", "FTS5", kind), 1.5, **SMALL)
      for kind in WORDS),
    Goal("word and number, whoosh to FTS5",
         _slower("whoosh", "FTS5", kinds.WITH_NUMBER), 1.5, **SMALL),
    Goal("facets, whoosh to FTS5", _slower("whoosh", "FTS5", kinds.FACETED), 1.5, **SMALL),
    Goal("quoted strings, whoosh to FTS5", _slower("whoosh", "FTS5", kinds.QUOTED), 1, **SMALL),
    Goal("slowest kind of question, whoosh", _longest("whoosh"), 150, unit="ms", **SMALL),
    *(Goal(f"{kind}, tantivy to bare", _slower("tantivy", "bare tantivy", kind), 2, **LARGE)
      for kind in WORDS),
    Goal("filters, tantivy to bare",
         _slower("tantivy", "bare tantivy", kinds.WITH_NUMBER, kinds.WITH_RANGES), 2, **LARGE),
    Goal("facets, tantivy to bare", _slower("tantivy", "bare tantivy", kinds.FACETED), 2, **LARGE),
    *(Goal(f"{kind}, tantivy faster than FTS5",
           _faster("tantivy", "FTS5", kind), 5, most=False, **LARGE)
      for kind in (*WORDS, kinds.FACETED)),
    Goal("quoted strings, tantivy faster than FTS5",
         _faster("tantivy", "FTS5", kinds.QUOTED), 3, most=False, **LARGE),
    Goal("the rest, tantivy behind FTS5",
         _behind("tantivy", "FTS5", *_REST), 5, unit="ms", **LARGE),
    Goal("server to first answer, tantivy",
         lambda figures: figures["tantivy"]["served"]["first"], 1.5, unit="s", **LARGE),
    Goal("server's memory, tantivy",
         lambda figures: figures["tantivy"]["served"]["resident"] / MIB, 400, unit="MiB", **LARGE),
    Goal("requests a second by eight clients, tantivy",
         lambda figures: figures["tantivy"]["served"]["rate"], 100, most=False, unit="/s", **SMALL),
    Goal("p95 by eight clients, whoosh",
         lambda figures: percentile(figures["whoosh"]["served"]["taken"], 0.95),
         200, unit="ms", **SMALL),
    Goal("all but quoted strings, tantivy",
         _longest("tantivy", *_NOT_QUOTED), 20, unit="ms", **HUGE),
)  # fmt: skip
"""The goals of the project; a figure that cannot be had in a run is none of it."""


def lines(figures: Figures, reports: int) -> Iterator[str]:
    """Yield each goal that a run of so many reports is meant by, with its figure."""
    yield "| goal | bound | measured | |"
    yield "|---|---:|---:|---|"
    for goal in GOALS:
        if goal.from_reports <= reports <= goal.to_reports:
            sign = "≤" if goal.most else "≥"
            told = "reached" if goal.reached(figures) else "**missed**"
            value = goal.figure(figures)
            yield f"| {goal.text} | {sign} {goal.bound:g} {goal.unit} | {value:.2f} | {told} |"
