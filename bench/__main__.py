"""Run the benchmarks: `python -m bench [REPORTS]`."""

from __future__ import annotations

import sys

from bench.engines import main

main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
