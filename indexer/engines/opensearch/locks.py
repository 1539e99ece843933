"""Who writes a generation: one process for each part of the work, as all machines see it.

A lock is a lease, renewed as long as its process lives. One that was killed is told by its
machine at once, by others when its lease has run out.
"""

from __future__ import annotations

import os
import platform
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

from indexer.engines.opensearch import faults
from indexer.engines.opensearch.client import Client
from indexer.errors import EngineError, IndexLocked

LEASE, RENEWED = 60.0, 15.0
"""Seconds a lock is believed in without a sign, and seconds from sign to sign."""

_ours: set[str] = set()
"""The locks this process holds: another one may have had its number before."""

Held = dict[str, Any]


@contextmanager
def locked(client: Client, index: str, name: str, part: tuple[int, int]) -> Iterator[None]:
    """Hold one part of so many of the generation ``name``, in the index of locks.

    Raises ``IndexLocked`` at once where it is held, or where parts of another number are.
    """
    token = uuid.uuid4().hex
    lock = _Lock(client, f"/{index}/_doc/{name}", token, *part)
    lock.change(lock.taken)
    _ours.add(token)
    ended = Event()
    renewal = Thread(target=_renew, args=(lock, ended), daemon=True)
    renewal.start()
    try:
        yield
    finally:
        ended.set()
        renewal.join()
        _ours.discard(token)
        lock.change(lock.released)


def _renew(lock: _Lock, ended: Event) -> None:
    while not ended.wait(RENEWED):
        # A cluster that does not answer now may answer before the lease has run out.
        with suppress(EngineError):
            lock.change(lock.taken)


class _Lock:
    """One part of one generation; all of its locks are in one document, changed as a whole."""

    def __init__(self, client: Client, path: str, token: str, number: int, of: int) -> None:
        self._client = client
        self._path = path
        self._token = token
        self._key = str(number)
        self._of = of

    def change(self, changed: Callable[[Held], Held]) -> None:
        """Write what the function makes of the locks there are, as if at one moment."""
        while True:
            held, condition = self._read()
            with suppress(faults.Conflict):
                self._client.ask(
                    "PUT", self._path, {"held": changed(held)}, **condition, refresh=False
                )
                return

    def taken(self, held: Held) -> Held:
        """Return the locks with ours; ``IndexLocked`` where another has it."""
        alive = {key: lock for key, lock in held.items() if self._is_alive(lock)}
        for key, lock in alive.items():
            if lock["token"] != self._token and (key == self._key or lock["of"] != self._of):
                raise IndexLocked("the index is being written to by %(who)s", who=lock["who"])
        who = f"process {os.getpid()} on {platform.node()}"
        if self._of > 1:
            who = f"{who} (part {self._key}/{self._of})"
        ours = {
            "token": self._token,
            "of": self._of,
            "who": who,
            "host": platform.node(),
            "process": os.getpid(),
            "until": time.time() + LEASE,
        }
        return {**alive, self._key: ours}

    def released(self, held: Held) -> Held:
        """Return the locks without ours."""
        return {key: lock for key, lock in held.items() if lock["token"] != self._token}

    def _read(self) -> tuple[Held, dict[str, Any]]:
        try:
            found = self._client.ask("GET", self._path)
        except faults.Missing:
            return {}, {"op_type": "create"}
        condition = {name: found[f"_{name}"] for name in ("seq_no", "primary_term")}
        return found["_source"]["held"], {f"if_{k}": v for k, v in condition.items()}

    def _is_alive(self, lock: Held) -> bool:
        if lock["until"] < time.time():
            return False
        if lock["host"] != platform.node():
            return True
        if lock["process"] == os.getpid():
            return lock["token"] in _ours or lock["token"] == self._token
        try:
            os.kill(lock["process"], 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
