"""What many tests want: invented reports, a plain way to cut text, the catalogue."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from indexer.catalogue import Catalogue
from indexer.catalogue import catalogue as shipped_catalogue
from indexer.clusterconfig import ClusterConfig
from indexer.model import (
    Fact,
    Facts,
    Finding,
    Meta,
    Number,
    Origin,
    Relations,
    Report,
    Status,
)
from tests.cluster.nodes import Nodes, NotInstalled, own_place, started

SEEDS = Path(
    os.environ.get("NIANBAO_SEEDS", Path(__file__).parents[2] / "shared" / "seeds")
).resolve()
"""Five real reports that are no part of this project; ``NIANBAO_SEEDS`` names their folder."""


@pytest.fixture(scope="session")
def seed_reports() -> Path:
    """The folder of the real reports; skipped without it, unless REQUIRE_ALL=1."""
    if not SEEDS.is_dir():
        missing = f"no seed reports in {SEEDS}: NIANBAO_SEEDS names their folder"
        pytest.fail(missing) if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip(missing)
    return SEEDS


def unmeasured() -> dict[str, str]:
    """The environment for a command in which `make coverage` is to write nothing of its own."""
    return {name: value for name, value in os.environ.items() if name != "COVERAGE_PROCESS_CONFIG"}


class PairSegmenter:
    """Cuts Han text two characters at a time and everything else into words and signs."""

    name = "pairs"
    fingerprint = "pairs"

    def cut(self, folded: str) -> list[str]:
        return re.findall(r"[\u4e00-\u9fff]{1,2}|[a-z0-9]+|.", folded, re.DOTALL)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return shipped_catalogue()


@pytest.fixture(scope="session")
def segmenter() -> PairSegmenter:
    return PairSegmenter()


def _make_report(
    *,
    issuer: str | None = "宁河镇政府",
    year: int | None = 2020,
    title: str | None = None,
    template: str | None = "2019",
    prose: Mapping[str, str] | None = None,
    values: Mapping[str, Number | None] | None = None,
    facts: Mapping[str, Fact] | None = None,
    findings: Sequence[str | Finding] = (),
    origins: Sequence[tuple[str, str]] = (("downloads", "report.txt"),),
    current: bool = True,
    versions: Sequence[str] = (),
    **meta: Any,
) -> Report:
    """Invent a report.

    ``values`` become reported facts, blank ones where None; ``facts`` stand beside them as they
    are. Everything in ``meta`` is a field of ``Meta``. The id follows from what is given.
    """
    whole = tuple(Finding(f) if isinstance(f, str) else f for f in findings)
    told = repr((issuer, year, title, template, prose, values, facts, whole, origins, meta))
    known = {
        key: Fact(value, Status.BLANK if value is None else Status.REPORTED, str(value or ""))
        for key, value in (values or {}).items()
    }
    return Report(
        meta=Meta(
            **{
                "id": hashlib.sha256(told.encode()).hexdigest()[:16],
                "title": title or f"{issuer or ''}{year or ''}年政府信息公开工作年度报告",
                "issuer": issuer,
                "year": year,
                "template": template,
                "findings": tuple(dict.fromkeys(f.code for f in whole)),
                "origins": tuple(Origin(collection, path) for collection, path in origins),
                **meta,
            }
        ),
        facts=Facts({**known, **(facts or {})}, whole),
        prose=dict(prose or {}),
        relations=Relations(current, tuple(versions)),
    )


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    return _make_report


@contextmanager
def started_or_skipped() -> Iterator[Nodes]:
    """Run a cluster; where it cannot be, skip the test, with REQUIRE_ALL=1 fail it.

    NIANBAO_NO_CLUSTER says that there are none: on a system whose packages have no JDK for them.
    """
    if os.environ.get("NIANBAO_NO_CLUSTER"):
        pytest.skip("NIANBAO_NO_CLUSTER is set")
    with ExitStack() as ends:
        try:
            nodes = ends.enter_context(started())
        except NotInstalled as e:
            if os.environ.get("REQUIRE_ALL") == "1":
                raise
            pytest.skip(str(e))
        yield nodes


@pytest.fixture(scope="session")
def cluster() -> Iterator[Nodes]:
    """Three nodes that all tests share; skipped where they cannot be, unless REQUIRE_ALL=1."""
    with started_or_skipped() as nodes:
        yield nodes


@pytest.fixture(scope="session")
def cluster_urls(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Where the nodes are asked; NIANBAO_TEST_CLUSTER names those of a cluster that runs."""
    running = os.environ.get("NIANBAO_TEST_CLUSTER")
    if running:
        return tuple(running.split(","))
    nodes: Nodes = request.getfixturevalue("cluster")
    return nodes.urls


@pytest.fixture
def cluster_config(cluster_urls: tuple[str, ...]) -> Iterator[ClusterConfig]:
    """A place in the cluster for one test."""
    with own_place(cluster_urls) as config:
        yield config
