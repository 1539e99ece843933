"""A server that answers while the index changes: hundreds of commits, merges, other generations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import pytest

from indexer.config import Config
from indexer.engines.opening import generations, settled_segmenter
from indexer.indexing.building import building, steps
from indexer.keeping.backup import restore_backup, write_backup
from indexer.keeping.desk import open_searcher
from indexer.model import IndexDocument
from indexer.parsing.parse import parse_bytes
from tests.contract.conftest import KEPT_ON_DISK, open_or_skip

ROOT = Path(__file__).resolve().parent.parent
TEXT = "甲{}镇2020年政府信息公开工作年度报告\n一、总体情况\n第{}轮：2020年，我镇做好信息公开。\n"
REPORTS, COMMITS, EVERY = 5, 200, 10
"""How many reports there always are; how many writes; one in how many is a new generation."""

PATHS = [
    f"/api/v1/search?facet=year&q={quote(question)}"
    for question in ("信息公开", '"信息公开"', "year:2020")
]


@contextmanager
def served(config: Config) -> Iterator[int]:
    """Start ``nianbao serve`` and give its port."""
    environ = {
        **os.environ,
        "NIANBAO_ENGINE": config.engine,
        "NIANBAO_INDEX_DIR": str(config.index_dir),
    }
    command = [sys.executable, "-m", "indexer", "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ, cwd=ROOT
    ) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline().decode().strip().rstrip("/").rpartition(":")[2])
        finally:
            server.terminate()


class Reader(Thread):
    """Somebody who asks without a pause and keeps what is not as it must be."""

    def __init__(self, port: int, path: str, done: Event) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self.done = port, path, done
        self.answers = 0
        self.wrong: list[object] = []

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.done.is_set():
            connection.request("GET", self.path)
            response = connection.getresponse()
            said = response.read().decode()
            self.answers += 1
            if response.status != 200 or not is_whole(json.loads(said)):
                self.wrong.append((response.status, said[:500]))
        connection.close()


def is_whole(answer: dict[str, Any]) -> bool:
    """Tell whether total, counts and reports are of one commit."""
    years = [(facet["value"], facet["count"]) for facet in answer["facets"]["year"]]
    shown = {result["id"] for result in answer["results"]}
    return answer["total"] == len(shown) == REPORTS and years == [(2020, REPORTS)]


def documents(config: Config, round: int) -> list[IndexDocument]:
    document = steps(settled_segmenter(config)).document
    texts = (TEXT.format(n, round).encode() for n in range(REPORTS))
    return [document(parse_bytes(text, f"{n}.txt")) for n, text in enumerate(texts)]


@pytest.mark.parametrize("engine", KEPT_ON_DISK)
def test_every_answer_has_the_right_total(engine: str, tmp_path: Path) -> None:
    open_or_skip(engine, tmp_path / "elsewhere")
    config = Config(engine=engine, index_dir=tmp_path / "index")
    there = generations(config, settled_segmenter(config))
    now = documents(config, 0)
    with building(there) as first:
        first.write(put=now)
    write_backup(config, tmp_path / "backup.zip")
    done = Event()
    with served(config) as port:
        readers = [Reader(port, path, done) for path in PATHS]
        for reader in readers:
            reader.start()
        for round in range(1, COMMITS + 1):
            before, now = now, documents(config, round)
            if round % EVERY:
                there.current().write(put=now, remove=[document.id for document in before])
            else:
                with building(there) as fresh:
                    fresh.write(put=now)
        # And back to the first ones.
        restore_backup(config, tmp_path / "backup.zip")
        done.set()
        for reader in readers:
            reader.join()
    assert [wrong for reader in readers for wrong in reader.wrong] == []
    assert all(reader.answers > 20 for reader in readers)


@pytest.mark.parametrize("engine", KEPT_ON_DISK)
def test_an_index_is_backed_up_while_a_server_answers(engine: str, tmp_path: Path) -> None:
    open_or_skip(engine, tmp_path / "elsewhere")
    config = Config(engine=engine, index_dir=tmp_path / "index")
    with building(generations(config, settled_segmenter(config))) as first:
        first.write(put=documents(config, 0))
    elsewhere = replace(config, index_dir=tmp_path / "elsewhere" / "index")
    done = Event()
    with served(config) as port:
        reader = Reader(port, PATHS[0], done)
        reader.start()
        backups = 0
        # Until it has answered in the middle of some: one takes no longer than an answer.
        while reader.is_alive() and (backups < 5 or reader.answers < 20):
            write_backup(config, tmp_path / f"{backups}.zip")
            backups += 1
        done.set()
        reader.join()
    assert reader.wrong == []
    for number in range(backups):
        assert restore_backup(elsewhere, tmp_path / f"{number}.zip").reports == REPORTS
    restored = open_searcher(elsewhere)
    assert restored.engine().check().faults == ()
    assert restored.count('"第0轮"') == REPORTS
