"""From the last benchmark of a cluster to more reports: `python -m bench.scale [REPORTS...]`.

Reads what `python -m bench.cluster` kept. The laws are fitted without the largest size that was
measured, held against it, and then fitted with it.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.cluster import FIGURES

REPORTS = (2_700_000, 10_000_000)
"""All of China until now, and what may come."""

MEASURED_CORES = 2
"""What the three nodes of the benchmark, and who asks them, shared."""

CORES_A_NODE, DISK_A_NODE, HEAP_A_NODE = 8, 400e9, 8
"""A node that is easily had: cores, bytes to fill, GB of heap (as much again for the system)."""

SHARD = 20e9
"""Bytes of a shard that is moved in minutes and searched by one core in good time."""

COPIES, WORKERS = 1, 8

Engines = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Law:
    """A figure as it grows with reports: ``fixed`` and so much for each report."""

    fixed: float
    each: float

    def at(self, reports: float) -> float:
        """Return the figure for so many reports."""
        return self.fixed + self.each * reports


def law(points: Sequence[tuple[float, float]]) -> Law:
    """Fit a law to figures by reports, their shares of error the same; neither part is below 0."""
    sizes, figures = np.array(points, float).T
    sides = np.column_stack((np.ones_like(sizes), sizes)) / figures[:, None]
    fixed, each = np.linalg.lstsq(sides, np.ones_like(sizes), rcond=None)[0]
    if each < 0:
        return Law(float(np.mean(figures)), 0.0)
    if fixed < 0:
        return Law(0.0, float(np.mean(figures / sizes)))
    return Law(float(fixed), float(each))


def laws(measured: Mapping[str, Mapping[str, Any]], sizes: Sequence[str]) -> dict[str, Law]:
    """Fit what a plan needs, at these sizes: milliseconds of each kind, bytes, work to load.

    That is in seconds of one processor: where much else runs, a rate says how much else.
    """

    def fitted(figure: Any) -> Law:
        return law([(float(size), figure(float(size), measured[size])) for size in sizes])

    kinds = measured[sizes[0]]["alone"]
    return {
        "bytes": fitted(lambda n, f: f["bytes"] * n),
        "work to load": fitted(lambda n, f: n * f["cost"] / 1000),
        **{kind: fitted(lambda _, f, kind=kind: f["alone"][kind][0]) for kind in kinds},
    }


def off(kept: Mapping[str, Any]) -> dict[str, float]:
    """Say by which factor the laws miss the largest size, fitted without it."""
    measured = kept["engines"]["opensearch"]
    *fitted, largest = sorted(measured, key=int)
    found = measured[largest]
    true = {
        "bytes": found["bytes"] * int(largest),
        "work to load": int(largest) * found["cost"] / 1000,
        **{kind: p50 for kind, (p50, _) in found["alone"].items()},
    }
    guessed = laws(measured, fitted)
    return {name: guessed[name].at(int(largest)) / figure for name, figure in true.items()}


def plan(kept: Mapping[str, Any], reports: int) -> dict[str, str]:
    """Plan a cluster for so many reports: bytes, shards, nodes, hours, milliseconds."""
    measured = kept["engines"]["opensearch"]
    known = laws(measured, sorted(measured, key=int))
    size = known["bytes"].at(reports)
    shards = max(3, math.ceil(size / SHARD))
    nodes = max(3, math.ceil(size * (1 + COPIES) / DISK_A_NODE))
    # Shards are searched side by side, as far as there are cores.
    busy = min(shards, nodes * CORES_A_NODE)
    faster = busy / MEASURED_CORES
    times = {
        kind: law.fixed + law.each * reports / faster
        for kind, law in known.items()
        if kind in next(iter(measured.values()))["alone"]
    }
    slowest = max(times, key=lambda kind: times[kind])
    parse = reports / kept["files"]["1 parts"] / WORKERS / 3600
    load = known["work to load"].at(reports) * (1 + COPIES) / busy / 3600
    return {
        "bytes, with a copy": f"{size * (1 + COPIES) / 1e9:,.0f} GB",
        "shards": f"{shards} of {size / shards / 1e9:.0f} GB, and a copy of each",
        "nodes": f"{nodes}, each {CORES_A_NODE} cores, {HEAP_A_NODE} GB heap and as much again",
        "parse and load from files": f"{max(parse, load):.1f} h with {WORKERS} workers",
        "load alone (copy, carry over)": f"{load:.1f} h",
        "room for a rebuild": f"{size * (1 + COPIES) / 1e9:,.0f} GB more until it is published",
        "p50 of most questions": f"{float(np.median(list(times.values()))):.0f} ms",
        "breaks first": f"{slowest}: {times[slowest]:,.0f} ms",
    }


def lines(kept: Mapping[str, Any], sizes: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the table, and how far the laws are off."""
    plans = {size: plan(kept, size) for size in sizes}
    yield "| | " + " | ".join(f"{size:,} reports" for size in sizes) + " |"
    yield "|---" * (len(sizes) + 1) + "|"
    for name in next(iter(plans.values())):
        yield f"| {name} | " + " | ".join(plans[size][name] for size in sizes) + " |"
    yield ""
    yield "Predicted without the largest size that was measured, over what was measured there:"
    for name, factor in off(kept).items():
        yield f"{name}: {factor:.2f}"


def main(path: Path, sizes: Sequence[int]) -> None:
    """Print the plan for so many reports."""
    for line in lines(json.loads(path.read_text("utf-8")), sizes):
        print(line)


if __name__ == "__main__":
    main(FIGURES, [int(size) for size in sys.argv[1:]] or REPORTS)
