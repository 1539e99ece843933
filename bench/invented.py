"""Invented reports ready for an engine, made in other processes while this one writes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from multiprocessing import get_context

from indexer.catalogue import catalogue
from indexer.config import Config
from indexer.documents import index_document
from indexer.engines.opening import next_segmenter
from indexer.model import IndexDocument, Report
from indexer.text import Segmenter

AT_ONCE = 200
"""Reports that are handed over together; so few are made without another process."""

AHEAD = 4
"""Portions that lie ready for each process, so that neither side waits, and memory is bounded."""


@cache
def _segmenter() -> Segmenter:
    return next_segmenter(Config())


def cut(text: str) -> list[str]:
    """Cut a text as reports are cut."""
    return _segmenter().cut(text)


def ready(report: Report) -> IndexDocument:
    """Make a report ready, as this project indexes it."""
    return index_document(report, _segmenter(), catalogue())


def documents(count: int) -> Iterator[IndexDocument]:
    """Yield the first ``count`` invented reports, ready."""
    portions = (range(n, min(n + AT_ONCE, count)) for n in range(0, count, AT_ONCE))
    if count <= AT_ONCE:
        yield from _made(range(count))
        return
    # Who writes takes a core and more by itself.
    processes = max(1, (os.cpu_count() or 1) - 1)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        coming = deque(pool.submit(_made, p) for p in islice(portions, AHEAD * processes))
        while coming:
            made = coming.popleft().result()
            coming.extend(pool.submit(_made, portion) for portion in islice(portions, 1))
            yield from made


def _made(numbers: Sequence[int]) -> list[IndexDocument]:
    # Imported late: what only asks is not to load a dictionary for it.
    from bench.corpus import report

    return [ready(report(number)) for number in numbers]
