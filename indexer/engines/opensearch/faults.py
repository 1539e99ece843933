"""What a cluster answers where it does not answer, as errors of ours that say what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from indexer.clusterconfig import ClusterConfig
from indexer.errors import (
    BadValue,
    EngineError,
    EngineUnavailable,
    IndexDamaged,
    IndexOutdated,
    NianbaoError,
    QueryTooSlow,
)


class Rejected(EngineUnavailable):
    """The cluster has no room for the request just now."""


class Missing(EngineUnavailable):
    """There is no such index, alias, document or view."""


class Conflict(EngineUnavailable):
    """Another was there first: the document has changed since, or the index exists."""


LONGEST_REASON = 300
"""Characters of what somebody else than a cluster says."""

_MISFITS = ("strict_dynamic_mapping_exception", "mapper_parsing_exception", "document_parsing")
_GONE = ("missing shards", "no_shard_available", "node_disconnected", "node_not_connected")
_READ_ONLY = ("read-only", "read_only", "flood-stage")


def unreachable(config: ClusterConfig, why: str) -> EngineError:
    """Say that nobody answers at the addresses of the configuration."""
    return EngineUnavailable(
        "no cluster answers at %(hosts)s (%(why)s): start it, or mend hosts in [opensearch]",
        hosts=", ".join(config.hosts),
        why=why,
    )


def untrusted(config: ClusterConfig, why: str) -> EngineError:
    """Say that the cluster shows a certificate that is not trusted, or trusts none of ours."""
    return EngineUnavailable(
        "the certificate at %(hosts)s is not trusted (%(why)s): "
        "name the authority that signed it as ca in [opensearch]",
        hosts=", ".join(config.hosts),
        why=why,
    )


def told(status: int | str, info: Any) -> NianbaoError:
    """Say what an answer with this status means; ``info`` is its body, or the error in it."""
    kind, reason = _cause(info)
    text = f"{kind} {reason}"
    if status == 401:
        return EngineUnavailable(
            "the cluster does not know us: mend user and password, or token, in [opensearch]"
        )
    if any(word in text for word in _READ_ONLY):
        return EngineUnavailable(
            "the cluster lets nothing be written, as a disk of it is full: make room there, "
            "then lift index.blocks.read_only_allow_delete"
        )
    if status == 403:
        return EngineUnavailable(
            "the cluster does not allow this (%(why)s): docs/operations.md lists the privileges",
            why=reason,
        )
    return _by_kind(status, kind, reason, text)


def _by_kind(status: int | str, kind: str, reason: str, text: str) -> NianbaoError:
    if any(word in text for word in _MISFITS):
        return IndexOutdated(
            "the index was made with another %(what)s: run nianbao index --rebuild PATH",
            what=f"catalogue ({reason})",
        )
    if "Time exceeded" in text:
        return QueryTooSlow("the query took too long")
    if "maxClauseCount" in text:
        return BadValue("the query has too many parts for the cluster")
    if any(word in text for word in _GONE):
        return EngineUnavailable(
            "a part of the index is on nodes of the cluster that are gone: start them again"
        )
    if status == 404:
        return Missing("the index is not there any more (%(why)s): ask again", why=reason)
    if status == 409 or kind == "resource_already_exists_exception":
        return Conflict("somebody else has just changed it (%(why)s): try again", why=reason)
    if status == 429:
        return Rejected("the cluster has too much to do: try again later")
    return EngineUnavailable(
        "the cluster cannot answer (%(status)s, %(why)s): see its log, and nianbao doctor",
        status=status,
        why=f"{kind}: {reason}",
    )


def raise_if_partial(answer: Mapping[str, Any]) -> None:
    """Raise an error unless every shard has answered to the end."""
    if answer.get("timed_out"):
        raise QueryTooSlow("the query took too long")
    shards = answer.get("_shards", {})
    if shards.get("failed"):
        raise IndexDamaged(
            "%(failed)s of %(total)s shards did not answer: see nianbao doctor",
            failed=shards["failed"],
            total=shards["total"],
        )


def _cause(info: Any) -> tuple[str, str]:
    """Return the kind and the reason of an error, those of a shard if one is at fault."""
    error = info.get("error", info) if isinstance(info, dict) else info
    if not isinstance(error, dict):
        # A proxy says it in HTML.
        return "", " ".join(re.sub(r"<[^>]*>", " ", str(error)).split())[:LONGEST_REASON]
    deepest = (error.get("root_cause") or [error])[0]
    while isinstance(deepest.get("caused_by"), dict):
        deepest = deepest["caused_by"]
    return str(deepest.get("type")), str(deepest.get("reason"))
