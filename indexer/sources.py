"""What lies on disk: a PATH as its collection, the files below it, and the hash of their bytes."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import BadValue
from indexer.model import Source

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
        return not self.below or path == self.below or path.startswith(f"{self.below}/")


@dataclass(frozen=True, slots=True)
class Found:
    """A name found on disk; ``fault`` says why it is not even opened, ``None`` for plain files."""

    path: str
    file: Path
    size: int = 0
    modified_ns: int = 0
    fault: str | None = None


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
    found = _walk(start, place.below, leave_out) if start.is_dir() else [_look(start, place.below)]
    return sorted(found, key=lambda f: f.path)


def _walk(folder: Path, path: str, leave_out: Path | None) -> Iterator[Found]:
    try:
        names = sorted(os.listdir(folder))
    except OSError as e:
        yield Found(path, folder, fault=f"the folder cannot be read: {e.strerror}")
        return
    for name in names:
        inner, file = f"{path}/{name}" if path else name, folder / name
        if name.startswith(".") or name == MANIFEST or file == leave_out:
            continue
        if file.is_dir() and not file.is_symlink():
            yield from _walk(file, inner, leave_out)
        else:
            yield _look(file, inner)


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


def is_gone(source: Source) -> bool:
    """Tell whether the file of a source is no more; one that is only out of reach is not gone."""
    try:
        (Path(source.root) / source.path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def is_changed(source: Source) -> bool:
    """Tell whether the file of a source, if it is there, holds other bytes than were seen."""
    file = Path(source.root) / source.path
    try:
        now = file.lstat()
        if (now.st_size, now.st_mtime_ns) == (source.size, source.modified_ns):
            return False
        return not stat.S_ISREG(now.st_mode) or sha256(file.read_bytes()) != source.sha256
    except OSError:
        return False


def sha256(data: bytes) -> str:
    """Return the hash that names these bytes, as hex."""
    return hashlib.sha256(data).hexdigest()
