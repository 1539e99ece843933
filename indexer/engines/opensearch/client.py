"""Talking to the cluster: one way in for every request, and every fault told as ours."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import msgspec
from opensearchpy import OpenSearch, Transport, exceptions
from opensearchpy.serializer import JSONSerializer

from indexer.clusterconfig import ClusterConfig
from indexer.engines.opensearch import faults
from indexer.errors import EngineUnavailable, QueryTooSlow

OLDEST = (3, 0)
"""The oldest OpenSearch that is known to answer right."""

BULK_BYTES = 5 << 20
"""How much is sent in one go: enough to be quick, little for a node's memory."""

KEPT = "10m"
"""How long the cluster keeps a view for who does not ask on."""

# What goes wrong is raised; the library would write it into the log besides.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)

_FIRST_WAIT, _LONGEST_WAIT = 0.1, 5.0

Body = Mapping[str, Any]


class _Serializer(JSONSerializer):
    """JSON as quickly as it goes: stored reports are large."""

    def dumps(self, data: Any) -> Any:
        return data if isinstance(data, str | bytes) else msgspec.json.encode(data).decode()

    def loads(self, s: str) -> Any:
        return msgspec.json.decode(s)


class Client:
    """A connection to the cluster, made at the first request; threads can share it."""

    def __init__(self, config: ClusterConfig) -> None:
        self.config = config

    def ask(
        self,
        method: str,
        path: str,
        body: Body | Sequence[Body] | bytes | None = None,
        *,
        deadline: float | None = None,
        **params: Any,
    ) -> Any:
        """Return the answer to a request; what it refuses is raised as ``faults`` tells it.

        ``deadline`` is a ``time.monotonic()``; past it ``QueryTooSlow`` is raised. What a node has
        no memory for just now is asked again, until then or as long as the time-out says.
        """
        until = time.monotonic() + self.config.seconds if deadline is None else deadline
        for is_last in _tries(until):
            try:
                return self._ask(method, path, body, deadline, params)
            except faults.Rejected:
                if is_last:
                    raise
        raise AssertionError("there is always a last try")

    def _ask(
        self,
        method: str,
        path: str,
        body: Body | Sequence[Body] | bytes | None,
        deadline: float | None,
        params: Mapping[str, Any],
    ) -> Any:
        seconds = self.config.seconds
        if deadline is not None:
            seconds = min(seconds, deadline - time.monotonic())
            if seconds <= 0:
                raise QueryTooSlow("the query took too long")
        asked = {name: _said(value) for name, value in params.items()}
        with self._told(in_time=deadline is None):
            return self._transport.perform_request(
                method, path, params={**asked, "request_timeout": seconds}, body=body
            )

    def search(
        self, path: str, body: Body, *, deadline: float | None = None, **params: Any
    ) -> dict[str, Any]:
        """Return the answer to a search, always a whole one."""
        if deadline is not None:
            left = max(1, int((deadline - time.monotonic()) * 1000))
            body = {**body, "timeout": f"{left}ms"}
        answer: dict[str, Any] = self.ask(
            "POST", path, body, deadline=deadline, allow_partial_search_results=False, **params
        )
        faults.raise_if_partial(answer)
        return answer

    @contextmanager
    def view(self, index: str) -> Iterator[dict[str, str]]:
        """Keep an index as it is now; what is yielded goes into a search's body as ``pit``."""
        pit = self.open_view(index)
        try:
            yield pit
        finally:
            self.close_view(pit)

    def open_view(self, index: str) -> dict[str, str]:
        """Keep an index as it is now, until it is closed or nobody asks for a while."""
        opened = self.ask(
            "POST",
            f"/{index}/_search/point_in_time",
            keep_alive=KEPT,
            allow_partial_pit_creation=False,
        )
        faults.raise_if_partial(opened)
        return {"id": opened["pit_id"], "keep_alive": KEPT}

    def close_view(self, pit: Mapping[str, str]) -> None:
        """Let go of a view; one that is gone is no error."""
        self.ask("DELETE", "/_search/point_in_time", {"pit_id": [pit["id"]]}, ignore=404)

    # ── bulk ──

    def bulk(self, lines: Iterable[bytes]) -> None:
        """Send actions, each with its lines ended by a newline; done when all are acknowledged.

        What a node has no room for just now is sent again, after longer and longer waits, as long
        as the time-out says; then ``EngineUnavailable``.
        """
        for actions in _portions(lines):
            self._send(actions)

    def _send(self, actions: list[bytes]) -> None:
        for _ in _tries(time.monotonic() + self.config.seconds):
            actions = self._rejected(actions)
            if not actions:
                return
        raise EngineUnavailable(
            "the cluster has too much to do (%(count)s writes were rejected for "
            "%(seconds)s s): run it again later, or with fewer parts at once",
            count=len(actions),
            seconds=f"{self.config.seconds:g}",
        )

    def _rejected(self, actions: list[bytes]) -> list[bytes]:
        """Send actions; return those for which there was no room."""
        try:
            answer = self._ask("POST", "/_bulk", b"".join(actions), None, {})
        except faults.Rejected:
            return actions
        if not answer["errors"]:
            return []
        results = [next(iter(item.values())) for item in answer["items"]]
        errors = [(r["status"], r["error"]) if "error" in r else None for r in results]
        for error in errors:
            told = error and faults.told(*error)
            if told and not isinstance(told, faults.Rejected):
                raise told
        return [a for a, error in zip(actions, errors, strict=True) if error]

    # ── the connection ──

    @cached_property
    def _transport(self) -> Transport:
        config = self.config
        options: dict[str, Any] = {}
        if config.user:
            options["http_auth"] = (config.user, config.password)
        if config.token:
            options["headers"] = {"Authorization": f"Bearer {config.token}"}
        files = {"ca_certs": config.ca, "client_cert": config.certificate, "client_key": config.key}
        options |= {name: str(file) for name, file in files.items() if file}
        transport = OpenSearch(
            list(config.hosts),
            serializer=_Serializer(),
            # A node that died is no reason to give up while others answer.
            max_retries=len(config.hosts) + 1,
            pool_maxsize=32,
            **options,
        ).transport
        check_version(transport.perform_request("GET", "/"))
        return transport

    @contextmanager
    def _told(self, in_time: bool = True) -> Iterator[None]:
        """Raise what the library raises as an error of ours."""
        try:
            yield
        except exceptions.ConnectionTimeout as e:
            if not in_time:
                raise QueryTooSlow("the query took too long") from e
            raise faults.unreachable(self.config, "it did not answer in time") from e
        except exceptions.SSLError as e:
            raise faults.untrusted(self.config, str(e.info)) from e
        except exceptions.ConnectionError as e:
            raise faults.unreachable(self.config, str(e.info)) from e
        except exceptions.TransportError as e:
            raise faults.told(e.status_code, e.info or e.error) from e
        except (exceptions.OpenSearchException, OSError) as e:
            # What is no JSON comes from no cluster; a file of certificates may not be there.
            raise faults.unreachable(self.config, str(e)) from e


def _tries(until: float) -> Iterator[bool]:
    """Yield whether it is the last time, at once and after longer and longer waits."""
    wait = _FIRST_WAIT
    while time.monotonic() + wait < until:
        yield False
        # Whoever was rejected together is not to come back together.
        time.sleep(wait * random.uniform(0.5, 1))
        wait = min(wait * 2, _LONGEST_WAIT)
    yield True


def _said(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _portions(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    portion: list[bytes] = []
    size = 0
    for action in lines:
        if portion and size + len(action) > BULK_BYTES:
            yield portion
            portion, size = [], 0
        portion.append(action)
        size += len(action)
    if portion:
        yield portion


def check_version(info: Any) -> None:
    """Raise ``EngineUnavailable`` unless a cluster that says this of itself is one we know."""
    version = info.get("version", {}) if isinstance(info, dict) else {}
    number = str(version.get("number", "unknown"))
    known = tuple(int(part) for part in number.split(".")[:2] if part.isdecimal())
    if version.get("distribution") != "opensearch" or known < OLDEST:
        raise EngineUnavailable(
            "%(what)s is not supported: the cluster must be OpenSearch %(oldest)s or later",
            what=f"{version.get('distribution', 'a server of another kind')} {number}",
            oldest=".".join(map(str, OLDEST)),
        )
