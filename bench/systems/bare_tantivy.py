"""tantivy without this project around it: words cut beforehand, numbers in fast fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from bench.questions import HITS, Question
from bench.systems.given import NAMES, Peer, spaced, words
from indexer.catalogue import catalogue
from indexer.documents import number_names
from indexer.model import IndexDocument

NUMBERS = {key: f"number_{n}" for n, key in enumerate(number_names(catalogue()))}
SPACED = "spaced"


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name=SPACED, index_option="position")
    for name in NAMES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for field in NUMBERS.values():
        builder.add_float_field(field, fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def _index(folder: Path) -> tantivy.Index:
    index = tantivy.Index(_schema(), str(folder))
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(SPACED, spaces)
    return index


class System(Peer):
    """One writer with its own defaults, one commit."""

    def opened(self, folder: Path) -> _Answer:
        """Open the index for searching."""
        return _Answer(folder)

    def add(self, documents: Iterable[IndexDocument], folder: Path) -> None:
        """Add each, then commit."""
        folder.mkdir(parents=True)
        writer = _index(folder).writer()
        for document in documents:
            made = tantivy.Document()
            made.add_text("id", document.id)
            made.add_text("text", spaced(document))
            for name in NAMES:
                for value in document.keywords.get(name, ()):
                    made.add_text(name, value)
            for key, value in document.numbers.items():
                made.add_float(NUMBERS[key], value)
            made.add_bytes("stored", b"\n".join(document.parts.values()))
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()


class _Answer:
    def __init__(self, folder: Path) -> None:
        self._searcher = _index(folder).searcher()

    def ask(self, question: Question) -> Callable[[], int] | None:
        """Ask with its own queries; it has no arithmetic, and no snippets of words cut before."""
        if question.above or question.snippets:
            return None
        schema = _schema()
        parts = [Query.term_query(schema, "text", word) for word in words(question.word)]
        if question.string:
            parts.append(Query.phrase_query(schema, "text", words(question.string)))
        parts += [
            Query.range_query(schema, NUMBERS[key], FieldType.Float, low, high)
            for key, low, high in question.ranges
        ]
        query = parts[0]
        if len(parts) > 1:
            query = Query.boolean_query([(Occur.Must, part) for part in parts])
        return partial(self._search, query, question)

    def _search(self, query: Query, question: Question) -> int:
        order = {"order_by_field": NUMBERS[question.order]} if question.order else {}
        found: Any = self._searcher.search(query, HITS, **order)
        if question.facets:
            asked = {name: {"terms": {"field": name, "size": 50}} for name in question.facets}
            self._searcher.aggregate(query, asked)
        # As its documentation names what it found.
        for _, address in found.hits:
            self._searcher.doc(address)["id"]
        return int(found.count)
