"""Have LibreOffice write the formats that nobody writes by hand: doc, and wps, which is one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

SUFFIXES = (".doc", ".wps")
"""Files that LibreOffice wrote; another version of it may write other bytes."""


def is_possible() -> bool:
    """Tell whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def doc(rich_text: bytes) -> bytes:
    """Return rich text as a file of Word 97."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.rtf").write_bytes(rich_text)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "doc:MS Word 97", "report.rtf"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
        return (folder / "report.doc").read_bytes()
