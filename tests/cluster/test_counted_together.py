"""Two servers that count in one Redis what a client asks of either."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.clients import Server, server
from indexer.config import load_config
from indexer.keeping.desk import index_paths
from tests.cluster.nodes import free_ports

if TYPE_CHECKING:
    import redis

ROOT = Path(__file__).parents[2]
ANSWERED_WITHIN = 20
"""Seconds a Redis has to start."""

RATE = 4
CONFIG = """
index_dir = "{index}"
[serve]
public = true
proxies = 1
rate = "{rate} per hour"
storage_url = "{storage}"
"""


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[str]:
    """A Redis of the test's own; skipped without one, unless REQUIRE_ALL=1."""
    if os.environ.get("REQUIRE_ALL") != "1":
        pytest.importorskip("redis", reason="the extra redis is not installed")
        if not shutil.which("redis-server"):
            pytest.skip("redis-server is not installed (on Debian, apt install redis-server)")
    import redis

    [port] = free_ports(1)
    only_here = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(["redis-server", *only_here], stdout=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + ANSWERED_WITHIN
            with redis.Redis(port=port) as client:
                while not _answers(client):
                    assert time.monotonic() < until
                    time.sleep(0.1)
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.kill()


def _answers(client: redis.Redis) -> bool:
    import redis

    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def status(one: Server, client: str) -> int:
    """Ask a server as the proxy before it would for a client."""
    connection = one.connection()
    connection.request("GET", "/api/v1/fields", headers={"X-Forwarded-For": client})
    found = connection.getresponse().status
    connection.close()
    return found


def test_what_is_asked_of_either_is_counted_together(storage: str, tmp_path: Path) -> None:
    sample = min((ROOT / "samples").glob("*.txt"))
    with ExitStack() as ends:
        running = []
        for name in ("one", "other"):
            file = tmp_path / f"{name}.toml"
            written = CONFIG.format(index=tmp_path / "index", rate=RATE, storage=storage)
            file.write_text(written, "utf-8")
            if not running:
                index_paths(load_config(file, {}), [sample], jobs=1)
            running.append(ends.enter_context(server(file)))
        asked = [status(running[n % 2], "192.0.2.1") for n in range(RATE + 2)]
        assert asked == [200] * RATE + [429] * 2
        assert [status(one, "192.0.2.2") for one in running] == [200, 200]
