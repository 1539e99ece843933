"""The command on a disk that is full, or that may not be written: told, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from indexer.config import Config
from indexer.keeping import desk
from indexer.keeping.backup import write_backup
from tests.conftest import unmeasured
from tests.contract.conftest import KEPT_ON_DISK, open_or_skip

ROOT = Path(__file__).resolve().parents[2]
TEXT = "{}2020年政府信息公开工作年度报告\n一、总体情况\n2020年，我镇认真做好信息公开工作。\n"

NOTES = ("run.lock", "run.txt", "writer.txt", "filler")
"""What locks leave beside an index, and what fills the disk."""

LIMITED = """
import resource, sys
most = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
from indexer.cli import main
main()
"""


def unable(reason: str) -> None:
    """Skip, or fail where everything is to be tested."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def mounted(*arguments: str) -> bool:
    """Mount something, which only root can, and not everywhere."""
    if not shutil.which("mount") or os.name == "nt" or os.geteuid() != 0:
        return False
    return subprocess.run(["mount", *arguments], capture_output=True).returncode == 0


@dataclass
class Command:
    """``nianbao`` in a process of its own, on an index of its own."""

    engine: str
    index_dir: Path
    begins: list[str] = field(default_factory=lambda: ["-m", "indexer"])

    def __call__(self, *arguments: str | Path, code: int = 0) -> str:
        environ = {
            **(unmeasured() if LIMITED in self.begins else os.environ),
            "NIANBAO_ENGINE": self.engine,
            "NIANBAO_INDEX_DIR": str(self.index_dir),
        }
        command = [sys.executable, *self.begins, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environ, cwd=ROOT)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if code == 0 else done.stderr

    def sound(self) -> int:
        """Return how many reports the index holds, which is as it was written."""
        config = Config(engine=self.engine, index_dir=self.index_dir)
        found = desk.verify(config)
        assert found.faults == ()
        assert desk.open_searcher(config).count('"信息公开"') == found.state.reports
        return found.state.reports


@pytest.fixture(scope="module", params=KEPT_ON_DISK)
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """An index of one report, beside what it was made of and a backup; only to be copied."""
    folder = tmp_path_factory.mktemp(request.param)
    open_or_skip(request.param, folder)
    config = Config(engine=request.param, index_dir=folder / "index")
    (folder / "downloads").mkdir()
    (folder / "downloads" / "甲镇.txt").write_text(TEXT.format("甲镇"), "utf-8")
    desk.index_paths(config, [folder / "downloads"], jobs=1)
    write_backup(config, folder / "backup.zip")
    return Command(request.param, config.index_dir)


@pytest.fixture
def downloads(prepared: Command) -> Iterator[Path]:
    """What the index was made of; what a test adds is taken away again."""
    folder = prepared.index_dir.with_name("downloads")
    yield folder
    for path in folder.iterdir():
        if path.name != "甲镇.txt":
            path.unlink()


# ── a full disk ──────────────────────────────────────────────────────────────────────────


@dataclass
class Small:
    """A folder with little room: ``leave`` so many bytes, or all there is."""

    command: Command
    leave: Callable[[int | None], None]


@pytest.fixture(params=["a small disk", "a limit on the size of files"])
def small(request: pytest.FixtureRequest, prepared: Command, tmp_path: Path) -> Iterator[Small]:
    folder = tmp_path / "small"
    folder.mkdir()
    command = Command(prepared.engine, folder / "index")
    if request.param == "a limit on the size of files":
        if os.name == "nt":
            unable("Windows knows no limit on the size of files")

        def limit(room: int | None) -> None:
            limited = ["-c", LIMITED, str(room)]
            command.begins = ["-m", "indexer"] if room is None else limited

        yield Small(command, limit)
        return
    if not mounted("-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)):
        pytest.skip("only root can make a small disk; the limit on files is tested instead")

    def fill(room: int | None) -> None:
        (folder / "filler").unlink(missing_ok=True)
        if room is not None:
            free = shutil.disk_usage(folder).free
            (folder / "filler").write_bytes(bytes(max(0, free - room)))

    try:
        yield Small(command, fill)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("room", [0, 30_000])
def test_a_full_disk_is_told_and_the_index_stays(
    room: int, small: Small, prepared: Command, downloads: Path
) -> None:
    nianbao = small.command
    shutil.copytree(prepared.index_dir, nianbao.index_dir)
    # Chinese that takes some hundred kilobytes in the index, however it is packed.
    many = "".join(chr(0x4E00 + 7 * n % 20_000) for n in range(20_000))
    (downloads / "乙镇.txt").write_text(TEXT.format("乙镇") + many, "utf-8")
    for _ in range(2):
        small.leave(room)
        told = nianbao("index", downloads, "--jobs", "1", code=3)
        assert told.splitlines()[-1].startswith("error: the index cannot be written")
        assert "Traceback" not in told
        assert nianbao.sound() == 1
    small.leave(None)
    assert "1 added, 0 replaced, 1 unchanged" in nianbao("index", downloads, "--jobs", "1")
    assert nianbao.sound() == 2


def test_where_there_is_no_room_for_a_first_index_there_is_none(
    small: Small, downloads: Path
) -> None:
    small.leave(0)
    told = small.command("index", downloads, "--jobs", "1", code=3)
    assert told.splitlines()[-1].startswith("error: the index cannot be written")
    small.leave(None)
    assert "1 added" in small.command("index", downloads, "--jobs", "1")


def test_a_rebuild_and_a_backup_that_have_no_room_leave_nothing_behind(
    small: Small, prepared: Command, downloads: Path
) -> None:
    nianbao = small.command
    shutil.copytree(prepared.index_dir, nianbao.index_dir)
    before = sorted(path for path in nianbao.index_dir.parent.rglob("*") if path.is_file())
    small.leave(2_000)
    told = nianbao("index", "--rebuild", downloads, "--jobs", "1", code=3)
    assert "Traceback" not in told
    backup = nianbao.index_dir.with_name("backup.zip")
    assert f"{backup} cannot be written" in nianbao("backup", backup, code=2)
    small.leave(None)
    after = sorted(path for path in nianbao.index_dir.parent.rglob("*") if path.is_file())
    assert [path for path in after if path.name not in NOTES] == [
        path for path in before if path.name not in NOTES
    ]
    assert nianbao.sound() == 1


# ── a folder that may not be written ─────────────────────────────────────────────────────


@pytest.fixture
def unwritable(prepared: Command, tmp_path: Path) -> Iterator[Command]:
    """An index that can be read and not written, by root neither."""
    nianbao = Command(prepared.engine, tmp_path / "kept" / "whole")
    shutil.copytree(prepared.index_dir, nianbao.index_dir)
    folder = str(nianbao.index_dir)
    if os.name != "nt" and os.geteuid() != 0:
        paths = [nianbao.index_dir, *nianbao.index_dir.rglob("*")]
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield nianbao
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
        return
    if not mounted("--bind", folder, folder):
        unable("nothing keeps root from writing where nothing can be mounted")
    try:
        assert mounted("-o", "remount,ro,bind", folder)
        yield nianbao
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["index", "downloads"],
        ["index", "--rebuild", "downloads"],
        ["remove", "--collection", "downloads"],
        ["verify", "--repair"],
        ["restore", "backup.zip"],
    ],
    ids=" ".join,
)
def test_what_would_write_says_that_it_cannot(
    arguments: list[str], unwritable: Command, prepared: Command
) -> None:
    beside = prepared.index_dir.parent
    named = {"downloads": beside / "downloads", "backup.zip": beside / "backup.zip"}
    if arguments[0] == "remove":
        named = {}
    told = unwritable(*(named.get(argument, argument) for argument in arguments), code=3)
    [line] = told.splitlines()
    assert line.startswith("error: the index cannot be written: ")
    assert str(unwritable.index_dir) in line


def test_it_can_be_searched_or_says_why_not(unwritable: Command) -> None:
    if unwritable.engine == "tantivy":
        told = unwritable("count", '"信息公开"', code=3)
        assert told.startswith("error: tantivy has to write a lock beside the index")
    else:
        assert unwritable("count", '"信息公开"') == "1\n"
        assert unwritable.sound() == 1
