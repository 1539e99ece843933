"""Backups: written while others read, put back as they were, refused if anything is amiss."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.config import Config
from indexer.engines.opening import run_lock
from indexer.errors import (
    BadValue,
    EngineUnavailable,
    IndexDamaged,
    IndexLocked,
    IndexOutdated,
    NotFound,
)
from indexer.keeping import backup as backups
from indexer.keeping import desk
from indexer.keeping.backup import restore_backup, write_backup
from tests.contract.conftest import KEPT_ON_DISK, open_or_skip

TEXT = "{}2020年政府信息公开工作年度报告\n一、总体情况\n2020年，我镇认真做好信息公开工作。\n"


def write(folder: Path, *issuers: str) -> None:
    folder.mkdir(exist_ok=True)
    for issuer in issuers:
        (folder / f"{issuer}.txt").write_text(TEXT.format(issuer), "utf-8")


def count(config: Config) -> int:
    return desk.open_searcher(config).count('"信息公开"')


@pytest.fixture(scope="module", params=KEPT_ON_DISK)
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """An index of two reports, only to be copied."""
    folder = tmp_path_factory.mktemp(request.param)
    open_or_skip(request.param, folder)
    config = Config(engine=request.param, index_dir=folder / "index")
    write(folder / "in", "甲镇", "乙镇")
    desk.index_paths(config, [folder / "in"], jobs=1)
    return config


@pytest.fixture
def config(prepared: Config, tmp_path: Path) -> Config:
    """A copy of it."""
    shutil.copytree(prepared.index_dir, tmp_path / "index")
    return replace(prepared, index_dir=tmp_path / "index")


@pytest.fixture
def file(config: Config, tmp_path: Path) -> Path:
    """A backup of it."""
    write_backup(config, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_an_index_comes_back_as_it_was(config: Config, file: Path, prepared: Config) -> None:
    there = list(desk.open_searcher(config).engine().sources())
    shutil.rmtree(config.index_dir)
    made = restore_backup(config, file)
    assert (made.reports, made.sources, made.engine) == (2, 2, config.engine)
    assert desk.verify(config).faults == ()
    assert list(desk.open_searcher(config).engine().sources()) == there
    assert count(config) == 2
    downloads = prepared.index_dir.parent / "in"
    assert desk.index_paths(config, [downloads], jobs=1).unchanged == 2


def test_who_searches_meanwhile_follows(config: Config, file: Path, tmp_path: Path) -> None:
    searcher = desk.open_searcher(config)
    write(tmp_path / "more", "丙镇")
    desk.index_paths(config, [tmp_path / "more"], jobs=1)
    assert searcher.count('"信息公开"') == 3
    restore_backup(config, file)
    assert searcher.count('"信息公开"') == 2


def test_what_the_places_were_is_remembered(config: Config, file: Path, prepared: Config) -> None:
    shutil.rmtree(config.index_dir)
    restore_backup(config, file)
    [place] = json.loads((config.index_dir / "places.json").read_text("utf-8"))
    assert place["root"] == str(prepared.index_dir.parent / "in")


def test_a_run_that_writes_holds_it_up(config: Config, file: Path, tmp_path: Path) -> None:
    with run_lock(config.index_dir):
        with pytest.raises(IndexLocked):
            write_backup(config, tmp_path / "another.zip")
        with pytest.raises(IndexLocked):
            restore_backup(config, file)
    assert not list(tmp_path.glob("another*"))


def test_no_file_is_written_over(config: Config, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(BadValue, match="is there already"):
        write_backup(config, file)
    assert file.read_bytes() == before


def test_where_nothing_can_be_written_nothing_is_left(config: Config, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"cannot be written: .*No such file"):
        write_backup(config, tmp_path / "nowhere" / "backup.zip")


def test_a_damaged_index_is_not_backed_up(config: Config, tmp_path: Path) -> None:
    data = max(config.index_dir.rglob("0001/*"), key=lambda path: path.stat().st_size)
    written = data.read_bytes()
    half = len(written) // 2
    data.write_bytes(written[:half] + bytes([written[half] ^ 0x55]) + written[half + 1 :])
    with pytest.raises(IndexDamaged):
        write_backup(config, tmp_path / "backup.zip")
    assert not list(tmp_path.glob("backup*"))


# ── damaged backups ──────────────────────────────────────────────────────────────────────


def rewritten(file: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write a zip again, each of its files as ``change`` says, without those it says None of."""
    with zipfile.ZipFile(file) as packed:
        files = {name: change(name, packed.read(name)) for name in packed.namelist()}
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in files.items():
            if data is not None:
                packed.writestr(name, data)


def first_file(file: Path) -> str:
    with zipfile.ZipFile(file) as packed:
        return packed.namelist()[0]


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def a_changed_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 0x55
    file.write_bytes(data)


def other_content(file: Path) -> None:
    first = first_file(file)
    rewritten(file, lambda name, data: bytes(len(data)) if name == first else data)


def a_lost_file(file: Path) -> None:
    first = first_file(file)
    rewritten(file, lambda name, data: None if name == first else data)


def no_list(file: Path) -> None:
    rewritten(file, lambda name, data: None if name == "backup.json" else data)


def a_broken_list(file: Path) -> None:
    rewritten(file, lambda name, data: b"{}" if name == "backup.json" else data)


def another_file(file: Path) -> None:
    file.write_text("no zip at all", "utf-8")


DAMAGES = [
    cut_short,
    a_changed_byte,
    other_content,
    a_lost_file,
    no_list,
    a_broken_list,
    another_file,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_changes_nothing(
    damage: Callable[[Path], None], config: Config, file: Path, tmp_path: Path
) -> None:
    damage(file)
    with pytest.raises(BadValue, match=r"backup\.zip is damaged: "):
        restore_backup(config, file)
    assert count(config) == 2
    assert list(config.index_dir.glob("*/0002/*")) == []
    elsewhere = replace(config, index_dir=tmp_path / "elsewhere")
    with pytest.raises(BadValue):
        restore_backup(elsewhere, file)
    with pytest.raises(EngineUnavailable, match="no index yet"):
        desk.status(elsewhere)


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", "..\\out", "C:out", ""])
def test_no_name_leads_out_of_the_index(
    name: str, config: Config, file: Path, tmp_path: Path
) -> None:
    first = first_file(file)

    def lead_out(_: str, data: bytes) -> bytes:
        return data.replace(f'"{first}"'.encode(), json.dumps(name).encode())

    with zipfile.ZipFile(file) as packed:
        data = packed.read(first)
    rewritten(file, lead_out)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(name or "nameless", data)
    with pytest.raises(BadValue, match=r"backup\.zip is damaged: "):
        restore_backup(config, file)
    assert not list(tmp_path.rglob("out"))
    assert not Path("/out").exists()


def test_a_backup_is_named(config: Config, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no such file"):
        restore_backup(config, tmp_path / "nothing.zip")


# ── backups of others ────────────────────────────────────────────────────────────────────


def relisted(file: Path, **changes: object) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != backups.LIST:
            return data
        return json.dumps({**json.loads(data), **changes}).encode()

    rewritten(file, change)


def test_a_backup_of_another_engine_is_refused(config: Config, file: Path) -> None:
    relisted(file, engine="memory")
    with pytest.raises(EngineUnavailable, match=rf"engine memory, .* says {config.engine}"):
        restore_backup(config, file)


def test_a_backup_that_is_outdated_is_refused(config: Config, file: Path) -> None:
    [manifest] = config.index_dir.rglob("0001/manifest.json")
    made_with = json.loads(manifest.read_text("utf-8"))["fingerprints"]
    relisted(file, fingerprints={**made_with, "catalogue": "older"}, made_with="0.0.9")
    with pytest.raises(IndexOutdated, match=r"another version \(0\.0\.9\).*catalogue"):
        restore_backup(config, file)
    assert count(config) == 2
    assert list(config.index_dir.glob("*/0002/*")) == []


def test_a_backup_of_another_form_is_refused(config: Config, file: Path) -> None:
    relisted(file, form=99, made_with="9.0")
    with pytest.raises(IndexOutdated, match=r"another version: 9\.0"):
        restore_backup(config, file)


def test_an_engine_that_keeps_no_folder_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="keeps its index elsewhere"):
        write_backup(Config(engine="memory", index_dir=tmp_path), tmp_path / "backup.zip")
