"""An index filled by several processes at once, one of which dies: the same as by one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.config import Config, load_config
from indexer.errors import NoIndex, NotFound
from indexer.files.parts import Part
from indexer.keeping import desk
from indexer.keeping.generation import begin, index_part, listed, publish, rollback
from indexer.model import StoredReport
from indexer.query import Everything
from tests.cluster.nodes import own_place

pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

ROOT = Path(__file__).parents[2]
PARTS = 3


@pytest.fixture
def config(cluster_urls: tuple[str, ...], tmp_path: Path) -> Iterator[Config]:
    """A configuration in a file, so that commands can be given it."""
    with own_place(cluster_urls) as place:
        file = tmp_path / "config.toml"
        reached = f'hosts = {json.dumps(place.hosts)}\nprefix = "{place.prefix}"\nreplicas = 0\n'
        file.write_text(f'engine = "opensearch"\n[opensearch]\n{reached}', "utf-8")
        yield load_config(file, {})


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """The samples, one of them twice, one in a later version, and something that is no report."""
    folder = tmp_path / "downloads"
    shutil.copytree(ROOT / "samples", folder, ignore=shutil.ignore_patterns(".*"))
    text = min(folder.glob("*.txt"))
    shutil.copy(text, folder / "the same.txt")
    (folder / "later.txt").write_text(text.read_text("utf-8") + "\n另有补充。\n", "utf-8")
    (folder / "nothing.txt").write_text("今天天气很好。", "utf-8")
    return folder


def started(config: Config, downloads: Path, number: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "indexer", "--config", str(config.file), "index",
               str(downloads), "--collection", "downloads", "--part", f"{number}/{PARTS}",
               "--jobs", "1"]  # fmt: skip
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finished(process: subprocess.Popen[bytes]) -> str:
    out = process.communicate()[0].decode()
    assert process.returncode == 0, out
    return out


def contents(config: Config) -> tuple[list[object], list[object]]:
    """What an index holds, without what is another at each run."""
    engine = desk.open_searcher(config).engine()

    def plain(stored: StoredReport) -> object:
        assert stored.meta is not None
        return stored.id, stored.meta.origins, stored.facts, stored.prose, stored.relations

    seen = [(s.key, s.sha256, s.report, s.error) for s in engine.sources()]
    return list(map(plain, engine.scan(Everything()))), seen


def test_parts_together_are_the_whole(config: Config, downloads: Path, tmp_path: Path) -> None:
    alone = Config(index_dir=tmp_path / "alone")
    desk.index_paths(alone, [downloads], jobs=1)
    desk.index_paths(config, [min(downloads.glob("*.txt"))], jobs=1)
    before = contents(config)

    begin(config)
    running = [started(config, downloads, n) for n in range(1, PARTS + 1)]
    time.sleep(2)
    running[1].kill()
    running[1].communicate()
    assert contents(config) == before
    for process in (running[0], running[2], started(config, downloads, 2)):
        finished(process)
    again = finished(started(config, downloads, 1))
    assert "0 added, 0 replaced" in again
    assert contents(config) == before
    done = publish(config)
    assert (done.sources, done.refused, done.settled.again) == (28, 1, 0)
    assert contents(config) == contents(alone)
    assert desk.verify(config).faults == ()

    rollback(config)
    assert contents(config) == before
    with pytest.raises(NotFound):
        rollback(config)
    assert [g.state for g in listed(config)] == ["current", ""]


def test_who_searches_a_first_generation_too_early_is_told_to_publish_it(config: Config) -> None:
    with pytest.raises(NoIndex, match="run nianbao index"):
        desk.open_searcher(config).engine()
    begin(config)
    with pytest.raises(NoIndex, match="is being filled: run nianbao generation publish"):
        desk.open_searcher(config).engine()


def test_parts_go_into_the_current_index_where_none_is_begun(
    config: Config, downloads: Path, tmp_path: Path
) -> None:
    desk.index_paths(config, [downloads], jobs=1)
    elsewhere = tmp_path / "mounted" / "elsewhere"
    shutil.copytree(downloads, elsewhere)
    os.remove(elsewhere / "the same.txt")
    (elsewhere / "new.txt").write_text(
        (elsewhere / "later.txt").read_text("utf-8") + "完。", "utf-8"
    )
    summaries = [
        index_part(config, [elsewhere], Part(n, 2), collection="downloads", jobs=1) for n in (1, 2)
    ]
    assert sum(s.added for s in summaries) == 1
    assert sum(s.unchanged for s in summaries) == 26
    assert publish(config).settled.again == 0
    assert desk.verify(config).faults == ()
