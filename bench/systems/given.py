"""What the peers are given: reports as this project reads them, words as it cuts them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexer.catalogue import catalogue
from indexer.documents import index_document
from indexer.model import IndexDocument, Report
from indexer.parsing.parse import parse_file
from indexer.text import is_word, segmenter

NAMES = ("year", "province", "level")
"""What of a report is kept as a word of its own, to be counted by."""


def parsed(texts: Path) -> Iterator[Report]:
    """Read a folder of text files one by one."""
    return map(parse_file, sorted(texts.iterdir()))


def ready(report: Report) -> IndexDocument:
    """Cut a report."""
    return index_document(report, segmenter(), catalogue())


def spaced(document: IndexDocument) -> str:
    """Write all words of a report with blanks between."""
    return " ".join(
        token for tokens in document.tokens.values() for token in tokens if is_word(token)
    )


def cut(text: str) -> list[str]:
    """Cut what is sought as reports are cut."""
    return [token for token in segmenter().cut(text) if is_word(token)]
