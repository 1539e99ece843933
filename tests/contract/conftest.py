"""Every engine under the same tests: fixtures by engine name, documents of ready tokens."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from indexer.clusterconfig import ClusterConfig
from indexer.documents import encode_parts
from indexer.engines import ENGINES, open_generations
from indexer.engines.port import Engine, Generations
from indexer.errors import EngineUnavailable
from indexer.model import Facts as NoFacts
from indexer.model import IndexDocument, Meta, Report, Source
from indexer.query import Query, Sort

FINGERPRINTS = {"catalogue": "c1", "segmenter": "s1", "schema": "1"}
KEPT_ON_DISK = ("whoosh", "tantivy")
"""The engines whose index is a folder."""

LASTING = tuple(name for name in ENGINES if name != "memory")
"""The engines whose index outlives the process."""

WITH_SCORES_OF_THEIR_OWN = ("tantivy", "opensearch")
"""The engines that weigh words a little otherwise; all others agree to the last digit."""


def open_or_skip(
    name: str,
    folder: Path,
    cluster: ClusterConfig | None = None,
    fingerprints: Mapping[str, str] = FINGERPRINTS,
) -> Generations:
    """Open an engine; one that is not installed is skipped, with REQUIRE_ALL=1 an error."""
    try:
        return open_generations(name, folder, fingerprints=fingerprints, cluster=cluster)
    except EngineUnavailable as e:
        if os.environ.get("REQUIRE_ALL") == "1":
            raise
        pytest.skip(str(e))


def installed(folder: Path) -> dict[str, Generations]:
    """Open all embedded engines that are installed; REQUIRE_ALL=1 wants all."""
    found = {}
    for name in KEPT_ON_DISK:
        with contextlib.suppress(pytest.skip.Exception):
            found[name] = open_or_skip(name, folder)
    return found


def place_of(name: str, request: pytest.FixtureRequest) -> tuple[Path, ClusterConfig | None]:
    """Return where a test's index of an engine can be: in a folder, or in the cluster."""
    cluster = request.getfixturevalue("cluster_config") if name == "opensearch" else None
    return request.getfixturevalue("tmp_path"), cluster


@pytest.fixture(params=list(ENGINES))
def generations(request: pytest.FixtureRequest) -> Generations:
    return open_or_skip(request.param, *place_of(request.param, request))


@pytest.fixture
def engine(generations: Generations) -> Engine:
    generations.publish(generations.begin())
    return generations.current()


def document(
    id: str,
    texts: Mapping[str, str] | None = None,
    *,
    numbers: Mapping[str, float] | None = None,
    breaks: Mapping[str, Sequence[int]] | None = None,
    **keywords: str | Sequence[str],
) -> IndexDocument:
    """A document of ready tokens: in ``texts`` they are cut by ``|``; ids are filled up to 16."""
    cut = {name: tuple(text.split("|")) for name, text in (texts or {}).items()}
    full = f"{id:0>16}"
    return IndexDocument(
        id=full,
        text={name: "".join(tokens) for name, tokens in cut.items()},
        tokens=cut,
        breaks={name: tuple((breaks or {}).get(name, ())) for name in cut},
        numbers=dict(numbers or {}),
        keywords={n: (v,) if isinstance(v, str) else tuple(v) for n, v in keywords.items()},
        parts=encode_parts(
            Report(Meta(full, f"title of {id}", None, None, None), NoFacts(), {"other": "文"})
        ),
    )


def source(path: str, *, collection: str = "downloads", report: str | None = None) -> Source:
    return Source(
        collection=collection,
        path=path,
        root="/somewhere",
        sha256="0" * 64,
        size=3,
        modified_ns=1,
        report=report,
        error=None if report else "NotAReport",
        message=None if report else "no annual report",
    )


def ids(found: Sequence[Any]) -> list[str]:
    """The ids of hits or of stored reports, without their leading zeros."""
    return [one.id.lstrip("0") for one in found]


def find(engine: Engine, query: Query, **kwargs: Any) -> list[str]:
    """Return the ids of all that match, in order of id."""
    return ids(engine.search(query, limit=1000, sort=Sort("id"), **kwargs).hits)
