"""tantivy: an index in a folder, for one machine and many reports."""

from __future__ import annotations

from indexer.engines.tantivy.engine import tantivy_generations

__all__ = ["tantivy_generations"]
