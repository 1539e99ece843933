"""That nothing is lost when `nianbao index` is killed: a short run of `make soak`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.soak import Broken, Soak
from indexer.keeping import desk
from tests.contract.conftest import KEPT_ON_DISK, open_or_skip

KILLS = 20


@pytest.mark.parametrize("engine", KEPT_ON_DISK)
def test_an_index_outlives_kills_at_random_moments(engine: str, tmp_path: Path) -> None:
    open_or_skip(engine, tmp_path / "elsewhere")
    soak = Soak(engine, tmp_path / "soak", random.Random(20261121))
    assert list(soak.kill(KILLS)) == list(range(1, KILLS + 1))
    assert soak.outcomes.total() == KILLS


def test_a_soak_tells_of_what_was_lost(tmp_path: Path) -> None:
    soak = Soak("whoosh", tmp_path / "soak", random.Random(1))
    soak._change()
    soak._complete()
    [*_, last] = desk.open_searcher(soak.config).engine().sources()
    soak._hold_against([soak._files()])
    assert last.report
    desk.remove(soak.config, [last.report])
    with pytest.raises(Broken, match="neither before nor after a batch"):
        soak._hold_against([soak._files()])
