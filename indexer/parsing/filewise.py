"""Files parsed on their own, without an index: what ``nianbao parse`` shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from indexer.errors import SourceError, UnreadableFile
from indexer.files import archives
from indexer.files.sources import Found, files_inside, named
from indexer.model import Report
from indexer.parsing.worker import Task
from indexer.parsing.workers import Workers

AHEAD, BYTES_AHEAD = 64, 64 << 20
"""Files that are begun before the first of them is done, and their bytes."""

Result = Callable[[], Report]


def parse_files(
    files: Iterable[Path], *, jobs: int | None = None, verbose: bool = False
) -> Iterator[tuple[str, Report | SourceError]]:
    """Yield each file's path with its report, or with what is wrong, in order.

    Those in an archive come one by one. They are parsed in ``jobs`` processes, one a core unless
    told; ``verbose`` lets through what these print.
    """
    with Workers(jobs, verbose=verbose) as workers:
        ahead: deque[tuple[str, Result, int]] = deque()
        for path, result, size in _begun(files, workers):
            ahead.append((path, result, size))
            while len(ahead) > AHEAD or sum(size for _, _, size in ahead) > BYTES_AHEAD:
                yield _done(*ahead.popleft())
        yield from (_done(*begun) for begun in ahead)


def _done(path: str, result: Result, _: int) -> tuple[str, Report | SourceError]:
    try:
        return path, result()
    except SourceError as e:
        return path, e


def _begun(files: Iterable[Path], workers: Workers) -> Iterator[tuple[str, Result, int]]:
    for file in files:
        for found in _inside(named(file)):
            inner = found.path.partition(archives.INSIDE)[2] if found.member else ""
            path = f"{file}{archives.INSIDE}{inner}" if inner else str(file)
            try:
                data = found.read()
                beside = found.beside.read() if found.beside else None
            except UnreadableFile as e:
                yield path, _raising(e), 0
            else:
                task = Task(data, found.path, beside=beside)
                yield path, workers.begin(task), len(data)


def _raising(error: SourceError) -> Result:
    def result() -> Report:
        raise error

    return result


def _inside(found: Found) -> Iterator[Found]:
    """Yield a file, or all that is in it if it is an archive."""
    try:
        with found.open() as file:
            if archives.is_archive(file):
                with archives.opened(file) as members:
                    yield from files_inside(found, members)
                return
    except UnreadableFile as e:
        found = replace(found, fault=str(e))
    except OSError:
        # Reading it will say why.
        pass
    yield found
