"""What lies on disk: a PATH as its collection, the files below it, and their bytes."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path

from indexer.errors import BadValue, UnreadableFile
from indexer.files.archives import INSIDE, LARGEST, Member

MANIFEST = "manifest.csv"


@dataclass(frozen=True, slots=True)
class Place:
    """A PATH as it was given: its collection, the collection's root, and the part that is meant.

    ``below`` is a path inside the root, with ``/``; "" is all of it.
    """

    collection: str
    root: Path
    below: str = ""

    def covers(self, path: str) -> bool:
        """Tell whether a path inside the root belongs to the part that is meant."""
        return (
            not self.below
            or path == self.below
            or path.startswith((f"{self.below}/", f"{self.below}{INSIDE}"))
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A name found on disk; ``fault`` says why it is not even opened, ``None`` for plain files.

    What lies in an archive has the archive's size and time, and its ``member`` while the archive
    is open. ``beside`` is the file with the text of a scan, ``None`` without one. ``followed``
    says that somebody named it: then it may be a link, or a pipe.
    """

    path: str
    file: Path
    size: int = 0
    modified_ns: int = 0
    fault: str | None = None
    member: Member | None = None
    beside: Found | None = None
    followed: bool = False

    def open(self) -> BufferedReader:
        """Open the file itself; ``OSError`` if it is not there, or something else is by now."""
        return self.file.open("rb") if self.followed else open_plain(self.file)

    def read(self) -> bytes:
        """Return its bytes; ``UnreadableFile`` says why there are none."""
        if self.fault or not is_storable(self.path):
            raise UnreadableFile(self.fault or "the name is not text in any encoding")
        if self.member:
            return self.member.read()
        try:
            with self.open() as file:
                # It may be larger than it says: it grows, or is none but looks like one.
                data = file.read(LARGEST + 1) if self.size <= LARGEST else b""
        except OSError as e:
            raise UnreadableFile("cannot be read: %(fault)s", fault=e.strerror) from e
        if max(self.size, len(data)) > LARGEST:
            raise UnreadableFile("larger than %(most)s MB", most=LARGEST >> 20)
        return data


def open_plain(file: Path) -> BufferedReader:
    """Open a regular file; ``OSError`` for all else: no link is followed, no pipe waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    opened = os.fdopen(os.open(file, flags | getattr(os, "O_BINARY", 0)), "rb")
    if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
        opened.close()
        raise OSError(errno.EINVAL, "not a regular file")
    return opened


# ── a PATH and its collection ────────────────────────────────────────────────────────────


def place_of(path: Path, collection: str | None, roots: Mapping[str, str]) -> Place:
    """Settle what a PATH means; ``roots`` are the roots of the collections that are known.

    A folder is a collection of its last name, a file belongs to its folder's, unless
    ``collection`` says another. A folder inside the root of the collection named is a part of it.
    Raises ``BadValue`` for a path that does not exist, has no name, or is a second root.
    """
    if not path.exists():
        raise BadValue("%(path)s: there is no such file or folder", path=path)
    real = path.resolve()
    folder = real if path.is_dir() else real.parent
    # The name is the one that was typed, though the folder may be a link to another.
    named = Path(os.path.abspath(path)) if path.is_dir() else folder
    name = collection or named.name
    if not name or not is_storable(f"{name}{real}"):
        raise BadValue("%(path)s: give it a name with --collection", path=ascii(str(path)))
    root = Path(roots.get(name, folder))
    if not folder.is_relative_to(root):
        raise BadValue(
            "collection %(name)s is already the folder %(root)s; "
            "give %(path)s another name with --collection",
            name=name,
            root=root,
            path=folder,
        )
    below = real.relative_to(root).as_posix()
    return Place(name, root, "" if below == "." else below)


def is_storable(name: str) -> bool:
    """Tell whether a name of the file system is text; some systems allow any bytes."""
    return not any("\ud800" <= c <= "\udfff" for c in name)


# ── the files below it ───────────────────────────────────────────────────────────────────


def files_in(place: Place, leave_out: Path | None = None) -> list[Found]:
    """Return the files a place means, ordered by path; links and devices with a fault.

    Hidden names and manifests are left out, and so is the folder ``leave_out`` (the index).
    """
    start = place.root / place.below
    whole = start.is_dir()
    found = _walk(place.root, start, leave_out) if whole else [_look(start, place.below)]
    return _paired(sorted(found, key=lambda f: f.path))


Stats = Mapping[Path, tuple[int, int]]
"""Size and time of files."""


def stats_below(paths: Iterable[Path], leave_out: Path) -> Stats:
    """Return the stats of all files below some paths, manifests too, hidden ones left out.

    What cannot be looked at, or is gone, is not among them.
    """
    files: list[Path] = []
    for path in paths:
        # As ``files_in`` names them: without links.
        path = path.resolve()
        below = (file for file, fault in _below(path, leave_out) if not fault)
        files.extend(below if path.is_dir() else [path])
    seen = {file: _stat(file) for file in files}
    return {file: (s.st_size, s.st_mtime_ns) for file, s in seen.items() if s}


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.lstat()
    except OSError:
        return None


def files_inside(archive: Found, members: Iterable[Member]) -> list[Found]:
    """Return the files in an archive that is open, ordered by path; manifests are left out."""
    return _paired(
        replace(archive, path=f"{archive.path}{INSIDE}{m.path}", fault=m.fault, member=m)
        for m in members
        if m.path.rpartition("/")[2] != MANIFEST
    )


def named(file: Path) -> Found:
    """Return a file that somebody named; links are followed, as they are meant then."""
    name = str(file).encode("utf-8", "replace").decode()
    text = file.with_name(f"{file.name}{_TEXT_OF_SCAN}")
    beside = named(text) if _is_scan(file.name) and text.is_file() else None
    try:
        size = file.stat().st_size
    except OSError:
        # Reading it will say why.
        size = 0
    return Found(name, file, size, beside=beside, followed=True)


_TEXT_OF_SCAN = ".txt"


def _is_scan(name: str) -> bool:
    """Tell whether a text that lies beside a file may be what a program recognised in it."""
    return name.lower().endswith(".pdf")


def _paired(found: Iterable[Found]) -> list[Found]:
    """Put the text of a scan (``x.pdf.txt``) with the scan; it is no file of its own."""
    by_path = {f.path: f for f in found}
    texts = {
        path: path + _TEXT_OF_SCAN
        for path in by_path
        if _is_scan(path) and path + _TEXT_OF_SCAN in by_path
    }
    return [
        replace(f, beside=by_path[texts[path]]) if path in texts else f
        for path, f in by_path.items()
        if path not in set(texts.values())
    ]


def _walk(root: Path, start: Path, leave_out: Path | None) -> Iterator[Found]:
    for file, fault in _below(start, leave_out):
        path = file.relative_to(root).as_posix()
        if fault:
            yield Found(path, file, fault=f"the folder cannot be read: {fault.strerror}")
            continue
        found = _look(file, path)
        # A manifest that is a link or a pipe is refused as any other file would be.
        if file.name != MANIFEST or found.fault:
            yield found


def _below(folder: Path, leave_out: Path | None) -> Iterator[tuple[Path, OSError | None]]:
    """Yield all but folders below a folder, hidden names left out; why one cannot be read, too.

    Folders may lie in one another as deep as the system allows.
    """
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            with os.scandir(here) as entries:
                names = [(e.name, e.is_dir(follow_symlinks=False)) for e in entries]
        except OSError as e:
            yield here, e
            continue
        for name, is_folder in names:
            if name.startswith(".") or here / name == leave_out:
                continue
            if is_folder:
                pending.append(here / name)
            else:
                yield here / name, None


def _look(file: Path, path: str) -> Found:
    try:
        seen = file.lstat()
    except OSError as e:
        return Found(path, file, fault=f"cannot be read: {e.strerror}")
    fault = None
    if stat.S_ISLNK(seen.st_mode):
        fault = "a symbolic link; links are not followed"
    elif not stat.S_ISREG(seen.st_mode):
        fault = "not a regular file"
    return Found(path, file, seen.st_size, seen.st_mtime_ns, fault)
