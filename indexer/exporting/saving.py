"""Saving a whole result as a file, in the format its ending names."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from indexer.errors import BadValue, InputError
from indexer.exporting.database import write_sqlite
from indexer.exporting.export import csv_rows, jsonl_rows
from indexer.exporting.parquet import write_parquet
from indexer.exporting.spreadsheet import xlsx_chunks
from indexer.model import StoredReport
from indexer.searching.question import SearchRequest
from indexer.searching.search import Searcher

Lines = Callable[[Iterator[StoredReport], Sequence[str]], Iterator[str]]
Writer = Callable[[Path, Searcher, SearchRequest, datetime], None]


def save(file: Path, searcher: Searcher, request: SearchRequest, made: datetime) -> None:
    """Write the whole result of a request into a file, whole or not at all.

    Raises ``InputError`` for an ending that is none of ``WRITERS``, for a file that cannot be
    written, and for a fault of the request.
    """
    write = WRITERS.get(file.suffix.lower())
    if write is None:
        known = ", ".join(WRITERS)
        raise BadValue("%(file)s: choose an ending of %(known)s", file=file, known=known)
    fresh = file.with_name(f".{file.name}.part")
    try:
        fresh.unlink(missing_ok=True)
        write(fresh, searcher, request, made)
        fresh.replace(file)
    except (OSError, sqlite3.Error) as e:
        fault = getattr(e, "strerror", None) or str(e)
        raise InputError("%(file)s: %(fault)s", file=file, fault=fault) from e
    finally:
        fresh.unlink(missing_ok=True)


def _text(lines: Lines) -> Writer:
    def write(file: Path, searcher: Searcher, request: SearchRequest, made: datetime) -> None:
        rows = lines(searcher.rows(request), searcher.columns(request))
        with file.open("w", encoding="utf-8", errors="backslashreplace", newline="") as out:
            out.writelines(rows)

    return write


def _spreadsheet(file: Path, searcher: Searcher, request: SearchRequest, made: datetime) -> None:
    with file.open("wb") as out:
        out.writelines(xlsx_chunks(searcher, request, made))


WRITERS: dict[str, Writer] = {
    ".csv": _text(csv_rows),
    ".xlsx": _spreadsheet,
    ".jsonl": _text(jsonl_rows),
    ".sqlite": write_sqlite,
    ".parquet": write_parquet,
}
"""What writes a file, by its ending."""
