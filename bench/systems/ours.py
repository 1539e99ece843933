"""This project's engines, as `nianbao index` and a search use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from bench.questions import HITS, Question
from indexer.catalogue import catalogue
from indexer.config import Config
from indexer.documents import index_document
from indexer.engines.opening import generations, settled_segmenter
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

    def reports(self, reports: Iterable[Report], folder: Path) -> None:
        """Write reports in one transaction, and publish."""
        config = self._config(folder)
        cut = settled_segmenter(config)
        there = generations(config, cut)
        engine = there.begin()
        engine.write(put=(index_document(report, cut, catalogue()) for report in reports))
        there.publish(engine)

    def ready(self, reports: Iterable[Report], folder: Path) -> Callable[[], None]:
        """Return what writes the documents of reports."""
        config = self._config(folder)
        cut = settled_segmenter(config)
        documents = [index_document(report, cut, catalogue()) for report in reports]
        engine = generations(config, cut).begin()
        return lambda: engine.write(put=documents)

    def opened(self, folder: Path) -> Asker:
        """Open the index for searching."""
        config = self._config(folder)
        return Asker(open_searcher(config))

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
