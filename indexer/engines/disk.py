"""Files that are on the disk before anybody relies on them, their sums, and who writes them."""

from __future__ import annotations

import os
import platform
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import EngineUnavailable, IndexLocked


@contextmanager
def failure_told() -> Iterator[None]:
    """Raise ``EngineUnavailable`` where the system does not let the index be written."""
    try:
        yield
    except OSError as e:
        raise EngineUnavailable("the index cannot be written: %(why)s", why=e) from e


# ── what stays ───────────────────────────────────────────────────────────────────────────


def sync(path: Path) -> None:
    """Bring a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Bring the names in a folder to the disk, where the system knows how."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are not there, and see that they stay."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        sync_folder(folder.parent)


def replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, and see that it stays."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fresh.write_text(text, "utf-8")
        sync(fresh)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def crc(path: Path) -> int:
    """Return the CRC-32 of a file."""
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            value = zlib.crc32(chunk, value)
    return value


# ── who writes ───────────────────────────────────────────────────────────────────────────


def write_note(note: Path) -> None:
    """Say beside a lock that this process has it: nobody can read a locked file on Windows."""
    since = f"{datetime.now(UTC):%F %T} UTC"
    # On a full disk the lock is held all the same, and what comes next may make room.
    with suppress(OSError):
        note.write_text(f"process {os.getpid()} on {platform.node()} since {since}", "utf-8")


def locked_by(note: Path) -> IndexLocked:
    """Return the error that says who has a lock, by the note beside it."""
    try:
        who = note.read_text("utf-8")
    except (OSError, ValueError):
        who = ""
    return IndexLocked("the index is being written to by %(who)s", who=who or "another process")
