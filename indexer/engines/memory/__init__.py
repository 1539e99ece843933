"""Memory: reports in this process and nowhere else; what all other engines are held against."""

from __future__ import annotations

from indexer.engines.memory.engine import MemoryEngine, MemoryGenerations

__all__ = ["MemoryEngine", "MemoryGenerations"]
