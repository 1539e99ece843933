"""The generations of an index in a cluster: two indexes each, and aliases that say which counts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from threading import Lock
from typing import Any

from indexer.catalogue import catalogue
from indexer.clusterconfig import ClusterConfig
from indexer.documents import number_names
from indexer.engines.fingerprints import raise_if_outdated
from indexer.engines.opensearch import faults, layout
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.engine import OpenSearchEngine, sources_name
from indexer.engines.opensearch.locks import locked
from indexer.engines.port import Engine
from indexer.errors import IndexLocked, NoIndex, NotFound
from indexer.model import ClusterState, GenerationState

CURRENT, BEFORE, NEXT = "current", "before", "next"
"""What an alias says of a generation: searches go there, rollback would, it is being filled."""


class ClusterGenerations:
    """The generations of an index in a cluster; every handle, on any machine, sees the same."""

    def __init__(self, config: ClusterConfig, fingerprints: Mapping[str, str]) -> None:
        """Look after the generations of ``config.prefix``; nobody is asked before it is needed."""
        self._client = Client(config)
        self._config = config
        self._numbers = number_names(catalogue())
        self._fingerprints = {**fingerprints, "layout": layout.fingerprint(catalogue())}
        self._lock = Lock()
        self._current: OpenSearchEngine | None = None

    def current(self) -> OpenSearchEngine:
        """Open the published generation; ``NoIndex`` where there is none."""
        name = self._current_name()
        with self._lock:
            if self._current is None or self._current.name != name:
                self._check(name)
                self._current = self._opened(name)
            return self._current

    def made_with(self) -> Mapping[str, str]:
        """Return the fingerprints of the published generation; none where there is no index."""
        try:
            return self._fingerprints_of(self._current_name())
        except NoIndex:
            return {}

    def begin(self) -> OpenSearchEngine:
        """Begin a new generation aside; searches go on in the current one."""
        number = max((int(name.rpartition("-")[2]) for name in self._states()), default=0)
        meta = {
            "fingerprints": self._fingerprints,
            "begun": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        while True:
            number += 1
            name = f"{self._config.prefix}-{number:06d}"
            try:
                self._make(name, layout.reports_index(self._config, catalogue(), meta))
                break
            except faults.Conflict:
                # Somebody else began one at the same time.
                continue
        self._make(sources_name(name), layout.sources_index(self._config))
        return self._opened(name)

    def discard(self, engine: Engine) -> None:
        """Remove a generation that will not be published; nothing if it was."""
        name = _name_of(engine)
        if self._states().get(name) in ("", NEXT):
            self._remove(name)

    def publish(self, engine: Engine) -> None:
        """Make a generation the current one by one switch, keep the one before, remove older."""
        name = _name_of(engine)
        states = self._states()
        before = next((n for n, state in states.items() if state == CURRENT and n != name), None)
        self._point(name, before)
        for other, state in states.items():
            if other not in (name, before) and other < name and state != NEXT:
                self._remove(other)

    def rollback(self) -> None:
        """Make the generation before the current one current again; ``NotFound`` without one."""
        before = self._in_state(BEFORE)
        if before is None:
            raise NotFound("there is no generation before the current one")
        self._point(before, None)

    # ── what many machines share ──

    def begin_shared(self, *, anew: bool = False) -> OpenSearchEngine:
        """Begin a generation that every machine finds; ``IndexLocked`` where there is one."""
        with self._locked("begin"):
            there = self._in_state(NEXT)
            if there and not anew:
                raise IndexLocked(
                    "generation %(name)s is being filled: publish it, or give it up with "
                    "nianbao generation begin --anew",
                    name=there,
                )
            engine = self.begin()
            if there:
                # Only now, so that who still fills it does not find another of its name.
                self._remove(there)
            self._switch([_add(engine.name, self._alias(NEXT))])
            return engine

    def begun(self) -> OpenSearchEngine | None:
        """Open the generation that is being filled; ``IndexOutdated`` if it was begun otherwise."""
        name = self._in_state(NEXT)
        if name is None:
            return None
        self._check(name)
        return self._opened(name)

    def filled_with(self) -> Mapping[str, str]:
        """Return the fingerprints of the generation that is being filled, else the current."""
        name = self._in_state(NEXT)
        return self._fingerprints_of(name) if name else self.made_with()

    def listed(self) -> list[GenerationState]:
        """Return all generations there are, the oldest first."""
        return [
            GenerationState(
                name,
                state,
                self._meta(name).get("begun", ""),
                self._client.ask("POST", f"/{name}/_count")["count"],
            )
            for name, state in self._states().items()
        ]

    def cluster(self) -> ClusterState:
        """Say how the nodes are, and the shards of all generations."""
        version = self._client.ask("GET", "/")["version"]["number"]
        health = self._client.ask("GET", f"/_cluster/health/{self._config.prefix}-*")
        nodes, missing = health["number_of_nodes"], health["unassigned_shards"]
        return ClusterState(version, health["status"], nodes, missing)

    def locked(self, engine: Engine, number: int = 1, of: int = 1) -> AbstractContextManager[None]:
        """Hold a part of so many of a generation for writing; ``IndexLocked`` at once else."""
        return self._locked(_name_of(engine), number, of)

    # ── parts ──

    def _locked(self, name: str, number: int = 1, of: int = 1) -> AbstractContextManager[None]:
        index = f"{self._config.prefix}-locks"
        with suppress(faults.Conflict):
            self._make(index, layout.locks_index(self._config))
        return locked(self._client, index, name, (number, of))

    def _opened(self, name: str) -> OpenSearchEngine:
        return OpenSearchEngine(self._client, name, self._numbers)

    def _alias(self, state: str) -> str:
        return self._config.prefix if state == CURRENT else f"{self._config.prefix}-{state}"

    def _states(self) -> dict[str, str]:
        """Return the state of each generation there is."""
        of = {self._alias(state): state for state in (CURRENT, BEFORE, NEXT)}
        pattern = f"{self._config.prefix}-*"
        found = self._client.ask("GET", f"/{pattern}/_alias", expand_wildcards="open")
        ours = {name: found[name]["aliases"] for name in sorted(found) if self._is_ours(name)}
        return {
            name: next((of[alias] for alias in aliases if alias in of), "")
            for name, aliases in ours.items()
        }

    def _in_state(self, state: str) -> str | None:
        return next((name for name, known in self._states().items() if known == state), None)

    def _is_ours(self, index: str) -> bool:
        number = index.removeprefix(f"{self._config.prefix}-")
        return number.isdecimal() and len(number) == 6

    def _current_name(self) -> str:
        with suppress(faults.Missing):
            found = self._client.ask("GET", f"/_alias/{self._alias(CURRENT)}")
            return str(next(iter(found)))
        if self._in_state(NEXT):
            raise NoIndex("the first index is being filled: run nianbao generation publish")
        raise NoIndex("there is no index yet: run nianbao index PATH")

    def _point(self, name: str, before: str | None) -> None:
        """Switch the aliases, all at one moment."""
        states = self._states()
        actions = [
            {"remove": {"index": other, "alias": self._alias(state)}}
            for other, state in states.items()
            if state in (CURRENT, BEFORE) or (state == NEXT and other == name)
        ]
        actions.append(_add(name, self._alias(CURRENT)))
        if before:
            actions.append(_add(before, self._alias(BEFORE)))
        self._switch(actions)

    def _switch(self, actions: list[dict[str, Any]]) -> None:
        self._client.ask("POST", "/_aliases", {"actions": actions})

    def _make(self, name: str, body: Any) -> None:
        self._client.ask("PUT", f"/{name}", body)

    def _remove(self, name: str) -> None:
        self._client.ask("DELETE", f"/{name},{sources_name(name)}", ignore_unavailable=True)

    def _meta(self, name: str) -> dict[str, Any]:
        mapping = self._client.ask("GET", f"/{name}/_mapping")[name]["mappings"]
        meta: dict[str, Any] = mapping.get("_meta", {})
        return meta

    def _fingerprints_of(self, name: str) -> Mapping[str, str]:
        found: Mapping[str, str] = self._meta(name).get("fingerprints", {})
        return found

    def _check(self, name: str) -> None:
        raise_if_outdated(self._fingerprints_of(name), self._fingerprints)


def _name_of(engine: Engine) -> str:
    if not isinstance(engine, OpenSearchEngine):
        raise ValueError("only a generation of this index can be published")
    return engine.name


def _add(name: str, alias: str) -> dict[str, Any]:
    return {"add": {"index": name, "alias": alias}}
