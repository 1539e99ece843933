"""Whoosh as its documentation suggests: jieba's ChineseAnalyzer, a default NUMERIC a field."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from whoosh import fields, highlight, index
from whoosh.qparser import QueryParser
from whoosh.query import And, NumericRange, Query

from bench.questions import HITS, Question
from bench.systems.given import NAMES
from indexer.catalogue import catalogue
from indexer.documents import number_names
from indexer.model import Report
from indexer.parsing.parse import parse_file

with warnings.catch_warnings():
    # The library has escapes that newer Pythons warn of.
    warnings.simplefilter("ignore")
    from jieba import setLogLevel
    from jieba.analyse import ChineseAnalyzer

setLogLevel(logging.ERROR)


def _schema() -> fields.Schema:
    numbers = {_name(key): fields.NUMERIC(float) for key in number_names(catalogue())}
    words = {name: fields.ID(stored=True) for name in WORDS}
    text = fields.TEXT(stored=True, analyzer=ChineseAnalyzer())
    return fields.Schema(id=fields.ID(stored=True, unique=True), text=text, **words, **numbers)


WORDS = tuple(name for name in NAMES if name not in number_names(catalogue()))


def _name(key: str) -> str:
    return key.replace(".", "_")


class System:
    """One process, one writer, one commit at the end."""

    def files(self, texts: Path, folder: Path) -> None:
        """Read files one by one and add each."""
        self._add(map(parse_file, sorted(texts.iterdir())), folder)

    def fill(self, count: int, folder: Path) -> None:
        """Add invented reports."""
        # Imported late: what only asks is not to load a dictionary for it.
        from bench.corpus import reports

        self._add(reports(count), folder)

    def ready(self, reports: Iterable[Report], folder: Path) -> Callable[[], None]:
        """Cut nothing beforehand: the analyzer is part of it."""
        return partial(self._add, list(reports), folder)

    def opened(self, folder: Path) -> _Answer:
        """Open the index for searching."""
        return _Answer(folder)

    def _add(self, reports: Iterable[Report], folder: Path) -> None:
        folder.mkdir(parents=True)
        writer = index.create_in(folder, _schema()).writer()
        for report in reports:
            numbers = {
                _name(key): float(fact.value)
                for key, fact in report.facts.values.items()
                if fact.value is not None
            }
            words = {name: str(getattr(report.meta, name) or "") for name in WORDS}
            text = "\n".join((report.meta.title, *report.prose.values()))
            numbers["year"] = float(report.meta.year or 0)
            writer.add_document(id=report.meta.id, text=text, **words, **numbers)
        writer.commit()


class _Answer:
    def __init__(self, folder: Path) -> None:
        self._index = index.open_dir(folder)
        self._searcher = self._index.searcher()
        self._parser = QueryParser("text", self._index.schema)

    def ask(self, question: Question) -> Callable[[], int] | None:
        """Search with the words parsed and numbers as ranges; arithmetic it has not."""
        if question.above:
            return None
        text = question.word or f'"{question.string}"'
        parts = [self._parser.parse(text)] if question.word or question.string else []
        parts += [NumericRange(_name(key), low, high) for key, low, high in question.ranges]
        return partial(self._search, And(parts) if len(parts) > 1 else parts[0], question)

    def _search(self, query: Query, question: Question) -> int:
        order = {"sortedby": _name(question.order), "reverse": True} if question.order else {}
        found = self._searcher.search(query, limit=HITS, **order)
        for hit in found:
            hit["id"]
        for facet in question.facets:
            self._searcher.search(query, limit=None, groupedby=facet).groups(facet)
        if question.snippets:
            found.fragmenter = highlight.ContextFragmenter(surround=50)
            for hit in found:
                hit.highlights("text")
        return len(found)
