"""This project's engines, as `nianbao index` and a search use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from bench.invented import documents, ready
from bench.questions import HITS, Question
from indexer.catalogue import catalogue
from indexer.config import Config
from indexer.engines.opening import generations, next_segmenter, settled_segmenter
from indexer.engines.port import Generations
from indexer.keeping.desk import index_paths, open_searcher
from indexer.model import Report
from indexer.query import Tally
from indexer.searching.question import SearchRequest, understand
from indexer.searching.search import Searcher
from indexer.searching.variants import Variants


class System:
    """One of the engines, by its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def files(self, texts: Path, folder: Path) -> None:
        """Do what `nianbao index` does."""
        index_paths(self._config(folder), [texts])

    def fill(self, count: int, folder: Path) -> None:
        """Write invented reports in one transaction, and publish."""
        there = self._generations(folder)
        engine = there.begin()
        engine.write(put=documents(count))
        there.publish(engine)

    def ready(self, reports: Iterable[Report], folder: Path) -> Callable[[], None]:
        """Return what writes the documents of reports."""
        made = [ready(report) for report in reports]
        engine = self._generations(folder).begin()
        return lambda: engine.write(put=made)

    def opened(self, folder: Path) -> Asker:
        """Open the index for searching."""
        config = self._config(folder)
        return Asker(open_searcher(config))

    def _generations(self, folder: Path) -> Generations:
        config = self._config(folder)
        return generations(config, next_segmenter(config))

    def _config(self, folder: Path) -> Config:
        return Config(engine=self._name, index_dir=folder)


class Asker:
    """Asks an open index what a question says."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._cut = settled_segmenter(Config())

    def ask(self, question: Question) -> Callable[[], int]:
        """Ask the engine what a search asks it; for snippets, the whole search."""
        request = SearchRequest(
            _written(question),
            page_size=HITS,
            sort=f"-{question.order}" if question.order else None,
            facets=question.facets,
        )
        if question.snippets:
            return lambda: self._searcher.search(request).total
        asked = understand(request, catalogue(), self._cut, Variants(()))
        tallies = [Tally((name,)) for name in asked.facets]
        engine = self._searcher.engine()
        return lambda: (
            engine.search(asked.query, limit=HITS, sort=asked.sort, tallies=tallies).total
        )


def _written(question: Question) -> str:
    terms = [question.word] if question.word else []
    terms += [f'"{question.string}"'] if question.string else []
    terms += [f"{field}:{low:g}..{high:g}" for field, low, high in question.ranges]
    if question.above:
        one, other, share = question.above
        terms.append(f"{one}/{other}>{share:g}")
    return " ".join(terms)
