"""Damaged indexes: told, built anew from the files, and what cannot be had back is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.config import Config
from indexer.errors import EngineUnavailable, IndexDamaged, InputError
from indexer.indexing.ledger import remembered
from indexer.keeping import desk
from indexer.keeping.repair import Repair, repair
from indexer.regions import Region
from indexer.searching.question import SearchRequest
from tests.contract.conftest import KEPT_ON_DISK, open_or_skip

TEXT = "{}2020年政府信息公开工作年度报告\n一、总体情况\n2020年，我镇认真做好信息公开工作。\n"
HERE = Region("陕西省", "安康市", "紫阳县")


def write(folder: Path, *issuers: str) -> None:
    folder.mkdir(exist_ok=True)
    for issuer in issuers:
        (folder / f"{issuer}.txt").write_text(TEXT.format(issuer), "utf-8")


@pytest.fixture(scope="module", params=KEPT_ON_DISK)
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """An index of two folders with three reports, one of them told where it is."""
    folder = tmp_path_factory.mktemp(request.param)
    open_or_skip(request.param, folder)
    config = Config(engine=request.param, index_dir=folder / "work" / "index")
    (folder / "work").mkdir()
    write(folder / "work" / "one", "甲镇", "乙镇")
    write(folder / "work" / "two", "丙镇")
    desk.index_paths(config, [folder / "work" / "one"], jobs=1)
    desk.index_paths(config, [folder / "work" / "two"], jobs=1, region=HERE)
    shutil.copytree(folder / "work", folder / "kept")
    return config


@pytest.fixture
def config(prepared: Config) -> Config:
    """The same, as it was at first."""
    work = prepared.index_dir.parent
    shutil.rmtree(work)
    shutil.copytree(work.with_name("kept"), work)
    return prepared


def downloads(config: Config, name: str) -> Path:
    return config.index_dir.parent / name


def places(config: Config) -> list[tuple[str | None, str | None]]:
    """Issuers and provinces of all reports."""
    rows = desk.open_searcher(config).rows(SearchRequest("version:all"))
    return sorted((row.meta.issuer, row.meta.province) for row in rows if row.meta)


ALL = [("丙镇", "陕西省"), ("乙镇", None), ("甲镇", None)]


def changed_byte(data: Path) -> None:
    written = data.read_bytes()
    half = len(written) // 2
    data.write_bytes(written[:half] + bytes([written[half] ^ 0x55]) + written[half + 1 :])


def data_files(config: Config) -> list[Path]:
    apart = ("writer.txt", "MAIN_WRITELOCK")
    files = (path for path in config.index_dir.rglob("0001/*") if path.stat().st_size)
    return sorted(path for path in files if path.name not in apart)


# ── damage ───────────────────────────────────────────────────────────────────────────────


def positions_spoiled(config: Config) -> None:
    """Change what words are sought in; the reports themselves are elsewhere."""
    for path in data_files(config):
        if path.suffix in (".pst", ".pos"):
            changed_byte(path)


def is_told(config: Config) -> bool:
    try:
        return desk.verify(config).faults != ()
    except IndexDamaged:
        return True


def one_byte_everywhere(config: Config) -> None:
    for path in data_files(config):
        changed_byte(path)


def one_byte_of_the_largest(config: Config) -> None:
    changed_byte(max(data_files(config), key=lambda path: path.stat().st_size))


def all_cut_short(config: Config) -> None:
    for path in data_files(config):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def all_gone(config: Config) -> None:
    for path in data_files(config):
        path.unlink()


def no_manifest(config: Config) -> None:
    for path in config.index_dir.rglob("manifest.json"):
        path.write_text("{", "utf-8")


def no_pointer(config: Config) -> None:
    for path in config.index_dir.rglob("CURRENT"):
        path.unlink()


def a_broken_pointer(config: Config) -> None:
    for path in config.index_dir.rglob("CURRENT"):
        path.write_bytes(b"\xff\x00")


DAMAGES = [
    one_byte_everywhere,
    one_byte_of_the_largest,
    all_cut_short,
    all_gone,
    no_manifest,
    no_pointer,
    a_broken_pointer,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_built_anew(damage: Callable[[Config], None], config: Config) -> None:
    damage(config)
    assert is_told(config)
    done = repair(config, jobs=1)
    assert done.faults
    assert done.lost == done.kept == ()
    assert [summary.added for summary in done.summaries] == [2, 1]
    assert desk.verify(config).faults == ()
    assert places(config) == ALL
    again = desk.index_paths(config, [downloads(config, "two")], jobs=1, region=HERE)
    assert (again.unchanged, again.refused) == (1, ())


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_rebuild_is_a_way_out_and_asks_for_all_paths(
    damage: Callable[[Config], None], config: Config
) -> None:
    damage(config)
    one, two = downloads(config, "one"), downloads(config, "two")
    with pytest.raises(InputError, match=rf"is damaged.*{two} \(collection two\).*--repair"):
        desk.index_paths(config, [one], jobs=1, rebuild=True)
    assert desk.index_paths(config, [one, two], jobs=1, rebuild=True).added == 3
    assert desk.verify(config).faults == ()


def test_a_sound_index_is_left_alone(config: Config) -> None:
    assert repair(config) == Repair(())
    assert list(config.index_dir.glob("*/0002")) == []


def test_without_an_index_there_is_nothing_to_repair(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="no index yet"):
        repair(Config(index_dir=tmp_path / "index"))


# ── what is gone ─────────────────────────────────────────────────────────────────────────


def test_a_report_whose_file_is_gone_is_taken_over_if_it_can_be_read(config: Config) -> None:
    gone = downloads(config, "one") / "甲镇.txt"
    gone.unlink()
    positions_spoiled(config)
    done = repair(config, jobs=1)
    assert (done.kept, done.lost, done.named) == ((str(gone),), (), True)
    assert places(config) == ALL
    assert desk.verify(config).gone == (str(gone),)


def test_a_report_whose_file_is_gone_is_named_if_it_is_lost(config: Config) -> None:
    gone = [downloads(config, "one") / "甲镇.txt", downloads(config, "two")]
    gone[0].unlink()
    shutil.rmtree(gone[1])
    one_byte_everywhere(config)
    done = repair(config, jobs=1)
    assert places(config) == [("乙镇", None)]
    assert done.kept == ()
    assert str(gone[1]) in done.lost[-1]
    if done.named:
        assert str(gone[0]) in done.lost


def test_what_nothing_is_known_of_is_said(config: Config) -> None:
    all_gone(config)
    (config.index_dir / "places.json").unlink()
    with pytest.raises(IndexDamaged, match=r"nothing says which folders.*index --rebuild"):
        repair(config)


def test_an_index_of_an_older_program_is_repaired_by_its_sources(config: Config) -> None:
    (config.index_dir / "places.json").unlink()
    positions_spoiled(config)
    assert [summary.added for summary in repair(config, jobs=1).summaries] == [2, 1]


# ── the ledger ───────────────────────────────────────────────────────────────────────────


def test_the_ledger_knows_places_and_what_was_told_of_them(config: Config) -> None:
    assert [(v.collection, v.path, v.region) for v in remembered(config.index_dir)] == [
        ("one", downloads(config, "one"), Region()),
        ("two", downloads(config, "two"), HERE),
    ]


def test_a_part_is_remembered_for_itself_until_the_whole_is_indexed(config: Config) -> None:
    one = downloads(config, "one")
    write(one / "part", "丁镇")
    desk.index_paths(config, [one / "part"], collection="one", jobs=1, region=HERE)
    known = remembered(config.index_dir)
    assert [(v.below, v.region) for v in known if v.collection == "one"] == [
        ("", Region()),
        ("part", HERE),
    ]
    desk.index_paths(config, [one], jobs=1)
    assert [v.below for v in remembered(config.index_dir) if v.collection == "one"] == [""]


def test_a_collection_that_is_removed_is_forgotten(config: Config) -> None:
    desk.remove(config, collection="one")
    assert [v.collection for v in remembered(config.index_dir)] == ["two"]


def test_a_dry_run_is_not_remembered(config: Config) -> None:
    write(downloads(config, "three"), "丁镇")
    desk.index_paths(config, [downloads(config, "three")], jobs=1, dry_run=True)
    assert len(remembered(config.index_dir)) == 2


def test_a_ledger_that_is_broken_is_none(config: Config) -> None:
    (config.index_dir / "places.json").write_text(json.dumps([{"collection": 1}]), "utf-8")
    assert remembered(config.index_dir) == []
