"""The systems that are measured: this project's engines, and what else one would take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol

from bench.questions import Question
from indexer.model import Report


class Answer(Protocol):
    """An index open for asking."""

    def ask(self, question: Question) -> Callable[[], int] | None:
        """Return what answers a question, with its total; None where the system has no way to."""


class System(Protocol):
    """A way to search reports; an index of its own in a folder of its own."""

    def files(self, texts: Path, folder: Path) -> None:
        """Index a folder of text files, from reading them to a commit."""

    def fill(self, count: int, folder: Path) -> None:
        """Index so many invented reports."""

    def ready(self, reports: Iterable[Report], folder: Path) -> Callable[[], None]:
        """Make reports ready, tokens cut, and return what indexes them."""

    def opened(self, folder: Path) -> Answer:
        """Open the index that was made in a folder."""


PEERS: Mapping[str, str] = {
    "suggested Whoosh": "suggested_whoosh",
    "FTS5": "sqlite_fts5",
    "bare tantivy": "bare_tantivy",
}
OURS = ("whoosh", "tantivy")
"""Engines of this project, by the names it gives them."""

SYSTEMS = (*OURS, *PEERS)


def system(name: str) -> System:
    """Return a system by its name; its libraries are loaded only now."""
    if name in OURS:
        ours: System = import_module("bench.systems.ours").System(name)
        return ours
    peer: System = import_module(f"bench.systems.{PEERS[name]}").System()
    return peer
