"""`nianbao status` and `verify`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.commands.conftest import Run


def test_status_says_what_there_is(run: Run, downloads: Path, tmp_path: Path) -> None:
    run("index", downloads)
    text = run("status").stdout
    assert f"index      {tmp_path / 'index'} (" in text
    assert f"downloads: 6 sources, 5 reports, 1 refused, from {downloads}" in text


@pytest.mark.parametrize("command", ["status", "verify", "search", "count"])
def test_without_an_index_there_is_a_hint(run: Run, command: str) -> None:
    assert "run nianbao index PATH" in run(command, code=3).stderr


def test_verify_lists_what_is_gone_or_changed(run: Run, downloads: Path) -> None:
    run("index", downloads)
    assert run("verify").stdout.startswith("the index is sound: 5 reports, 6 sources, 0 gone")
    gone, changed, touched, *_ = sorted(downloads.glob("00*"))
    gone.unlink()
    changed.write_text("anything")
    os.utime(touched, ns=(1, 1))
    lines = run("verify").stdout.splitlines()
    assert lines[:2] == [f"gone: {gone}", f"changed: {changed}"]
    assert lines[2].endswith("1 gone, 1 changed")
    found = json.loads(run("verify", "--format", "json").stdout)
    assert (found["gone"], found["changed"]) == ([str(gone)], [str(changed)])


def test_a_damaged_index_is_3(run: Run, downloads: Path, tmp_path: Path) -> None:
    run("index", downloads)
    for file in (tmp_path / "index").rglob("*"):
        if file.suffix in (".trm", ".pst"):
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert "damaged" in run("verify", code=3).output
