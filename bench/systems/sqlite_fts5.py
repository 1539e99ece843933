"""SQLite's FTS5: words cut by this project, numbers in columns, those asked for indexed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from bench.questions import CARRIED, GRANTED, HANDLED, HITS, PENALTIES, RECEIVED, Question
from bench.systems.given import NAMES, Peer, spaced, words
from indexer.catalogue import catalogue
from indexer.documents import number_names
from indexer.model import IndexDocument

FILE = "reports.sqlite"
NUMBERS = tuple(key for key in number_names(catalogue()) if key not in NAMES)
INDEXED = (RECEIVED, GRANTED, PENALTIES, HANDLED, CARRIED)


def _column(key: str) -> str:
    return f'"{key}"'


class System(Peer):
    """One file, one transaction."""

    def opened(self, folder: Path) -> _Answer:
        """Open the file for reading."""
        return _Answer(folder)

    def add(self, documents: Iterable[IndexDocument], folder: Path) -> None:
        """Add each, then commit."""
        folder.mkdir(parents=True)
        base = sqlite3.connect(folder / FILE)
        columns = [*NAMES, *map(_column, NUMBERS)]
        base.execute(
            f"CREATE TABLE reports (number INTEGER PRIMARY KEY, id TEXT UNIQUE, "
            f"{', '.join(columns)}, stored BLOB)"
        )
        base.execute("CREATE VIRTUAL TABLE texts USING fts5(text)")
        for key in INDEXED:
            base.execute(f"CREATE INDEX {_column('of ' + key)} ON reports ({_column(key)})")
        marks = ", ".join("?" * (3 + len(columns)))
        for number, document in enumerate(documents):
            named = (document.keywords.get(name, (None,))[0] for name in NAMES)
            numbers = (document.numbers.get(key) for key in NUMBERS)
            stored = b"\n".join(document.parts.values())
            row = (number, document.id, *named, *numbers, stored)
            base.execute(f"INSERT INTO reports VALUES ({marks})", row)
            base.execute(
                "INSERT INTO texts (rowid, text) VALUES (?, ?)", (number, spaced(document))
            )
        base.commit()
        base.close()


class _Answer:
    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / FILE)

    def ask(self, question: Question) -> Callable[[], int]:
        """Ask for the hits, their names, the total and each facet: a statement each."""
        sought = " ".join(f'"{word}"' for word in words(question.word))
        if question.string:
            sought = '"' + " ".join(words(question.string)) + '"'
        conditions = [
            f"{_column(key)} BETWEEN {low} AND {high}" for key, low, high in question.ranges
        ]
        if question.above:
            one, other, share = question.above
            conditions.append(
                f"{_column(other)} > 0 AND {_column(one)} / {_column(other)} > {share}"
            )
        order = f"{_column(question.order)} DESC" if question.order else "rank"
        if not sought:
            return partial(self._run, "reports", conditions, order, (), question)
        if not (conditions or question.order or question.facets):
            return partial(self._run, "texts", ["texts MATCH ?"], order, (sought,), question)
        tables = "texts JOIN reports ON reports.number = texts.rowid"
        conditions.append("texts MATCH ?")
        return partial(self._run, tables, conditions, order, (sought,), question)

    def _run(
        self,
        tables: str,
        conditions: list[str],
        order: str,
        values: tuple[str, ...],
        question: Question,
    ) -> int:
        matching = f"FROM {tables} WHERE {' AND '.join(conditions)}"
        shown = "rowid" if tables == "texts" else "id"
        if question.snippets:
            shown += ", snippet(texts, 0, '<mark>', '</mark>', '…', 30)"
        hits = f"SELECT {shown} {matching} ORDER BY {order} LIMIT {HITS}"
        found = self._base.execute(hits, values).fetchall()
        if tables == "texts":
            numbers = ", ".join(str(number) for number, *_ in found)
            self._base.execute(
                f"SELECT number, id FROM reports WHERE number IN ({numbers})"
            ).fetchall()
        for facet in question.facets:
            counts = f"SELECT {facet}, count(*) {matching} GROUP BY {facet}"
            self._base.execute(counts, values).fetchall()
        (total,) = self._base.execute(f"SELECT count(*) {matching}", values).fetchone()
        return int(total)
