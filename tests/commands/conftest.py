"""Commands run in an empty folder, or over an index of the five real reports."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import cli

ROOT = Path(__file__).resolve().parents[2]
NINGHE = "16cce395591ecfed"
NOTICE = (
    "关于做好2020年政府信息公开工作年度报告编制发布工作的通知\n各乡镇人民政府：\n请认真做好。\n"
)

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in an empty folder, with an index of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("NIANBAO_CONFIG", "NIANBAO_ENGINE", "NIANBAO_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NIANBAO_INDEX_DIR", str(tmp_path / "index"))

    def run(*args: str | Path, code: int = 0) -> Result:
        result = CliRunner().invoke(cli, [str(arg) for arg in args], prog_name="nianbao")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory, seed_reports: Path) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "index"
    environ = {**os.environ, "NIANBAO_INDEX_DIR": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "indexer", "index", str(seed_reports)],
        check=True,
        env=environ,
        cwd=ROOT,
        capture_output=True,
    )
    return folder


@pytest.fixture
def seeds(run: Run, seeds_index: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command over an index of the five reports; it is shared, so only read it."""
    monkeypatch.setenv("NIANBAO_INDEX_DIR", str(seeds_index))
    return run


@pytest.fixture
def downloads(tmp_path: Path, seed_reports: Path) -> Path:
    folder = tmp_path / "downloads"
    shutil.copytree(seed_reports, folder)
    (folder / "notice.txt").write_text(NOTICE, "utf-8")
    return folder
