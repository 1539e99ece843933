"""OpenSearch: an index in a cluster of machines, sharded and replicated by it."""

from __future__ import annotations

from indexer.engines.opensearch.generations import ClusterGenerations

__all__ = ["ClusterGenerations"]
