"""Engines: one file each, behind ``port.py``; opened by name in ``open_generations``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from indexer.engines.port import Generations
from indexer.errors import EngineUnavailable


def open_generations(name: str, index_dir: Path, *, fingerprints: Mapping[str, str]) -> Generations:
    """Open the generations of an engine's index by the engine's name.

    ``fingerprints`` (of catalogue, segmenter, schema) are kept with each generation that is begun
    and compared when the current one is opened. Raises ``EngineUnavailable`` for a name nobody
    here bears and for an engine whose library is not installed.
    """
    if name not in ENGINES:
        raise EngineUnavailable(
            "no engine is named %(name)s; there are %(known)s", name=name, known=", ".join(ENGINES)
        )
    return ENGINES[name](index_dir, fingerprints)


# An engine is imported when it is asked for, so that nobody needs the libraries of the others.
def _memory(index_dir: Path, fingerprints: Mapping[str, str]) -> Generations:
    from indexer.engines.memory import MemoryGenerations

    return MemoryGenerations()


def _whoosh(index_dir: Path, fingerprints: Mapping[str, str]) -> Generations:
    from indexer.engines.whoosh import whoosh_generations

    return whoosh_generations(index_dir, fingerprints)


def _tantivy(index_dir: Path, fingerprints: Mapping[str, str]) -> Generations:
    try:
        from indexer.engines.tantivy import tantivy_generations
    except ModuleNotFoundError as e:
        if e.name != "tantivy":
            raise
        raise EngineUnavailable(
            "the engine %(name)s is not installed: pip install 'nianbao-search[%(name)s]'",
            name="tantivy",
        ) from e

    return tantivy_generations(index_dir, fingerprints)


ENGINES: Mapping[str, Callable[[Path, Mapping[str, str]], Generations]] = {
    "memory": _memory,
    "whoosh": _whoosh,
    "tantivy": _tantivy,
}
"""How each engine is opened, by name."""
