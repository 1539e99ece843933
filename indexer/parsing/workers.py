"""Files parsed in processes of their own, so that what a file does to a reader costs one file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import IO, Any, Self

import msgspec

from indexer import errors
from indexer.errors import ReaderFault, SourceError
from indexer.model import Report
from indexer.parsing.worker import (
    OUT_OF_TIME,
    READY,
    Answer,
    Failed,
    Limits,
    Parsed,
    Refused,
    Task,
    receive,
    send,
)
from indexer.text import COMMANDS

MOST_JOBS = 8
"""Workers that are started unless told: more of them wait for the one process that writes."""

PARSE = "indexer.parsing.parse:parse_bytes"

_START = (
    "import sys; sys.path[:] = sys.argv[5:]; from indexer.parsing.worker import serve; serve({})"
)
_ARGUMENTS = "sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == 'verbose'"

_SWITCH = 0.001
"""Seconds a busy thread keeps the interpreter: with the usual 0.005 workers wait for their task."""

_LONGEST_LINE = 1 << 16
"""Bytes of a line that are shown at once: a file can make a reader print without end."""


def default_jobs() -> int:
    """Return how many workers there are unless told: one a core, at most ``MOST_JOBS``."""
    # What this process may use can be less than what the machine has.
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(usable or 1, MOST_JOBS))


class Workers:
    """Parses files in up to ``jobs`` processes; a context manager, at whose end they are gone.

    Processes are started when there is work. One that dies is replaced; what it was at is refused
    as ``ReaderFault``. ``parse`` is ``module:function``, which a worker must be able to import.
    ``verbose`` shows what they print, without what would command a terminal.
    """

    def __init__(
        self,
        jobs: int | None = None,
        limits: Limits | None = None,
        verbose: bool = False,
        parse: str = PARSE,
    ) -> None:
        self._jobs = jobs or default_jobs()
        self._limits = limits or Limits()
        self._verbose = verbose
        said = "verbose" if verbose else "quiet"
        self._arguments = [parse, str(self._limits.seconds), str(self._limits.memory), said]
        self._tasks: SimpleQueue[tuple[bytes, Future[Report]] | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._showing: list[Thread] = []
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._lock = Lock()
        self._ended = False

    def __enter__(self) -> Self:
        self._switch = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End every worker, in the middle of a file if need be."""
        sys.setswitchinterval(self._switch)
        with self._lock:
            self._ended = True
            for process in self._processes:
                process.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in (*self._threads, *self._showing):
            thread.join()

    def begin(self, task: Task) -> Callable[[], Report]:
        """Have a file parsed; what is returned waits for the report.

        That raises ``SourceError`` for what is no report, ``ReaderFault`` where time or memory did
        not suffice, or the reader crashed or has a bug.
        """
        future: Future[Report] = Future()
        self._tasks.put((msgspec.msgpack.encode(task), future))
        if len(self._threads) < self._jobs:
            self._threads.append(Thread(target=self._tend, daemon=True))
            self._threads[-1].start()
        return future.result

    # ── one worker: a thread that feeds a process ──

    def _tend(self) -> None:
        process: subprocess.Popen[bytes] | None = None
        while (item := self._tasks.get()) is not None and not self._ended:
            message, future = item
            try:
                process = process or self._started()
                answer = _asked(process, message)
                if not isinstance(answer, Parsed | Refused):
                    # What is left of one that met a bug, or had no memory, is not to be trusted.
                    code, process = self._gone(process), None
                    raise _fault(answer, code, self._limits)
                future.set_result(_report(answer))
            except BaseException as e:
                future.set_exception(e)
        if process:
            self._gone(process)

    def _started(self) -> subprocess.Popen[bytes]:
        """Start a worker and wait until it can work."""
        command = [sys.executable, "-P", "-c", _START.format(_ARGUMENTS)]
        # A group of its own: Ctrl-C is for us, and we end it.
        group: dict[str, Any] = {"process_group": 0}
        if sys.platform == "win32":
            group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        with self._lock:
            if self._ended:
                raise RuntimeError("no worker is started any more")
            process = subprocess.Popen(
                [*command, *self._arguments, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE if self._verbose else None,
                **group,
            )
            self._processes.add(process)
            if process.stderr:
                self._showing.append(Thread(target=_show, args=(process.stderr,), daemon=True))
                self._showing[-1].start()
        assert process.stdout
        if receive(process.stdout) != READY:
            raise RuntimeError(f"a worker does not start: it exits with {self._gone(process)}")
        return process

    def _gone(self, process: subprocess.Popen[bytes]) -> int:
        """Let a worker go, or collect one that went; return what it exited with."""
        for stream in (process.stdin, process.stdout):
            try:
                if stream:
                    stream.close()
            except OSError:
                # What was still on its way to one that died.
                continue
        code = process.wait()
        with self._lock:
            self._processes.discard(process)
        return code


def _show(printed: IO[bytes]) -> None:
    """Show what a worker prints, until it is gone."""
    with printed:
        while line := printed.readline(_LONGEST_LINE):
            sys.stderr.write(COMMANDS.sub(" ", line.decode("utf-8", "replace")))


_ANSWERS = msgspec.msgpack.Decoder(Answer)


def _asked(process: subprocess.Popen[bytes], message: bytes) -> Answer | None:
    """Give a worker a task and return its answer; None if it died over it."""
    assert process.stdin
    assert process.stdout
    try:
        send(process.stdin, message)
    except OSError:
        return None
    answer = receive(process.stdout)
    return None if answer is None else _ANSWERS.decode(answer)


def _report(answer: Parsed | Refused) -> Report:
    if isinstance(answer, Parsed):
        return answer.report
    kind: type[SourceError] = getattr(errors, answer.error)
    raise kind(answer.text, **answer.values)


def _fault(answer: Failed | None, code: int, limits: Limits) -> ReaderFault:
    """Say why there is no answer, or what kept the parser from one; ``code`` is its exit code."""
    if answer and answer.memory:
        size = f"{limits.memory / (1 << 30):.3g}"
        return ReaderFault("reading it needed more than %(size)s GB of memory", size=size)
    if answer:
        return ReaderFault(
            "a fault of this program: %(fault)s (-v shows where)", fault=answer.fault
        )
    if code == OUT_OF_TIME:
        return ReaderFault("reading it took longer than %(time)s s", time=f"{limits.seconds:g}")
    signals = {-s.value: s.name for s in signal.Signals}
    return ReaderFault("the reader crashed (%(how)s)", how=signals.get(code, f"exit code {code}"))
