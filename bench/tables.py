"""The figures of a run as tables."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from bench.measure import MOST_FILES, MOST_READY, percentile
from bench.questions import questions

Figures = Mapping[str, Mapping[str, Any]]
MIB = 1 << 20


def head(reports: int) -> Iterator[str]:
    """Yield what was measured, where and when, and how busy the machine was before."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    names = ("whoosh-reloaded", "tantivy", "jieba", "rjieba", "numpy")
    python = platform.python_version()
    cores = f"{os.cpu_count()} cores ({platform.machine()}), load before {load}"
    yield f"{reports:,} reports, {datetime.now(UTC):%F}, {cores}, Python {python},"
    yield ", ".join(f"{name} {version(name)}" for name in names)


def lines(figures: Figures, reports: int) -> Iterator[str]:
    """Yield the tables: how it was indexed, what questions took, how the server did."""
    names = list(figures)
    yield from _table("", names)
    yield _row(
        f"reports a second, from {min(reports, MOST_FILES):,} text files",
        figures,
        lambda f: f"{f['files']:.0f}",
    )
    yield _row(
        f"reports a second, of {min(reports, MOST_READY):,} ready",
        figures,
        lambda f: f"{f['ready']:.0f}",
    )
    yield _row(
        "size, KiB a report", figures, lambda f: f"{f['filled']['bytes'] / reports / 1024:.1f}"
    )
    yield _row("peak memory indexing, MiB", figures, lambda f: f"{f['filled']['peak'] / MIB:.0f}")
    yield _row("peak memory asking, MiB", figures, lambda f: f"{f['peak'] / MIB:.0f}")
    yield _row("process start to first answer, ms", figures, lambda f: f"{1000 * f['start']:.0f}")
    yield ""
    yield from _table("p50 · p95, ms", names)
    for kind in dict.fromkeys(question.kind for question in questions()):
        yield _row(kind, figures, lambda f, kind=kind: _both(f["taken"].get(kind)))
    yield ""
    yield from _table("reports found, by all questions of a kind", names)
    for kind in dict.fromkeys(question.kind for question in questions()):
        yield _row(kind, figures, lambda f, kind=kind: _found(f["totals"].get(kind)))
    yield ""
    ours = {name: f["served"] for name, f in figures.items() if "served" in f}
    yield from _table("server", list(ours))
    yield _row("start to first answer, s", ours, lambda f: f"{f['first']:.2f}")
    yield _row("resident memory, MiB", ours, lambda f: f"{f['resident'] / MIB:.0f}")
    yield _row("eight clients, requests a second", ours, lambda f: f"{f['rate']:.0f}")
    yield _row("eight clients, p50 · p95, ms", ours, lambda f: _both(f["taken"]))


def _table(title: str, names: list[str]) -> Iterator[str]:
    yield "| " + " | ".join((title, *names)) + " |"
    yield "|---" + "|---:" * len(names) + "|"


def _row(title: str, figures: Figures, cell: Callable[[Mapping[str, Any]], str]) -> str:
    return "| " + " | ".join((title, *map(cell, figures.values()))) + " |"


def _found(totals: list[int] | None) -> str:
    return f"{sum(totals):,}" if totals else "–"


def _both(taken: list[float] | None) -> str:
    if not taken:
        return "–"
    return f"{percentile(taken, 0.5):.2f} · {percentile(taken, 0.95):.2f}"
