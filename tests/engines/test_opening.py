"""How an index is opened: one run writes at a time, and the segmenter stays what it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from indexer import text
from indexer.config import Config
from indexer.engines import opening
from indexer.engines.opening import next_segmenter, run_lock, settled_segmenter, whole_words
from indexer.errors import EngineUnavailable, IndexLocked
from indexer.keeping import desk

ROOT = Path(__file__).resolve().parents[2]
TEXT = "甲镇2020年政府信息公开工作年度报告\n一、总体情况\n2020年，我镇认真做好信息公开工作。\n"


# ── one run at a time ────────────────────────────────────────────────────────────────────


def test_a_second_run_is_told_who_is_at_it_and_since_when(tmp_path: Path) -> None:
    told = rf"written to by process {os.getpid()} on \S+ since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC"
    with (
        run_lock(tmp_path / "index"),
        pytest.raises(IndexLocked, match=told),
        run_lock(tmp_path / "index"),
    ):
        pass
    with run_lock(tmp_path / "index"):
        pass


def test_the_lock_of_a_process_that_died_is_taken_over(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from indexer.engines.opening import run_lock\n"
        "with run_lock(Path(sys.argv[1])):\n"
        "    print('locked', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"locked\n"
        with pytest.raises(IndexLocked, match=f"process {holder.pid} "), run_lock(tmp_path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with run_lock(tmp_path):
        pass


def test_runs_that_write_take_the_lock_and_others_do_not(tmp_path: Path) -> None:
    config = Config(index_dir=tmp_path / "index")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, "utf-8")
    assert desk.index_paths(config, [tmp_path / "in"]).added == 1
    with run_lock(config.index_dir):
        with pytest.raises(IndexLocked):
            desk.index_paths(config, [tmp_path / "in"])
        with pytest.raises(IndexLocked):
            desk.index_paths(config, [tmp_path / "in"], rebuild=True)
        with pytest.raises(IndexLocked):
            desk.remove(config, collection="in")
        assert desk.index_paths(config, [tmp_path / "in"], dry_run=True).unchanged == 1
        assert desk.status(config).reports == 1


# ── the segmenter ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What is installed, to be changed by a test."""
    installed = {"jieba"}
    find: Any = text.find_spec  # type: ignore[attr-defined]

    def found(name: str) -> object:
        return find(name) if name in installed else None

    monkeypatch.setattr(text, "find_spec", found)
    return installed


def test_auto_is_settled_when_an_index_is_begun(tmp_path: Path, installed: set[str]) -> None:
    config = Config(index_dir=tmp_path / "index")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, "utf-8")
    desk.index_paths(config, [folder])
    installed.add("rjieba")
    assert settled_segmenter(config).name == "jieba"
    (folder / "b.txt").write_text(TEXT.replace("甲镇", "乙镇"), "utf-8")
    assert desk.index_paths(config, [folder]).added == 1
    assert desk.open_searcher(config).count('"信息公开"') == 2
    desk.index_paths(config, [folder], rebuild=True)
    assert settled_segmenter(config).name == "rjieba"
    assert desk.open_searcher(config).count('"信息公开"') == 2
    installed.remove("rjieba")
    for use in (desk.open_searcher, desk.status):
        with pytest.raises(EngineUnavailable, match="rjieba is not installed: pip install rjieba"):
            use(config)
    with pytest.raises(EngineUnavailable, match="pip install rjieba"):
        desk.index_paths(config, [folder])
    desk.index_paths(config, [folder], rebuild=True)
    assert settled_segmenter(config).name == "jieba"


def test_without_an_index_auto_is_what_the_next_will_have(
    tmp_path: Path, installed: set[str]
) -> None:
    config = Config(index_dir=tmp_path / "index")
    for name in ("jieba", "rjieba"):
        installed.add(name)
        assert settled_segmenter(config).name == name
        assert opening.next_segmenter(config).name == name


# ── words ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", text.SEGMENTERS)
@pytest.mark.parametrize("word", ["紫阳县", "大兴区", "新收申请", "商业企业", "柳溪乡贤会"])
def test_names_of_places_and_fields_and_the_operators_words_are_whole(
    tmp_path: Path, name: str, word: str
) -> None:
    config = Config(index_dir=tmp_path, segmenter=name, user_words=("柳溪乡贤会",))
    assert word in next_segmenter(config).cut(f"关于{word}的情况")


def test_a_word_of_ones_own_makes_another_segmenter(tmp_path: Path) -> None:
    plain = Config(index_dir=tmp_path)
    own = Config(index_dir=tmp_path, user_words=("柳溪乡贤会",))
    assert set(whole_words(own)) - set(whole_words(plain)) == {"柳溪乡贤会"}
    assert next_segmenter(own).fingerprint != next_segmenter(plain).fingerprint
