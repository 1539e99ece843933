"""A generation of an index in one file: written while a server answers, checked, put back.

The file is a zip of the generation's files as they are, and of ``backup.json``, which comes last
and lists them with their hashes: a file without it was not finished.
"""

from __future__ import annotations

import hashlib
import os
import platform
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import msgspec

from indexer.config import Config
from indexer.engines.disk import sync, sync_folder
from indexer.engines.generations import MANIFEST, FolderGenerations
from indexer.engines.opening import generations, run_lock, segmenter_of, settled_segmenter
from indexer.errors import (
    BadValue,
    EngineUnavailable,
    IndexDamaged,
    IndexOutdated,
    NotFound,
)
from indexer.indexing.ledger import Visited, remember, remembered
from indexer.text import Segmenter

LIST = "backup.json"
FORM = 1
"""The form of a backup; another number is not read."""

_OF_THE_PLACE = (
    MANIFEST,
    "writer.txt",
    "MAIN_WRITELOCK",
    ".tantivy-meta.lock",
    ".tantivy-writer.lock",
)
"""Locks and notes in a generation's folder, which say nothing elsewhere."""

_LARGEST_LIST = 64 << 20
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What a damaged zip makes the library raise."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a generation as it was when it was backed up."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself; ``places`` are the folders that were indexed."""

    form: int
    engine: str
    fingerprints: dict[str, str]
    made_with: str
    made_on: str
    made_at: str
    reports: int
    sources: int
    places: tuple[Visited, ...]
    files: tuple[Kept, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(kept.size for kept in self.files)


def write_backup(config: Config, file: Path) -> Backup:
    """Write the current generation into a new file; searches go on, an index run has to wait.

    The index is looked over first, so that no damaged one is backed up: ``IndexDamaged``. Raises
    ``BadValue`` for a file that is there already or cannot be written, ``IndexLocked`` while a run
    writes. What was begun of the file is removed where that fails.
    """
    there = _in_folders(config, settled_segmenter(config))
    if file.exists():
        raise BadValue("%(path)s is there already: name another file", path=file)
    with run_lock(config.index_dir), closing(there.current()) as engine:
        state = engine.check()
        if state.faults:
            raise IndexDamaged("the index is damaged: %(file)s", file=state.faults[0])
        folder = there.folder()
        unfinished = file.with_name(f"{file.name}.part")
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                backup = Backup(
                    form=FORM,
                    engine=config.engine,
                    fingerprints=dict(there.made_with()),
                    made_with=version("nianbao-search"),
                    made_on=platform.node(),
                    made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                    reports=state.reports,
                    sources=state.sources,
                    places=tuple(remembered(config.index_dir)),
                    files=tuple(_packed(folder, packed)),
                )
                packed.writestr(LIST, msgspec.json.format(msgspec.json.encode(backup)))
            sync(unfinished)
            unfinished.replace(file)
            sync_folder(file.absolute().parent)
        except OSError as e:
            raise BadValue("%(path)s cannot be written: %(why)s", path=file, why=e) from e
        finally:
            unfinished.unlink(missing_ok=True)
    return backup


def restore_backup(config: Config, file: Path) -> Backup:
    """Put a backup back as a new generation, and make that one current when all of it is there.

    The one before stays, to go back to. Raises ``BadValue`` for a backup that is not as it was
    written, ``IndexOutdated`` for one made by a program that keeps its index otherwise,
    ``EngineUnavailable`` for one of another engine: in all cases the index stays as it was.
    """
    with _opened(file) as packed:
        backup = _list_of(packed, file)
        if backup.engine != config.engine:
            raise EngineUnavailable(
                "the backup is of the engine %(its)s, and the configuration says %(ours)s",
                its=backup.engine,
                ours=config.engine,
            )
        there = _in_folders(config, segmenter_of(config, backup.fingerprints))
        with run_lock(config.index_dir):
            try:
                new = there.adopt(
                    lambda folder: _unpack(packed, backup, folder, file), backup.fingerprints
                )
            except IndexOutdated as e:
                raise IndexOutdated(
                    "the backup was made by another version (%(version)s) or configuration: "
                    "%(why)s; restore it with that one, or index the folders again",
                    version=backup.made_with,
                    why=e,
                ) from e
            with closing(new):
                try:
                    faults = new.check().faults
                    if faults:
                        raise _damaged(file, faults[0])
                    there.publish(new)
                except BaseException:
                    there.discard(new)
                    raise
            remember(config.index_dir, backup.places)
    return backup


def _in_folders(config: Config, cut: Segmenter) -> FolderGenerations:
    """Return the generations if they are kept in folders."""
    there = generations(config, cut)
    if not isinstance(there, FolderGenerations):
        raise EngineUnavailable(
            "the engine %(engine)s keeps its index elsewhere: back it up there",
            engine=config.engine,
        )
    return there


# ── packing ──────────────────────────────────────────────────────────────────────────────


def _packed(folder: Path, packed: zipfile.ZipFile) -> Iterator[Kept]:
    """Put the files of a generation into a zip."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name in _OF_THE_PLACE:
            continue
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo.from_file(path, name)
        info.compress_type = zipfile.ZIP_DEFLATED
        with path.open("rb") as source, packed.open(info, "w", force_zip64=True) as target:
            while chunk := source.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        yield Kept(name, size, digest.hexdigest())


# ── unpacking ────────────────────────────────────────────────────────────────────────────


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        packed = zipfile.ZipFile(file)
    except FileNotFoundError as e:
        raise NotFound("%(path)s: there is no such file", path=file) from e
    except OSError as e:
        raise BadValue("%(path)s cannot be read: %(why)s", path=file, why=e.strerror) from e
    except _FAULTS as e:
        raise _damaged(file, "it is no backup, or was not finished") from e
    with packed:
        yield packed


def _list_of(packed: zipfile.ZipFile, file: Path) -> Backup:
    try:
        with packed.open(LIST) as listed:
            backup = msgspec.json.decode(listed.read(_LARGEST_LIST), type=Backup)
    except (KeyError, msgspec.DecodeError, *_FAULTS) as e:
        raise _damaged(file, LIST) from e
    if backup.form != FORM:
        raise IndexOutdated(
            "%(path)s was made by another version: %(version)s",
            path=file,
            version=backup.made_with,
        )
    # A list that somebody wrote is not to lead out of the folder.
    for kept in backup.files:
        parts = PurePosixPath(kept.name).parts
        if not parts or {"..", "/"} & set(parts) or "\\" in kept.name or ":" in kept.name:
            raise _damaged(file, kept.name)
    return backup


def _unpack(packed: zipfile.ZipFile, backup: Backup, folder: Path, file: Path) -> None:
    """Put the files of a backup into a folder, each on the disk and as it was."""
    for kept in backup.files:
        target = folder / kept.name
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, left = hashlib.sha256(), kept.size
        try:
            with packed.open(kept.name) as source, target.open("xb") as written:
                while left and (chunk := source.read(min(left, 1 << 20))):
                    left -= len(chunk)
                    digest.update(chunk)
                    written.write(chunk)
                written.flush()
                os.fsync(written.fileno())
        except (KeyError, *_FAULTS) as e:
            raise _damaged(file, kept.name) from e
        if left or digest.hexdigest() != kept.sha256:
            raise _damaged(file, kept.name)
        sync_folder(target.parent)


def _damaged(file: Path, what: str) -> BadValue:
    return BadValue("the backup %(path)s is damaged: %(what)s", path=file, what=what)
