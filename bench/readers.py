"""Measure how fast files become reports: `python -m bench.readers [SECONDS] [--jobs N]`.

First on one core, in one process; reading, recognising, facts, inference, derived fields and checks
included, writing to an index not. Each format is given its samples over and over for some seconds.
With `--jobs N`, then, whole runs of `nianbao index`, writing included, of as many copies of the
samples as take some seconds: one job kept on one core, one job that may use more (it reads in one
process and writes in another), and N jobs on N cores.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from functools import partial
from pathlib import Path

from indexer.parsing.parse import parse_bytes

SAMPLES = Path(__file__).parents[1] / "samples"
GOALS = {"txt": 150, "html": 100, "docx": 30, "pdf": 25}
"""Files a second on one core that are to be reached, by format."""
_COPIES = 40
_STEADY = ("txt", "html", "docx", "xlsx", "pdf")
"""Formats that LibreOffice need not be started for."""

Files = list[tuple[str, bytes]]


def main(seconds: float, jobs: int | None) -> None:
    """Print files a second and their mean size, by format, fastest first; then what jobs gain."""
    formats: dict[str, Files] = defaultdict(list)
    for path in sorted(SAMPLES.iterdir()):
        if path.is_file():
            formats[path.suffix.lstrip(".")].append((path.name, path.read_bytes()))
    rates = {name: rate(files, seconds) for name, files in formats.items()}
    print(f"{'format':>8}{'files/s':>10}{'goal':>8}{'KiB a file':>12}")
    for name in sorted(rates, key=rates.__getitem__, reverse=True):
        size = sum(len(data) for _, data in formats[name]) / len(formats[name]) / 1024
        print(f"{name:>8}{rates[name]:>10.1f}{GOALS.get(name, ''):>8}{size:>12.1f}")
    if jobs:
        files = [file for name in _STEADY for file in formats[name]]
        alone, one, many = (indexed(files, *run) for run in ((1, 1), (1, jobs), (jobs, jobs)))
        print(f"nianbao index: {alone:.1f} files/s with 1 job on one core, {one:.1f} with 1 job, ")
        print(f"{many:.1f} with {jobs} jobs on {jobs} cores: {many / alone:.2f} and ", end="")
        print(f"{many / one:.2f} times as many")


def rate(files: Files, seconds: float) -> float:
    """Return how many of these files are parsed a second of one core's time, caches warm."""
    for name, data in files:
        parse_bytes(data, name)
    begun, busy, done = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - begun < seconds:
        for name, data in files:
            parse_bytes(data, name)
        done += len(files)
    return done / (time.process_time() - busy)


def indexed(files: Files, jobs: int, cores: int) -> float:
    """Return how many files a second a whole run puts into a new index; each copy is a report.

    It may use so many cores, where the system has means to say so.
    """
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as place:
        folder = Path(place) / "files"
        folder.mkdir()
        # Copies of one issuer's year would be versions of each other, which no folder has forty of.
        manifest = ["path,issuer"]
        for number in range(_COPIES):
            for name, data in files:
                # No format minds what stands behind its end.
                (folder / f"{number}-{name}").write_bytes(data + b"\n" * number)
                manifest.append(f"{number}-{name},第{len(manifest)}镇人民政府")
        (folder / "manifest.csv").write_text("\n".join(manifest), "utf-8")
        command = [sys.executable, "-m", "indexer", "index", str(folder), "--jobs", str(jobs)]
        environment = {**os.environ, "NIANBAO_INDEX_DIR": f"{place}/index"}
        begun = time.perf_counter()
        subprocess.run(
            command,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
            preexec_fn=partial(_keep_to, cores),
        )
        return _COPIES * len(files) / (time.perf_counter() - begun)


def _keep_to(cores: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.readers", description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=5.0)
    parser.add_argument("--jobs", type=int, default=None)
    options = parser.parse_args()
    main(options.seconds, options.jobs)
