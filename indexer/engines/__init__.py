"""Engines: a room each, behind ``port.py``; opened by name in ``open_generations``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.clusterconfig import ClusterConfig
from indexer.engines.port import Generations
from indexer.errors import EngineUnavailable


def open_generations(
    name: str,
    index_dir: Path,
    *,
    fingerprints: Mapping[str, str],
    cluster: ClusterConfig | None = None,
) -> Generations:
    """Open the generations of an engine's index by the engine's name.

    An embedded engine keeps them in ``index_dir``, another in the ``cluster``.

    ``fingerprints`` (of catalogue, segmenter, schema) are kept with each generation that is begun
    and compared when the current one is opened. Raises ``EngineUnavailable`` for a name nobody
    here bears and for an engine whose library is not installed.
    """
    if name not in ENGINES:
        raise EngineUnavailable(
            "no engine is named %(name)s; there are %(known)s", name=name, known=", ".join(ENGINES)
        )
    return ENGINES[name](Place(index_dir, cluster or ClusterConfig()), fingerprints)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an index can be: in a folder, or in a cluster."""

    folder: Path
    cluster: ClusterConfig


# An engine is imported when it is asked for, so that nobody needs the libraries of the others.
def _memory(place: Place, fingerprints: Mapping[str, str]) -> Generations:
    from indexer.engines.memory import MemoryGenerations

    return MemoryGenerations()


def _whoosh(place: Place, fingerprints: Mapping[str, str]) -> Generations:
    from indexer.engines.whoosh import whoosh_generations

    return whoosh_generations(place.folder, fingerprints)


def _tantivy(place: Place, fingerprints: Mapping[str, str]) -> Generations:
    with _extra("tantivy", "tantivy"):
        from indexer.engines.tantivy import tantivy_generations

    return tantivy_generations(place.folder, fingerprints)


def _opensearch(place: Place, fingerprints: Mapping[str, str]) -> Generations:
    with _extra("opensearch", "opensearchpy"):
        from indexer.engines.opensearch import ClusterGenerations

    return ClusterGenerations(place.cluster, fingerprints)


@contextmanager
def _extra(name: str, library: str) -> Iterator[None]:
    """Say what to install where the library of an engine is not there."""
    try:
        yield
    except ModuleNotFoundError as e:
        if e.name != library:
            raise
        raise EngineUnavailable(
            "the engine %(name)s is not installed: pip install 'nianbao-search[%(name)s]'",
            name=name,
        ) from e


ENGINES: Mapping[str, Callable[[Place, Mapping[str, str]], Generations]] = {
    "memory": _memory,
    "whoosh": _whoosh,
    "tantivy": _tantivy,
    "opensearch": _opensearch,
}
"""How each engine is opened, by name."""
