"""How a cluster is reached and laid out: what ``[opensearch]`` of the configuration comes to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from indexer.config import Config
from indexer.errors import ConfigError


@dataclass(frozen=True, slots=True)
class ClusterConfig:
    """What an engine needs to know of its cluster; secrets are never shown.

    ``hosts`` are URLs, asked in turn. ``seconds`` is how long a request may take, and how long
    what was rejected is tried again. ``prefix`` begins the names of all indexes and aliases.
    ``ca`` is a file of certificates to trust instead of the well-known ones; ``certificate`` and
    ``key`` are those of this client.
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


def cluster_config(config: Config, environ: Mapping[str, str] | None = None) -> ClusterConfig:
    """Return how the cluster is reached, secrets read from their files or the environment.

    A relative path is meant from the configuration file's folder. Raises ``ConfigError`` for an
    address that is none, a file that cannot be read, and secrets that would go unencrypted.
    """
    environ = os.environ if environ is None else environ
    home = config.file.parent if config.file else Path.cwd()
    password = _secret("PASSWORD", config.opensearch_password_file, home, environ)
    token = _secret("TOKEN", config.opensearch_token_file, home, environ)
    for host in config.opensearch_hosts:
        url = _address(host)
        if (password or token) and url.scheme == "http" and not _is_loopback(url.hostname or ""):
            raise ConfigError(
                "opensearch.hosts: %(host)s would be sent the password or token unencrypted: "
                "use https",
                host=host,
            )
    return ClusterConfig(
        hosts=config.opensearch_hosts,
        prefix=config.opensearch_prefix,
        shards=config.opensearch_shards,
        replicas=config.opensearch_replicas,
        seconds=config.opensearch_seconds,
        user=config.opensearch_user,
        password=password,
        token=token,
        ca=_file("ca", config.opensearch_ca, home),
        certificate=_file("certificate", config.opensearch_certificate, home),
        key=_file("key", config.opensearch_key, home),
    )


def _secret(name: str, file: str, home: Path, environ: Mapping[str, str]) -> str:
    said = environ.get(f"NIANBAO_OPENSEARCH_{name}", "")
    path = None if said else _file(f"{name.lower()}_file", file, home)
    if path is None:
        return said
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as e:
        raise ConfigError("%(file)s: cannot be read: %(why)s", file=path, why=e) from e


def _file(key: str, name: str, home: Path) -> Path | None:
    path = home / Path(name).expanduser() if name else None
    if path and not path.is_file():
        raise ConfigError("opensearch.%(key)s: there is no file %(file)s", key=key, file=path)
    return path


def _address(host: str) -> SplitResult:
    try:
        url = urlsplit(host)
        # Half an IPv6 address, or a port that is none, is a ValueError.
        is_address = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise ConfigError("opensearch.hosts: %(host)s is no http or https address", host=host)
    if url.username or url.password:
        # Addresses are shown in messages.
        raise ConfigError("opensearch.hosts: user and password belong in keys of their own")
    return url


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
