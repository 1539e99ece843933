"""Results as an SQLite database: a table of reports, and tables that explain them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from indexer.exporting.explanation import STATUSES, explanation
from indexer.exporting.export import METADATA, Cell, cells, columns
from indexer.searching.question import SearchRequest
from indexer.searching.search import Searcher


def write_sqlite(
    file: Path, searcher: Searcher, request: SearchRequest, made: datetime, base: str = ""
) -> None:
    """Write the whole result of a request into a new database, in flat memory.

    Tables: ``reports`` with a row a report, ``about`` with the query and the counts, ``statuses``
    with what the statuses mean. A number stays one, no value is NULL.
    """
    keys = searcher.columns(request)
    with closing(sqlite3.connect(file)) as database, database:
        names = ", ".join(f"{_quoted(name)} {_kind(name)}" for name in columns(keys))
        database.execute(f"CREATE TABLE reports ({names}, PRIMARY KEY (id)) WITHOUT ROWID")
        _insert(database, "reports", (list(cells(r, keys, base)) for r in searcher.rows(request)))
        database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value)")
        _insert(database, "about", explanation(searcher, request, made))
        database.execute("CREATE TABLE statuses (status TEXT PRIMARY KEY, meaning TEXT)")
        _insert(database, "statuses", STATUSES)


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[Sequence[Cell]]) -> None:
    for row in rows:
        places = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO {table} VALUES ({places})", row)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _kind(name: str) -> str:
    if name == "year":
        return "INTEGER"
    return "TEXT" if name in METADATA or name.endswith(".status") else "NUMERIC"
