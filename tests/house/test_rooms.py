"""What is said of how far the tests go: room by room, and which room they leave out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .rooms import EDGES, MIDDLE, Room, main, rooms

ROOT = Path(__file__).parents[2]


def measured(branches: int, taken: int, lines: int = 10, run: int = 10) -> dict[str, Any]:
    return {
        "summary": {
            "num_branches": branches,
            "covered_branches": taken,
            "num_statements": lines,
            "covered_lines": run,
        }
    }


def test_files_of_a_folder_are_one_room() -> None:
    files = {
        "indexer/facts/rows.py": measured(10, 9),
        "indexer/facts/grids.py": measured(20, 20),
        "indexer/checks.py": measured(4, 4),
        "webui/api.py": measured(6, 3),
        "webui/pages.py": measured(2, 2),
    }
    assert list(rooms(files)) == [
        Room("checks", 4, 4),
        Room("facts", 30, 29),
        Room("webui", 8, 5),
    ]


def test_where_nothing_branches_lines_count() -> None:
    assert list(rooms({"indexer/model.py": measured(0, 0, 10, 9)})) == [Room("model", 10, 9)]
    assert Room("empty", 0, 0).percent == 100


@pytest.mark.parametrize(
    ("path", "taken", "code"),
    [
        ("indexer/facts/rows.py", MIDDLE, 0),
        ("indexer/facts/rows.py", MIDDLE - 1, 1),
        ("webui/api.py", EDGES["webui"], 0),
        ("webui/api.py", EDGES["webui"] - 1, 1),
        ("indexer/a_new_room.py", MIDDLE - 1, 1),
    ],
)
def test_a_room_left_out_fails(
    path: str, taken: int, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "measured.json"
    file.write_text(json.dumps({"files": {path: measured(100, taken)}}), "utf-8")
    assert main(file) == code
    assert ("must be" in capsys.readouterr().out) == bool(code)


def test_every_edge_is_there() -> None:
    there = {path.stem for path in (ROOT / "indexer").iterdir()} | {"webui"}
    assert there >= EDGES.keys()
