"""An index taken from one engine to another: the same reports, sources and answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from indexer.config import Config
from indexer.engines.opening import generations, settled_segmenter
from indexer.errors import BadValue, IndexDamaged, NoIndex
from indexer.keeping import copying, desk
from indexer.keeping.copying import copy_index
from indexer.query import Everything
from tests.cluster.nodes import own_place
from tests.contract.conftest import LASTING, open_or_skip

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reached(request: pytest.FixtureRequest) -> Iterator[dict[str, object]]:
    """What of a configuration says where the cluster is."""
    with own_place(request.getfixturevalue("cluster_urls")) as place:
        yield {"opensearch_hosts": place.hosts, "opensearch_prefix": place.prefix,
               "opensearch_replicas": 0}  # fmt: skip


@pytest.fixture
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    """The samples indexed with one engine."""
    engine, other = request.param
    config = Config(engine=engine, index_dir=tmp_path / "index")
    if "opensearch" in (engine, other):
        config = replace(config, **request.getfixturevalue("reached"))
    for name in {engine, other} - {"opensearch"}:
        open_or_skip(name, tmp_path / "none")
    desk.index_paths(config, [ROOT / "samples"], jobs=1)
    return config


PAIRS = list(permutations(LASTING, 2))


@pytest.mark.parametrize(
    ("config", "engine"), [(p, p[1]) for p in PAIRS], ids=map("-".join, PAIRS), indirect=["config"]
)
def test_a_copy_is_the_same(config: Config, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "PORTION", 10)
    done = copy_index(config, engine)
    assert (done.reports, done.sources) == (25, 25)
    found = [desk.open_searcher(replace(config, engine=name)) for name in (config.engine, engine)]
    one, other = ([*s.engine().scan(Everything()), *s.engine().sources()] for s in found)
    assert one == other
    for q in ("乡村振兴", "requests_received>0", '"信息公开"', "finding:any"):
        assert found[0].count(q) == found[1].count(q)
    assert desk.verify(replace(config, engine=engine)).faults == ()


@pytest.mark.parametrize("config", [("whoosh", "tantivy")], indirect=True)
def test_a_copy_that_is_not_the_same_is_given_up(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    portions = copying._portions
    monkeypatch.setattr(copying, "_portions", lambda found: list(portions(found))[:-1])
    monkeypatch.setattr(copying, "PORTION", 10)
    with pytest.raises(IndexDamaged, match="the copy is not the same: 20 reports of 25"):
        copy_index(config, "tantivy")
    other = replace(config, engine="tantivy")
    with pytest.raises(NoIndex):
        generations(other, settled_segmenter(other)).current()


@pytest.mark.parametrize("config", [("whoosh", "tantivy")], indirect=True)
def test_there_are_two_engines_to_a_copy(config: Config) -> None:
    with pytest.raises(BadValue, match="in whoosh already"):
        copy_index(config, "whoosh")


def test_without_an_index_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(NoIndex):
        copy_index(Config(index_dir=tmp_path), "tantivy")
