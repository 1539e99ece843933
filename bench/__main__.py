"""Measure this project beside what else one would take: `python -m bench [REPORTS]`.

Everything printed is measured in this run, what is lost too; what counts are the ratios. Progress
goes to standard error, the tables to standard output. `make bench REPORTS=100000` is the same.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from itertools import chain
from pathlib import Path

from bench import goals, tables
from bench.measure import measured

REPORTS = 10_000


def main(reports: int) -> None:
    """Print the tables and the goals for so many invented reports."""
    say = partial(print, file=sys.stderr, flush=True)
    head = list(tables.head(reports))
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as folder:
        figures = measured(Path(folder), reports, say)
    for line in chain(
        head, [""], tables.lines(figures, reports), [""], goals.lines(figures, reports)
    ):
        print(line)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
