"""Whoosh: an index in a folder, for one machine and some 20,000 reports."""

from __future__ import annotations

from indexer.engines.whoosh.engine import whoosh_generations

__all__ = ["whoosh_generations"]
