"""Formats that LibreOffice reads for us (doc, wps, rtf, odt): turned into docx beside us."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from indexer.errors import UnreadableFile
from indexer.model import Document
from indexer.readers.docx import read_docx

# Below the 60 s a worker has for a file, so that LibreOffice never outlives it.
_SECONDS = 45
"""A report takes two or three; LibreOffice's first start on a slow machine may take thirty."""

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
# The bytes were told to be of this kind; a name that says otherwise would mislead LibreOffice.
_SUFFIXES = {"doc": "doc", "wps": "doc", "rtf": "rtf", "odt": "odt"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

# A stranger's file runs no macro, and nothing in it is fetched from anywhere.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def office_program() -> str | None:
    """Return where LibreOffice is; None where it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def _read(data: bytes, form: str) -> Document:
    """Read a file of one of these formats through LibreOffice.

    Raises ``UnreadableFile`` where LibreOffice is missing (saying what to install), fails or
    takes too long.
    """
    if _ENCRYPTED in data:
        raise UnreadableFile("the file is protected by a password")
    program = office_program()
    if program is None:
        raise UnreadableFile(
            "install LibreOffice (the command soffice) to read %(format)s files", format=form
        )
    return replace(read_docx(_converted(program, data, form)), format=form)


read_doc = partial(_read, form="doc")
read_wps = partial(_read, form="wps")
read_rtf = partial(_read, form="rtf")
read_odt = partial(_read, form="odt")


def _converted(program: str, data: bytes, form: str) -> bytes:
    # Files LibreOffice still writes while it is ended must not turn the answer into an error.
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"report.{_SUFFIXES[form]}"
        source.write_bytes(data)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        _run(program, source, profile)
        try:
            return (folder / "out" / "report.docx").read_bytes()
        except FileNotFoundError as e:
            raise UnreadableFile("LibreOffice cannot read the file") from e


def _run(program: str, source: Path, profile: Path) -> None:
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", "docx:MS Word 2007 XML"),
        *("--outdir", str(source.parent / "out"), str(source)),
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=source.parent,
        env={**os.environ, "HOME": str(source.parent)},
        # soffice is a shell around the program proper: both are ended by their group.
        start_new_session=True,
    )
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired as e:
        raise UnreadableFile("LibreOffice took more than %(seconds)s s", seconds=_SECONDS) from e
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
