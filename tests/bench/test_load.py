"""A short run of the load command; ``python -m bench.load`` is the long one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_a_server_bears_a_load() -> None:
    command = ["--clients", "4", "--seconds", "3", "--reports", "150", "--engine", "whoosh"]
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("all of it holds\n")
