"""Watching a folder: what changes is indexed, once it is written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from indexer.config import Config
from indexer.engines.opening import run_lock
from indexer.errors import BadValue, NianbaoError
from indexer.indexing.ingest import Progress
from indexer.keeping import desk, watch

ROOT = Path(__file__).resolve().parents[2]


def text(town: str) -> str:
    return f"{town}2020年政府信息公开工作年度报告\n一、总体情况\n2020年，认真做好信息公开工作。\n"


class Looks:
    """A folder that is watched, with something done to it between two looks."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.config = Config(index_dir=tmp_path / "index")
        self.folder = tmp_path / "in"
        self.folder.mkdir()
        self.told: list[str] = []
        self._monkeypatch = monkeypatch

    def watch(self, *between: Callable[[], object], prune: bool = False) -> list[list[str]]:
        """Do these things between looks; return what was told after each look."""
        rest = iter(between)
        after: list[list[str]] = []

        def sleep(_: float) -> None:
            after.append(self.told)
            self.told = []
            step = next(rest, None)
            if step is None:
                raise KeyboardInterrupt
            step()

        self._monkeypatch.setattr("indexer.keeping.watch.sleep", sleep)
        with pytest.raises(KeyboardInterrupt):
            watch.watch_paths(
                self.config,
                [self.folder],
                jobs=1,
                prune=prune,
                changed=self._changed,
                waiting=self._waiting,
            )
        return after

    def _changed(self, progress: Progress) -> None:
        self.told.append(f"{progress.outcome} {progress.path}")

    def _waiting(self, error: NianbaoError) -> None:
        self.told.append(f"waiting: {error}")

    def write(self, name: str, content: str) -> Callable[[], object]:
        return lambda: (self.folder / name).write_text(content, "utf-8")

    def nothing(self) -> None:
        """Let a look pass."""


@pytest.fixture
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Looks:
    return Looks(tmp_path, monkeypatch)


def test_changes_are_indexed_and_told_once(looks: Looks) -> None:
    looks.write("a.txt", text("甲镇"))()
    looks.write("n.txt", "关于做好年度报告编制工作的通知")()
    told = looks.watch(
        looks.nothing,
        looks.write("b.txt", text("乙镇")),
        looks.nothing,
        looks.write("a.txt", text("丙镇")),
        looks.nothing,
    )
    assert told == [
        ["added a.txt", "refused n.txt"],
        [],
        [],
        ["added b.txt"],
        [],
        ["replaced a.txt"],
    ]
    assert desk.status(looks.config).reports == 2


def test_a_file_that_is_being_written_waits(looks: Looks) -> None:
    told = looks.watch(
        looks.write("a.txt", text("甲镇")[:20]),
        looks.write("a.txt", text("甲镇")[:30]),
        looks.write("a.txt", text("甲镇")),
        looks.nothing,
        looks.nothing,
    )
    assert told == [[], [], [], [], ["added a.txt"], []]


def test_gone_files_go_only_when_told(looks: Looks) -> None:
    for name in ("甲镇", "乙镇"):
        looks.write(f"{name}.txt", text(name))()
    assert looks.watch((looks.folder / "甲镇.txt").unlink)[1] == []
    assert looks.watch(prune=True) == [["removed 甲镇.txt"]]
    assert looks.watch((looks.folder / "乙镇.txt").unlink, prune=True)[1] == ["removed 乙镇.txt"]
    assert desk.status(looks.config).reports == 0


def test_what_mends_itself_is_told_once_and_tried_again(looks: Looks) -> None:
    looks.write("a.txt", text("甲镇"))()
    lock = run_lock(looks.config.index_dir)
    told = looks.watch(
        looks.write("manifest.csv", "path,year\na.txt,soon\n"),
        looks.nothing,
        looks.nothing,
        looks.write("manifest.csv", "path,year\na.txt,2021\n"),
        looks.nothing,
        lambda: (looks.write("b.txt", text("乙镇"))(), lock.__enter__()),
        looks.nothing,
        lambda: lock.__exit__(None, None, None),
    )
    broken = told[1][0]
    assert broken.endswith("manifest.csv, line 2, column year: 'soon' is no year")
    assert told[1:6] == [[broken], [], [], ["replaced a.txt"], []]
    assert told[6][0].startswith(f"waiting: the index is being written to by process {os.getpid()}")
    assert told[7:] == [[], ["added b.txt"]]


def test_a_path_that_cannot_be_meant_is_refused(looks: Looks) -> None:
    looks.folder.rmdir()
    with pytest.raises(BadValue, match="no such file"):
        watch.watch_paths(looks.config, [looks.folder])


def test_watching_on_the_command_line_ends_well(looks: Looks) -> None:
    looks.write("a.txt", text("甲镇"))()
    environ = {**os.environ, "NIANBAO_INDEX_DIR": str(looks.config.index_dir)}
    command = [sys.executable, "-m", "indexer", "index", str(looks.folder), "--watch"]
    watching = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environ,
        text=True,
        # Tests that were started in the background do not hear Ctrl-C, nor would what they start.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    try:
        assert watching.stdout
        assert watching.stdout.readline() == "added a.txt\n"
        time.sleep(0.5)
        watching.send_signal(signal.SIGINT)
        _, told = watching.communicate(timeout=30)
        assert watching.returncode == 0
        assert told == ""
    finally:
        watching.kill()
