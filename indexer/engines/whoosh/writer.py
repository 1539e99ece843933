"""Writing to a Whoosh index: one writer at a time, one commit, and all of it safely on the disk."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.index import FileIndex, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from indexer.engines.disk import crc, failure_told, locked_by, sync, sync_folder, write_note
from indexer.engines.whoosh.index import NAME, Codec, Storage, read_commit
from indexer.errors import IndexDamaged


class SafeStorage(Storage):
    """A folder in which a commit is on the disk before it is seen, with sums to check it by.

    Whoosh syncs nothing. All of a commit's files are written before the rename of its TOC, which
    alone makes them seen, so the rename is the place to sync them.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._created: set[str] = set()
        self._written: list[Any] = []

    def create_file(self, name: str, **kwargs: Any) -> Any:
        """Create a file and remember that it is to be synced, and closed."""
        self._created.add(name)
        self._written.append(super().create_file(name, **kwargs))
        return self._written[-1]

    def temp_storage(self, name: str | None = None) -> Any:
        """Make a folder for what is not to stay; its files are remembered here too."""
        temporary = SafeStorage(Path(self._fpath(name or f"{NAME}.tmp")))
        temporary._written = self._written
        return temporary.create()

    def abandon(self) -> None:
        """Close what was created and not closed, as Whoosh leaves it where the disk is full."""
        for file in self._written:
            # What the disk has no room for cannot be written out, but the file is closed.
            with suppress(OSError):
                file.raw_file().close()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Sync everything created, then rename, then sync the folder."""
        created = {name for name in self._created if self.file_exists(name)}
        segments = sorted(created - {oldname})
        for segment in {name.split(".")[0] for name in segments}:
            files = [name for name in segments if name.split(".")[0] == segment]
            self._write_sums(f"{segment}.sum", files)
            created.add(f"{segment}.sum")
        # Whoosh reads its TOC from the front and does not mind what follows.
        with Path(self._fpath(oldname)).open("ab") as toc:
            toc.write(struct.pack("<I", crc(Path(self._fpath(oldname)))))
        for name in created:
            sync(Path(self._fpath(name)))
        super().rename_file(oldname, newname, safe)
        sync_folder(Path(self.folder))
        self._created.clear()

    def _write_sums(self, name: str, files: Sequence[str]) -> None:
        sums = {file: [self.file_length(file), crc(Path(self._fpath(file)))] for file in files}
        Path(self._fpath(name)).write_text(json.dumps(sums), "utf-8")


@contextmanager
def locked(folder: Path, shape: Schema) -> Iterator[None]:
    """Hold the one lock for writing; ``IndexLocked`` at once where another has it.

    The system takes it from a process that dies; what such a one left is removed.
    """
    lock = SafeStorage(folder).lock(f"{NAME}_WRITELOCK")
    note = folder / "writer.txt"
    with failure_told():
        if not lock.acquire():
            raise locked_by(note)
    try:
        _tidy(folder, shape)
        write_note(note)
        yield
    except BaseException:
        _tidy(folder, shape)
        raise
    finally:
        lock.release()


def _tidy(folder: Path, shape: Schema) -> None:
    """Remove what no commit knows of; it can be large, and the disk be full of it."""
    shutil.rmtree(folder / f"{NAME}.tmp", ignore_errors=True)
    with suppress(IndexDamaged, OSError):
        number, segments = read_commit(folder, shape)
        clean_files(Storage(folder), NAME, number, segments)
        for path in folder.glob(f"_{NAME}_*.toc.*"):
            path.unlink()


def create(folder: Path, shape: Schema) -> None:
    """Make an empty index in a folder."""
    FileIndex.create(SafeStorage(folder), shape, NAME)


class Writer(SegmentWriter):  # type: ignore[misc]
    """One transaction; whoever opens it holds the lock."""

    def __init__(self, folder: Path, shape: Schema) -> None:
        index = FileIndex(SafeStorage(folder), schema=shape, indexname=NAME)
        super().__init__(index, _lk=False, limitmb=256, compound=False, codec=Codec())

    def add(self, values: Mapping[str, Any]) -> int:
        """Add a document, return its number within this transaction."""
        self.add_document(**values)
        return int(self.docnum) - 1

    def drop(self, added: int) -> None:
        """Delete a document added in this transaction: of two with one id the last stays."""
        self.newsegment.delete_document(added)

    def finish(self) -> None:
        """Make all of it seen at once."""
        self.commit(mergetype=merged)

    def close(self) -> None:
        """Let go of all files; without ``finish`` before, nothing was written."""
        self.storage.abandon()


MOST_SEGMENTS = 8


def merged(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge what is small or mostly deleted into the new segment; return what stays as it is.

    So a search looks into few segments, and what is written in many small pieces is copied a few
    times only. Whoosh's own policy lets segments of middling size grow without number.
    """
    alive = sorted((s for s in segments if _live(s)), key=_live)
    stay = [s for s in alive if 2 * s.deleted_count() <= s.doc_count_all()]
    if len(stay) >= MOST_SEGMENTS:
        size, small = writer.doc_count(), 0
        while small < len(stay) and _live(stay[small]) <= size:
            size += _live(stay[small])
            small += 1
        stay = stay[small if small > 1 else MOST_SEGMENTS // 2 + 1 :]
    for segment in alive:
        if segment not in stay:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return stay


def _live(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())
