"""The server process: what waitress may hold and wait for, and how it comes to an end."""

from __future__ import annotations

import select
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher

from indexer import Config, ConfigError
from webui.errorpages import API

GRACE_SECONDS = 120.0
"""How long answers under way may take to finish once the server has been told to stop."""

REQUEST_SECONDS = 20.0
"""How long a client may take to send a request whole."""

LOOK_SECONDS = 1.0
"""How often that is looked at."""

SETTINGS = {
    # More than the cores: some may be at slow queries while others answer quick ones.
    "threads": 12,
    # What an answer has ready and a slow client has not taken yet lies in a file, not in memory,
    # and holds up no thread.
    "outbuf_overflow": 256 * 1024,
    "outbuf_high_watermark": 2**40,
    # A client that only holds its connection holds one of these; poll() has no limit of its own.
    "connection_limit": 800,
    "asyncore_use_poll": hasattr(select, "poll"),
    "channel_timeout": 60,
    "cleanup_interval": 5,
    # The pages' own limit is lower, and answers in words.
    "max_request_body_size": 1024 * 1024,
    "max_request_header_size": 64 * 1024,
    "log_socket_errors": False,
    "ident": None,
}
"""What ``bench/load.py`` measures."""

AT_ONCE = 2
"""Requests that an embedded engine answers at a time, unless one of them is slow."""

PATIENCE = 0.25
"""Seconds after which one that waits for its turn is answered beside those before it."""

EXPORT_THREADS = 2
EXPORTS = f"{API}/search."
"""Where the addresses of exports begin, which take as long as there are reports."""


class Lanes:
    """Threads that answer: exports have a few of their own and wait for one another alone."""

    def __init__(self, others: ThreadedTaskDispatcher) -> None:
        self._others = others
        self._exports = ThreadedTaskDispatcher()
        self._exports.set_thread_count(EXPORT_THREADS)

    def add_task(self, channel: HTTPChannel) -> None:
        """Have the first request that waits on a connection answered."""
        # What is no request has no path, and is answered by waitress itself.
        is_export = getattr(channel.requests[0], "path", "").startswith(EXPORTS)
        (self._exports if is_export else self._others).add_task(channel)

    def shutdown(self) -> None:
        """Let go of the threads; what none of them has begun is not begun any more."""
        for lane in (self._others, self._exports):
            lane.shutdown(timeout=1)


class Turns:
    """Has a few requests answered at a time, the others in the order they came.

    Threads of one interpreter share a processor: what is begun together ends together, and late.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._turns = threading.Semaphore(AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer when there is a turn, or after so long that somebody before must be slow."""
        is_turn = self._turns.acquire(timeout=PATIENCE)
        try:
            return self._app(environ, start_response)
        finally:
            if is_turn:
                self._turns.release()


@dataclass(slots=True)
class Server:
    """Sockets that listen, their connections, and the threads that answer."""

    sockets: dict[int, Any]
    lanes: Lanes
    poll: bool
    stopping: bool = False
    began: dict[HTTPChannel, float] = field(default_factory=dict)
    looked: float = 0.0

    @property
    def port(self) -> int:
        """The port of the first socket."""
        return int(next(self.listeners()).effective_port)

    def listeners(self) -> Iterator[BaseWSGIServer]:
        """Yield the sockets that listen."""
        return (one for one in list(self.sockets.values()) if isinstance(one, BaseWSGIServer))

    def connections(self) -> Iterator[HTTPChannel]:
        """Yield the connections there are."""
        return (one for one in list(self.sockets.values()) if isinstance(one, HTTPChannel))

    def run(self, grace: float = GRACE_SECONDS) -> None:
        """Answer until told to stop; then finish what is under way, and take nothing new."""
        while not self.stopping:
            self._turn()
        for listener in self.listeners():
            # Not its own close(): that would take away what wakes this loop up.
            wasyncore.dispatcher.close(listener)
        deadline = time.monotonic() + grace
        while any(map(is_busy, self.connections())) and time.monotonic() < deadline:
            self._turn()
        self.lanes.shutdown()
        wasyncore.close_all(self.sockets)

    def stop(self, *signalled: object) -> None:
        """End ``run`` in good order; asked again, at once."""
        if self.stopping:
            raise KeyboardInterrupt
        self.stopping = True

    def _turn(self) -> None:
        wasyncore.loop(timeout=0.5, use_poll=self.poll, map=self.sockets, count=1)
        self._close_dawdlers(time.monotonic())

    def _close_dawdlers(self, now: float) -> None:
        """Close connections whose request comes in so slowly that it may never end."""
        if now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        receiving = [c for c in self.connections() if c.request is not None]
        self.began = {channel: self.began.get(channel, now) for channel in receiving}
        for channel, began in self.began.items():
            if now - began > REQUEST_SECONDS:
                channel.will_close = True


def is_busy(channel: HTTPChannel) -> bool:
    """Tell whether an answer is being made or sent on a connection."""
    return bool(channel.requests or channel.total_outbufs_len or channel.close_when_flushed)


def listen(app: Flask, config: Config) -> Server:
    """Open the address of the configuration; ``ConfigError`` where it cannot be had."""
    sockets: dict[int, Any] = {}
    try:
        first = create_server(
            # A cluster is waited for, not computed with.
            app if config.engine == "opensearch" else Turns(app),
            map=sockets,
            host=config.serve_host,
            port=config.serve_port,
            # The application takes a proxy's word, and only if told to; else it is never seen.
            clear_untrusted_proxy_headers=not config.serve_proxies,
            **SETTINGS,
        )
    except (OSError, ValueError) as e:
        wasyncore.close_all(sockets)
        raise ConfigError(
            "cannot listen on %(host)s, port %(port)s: %(fault)s",
            host=config.serve_host,
            port=config.serve_port,
            fault=getattr(e, "strerror", None) or e,
        ) from e
    server = Server(sockets, Lanes(first.task_dispatcher), bool(SETTINGS["asyncore_use_poll"]))
    for listener in server.listeners():
        listener.task_dispatcher = server.lanes
    return server


def stops_on_signals(stop: Callable[..., None]) -> None:
    """Let ``kill`` and Ctrl-C end the server in good order, where signals can be taken."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
