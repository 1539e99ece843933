"""doc, wps, rtf and odt through LibreOffice; or a refusal that says what to install."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest

from indexer.errors import UnreadableFile
from indexer.model import Paragraph, Table
from indexer.readers import office, read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
RTF = rb"""{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}
\pard\f0\uc1 \u19968?\u12289?\u24635?\u20307?\u24773?\u20917?\par
\trowd\cellx2000\cellx4000\pard\intbl\u24635?\u35745?\cell 30\cell\row
\pard\par}"""

needs_soffice = pytest.mark.skipif(
    not shutil.which("soffice") and os.environ.get("REQUIRE_ALL") != "1",
    reason="needs LibreOffice (soffice)",
)


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [(OLE, "a.doc", "doc"), (OLE, "a.WPS", "wps"), (OLE, "a", "doc"), (RTF, "a.doc", "rtf")],
)
def test_without_libreoffice_one_is_told_what_to_install(
    data: bytes, name: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableFile, match=rf"install LibreOffice .*{form} files"):
        read(data, name)


def test_a_protected_word_file_is_told_by_its_inside() -> None:
    with pytest.raises(UnreadableFile, match="password"):
        read(OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx")


def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a stand-in for LibreOffice on the path."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_one_that_hangs_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = tmp_path / "pid"
    program(tmp_path, f"sleep 60 &\necho $! > {pid}\nwait", monkeypatch)
    monkeypatch.setattr(office, "_SECONDS", 0.5)
    begun = time.monotonic()
    with pytest.raises(UnreadableFile, match="took more than"):
        read(RTF, "a.rtf")
    assert time.monotonic() - begun < 10
    assert not is_running(int(pid.read_text()))


def is_running(pid: int) -> bool:
    """Tell whether a process is there and no mere entry left for its parent to collect."""
    for _ in range(50):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return False
        if state == "Z":
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize(
    ("script", "reason"),
    [("exit 0", "cannot read"), ("exit 1", "cannot read")],
    ids=["nothing written", "failed"],
)
def test_one_that_writes_nothing_is_no_bug(
    script: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, script, monkeypatch)
    with pytest.raises(UnreadableFile, match=reason):
        read(RTF, "a.rtf")


@needs_soffice
def test_rich_text_is_read() -> None:
    document = read(RTF, "a.doc")
    assert document.format == "rtf"
    first, table = document.blocks[:2]
    assert first == Paragraph("一、总体情况")
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells] == ["总计", "30"]


@needs_soffice
@pytest.mark.parametrize(
    ("suffix", "name", "form"),
    [("doc", "a.doc", "doc"), ("doc", "a.wps", "wps"), ("odt", "a.zip", "odt")],
)
def test_what_libreoffice_writes_is_read_again(
    suffix: str, name: str, form: str, tmp_path: Path
) -> None:
    (tmp_path / "a.rtf").write_bytes(RTF)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", suffix, "a.rtf"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    document = read((tmp_path / f"a.{suffix}").read_bytes(), name)
    assert document.format == form
    assert document.blocks[0] == Paragraph("一、总体情况")
    assert isinstance(document.blocks[1], Table)


@needs_soffice
def test_a_damaged_file_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        read(OLE, "a.doc")
