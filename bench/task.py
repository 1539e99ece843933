"""What is measured in a process of its own: `python -m bench.task WORK SYSTEM FOLDER COUNT`.

Prints one line of JSON. A process measures one thing, so that its memory is that thing's.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.questions import questions
from bench.systems import system

ROUNDS = 4
SECONDS = 20
"""How often a question is asked at most, and how long a kind of them may take."""

Figures = dict[str, Any]


def files(name: str, folder: Path, count: int) -> Figures:
    """Index text files that lie beside the folder; say how many a second."""
    texts = folder.parent / "texts"
    began = time.perf_counter()
    system(name).files(texts, folder)
    return {"rate": count / (time.perf_counter() - began)}


def ready(name: str, folder: Path, count: int) -> Figures:
    """Index reports whose words are cut already; say how many a second."""
    # Imported late: what only asks is not to load a dictionary for it.
    from bench.corpus import reports

    write = system(name).ready(reports(count), folder)
    began = time.perf_counter()
    write()
    return {"rate": count / (time.perf_counter() - began)}


def fill(name: str, folder: Path, count: int) -> Figures:
    """Index invented reports; say how large that is and what memory it took."""
    began = time.perf_counter()
    system(name).fill(count, folder)
    return {
        "seconds": time.perf_counter() - began,
        "bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        "peak": peak(),
    }


def first(name: str, folder: Path, _: int) -> Figures:
    """Answer one question."""
    answer = system(name).opened(folder).ask(next(questions()))
    assert answer is not None
    return {"total": answer()}


def ask(name: str, folder: Path, _: int) -> Figures:
    """Ask everything in rounds; give, by kind, totals and milliseconds."""
    answers = system(name).opened(folder)
    kinds: dict[str, list[Callable[[], int]]] = defaultdict(list)
    for question in questions():
        if answer := answers.ask(question):
            kinds[question.kind].append(answer)
    taken: dict[str, list[float]] = {}
    totals = {}
    for kind, listed in kinds.items():
        totals[kind] = [answer() for answer in listed]
        until = time.perf_counter() + SECONDS
        taken[kind] = []
        for _ in range(ROUNDS):
            for answer in listed:
                if taken[kind] and time.perf_counter() > until:
                    break
                began = time.perf_counter()
                answer()
                taken[kind].append(1000 * (time.perf_counter() - began))
    return {"taken": taken, "totals": totals, "peak": peak()}


def peak() -> int:
    """Return the most memory this process, or one it waited for, has had, in bytes."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, child) * (1 if sys.platform == "darwin" else 1024)


WORKS = {work.__name__: work for work in (files, ready, fill, first, ask)}

if __name__ == "__main__":
    work, name, folder, count = sys.argv[1:]
    if work in ("files", "ready", "fill"):
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(WORKS[work](name, Path(folder), int(count))))
