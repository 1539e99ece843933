"""Writing to a Whoosh index: one writer at a time, one commit, and all of it safely on the disk."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from indexer.engines.disk import crc, sync, sync_folder
from indexer.engines.whoosh_index import NAME, Codec, Storage
from indexer.errors import EngineUnavailable, IndexLocked


class SafeStorage(Storage):
    """A folder in which a commit is on the disk before it is seen, with sums to check it by.

    Whoosh syncs nothing. All of a commit's files are written before the rename of its TOC, which
    alone makes them seen, so the rename is the place to sync them.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._created: set[str] = set()

    def create_file(self, name: str, **kwargs: Any) -> Any:
        """Create a file and remember that it is to be synced."""
        self._created.add(name)
        return super().create_file(name, **kwargs)

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
def failure_told() -> Iterator[None]:
    """Raise ``EngineUnavailable`` where the system does not let the index be written."""
    try:
        yield
    except OSError as e:
        raise EngineUnavailable("the index cannot be written: %(why)s", why=e) from e


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the one lock for writing; ``IndexLocked`` at once where another has it.

    The system takes it from a process that dies.
    """
    lock = SafeStorage(folder).lock(f"{NAME}_WRITELOCK")
    note = folder / "writer.txt"
    with failure_told():
        if not lock.acquire():
            raise IndexLocked("the index is being written to by %(who)s", who=_read_note(note))
    try:
        with failure_told():
            note.write_text(f"process {os.getpid()} since {datetime.now(UTC):%F %T} UTC", "utf-8")
            # Left by a process that died; it can be large.
            shutil.rmtree(folder / f"{NAME}.tmp", ignore_errors=True)
        yield
    finally:
        lock.release()


def _read_note(note: Path) -> str:
    try:
        return note.read_text("utf-8") or "another process"
    except OSError:
        return "another process"


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
