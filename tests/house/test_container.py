"""What docs/deploy/Containerfile says, held against the checkout: no CI of ours builds it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from click.testing import CliRunner

from indexer import Config
from indexer.cli import cli
from webui import create_app

from .licences import EXTRAS, FOR_THE_HOUSE

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "deploy" / "Containerfile").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def steps_of(containerfile: str) -> list[tuple[str, str]]:
    """Return its instructions, each with what it is told, comments and line ends taken out."""
    lines = (line for line in containerfile.splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [
        (name, told)
        for name, _, told in (line.partition(" ") for line in joined.split("\n"))
        if name
    ]


STEPS = steps_of(TEXT)


def test_what_the_container_copies_is_there_and_is_all_that_pip_needs() -> None:
    copied = [
        name
        for instruction, told in STEPS
        if instruction == "COPY" and not told.startswith("--from")
        for name in told.split()[:-1]
    ]
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(copied) == sorted(["pyproject.toml", PROJECT["project"]["readme"], *packages])
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_container_installs_extras_there_are_on_a_python_we_take() -> None:
    [extras] = re.findall(r"pip install .*'\.\[(.+?)\]'", TEXT)
    assert set(extras.split(",")) <= set(EXTRAS) - set(FOR_THE_HOUSE)
    assert set(re.findall(r"python:(3\.\d+)-slim", TEXT)) <= set(PROJECT["tool"]["tox"]["env_list"])


def test_what_the_container_runs_is_a_command_of_ours() -> None:
    told = {name: what for name, what in STEPS if name in ("ENTRYPOINT", "CMD", "HEALTHCHECK")}
    [entry] = json.loads(told["ENTRYPOINT"])
    [home] = re.findall(r"python -m venv (\S+)", TEXT)
    assert (entry, Path(entry).name) == (f"{home}/bin/nianbao", "nianbao")
    command = json.loads(told["CMD"])
    done = CliRunner().invoke(cli, [*command, "--help"])
    assert done.exit_code == 0
    assert all(option in done.output for option in command if option.startswith("--"))
    address = re.search(r"127\.0\.0\.1:(\d+)(/[^']+)'", told["HEALTHCHECK"])
    assert address
    assert int(address[1]) == Config().serve_port == int(dict(STEPS)["EXPOSE"])
    assert address[2] in {rule.rule for rule in create_app(Config()).url_map.iter_rules()}


def test_the_container_finds_its_configuration_and_runs_without_one() -> None:
    told = dict(STEPS)
    # A file that is named has to be there; the one in the current folder need not.
    assert "NIANBAO_CONFIG" not in told["ENV"]
    operations = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert re.findall(r"-v \./config\.toml:(\S+?)/config\.toml:ro", operations) == [told["WORKDIR"]]


def test_the_container_keeps_its_index_where_its_user_may_write() -> None:
    told = dict(STEPS)
    folder = told["VOLUME"]
    user = told["USER"]
    assert f"NIANBAO_INDEX_DIR={folder}" in told["ENV"]
    assert any(name == "RUN" and f"install -d -o {user} {folder}" in what for name, what in STEPS)
