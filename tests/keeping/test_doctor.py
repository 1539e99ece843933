"""Installations that lack something: the doctor names it and says what to do."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.admission import token_hash
from indexer.cli import cli
from indexer.config import Config
from indexer.errors import ConfigError
from indexer.keeping import doctor
from indexer.keeping.desk import index_paths
from indexer.keeping.doctor import Condition, examine

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "index"
    index_paths(Config(index_dir=folder), [next((ROOT / "samples").glob("*.txt"))], jobs=1)
    return folder


@pytest.fixture
def config(filled: Path, tmp_path: Path) -> Config:
    shutil.copytree(filled, tmp_path / "index")
    return Config(index_dir=tmp_path / "index")


def conditions(config: Config, **more: Callable[[], float]) -> dict[str, Condition]:
    return {c.name.partition(" ")[0]: c for c in examine(lambda: config, **more)}


def test_a_sound_installation_is_told_so(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "office_program", lambda: "/usr/bin/soffice")
    found = conditions(config)
    assert {c.state for c in found.values()} == {"ok"}
    assert {c.advice for c in found.values()} == {""}
    assert found["index"].found == "1 reports, 1 sources"


def damage(config: Config) -> None:
    for file in config.index_dir.rglob("*"):
        if file.is_file() and file.stat().st_size > 100 and file.parent != config.index_dir:
            file.write_bytes(b"?" * file.stat().st_size)


def test_damage_is_a_fault(config: Config) -> None:
    damage(config)
    assert conditions(config)["index"].state == "fault"
    assert "--repair" in conditions(config)["index"].advice


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("changed", "name", "state", "advice"),
    [
        ({"index_dir": Path("/nowhere/at/all")}, "index", "warning", "nianbao index"),
        ({"engine": "nosuch"}, "index", "fault", "install"),
        ({"segmenter": "jieba"}, "index", "fault", "nianbao"),
        ({"serve_host": "0.0.0.0"}, "server", "fault", "nianbao token"),
        ({"serve_host": "0.0.0.0", "serve_public": True}, "server", "warning", "nianbao token"),
        ({"serve_host": "0.0.0.0", "serve_tokens": (token_hash("t"),)}, "server", "ok", ""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_the_configuration_says_is_looked_at(
    config: Config, changed: dict[str, object], name: str, state: str, advice: str
) -> None:
    if changed.get("segmenter") == "jieba":
        changed = {**changed, "user_words": ("乡村振兴局",)}
    found = conditions(replace(config, **changed))[name]
    assert (found.state, advice in found.advice) == (state, True)


@pytest.mark.parametrize(
    ("free", "state"), [(10 * 2**30, "ok"), (2**30, "warning"), (2**20, "fault")]
)
def test_room_on_the_disk(
    config: Config, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(2**40, 0, free))
    assert conditions(config)["space"].state == state


@pytest.mark.parametrize(("now", "state"), [(0.0, "fault"), (4e9, "ok")])
def test_a_clock_before_the_last_run_is_wrong(config: Config, now: float, state: str) -> None:
    assert conditions(config, now=lambda: now)["clock"].state == state


def test_libreoffice_is_wanted_but_not_needed(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "office_program", lambda: None)
    assert conditions(config)["libreoffice"].state == "warning"


def test_an_old_python_is_a_fault(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (9, 9))
    assert conditions(config)["python"].state == "fault"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize(("mode", "state"), [(0o600, "ok"), (0o644, "warning")])
def test_a_file_with_secrets_is_for_its_owner(tmp_path: Path, mode: int, state: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text("")
    file.chmod(mode)
    told = Config(index_dir=tmp_path, file=file, serve_tokens=(token_hash("t"),))
    assert conditions(told)["configuration"].state == state


def test_a_configuration_that_cannot_be_read_is_one_fault() -> None:
    def load() -> Config:
        raise ConfigError("%(file)s: %(fault)s", file="config.toml", fault="unknown key")

    *_, last = examine(load)
    assert (last.name, last.state) == ("configuration", "fault")


def test_the_command_exits_3_for_faults_alone(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'index_dir = "{config.index_dir.as_posix()}"\n')
    command = ["--config", str(file), "doctor"]
    done = CliRunner().invoke(cli, [*command, "--format", "json"])
    assert done.exit_code == 0
    assert {"name", "state", "found", "advice"} == set(json.loads(done.output)[0])
    file.write_text('[serve]\nhost = "0.0.0.0"\n')
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 3
    assert "→ make a token with nianbao token" in done.output
    file.write_text("nosuch = 1")
    assert CliRunner().invoke(cli, command).exit_code == 3
