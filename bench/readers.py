"""Measure how fast files become reports: `python -m bench.readers [SECONDS]`.

One core, one process; reading, recognising, facts, inference, derived fields and checks included,
writing to an index not. Each format is given its samples over and over for some seconds.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path

from indexer.parse import parse_bytes

SAMPLES = Path(__file__).parents[1] / "samples"


def main(seconds: float) -> None:
    """Print files a second and their mean size, by format, fastest first."""
    formats: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for path in sorted(SAMPLES.iterdir()):
        if path.is_file():
            formats[path.suffix.lstrip(".")].append((path.name, path.read_bytes()))
    rates = {name: rate(files, seconds) for name, files in formats.items()}
    print(f"{'format':>8}{'files/s':>10}{'KiB a file':>12}")
    for name in sorted(rates, key=rates.__getitem__, reverse=True):
        size = sum(len(data) for _, data in formats[name]) / len(formats[name]) / 1024
        print(f"{name:>8}{rates[name]:>10.1f}{size:>12.1f}")


def rate(files: list[tuple[str, bytes]], seconds: float) -> float:
    """Return how many of these files are parsed a second, caches warm."""
    for name, data in files:
        parse_bytes(data, name)
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        for name, data in files:
            parse_bytes(data, name)
        done += len(files)
    return done / (time.perf_counter() - begun)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
