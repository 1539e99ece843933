"""A file that was seen before: where it lies, and whether it is still what it was."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from indexer.errors import UnreadableFile
from indexer.files import archives
from indexer.files.archives import INSIDE
from indexer.model import Source


def file_of(source: Source) -> tuple[Path, str]:
    """Return the file of a source, and its path inside if that file is an archive, else ""."""
    whole = Path(source.root) / source.path
    outer, mark, inner = source.path.partition(INSIDE)
    # A folder may be named with a ! at its end.
    return (
        (Path(source.root) / outer, inner) if mark and not os.path.lexists(whole) else (whole, "")
    )


def is_gone(source: Source) -> bool:
    """Tell whether the file of a source is no more; one that is only out of reach is not gone."""
    file, inner = file_of(source)
    try:
        now = file.lstat()
        if not inner or _same_stat(now, source):
            return False
        if not stat.S_ISREG(now.st_mode):
            return True
        with file.open("rb") as archive, archives.opened(archive) as members:
            return inner not in {m.path for m in members}
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, UnreadableFile):
        return False


def is_changed(source: Source) -> bool:
    """Tell whether the file of a source, if it is there, holds other bytes than were seen."""
    file, inner = file_of(source)
    try:
        now = file.lstat()
        if _same_stat(now, source):
            return False
        if not stat.S_ISREG(now.st_mode):
            return True
        if not inner:
            with file.open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest() != source.sha256
        with file.open("rb") as opened:
            return sha256(archives.member(opened, inner)) != source.sha256
    except (OSError, UnreadableFile):
        return False


def _same_stat(now: os.stat_result, source: Source) -> bool:
    return (now.st_size, now.st_mtime_ns) == (source.size, source.modified_ns)


def sha256(data: bytes) -> str:
    """Return the hash that names these bytes, as hex."""
    return hashlib.sha256(data).hexdigest()
