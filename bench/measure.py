"""What is measured of each system, one after another, each piece in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

from bench import corpus
from bench.serving import served
from bench.systems import OURS, SYSTEMS

MOST_FILES, MOST_READY = 1000, 2000
"""Reports that rates of indexing are measured on: all of them would take the slow ones hours."""

SLOW = {"suggested Whoosh": 20_000, "whoosh": 20_000, "FTS5": 200_000, "bare tantivy": 200_000}
"""Above how many reports a system is left out, as filling it would take hours."""

STARTS = 3
SERVED_SECONDS = 10

Figures = dict[str, Any]


def measured(folder: Path, count: int, say: Callable[[str], None]) -> dict[str, Figures]:
    """Measure every system on ``count`` reports in a folder, one after another."""
    names = [name for name in SYSTEMS if count <= SLOW.get(name, count)]
    texts = folder / "texts"
    _write_texts(texts, min(count, MOST_FILES))
    found = {}
    for name in names:
        say(name)
        figures = found[name] = _indexed(name, folder, count, say)
        say("  questions")
        figures |= _task("ask", name, folder / name, count)
        figures["start"] = median(_started(name, folder / name) for _ in range(STARTS))
        if name in OURS:
            say("  the server under clients")
            figures["served"] = served(name, folder / name, SERVED_SECONDS)
    return found


def _indexed(name: str, folder: Path, count: int, say: Callable[[str], None]) -> Figures:
    aside = folder / f"{name} aside"
    say("  from text files")
    figures: Figures = {"files": _task("files", name, aside, min(count, MOST_FILES))["rate"]}
    say("  from ready tokens")
    figures["ready"] = _task("ready", name, aside, min(count, MOST_READY))["rate"]
    say(f"  {count} reports")
    return figures | {"filled": _task("fill", name, folder / name, count)}


def _write_texts(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = corpus.text(corpus.invent(number))
        (folder / f"{number:07d}.txt").write_text(text, "utf-8")


def _started(name: str, folder: Path) -> float:
    """Return the seconds a new process takes to answer, its own start and end included."""
    began = time.perf_counter()
    _task("first", name, folder, 0)
    return time.perf_counter() - began


def _task(work: str, name: str, folder: Path, count: int) -> Figures:
    command = [sys.executable, "-m", "bench.task", work, name, str(folder), str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value below which a share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
