"""How far the tests go into each room of the house: the end of ``make coverage``.

Of every room so many of a hundred branches must be taken: most in the middle of the house, where
results are made, fewer at its edges, which the browser and the contract tests judge as well.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

MIDDLE = 95
EDGES = MappingProxyType(
    {
        "__init__": 75,
        "__main__": 50,
        "cli": 95,
        "commands": 85,
        "engines": 90,
        "files": 95,
        "keeping": 85,
        "parsing": 90,
        "readers": 90,
        "webui": 95,
    }
)
"""The rooms that deal with files, processes, terminals and browsers: what the tests took of each
when that was last measured, rounded down to a five, and one less where a few branches would tip it.
"""


@dataclass(frozen=True, slots=True)
class Room:
    """A file or folder of ``indexer/``, or ``webui``: its branches and how many were taken.

    Where it has no branch its lines are counted instead.
    """

    name: str
    branches: int
    taken: int

    @property
    def percent(self) -> float:
        """How many of a hundred were taken; all of none."""
        return 100 * self.taken / self.branches if self.branches else 100.0

    @property
    def least(self) -> int:
        """How many of a hundred must be."""
        return EDGES.get(self.name, MIDDLE)


def rooms(files: Mapping[str, Any]) -> Iterator[Room]:
    """Yield the rooms that files are in, by name; ``files`` is that of ``coverage json``."""
    summaries: dict[str, list[Mapping[str, int]]] = {}
    for path, measured in files.items():
        package, *inside = Path(path).with_suffix("").parts
        name = inside[0] if package == "indexer" else package
        summaries.setdefault(name, []).append(measured["summary"])
    for name, summed in sorted(summaries.items()):
        branches, taken = _sum(summed, "num_branches"), _sum(summed, "covered_branches")
        if not branches:
            branches, taken = _sum(summed, "num_statements"), _sum(summed, "covered_lines")
        yield Room(name, branches, taken)


def _sum(summaries: list[Mapping[str, int]], name: str) -> int:
    return sum(summary[name] for summary in summaries)


def main(measured: Path) -> int:
    """Print all rooms, and 1 as the exit code where one is gone into less than it must be."""
    found = list(rooms(json.loads(measured.read_text("utf-8"))["files"]))
    for room in found:
        fault = f"   must be {room.least}" if room.percent < room.least else ""
        print(f"{room.name:16}{room.taken:5} of{room.branches:5}{room.percent:8.1f} %{fault}")
    return int(any(room.percent < room.least for room in found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
