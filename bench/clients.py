"""A server of its own process, and clients of all manners: busy, slow to ask, slow to read."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from threading import Thread
from urllib.parse import quote, urlencode

WAIT = 120.0
"""Seconds a server has to answer at all."""

READY = 20.0
"""Seconds it has to open its index."""


@dataclass(slots=True)
class Server:
    """A server under test."""

    process: subprocess.Popen[str]
    port: int

    def memory(self) -> float:
        """Return the megabytes it has of its own now; 0 where the system does not say.

        Parts of index files it has looked into are not its own: the system takes them back.
        """
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        except OSError:
            return 0.0
        found = re.search(r"RssAnon:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def connection(self) -> HTTPConnection:
        """Open a connection to it."""
        return HTTPConnection("127.0.0.1", self.port, timeout=WAIT)

    def raw(self, sent: bytes) -> socket.socket:
        """Open a bare connection and send this much."""
        client = socket.create_connection(("127.0.0.1", self.port), timeout=WAIT)
        client.sendall(sent)
        return client


@contextmanager
def server(config: Path) -> Iterator[Server]:
    """Run ``nianbao serve`` with a configuration; what is left of it at the end is killed.

    Its log is written beside the configuration. Raises ``RuntimeError`` where it is not ready.
    """
    command = [sys.executable, "-m", "indexer", "--config", str(config), "serve", "--port", "0"]
    with (
        config.with_suffix(".log").open("w", encoding="utf-8") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            yield _ready(process)
        finally:
            process.kill()


def _ready(process: subprocess.Popen[str]) -> Server:
    assert process.stdout
    address = process.stdout.readline()
    found = re.search(r":(\d+)/$", address.strip())
    if not found:
        raise RuntimeError(f"the server did not start: {address!r}")
    running, seen = Server(process, int(found[1])), Seen()
    until = time.monotonic() + READY
    while time.monotonic() < until:
        with closing(running.connection()) as connection:
            ask(connection, "/api/v1/health/ready", seen)
        if seen.statuses[200]:
            return running
    raise RuntimeError("the server's index does not answer: make it anew")


@dataclass(slots=True)
class Seen:
    """What clients saw: answers by status, seconds each took, faults of the connection."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    without_retry: int = 0
    broken: list[str] = field(default_factory=list)

    def percentile(self, share: int) -> float:
        """Return the seconds within which so many of a hundred answers came."""
        if len(self.seconds) < 2:
            return max(self.seconds, default=0.0)
        return quantiles(self.seconds, n=100)[share - 1]

    def faults(self) -> int:
        """Count answers that are a fault of the server, and those that never came."""
        return sum(n for status, n in self.statuses.items() if status >= 500) + len(self.broken)


def address(path: str, *query: tuple[str, str]) -> str:
    """Write an address to ask."""
    return f"{quote(path)}?{urlencode(query)}" if query else quote(path)


def ask(connection: HTTPConnection, asked: str, seen: Seen) -> None:
    """Ask once, read all of the answer, and note it."""
    began = time.perf_counter()
    try:
        connection.request("GET", asked)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException) as e:
        seen.broken.append(f"{type(e).__name__}: {e}")
        connection.close()
        return
    seen.seconds.append(time.perf_counter() - began)
    seen.statuses[answer.status] += 1
    if answer.status == 503 and not answer.getheader("Retry-After"):
        seen.without_retry += 1


def busy(server: Server, asked: Sequence[str], clients: int, seconds: float) -> Seen:
    """Let clients ask one after the other without a pause, each the list from another place on."""
    seen = Seen()
    until = time.monotonic() + seconds

    def client(n: int) -> None:
        connection = server.connection()
        turn = n * 7
        while time.monotonic() < until:
            ask(connection, asked[turn % len(asked)], seen)
            turn += 1
        connection.close()

    together([lambda n=n: client(n) for n in range(clients)])
    return seen


def together(tasks: Sequence[Callable[[], None]]) -> None:
    """Do all at once, and wait."""
    threads = [Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def dawdling(server: Server, clients: int) -> Iterator[None]:
    """Hold connections whose requests come in a letter a second, and never whole."""
    held = [server.raw(b"GET /?q=") for _ in range(clients)]
    going = True

    def trickle() -> None:
        while going:
            for client in held:
                with suppress(OSError):
                    client.sendall(b"a")
            time.sleep(1)

    thread = Thread(target=trickle)
    thread.start()
    try:
        yield
    finally:
        going = False
        thread.join()
        for client in held:
            client.close()


@contextmanager
def not_reading(server: Server, asked: str, clients: int) -> Iterator[list[socket.socket]]:
    """Hold connections that asked for something long and read nothing of it."""
    request = f"GET {asked} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    held = [server.raw(request.encode()) for _ in range(clients)]
    try:
        yield held
    finally:
        for client in held:
            client.close()
