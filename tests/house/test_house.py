"""The house's own rules: what is exported, documented and loaded."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import indexer
from indexer.catalogue import catalogue
from indexer.cli import cli
from indexer.commands.fieldlist import markdown
from indexer.commands.shell import EXIT_CODES
from indexer.config import KEYS, Key
from indexer.errors import NianbaoError
from indexer.files.manifest import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_the_front_door_is_sorted_and_opens() -> None:
    assert indexer.__all__ == sorted(set(indexer.__all__))
    assert all(getattr(indexer, name) is not None for name in indexer.__all__)
    assert set(dir(indexer)) >= set(indexer.__all__)


def test_what_is_not_exported_is_not_there() -> None:
    with pytest.raises(AttributeError, match="nothing_of_ours"):
        indexer.nothing_of_ours  # type: ignore[attr-defined]  # noqa: B018


def test_type_checkers_and_python_see_the_same_names() -> None:
    source = (ROOT / "indexer" / "__init__.py").read_text("utf-8")
    imported = re.search(r"if TYPE_CHECKING:\n(.*?)\n_HOMES", source, re.DOTALL)
    assert imported
    names = re.findall(r"\b(\w+)\b(?=[,\n]| *$)", re.sub(r"from \S+ import", "", imported[1]))
    assert sorted({*names, "catalogue"}) == indexer.__all__


def test_importing_the_front_door_loads_no_engine_and_no_web() -> None:
    program = "import sys, indexer; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout.split()
    assert "indexer" in loaded
    assert not {"whoosh", "jieba", "rjieba", "flask", "lxml", "numpy", "webui"} & set(loaded)


@pytest.mark.parametrize("command", list(cli.commands.values()), ids=lambda c: str(c.name))
def test_every_command_and_option_has_help(command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize("command", list(cli.commands.values()), ids=lambda c: str(c.name))
def test_every_command_and_option_is_documented(command: click.Command) -> None:
    usage = re.search(rf"^nianbao {command.name}\b.*$", OPERATIONS, re.MULTILINE)
    assert usage
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert f"[{parameter.opts[0]}" in usage[0] or f" {parameter.opts[0]} " in usage[0]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.path)
def test_every_key_is_documented_and_commented(key: Key) -> None:
    assert f"| `{key.path}` |" in OPERATIONS
    assert key.variable is None or f"`{key.variable}`" in OPERATIONS
    name = key.path.rpartition(".")[2]
    lines = (ROOT / "config.toml").read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{name} = "))
    assert lines[at - 1].startswith("# ")


def test_the_columns_of_a_manifest_are_documented() -> None:
    assert ",".join(COLUMNS) in OPERATIONS


def test_every_error_has_an_exit_code_and_it_is_documented() -> None:
    kinds = {kind for kind, _ in EXIT_CODES}
    assert set(NianbaoError.__subclasses__()) <= kinds
    for _, code in EXIT_CODES:
        assert f"| {code} |" in OPERATIONS


def test_the_page_of_fields_is_the_generated_one() -> None:
    """Run ``nianbao fields --format markdown > docs/fields.md`` after a change of catalogue."""
    assert (ROOT / "docs" / "fields.md").read_text("utf-8") == markdown(catalogue())
