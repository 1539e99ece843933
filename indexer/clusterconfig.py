"""How a cluster is reached and laid out: what ``[opensearch]`` of the configuration says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ClusterConfig:
    """What an operator says of the cluster; secrets are never shown.

    ``hosts`` are URLs, asked in turn. ``seconds`` is how long a request may take, and how long
    what was rejected is tried again. ``prefix`` begins the names of all indexes and aliases.
    ``ca`` is a file of certificates to trust instead of the system's; ``certificate`` and ``key``
    are those of this client.
    """

    hosts: tuple[str, ...] = ("http://127.0.0.1:9200",)
    prefix: str = "nianbao"
    shards: int = 3
    replicas: int = 1
    seconds: float = 30.0
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
