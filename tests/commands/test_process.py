"""The command as a process of its own: its streams, its server, its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path

import pytest

from indexer import errors
from indexer.admission import admitted, token_hash
from indexer.commands.shell import EXIT_CODES
from indexer.keeping import desk
from tests.commands.conftest import ROOT, Run


def process(*args: str | Path, **more: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "indexer", *map(str, args)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, **more)  # type: ignore[call-overload,no-any-return]


def test_output_is_utf8_and_survives_names_that_are_no_text(
    tmp_path: Path, seed_reports: Path
) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff.txt"
    shutil.copy(next(seed_reports.glob("000*")), raw)
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    for shape in ("jsonl", "json", "text"):
        done = process("parse", "--format", shape, os.fsdecode(raw), env=environ)
        assert done.returncode == 0, done.stderr
        assert "宁河镇" in done.stdout.decode("utf-8")
    index = {**environ, "NIANBAO_INDEX_DIR": str(tmp_path / "index")}
    done = process("index", tmp_path, env=index)
    assert done.returncode == 0, done.stderr
    assert b"\\udcff.txt: UnreadableFile: the name is not text" in done.stdout


def test_a_closed_pipe_is_no_crash() -> None:
    command = [sys.executable, "-m", "indexer", "fields"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as done:
        assert done.stdout
        assert done.stderr
        done.stdout.close()
        assert b"Traceback" not in done.stderr.read()


def test_serve_says_where_and_answers(seeds_index: Path) -> None:
    command = [sys.executable, "-m", "indexer", "serve", "--port", "0"]
    environ = {**os.environ, "NIANBAO_INDEX_DIR": str(seeds_index)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ) as it:
        try:
            assert it.stdout
            url = it.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(f"{url}api/v1/search?q=year:2021", timeout=20) as answer:
                assert json.load(answer)["total"] == 1
        finally:
            it.terminate()


def test_serve_on_a_port_that_is_taken_is_told() -> None:
    # As a process, since waitress leaves its socket to the collector when it cannot bind it.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = process("serve", "--port", port)
    assert done.returncode == 2
    told = f"error: cannot listen on 127.0.0.1, port {port}: "
    assert done.stderr.decode().startswith(told)


def test_a_server_others_can_reach_does_not_start_without_a_token() -> None:
    done = process("serve", "--port", "0", "--host", "0.0.0.0")
    assert done.returncode == 2
    assert b"nianbao token" in done.stderr
    assert b"--public" in done.stderr


def test_a_token_and_the_line_that_lets_it_in(run: Run) -> None:
    told = run("token").stdout.splitlines()
    made, kept = told[0], tomllib.loads(told[-1])["tokens"]
    assert admitted(made, kept) == kept[0]
    shown = json.loads(run("token", "--format", "json").stdout)
    assert token_hash(shown["token"]) == shown["hash"] != kept[0]


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout.startswith("nianbao, version 0.")


def test_every_error_is_told_in_one_line_with_its_code(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind, code in EXIT_CODES:
        error = kind("what\nis wrong")

        def fail(config: object, error: errors.NianbaoError = error) -> None:
            raise error

        monkeypatch.setattr(desk, "status", fail)
        assert run("status", code=code).stderr == "error: what is wrong\n"
