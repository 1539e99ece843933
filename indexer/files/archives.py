"""Archives of reports: a ``.zip`` that is no document itself, its members read one by one."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from indexer.errors import UnreadableFile

INSIDE = "!/"
"""Stands between an archive's path and a member's: ``downloads.zip!/2020/report.html``."""

MOST_MEMBERS = 20_000
MOST_BYTES = 4 << 30
"""What all members of an archive may be unpacked; more is refused whole, before any is read."""

LARGEST = 100 << 20
"""Bytes of the largest file, or member, that is read."""

MOST_RATIO = 200
"""How many times a member of a megabyte or more may be larger than packed; text is some 10 times,
and a bomb 1,000 times."""

_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_DOCUMENTS = frozenset(("[content_types].xml", "mimetype", "ofd.xml"))
"""Members that only a zip has that is a document itself: docx and xlsx, odt and epub, OFD."""

_LARGEST_DIRECTORY = 8 << 20
"""Bytes of an archive's list of its members; reading it takes some ten times as much memory."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How members may be packed: of the others, a few bytes can ask for gigabytes of memory."""

_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What a damaged archive makes the library raise."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an open archive; ``fault`` says why it is not read, ``None`` if it is."""

    path: str
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    fault: str | None = None

    def read(self) -> bytes:
        """Unpack it; ``UnreadableFile`` if it is damaged."""
        with _damage_told(), self.archive.open(self.info) as file:
            # The archive's word for its size is not taken: no more is unpacked than is allowed.
            return file.read(LARGEST)


def is_archive(file: IO[bytes]) -> bool:
    """Tell whether an open file is a zip of files, no docx, xlsx or other document.

    One whose list of members is damaged is none. Raises ``UnreadableFile`` for too long a list.
    """
    file.seek(0)
    if file.read(4) not in _MARKS:
        return False
    try:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            names = {name.lower() for name in archive.namelist()}
    except _FAULTS:
        return False
    return not names & _DOCUMENTS


def _check_directory(file: IO[bytes]) -> None:
    # Private, but the very function by which ZipFile finds what it will read whole into memory.
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if end and end[zipfile._ECD_SIZE] > _LARGEST_DIRECTORY:  # type: ignore[attr-defined]
        raise UnreadableFile("the archive has more than %(most)s files", most=MOST_MEMBERS)


@contextmanager
def opened(file: IO[bytes]) -> Iterator[list[Member]]:
    """Open an archive and give its members, ordered by path, hidden ones and folders left out.

    Of two members of one name the last counts. Raises ``UnreadableFile`` for a damaged archive and
    for one that is larger unpacked than is allowed.
    """
    with _damage_told():
        _check_directory(file)
        archive = zipfile.ZipFile(file)
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > MOST_MEMBERS:
            raise UnreadableFile("the archive has more than %(most)s files", most=MOST_MEMBERS)
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise UnreadableFile("the archive is too large unpacked")
        members = {path: info for info in infos if not _is_hidden(path := _path(info))}
        yield [
            Member(path, archive, info, _fault(path, info))
            for path, info in sorted(members.items())
        ]


def member(file: IO[bytes], path: str) -> bytes:
    """Read one member of an archive by its path; ``UnreadableFile`` where there is none such."""
    with opened(file) as members:
        found = next((m for m in members if m.path == path and not m.fault), None)
        if found is None:
            raise UnreadableFile("the archive has no such file")
        return found.read()


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except _FAULTS as e:
        raise UnreadableFile("the archive is damaged") from e


def _path(info: zipfile.ZipInfo) -> str:
    """Return a member's name as whoever packed it saw it, with ``/``.

    Old programs write the bytes of their own encoding and don't say which; in China that is GBK.
    """
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_hidden(path: str) -> bool:
    parts = path.split("/")
    return "__MACOSX" in parts or any(p.startswith(".") and p not in (".", "..") for p in parts)


def _fault(path: str, info: zipfile.ZipInfo) -> str | None:
    parts = path.split("/")
    if not all(parts) or {".", ".."} & set(parts) or "\0" in path or ":" in parts[0]:
        return "its name leads out of the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a symbolic link; links are not followed"
    if info.flag_bits & 0x1:
        return "it is encrypted"
    if info.compress_type not in _METHODS:
        return "packed in a way that is not read"
    if info.file_size > LARGEST:
        return f"larger than {LARGEST >> 20} MB"
    if info.file_size > max(1 << 20, MOST_RATIO * info.compress_size):
        return "unpacked it is out of all proportion"
    return None
