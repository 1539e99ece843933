"""The server under eight clients: `python -m bench.serving ADDRESS SECONDS` is those clients."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from bench.questions import EVERY, SOME

CLIENTS = 8
FACETS = ("year", "province", "finding")
WAIT = 120
"""Seconds a server has to answer at all."""


def served(engine: str, folder: Path, seconds: int) -> dict[str, Any]:
    """Return what a server took to answer first, its memory after all, and what clients saw."""
    began = time.perf_counter()
    with _server(engine, folder) as (process, port):
        while not _answered(port):
            if process.poll() is not None or time.perf_counter() - began > WAIT:
                raise RuntimeError("the server does not answer")
            time.sleep(0.02)
        first = time.perf_counter() - began
        command = [sys.executable, "-m", "bench.serving", str(port), str(seconds)]
        clients = subprocess.run(command, check=True, capture_output=True, text=True)
        return {"first": first, "resident": _resident(process.pid), **json.loads(clients.stdout)}


@contextmanager
def _server(engine: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NIANBAO_ENGINE": engine, "NIANBAO_INDEX_DIR": str(folder.resolve())},
    )
    try:
        yield process, port
    finally:
        process.terminate()
        process.wait()


def _answered(port: int) -> bool:
    try:
        return ask(HTTPConnection("127.0.0.1", port, timeout=WAIT), EVERY[0]) == 200
    except OSError:
        return False


def ask(connection: HTTPConnection, query: str) -> int:
    """Search with snippets and three facets; return the status."""
    parameters = [("q", query), *(("facet", name) for name in FACETS)]
    connection.request("GET", f"/api/v1/search?{urlencode(parameters)}")
    response = connection.getresponse()
    response.read()
    return response.status


def _resident(process: int) -> int:
    """Return the memory a process has now, in bytes; 0 where the system does not say."""
    try:
        status = Path(f"/proc/{process}/status").read_text("utf-8")
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def _client(number: int, port: int, until: float, taken: list[float], failed: list[int]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=WAIT)
    queries = [*SOME, *(f"{some} {every}" for some in SOME for every in EVERY)]
    turn = number
    while time.perf_counter() < until:
        began = time.perf_counter()
        status = ask(connection, queries[turn % len(queries)])
        taken.append(1000 * (time.perf_counter() - began))
        failed += [status] if status != 200 else []
        turn += CLIENTS + 1


def main(port: int, seconds: int) -> None:
    """Ask without a pause for some seconds; print requests a second and percentiles."""
    taken: list[float] = []
    failed: list[int] = []
    began = time.perf_counter()
    threads = [
        Thread(target=_client, args=(n, port, began + seconds, taken, failed))
        for n in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(taken) / (time.perf_counter() - began)
    print(json.dumps({"rate": rate, "failed": len(failed), "taken": taken}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
