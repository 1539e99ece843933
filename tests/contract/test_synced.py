"""That a write is on the disk before it is seen, by what the system is told to bring there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import unmeasured

from .conftest import KEPT_ON_DISK, open_or_skip

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from indexer.engines import open_generations
from tests.contract.conftest import FINGERPRINTS, document, source
there = open_generations(sys.argv[1], Path(sys.argv[2]), fingerprints=FINGERPRINTS)
engine = there.begin()
there.publish(engine)
engine.write(put=[document("1", {"title": "a|b"})], sources=[source("a")])
engine.write(put=[document("2", {"title": "c|d"})], remove=["0" * 15 + "1"])
"""

SEEN = re.compile(r"(CURRENT|manifest\.json|meta\.json|_MAIN_\d+\.toc)$")
"""What a reader begins with: a write is seen when such a name is put in place of another."""

APART = re.compile(r"(CURRENT|manifest\.json|\.lock|LOCK|writer\.txt|\.managed\.json)$")
"""What no reader of a commit needs, or what is put in its place in the same manner."""


def traced(command: list[str], log: Path) -> list[tuple[str, str]]:
    """Run a command and return what it synced and renamed, in order."""
    strace = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2"]
    environ = {**unmeasured(), "PYTHONPATH": str(ROOT)}
    subprocess.run([*strace, "-o", str(log), *command], check=True, env=environ, cwd=ROOT)
    calls = []
    for line in log.read_text("utf-8").splitlines():
        if found := re.search(r"\bf(?:data)?sync\(\d+<([^>]+)>", line):
            calls.append(("sync", found[1]))
        elif "rename" in line and (names := re.findall(r'"([^"]+)"', line)):
            calls.append(("rename", "\n".join(names)))
    return calls


@pytest.fixture(params=KEPT_ON_DISK)
def calls(request, tmp_path):
    """What two writes into a new index bring to the disk, and rename."""
    open_or_skip(request.param, tmp_path / "elsewhere")
    able = (
        shutil.which("strace")
        and not subprocess.run(
            ["strace", "-o", str(tmp_path / "nothing"), "true"], capture_output=True
        ).returncode
    )
    if not able:
        reason = "needs strace, and leave to use it"
        pytest.fail(reason) if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip(reason)
    command = [sys.executable, "-c", PROGRAM, request.param, str(tmp_path / "index")]
    return traced(command, tmp_path / "log")


def test_what_is_renamed_is_on_the_disk_before_and_its_name_after(calls):
    renames = [(n, *names.split("\n")) for n, (kind, names) in enumerate(calls) if kind == "rename"]
    assert sum(bool(SEEN.search(new)) for _, _, new in renames) >= 6
    for n, old, new in renames:
        assert ("sync", old) in calls[:n], old
        assert ("sync", str(Path(new).parent)) in calls[n:], new


def test_all_that_a_commit_names_is_on_the_disk_before_it_is_seen(calls, tmp_path):
    last = max(n for n, (kind, names) in enumerate(calls) if kind == "rename" and is_commit(names))
    synced = {name for kind, name in calls[:last] if kind == "sync"}
    renamed = {names.split("\n")[1] for kind, names in calls[: last + 1] if kind == "rename"}
    files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    data = [path for path in files if not APART.search(path.name)]
    assert len(data) >= 7
    for path in data:
        assert str(path) in synced | renamed, path


def is_commit(names: str) -> bool:
    return bool(re.search(r"(meta\.json|_MAIN_\d+\.toc)$", names))


def test_the_folders_of_an_index_stay(calls, tmp_path):
    synced = {name for kind, name in calls if kind == "sync"}
    [generation] = (tmp_path / "index").glob("*/0001")
    for folder in (tmp_path, tmp_path / "index", generation.parent, generation):
        assert str(folder) in synced
