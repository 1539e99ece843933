"""The server process: slow clients hold up nobody, and what is under way ends before it does."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, Response

from indexer import Catalogue, Config, ConfigError, QueryTooSlow, Searcher, index_paths
from indexer.engines.memory import MemoryEngine
from indexer.model import HitPage
from indexer.query import Query
from indexer.text import Segmenter
from webui import create_app, server

ROOT = Path(__file__).parents[2]
MEGABYTE = b"x" * 2**20
LONG = 16


@contextmanager
def running(app: Flask) -> Iterator[server.Server]:
    listening = server.listen(app, Config(serve_port=0))
    thread = Thread(target=listening.run)
    thread.start()
    try:
        yield listening
    finally:
        if not listening.stopping:
            listening.stop()
        thread.join()


@pytest.fixture
def app() -> Flask:
    """An application with an answer at once, a long one, and one that waits to be let go."""
    app = Flask(__name__)
    app.extensions["go"] = go = Event()

    @app.get("/quick")
    def quick() -> str:
        return "quick"

    @app.get("/long")
    def long() -> Response:
        return Response(MEGABYTE for _ in range(LONG))

    @app.get("/api/v1/search.csv")
    @app.get("/waiting")
    def waiting() -> str:
        go.wait(20)
        return "waited"

    return app


def get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    try:
        return connection.getresponse().read()
    finally:
        connection.close()


def asking(stack: ExitStack, port: int, sent: str) -> socket.socket:
    client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
    client.sendall(sent.encode())
    return client


def is_refused(port: int) -> bool:
    time.sleep(0.1)
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) != 0


def whole(path: str) -> str:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def test_clients_that_read_nothing_hold_no_thread(app: Flask) -> None:
    with running(app) as serving, ExitStack() as stack:
        held = [asking(stack, serving.port, whole("/long")) for _ in range(30)]
        assert get(serving.port, "/quick") == b"quick"
        body = b"".join(iter(lambda: held[0].recv(1 << 20), b""))
        assert len(body) > LONG * len(MEGABYTE)


def test_clients_that_never_finish_asking_are_let_go(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REQUEST_SECONDS", 0.5)
    with running(app) as serving, ExitStack() as stack:
        held = [asking(stack, serving.port, "GET /quick HTTP/1.1\r\nX-A: ") for _ in range(60)]
        assert get(serving.port, "/quick") == b"quick"
        for client in held:
            assert client.recv(1) == b""


def test_exports_wait_for_one_another_alone(app: Flask) -> None:
    with running(app) as serving, ExitStack() as stack:
        held = [asking(stack, serving.port, whole("/api/v1/search.csv?q=")) for _ in range(30)]
        assert get(serving.port, "/quick") == b"quick"
        app.extensions["go"].set()
        assert all(client.recv(1 << 16) for client in held)


def test_requests_take_turns_but_wait_for_no_slow_one() -> None:
    slow, at_work, most = Event(), [], []

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        at_work.append(environ["PATH_INFO"])
        most.append(len(at_work))
        slow.wait(0.01 if environ["PATH_INFO"] == "/quick" else None)
        at_work.remove(environ["PATH_INFO"])
        return [b"done"]

    turns = server.Turns(answer)

    def asked(path: str, count: int) -> list[Thread]:
        asking = [Thread(target=turns, args=({"PATH_INFO": path}, None)) for _ in range(count)]
        for thread in asking:
            thread.start()
        return asking

    for thread in asked("/quick", 12):
        thread.join()
    assert max(most) == server.AT_ONCE
    hanging = asked("/slow", server.AT_ONCE)
    for thread in asked("/quick", 4):
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert at_work == ["/slow"] * server.AT_ONCE
    slow.set()
    for thread in hanging:
        thread.join()


def test_what_is_under_way_ends_and_nothing_new_begins(app: Flask) -> None:
    with running(app) as serving, ExitStack() as stack:
        under_way = asking(stack, serving.port, whole("/waiting"))
        unread = asking(stack, serving.port, whole("/long"))
        time.sleep(0.3)
        port = serving.port
        serving.stop()
        assert any(is_refused(port) for _ in range(50))
        app.extensions["go"].set()
        assert b"waited" in b"".join(iter(lambda: under_way.recv(1 << 16), b""))
        assert sum(map(len, iter(lambda: unread.recv(1 << 20), b""))) > LONG * len(MEGABYTE)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("GET /quick HTTP/1.1\r\nX-A: " + "a" * 70_000 + "\r\n\r\n", b"431"),
        ("POST /quick HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n" + "a" * 1_100_000, b"413"),
        ("nonsense\r\n\r\n", b"400"),
    ],
    ids=["headers", "body", "nonsense"],
)
def test_what_no_request_may_be_is_refused_in_a_few_words(
    app: Flask, sent: str, status: bytes
) -> None:
    with running(app) as serving, ExitStack() as stack:
        answer = asking(stack, serving.port, sent).recv(1 << 16)
        assert answer.split()[1] == status
        assert b"Traceback" not in answer
        assert b"waitress" not in answer.split(b"\r\n\r\n")[0]


def test_an_address_that_is_not_ours_is_told(app: Flask) -> None:
    with pytest.raises(ConfigError, match=r"192\.0\.2\.1"):
        server.listen(app, Config(serve_host="192.0.2.1", serve_port=0))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_command_ends_well_when_it_is_told_to(tmp_path: Path, host: str) -> None:
    index_paths(Config(index_dir=tmp_path / "index"), [ROOT / "samples"], jobs=1)
    command = [sys.executable, "-m", "indexer", "serve", "--host", host, "--port", "0"]
    environ = {**os.environ, "NIANBAO_INDEX_DIR": str(tmp_path / "index")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        port = int(address.rstrip("/").rpartition(":")[2])
        assert address == f"http://{host}:{port}/"
        assert b"\xef\xbb\xbf" in get(port, "/api/v1/search.csv")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


# ── queries that take too long ───────────────────────────────────────────────────────────


class Slow(MemoryEngine):
    """An engine that never gets done with a certain word."""

    def steady(self) -> Slow:
        return self

    def search(self, query: Query, *, deadline: float | None = None, **more: Any) -> HitPage:
        while "年报" in repr(query):
            if deadline and time.monotonic() > deadline:
                raise QueryTooSlow("the query took too long")
            sum(range(1000))
        return super().search(query, deadline=deadline, **more)


def test_expensive_queries_are_cut_and_cheap_ones_go_on(
    catalogue: Catalogue, segmenter: Segmenter
) -> None:
    engine = Slow()
    searcher = Searcher(lambda: engine, catalogue, segmenter, seconds=1)
    asked = urlencode({"q": "年报"})
    with running(create_app(Config(), searcher=searcher)) as serving, ExitStack() as stack:
        dear = whole(f"/api/v1/search?{asked}")
        held = [asking(stack, serving.port, dear) for _ in range(8)]
        assert json.loads(get(serving.port, "/api/v1/search?q=a"))["total"] == 0
        for client in held:
            answer = b"".join(iter(lambda client=client: client.recv(1 << 16), b""))
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"\r\nRetry-After: " in answer
