"""What the peers are given: reports as this project reads them, words as it cuts them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from bench.invented import cut, documents, ready
from indexer.model import IndexDocument, Report
from indexer.parsing.parse import parse_file
from indexer.text import is_word

NAMES = ("year", "province", "level")
"""What of a report is kept as a word of its own, to be counted by."""


class Peer(ABC):
    """A system that is given words cut beforehand; how it keeps and asks them is its own."""

    def files(self, texts: Path, folder: Path) -> None:
        """Read files one by one and add each."""
        self.add(map(ready, map(parse_file, sorted(texts.iterdir()))), folder)

    def fill(self, count: int, folder: Path) -> None:
        """Add invented reports."""
        self.add(documents(count), folder)

    def ready(self, reports: Iterable[Report], folder: Path) -> Callable[[], None]:
        """Cut beforehand."""
        return partial(self.add, [ready(report) for report in reports], folder)

    @abstractmethod
    def add(self, documents: Iterable[IndexDocument], folder: Path) -> None:
        """Make an index of them in a new folder."""


def spaced(document: IndexDocument) -> str:
    """Write all words of a report with blanks between."""
    return " ".join(
        token for tokens in document.tokens.values() for token in tokens if is_word(token)
    )


def words(text: str) -> list[str]:
    """Cut what is sought as reports are cut."""
    return [token for token in cut(text) if is_word(token)]
