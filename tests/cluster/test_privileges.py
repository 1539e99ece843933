"""Every call to a cluster is allowed by the privileges that docs/operations.md lists, and no more.

What each call is to OpenSearch's security plugin stands in a table here, as do its own groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from indexer.clusterconfig import ClusterConfig
from indexer.engines.opensearch import ClusterGenerations
from indexer.model import SourceKey
from indexer.query import BY_ID, Everything, Near, Run, Tally
from tests.contract.conftest import document, source

opensearchpy = pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"

INDEX, CLUSTER = 0, 1
"""What a permission is for: the columns of the table in the documentation."""

Call = tuple[str, str]
Permission = tuple[str, int]

MEANT: Sequence[tuple[str, str, Sequence[Permission]]] = (
    ("GET", r"/", [("cluster:monitor/main", CLUSTER)]),
    ("GET", r"/_cluster/health/.*", [("cluster:monitor/health", CLUSTER)]),
    ("GET", r"(/[^/]*)?/_alias(/.*)?", [("indices:admin/aliases/get", INDEX)]),
    ("GET", r"/[^/]*/_mapping", [("indices:admin/mappings/get", INDEX)]),
    ("GET", r"/[^/]*/_stats/store", [("indices:monitor/stats", INDEX)]),
    ("GET", r"/[^/]*/_doc/.*", [("indices:data/read/get", INDEX)]),
    ("POST", r"(/[^/]*)?/(_search|_count)", [("indices:data/read/search", INDEX)]),
    ("POST", r".*/_search/point_in_time", [("indices:data/read/point_in_time/create", INDEX)]),
    ("DELETE", r"/_search/point_in_time", [("indices:data/read/point_in_time/delete", INDEX)]),
    (
        "POST",
        r"/[^/]*/_mget",
        [("indices:data/read/mget", CLUSTER), ("indices:data/read/mget[shard]", INDEX)],
    ),
    (
        "POST",
        r"/_bulk",
        [("indices:data/write/bulk", CLUSTER), ("indices:data/write/bulk[s]", INDEX)],
    ),
    (
        "PUT",
        r"/[^/]*/_doc/.*",
        [("indices:data/write/index", INDEX), ("indices:data/write/bulk[s]", INDEX)],
    ),
    ("POST", r"/[^/]*/_refresh", [("indices:admin/refresh", INDEX)]),
    ("PUT", r"/[^/]*", [("indices:admin/create", INDEX)]),
    ("DELETE", r"/[^/]*", [("indices:admin/delete", INDEX)]),
    ("POST", r"/_aliases", [("indices:admin/aliases", INDEX)]),
)
"""What each call needs: its method, its path, the actions."""

GROUPS: Mapping[str, Sequence[str]] = {
    "read": (
        "indices:data/read*",
        "indices:admin/mappings/fields/get*",
        "indices:admin/resolve/index",
    ),
    "crud": ("indices:data/read*", "indices:data/write*", "indices:admin/mapping/put"),
    "create_index": ("indices:admin/create", "indices:admin/mapping/put"),
    "manage_aliases": ("indices:admin/aliases*",),
}
"""The groups of the plugin that the documentation names."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """All calls that go out to the cluster from now on."""
    made: list[Call] = []
    sent = opensearchpy.Transport.perform_request

    def noted(self: Any, method: str, url: str, *rest: Any, **named: Any) -> Any:
        made.append((method, url))
        return sent(self, method, url, *rest, **named)

    monkeypatch.setattr(opensearchpy.Transport, "perform_request", noted)
    return made


def fill(config: ClusterConfig) -> None:
    """Do all that only those do who write."""
    there = ClusterGenerations(config, {})
    there.publish(there.begin())
    engine = there.begin_shared()
    with there.locked(engine, 1, 2):
        gone: SourceKey = ("downloads", "gone.txt")
        texts = {"overview": "乡村|振兴"}
        engine.write([document("1", texts)], ["f" * 16], [source("a.txt")], [gone])
    there.publish(there.begun() or engine)
    there.rollback()
    there.discard(there.begin())
    there.begin_shared(anew=True)
    there.publish(engine)


def read(config: ClusterConfig) -> None:
    """Do all that searching, exporting and the doctor do."""
    there = ClusterGenerations(config, {})
    engine = there.current()
    near = Near("乡村", "振兴", 5, ("overview",))
    run = Run("乡村", ("乡村",), ("overview",))
    for query in (Everything(), near, run):
        assert engine.search(query, tallies=[Tally(("year",))]).total == 1
        assert len(list(engine.scan(query, sort=BY_ID))) == 1
    engine.search(Everything(), offset=20_000)
    assert len(engine.get(["1".zfill(16)])) == 1
    engine.terms("overview", "乡", 5)
    engine.revision()
    assert len(list(engine.sources())) == 1
    engine.check()
    there.cluster()
    there.made_with()
    there.filled_with()
    there.listed()


def listed() -> Iterator[tuple[str, tuple[list[str], list[str]]]]:
    """The permissions of the documentation, for indexes and for the cluster, by role."""
    text = OPERATIONS.read_text("utf-8")
    before: tuple[list[str], list[str]] = ([], [])
    for role, *cells in re.findall(r"^\| (reading|writing) .*?\| (.*?) \| (.*?) \|$", text, re.M):
        given = [re.findall(r"`([^`]+)`", cell) for cell in cells]
        before = (before[INDEX] + given[INDEX], before[CLUSTER] + given[CLUSTER])
        yield role, before


def needed(calls: Sequence[Call]) -> set[Permission]:
    found: set[Permission] = set()
    for method, path in calls:
        fitting = [
            actions for m, pattern, actions in MEANT if m == method and re.fullmatch(pattern, path)
        ]
        assert fitting, f"{method} {path}: what does it need?"
        found.update(fitting[0])
    return found


def allowed(permission: str, action: str) -> bool:
    patterns = GROUPS.get(permission, (permission,))
    # Brackets are part of names, not of patterns.
    return any(fnmatchcase(action, pattern.replace("[", "[[]")) for pattern in patterns)


@pytest.mark.parametrize(("role", "done"), [("reading", read), ("writing", fill)])
def test_the_privileges_that_are_listed_are_what_it_takes(
    cluster_config: ClusterConfig,
    calls: list[Call],
    role: str,
    done: Callable[[ClusterConfig], None],
) -> None:
    if role == "reading":
        fill(cluster_config)
        calls.clear()
    done(cluster_config)
    if role == "writing":
        read(cluster_config)
    privileges = dict(listed())[role]
    wanted = needed(calls)
    for action, kind in sorted(wanted):
        assert any(allowed(p, action) for p in privileges[kind]), action
    for kind in (INDEX, CLUSTER):
        for permission in privileges[kind]:
            used = any(k == kind and allowed(permission, action) for action, k in wanted)
            assert used, f"{permission} is listed, and nothing needs it"
