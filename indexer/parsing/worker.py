"""A process that parses one file after another within limits; ``workers.py`` starts and feeds it.

It imports what parsing needs and nothing else. Tasks come in by its standard input and answers go
out by its standard output, each with its length before it; the end of the input ends it.
"""

from __future__ import annotations

import faulthandler
import os
import struct
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from typing import IO

import msgspec

from indexer.errors import SourceError
from indexer.model import Known, Report
from indexer.regions import NOWHERE, Region

NOTHING = Known()
"""What is known of a file nobody says anything of."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to parse: its bytes, its name, what is known of it, and where it is from if silent.

    ``beside`` is the text that lies beside a scan, ``None`` without any.
    """

    data: bytes
    name: str
    known: Known = NOTHING
    region: Region = NOWHERE
    beside: bytes | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds of time, bytes of memory (where the system can hold it)."""

    seconds: float = 60
    memory: int = 1 << 30


class Parsed(msgspec.Struct, tag=True):
    """The file is a report."""

    report: Report


class Refused(msgspec.Struct, tag=True):
    """The file is none: the name of the error, its text and values."""

    error: str
    text: str
    values: dict[str, int | float | str]


class Failed(msgspec.Struct, tag=True):
    """The parser failed: what it raised; ``memory`` if it asked for more than it may have."""

    fault: str
    memory: bool = False


Answer = Parsed | Refused | Failed

READY = b"ready"
"""What a worker says once it can work."""

OUT_OF_TIME = 1
"""What a worker exits with when its watchdog ends it; nothing else makes it exit so once ready."""

_LENGTH = struct.Struct("<Q")


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message; ``OSError`` if nobody is there to read it."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read a message; None where the stream ends, be it within one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None


def serve(parse: str, seconds: float, memory: int, verbose: bool) -> None:
    """Parse what comes in until nothing does; ``parse`` is ``module:function``.

    The function is called with the members of a ``Task``. ``verbose`` lets through what is printed
    on the way: warnings of libraries, tracebacks, where a crash was.
    """
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    module, name = parse.split(":")
    function = getattr(import_module(module), name)
    _limit_memory(memory)
    # What a library prints would stand among the answers.
    os.dup2(2 if verbose else nothing, 1)
    os.dup2(2 if verbose else nothing, 2)
    faulthandler.enable(2)
    tasks = msgspec.msgpack.Decoder(Task)
    send(outbox, READY)
    while (message := receive(inbox)) is not None:
        # The watchdog needs no Python to be running: it also ends what hangs in a C library.
        faulthandler.dump_traceback_later(seconds, exit=True, file=2)
        answer = _answer(function, tasks.decode(message))
        faulthandler.cancel_dump_traceback_later()
        send(outbox, answer)


def _answer(function: object, task: Task) -> bytes:
    encode = msgspec.msgpack.encode
    try:
        assert callable(function)
        report = function(task.data, task.name, task.known, task.region, task.beside)
        return encode(Parsed(report))
    except SourceError as e:
        values = {
            name: value if isinstance(value, int | float | str) else str(value)
            for name, value in e.values.items()
        }
        return encode(Refused(type(e).__name__, e.text, values))
    except MemoryError:
        return encode(Failed("MemoryError", memory=True))
    # A bug in a parser, whatever it is, is to cost one file; it is told, and shown to who asks.
    except (Exception, SystemExit) as e:
        traceback.print_exc()
        sys.stderr.flush()
        return encode(Failed(type(e).__name__))


def _limit_memory(size: int) -> None:
    """Hold the process to so many bytes of address space, where the system knows how."""
    try:
        import resource  # There is none on Windows.
    except ImportError:
        return
    try:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))
    except (ValueError, OSError):
        # macOS, or a limit that is lower already.
        return
