"""All that is used of Whoosh: its terms, postings, columns, segments, and the commit.

Nothing else here imports it. What is relied on beyond its public interface (the layout of a
column file and of a block of postings) is said where it is used; the version is pinned.
"""

from __future__ import annotations

import json
import mmap
import os
import pickle
import shutil
import struct
import weakref
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, formats
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import SegmentWriter

from indexer.engines.disk import crc, sync, sync_folder
from indexer.errors import EngineUnavailable, IndexDamaged, IndexLocked
from indexer.model import PARTS

NAME = "MAIN"
KEY, NUMBERS, MARK, TEXT, CUT, SOURCE = "key", "numbers", "mark", "text", "cut", "source"
WORDS, KEYWORDS = "words", "keywords"
COLUMNS = (KEY, NUMBERS, MARK, TEXT, CUT, SOURCE, *PARTS)
REPORT_COLUMNS = (NUMBERS, MARK, TEXT, CUT, *PARTS)
"""The columns in which every report has a value."""

_FAULTS = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    ImportError,
    ArithmeticError,
    AssertionError,
    struct.error,
    zlib.error,
    pickle.UnpicklingError,
    WhooshIndexError,
)
"""What reading a lost or broken file of Whoosh can raise; half of it comes from pickles."""


@contextmanager
def damage_told(file: str) -> Iterator[None]:
    """Raise ``IndexDamaged`` for whatever a lost or broken file makes of reading it."""
    try:
        yield
    except _FAULTS as e:
        raise IndexDamaged("the index is damaged: %(file)s", file=file) from e


class Fixed(formats.Format):  # type: ignore[misc]
    """Postings with a payload of one length each."""

    def __init__(self, size: int) -> None:
        self.posting_size = size
        self.options: dict[str, Any] = {}


class Terms(fields.FieldType):  # type: ignore[misc]
    """A field whose terms come ready, each with its payload; nothing is analysed.

    Not to be renamed or moved while indexes exist: the files name this class.
    """

    def __init__(self, size: int) -> None:
        super().__init__(Fixed(size), None)

    def index(
        self, value: Mapping[bytes, bytes], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield the terms as Whoosh wants them; every weight is 1."""
        return ((term, 1, 1.0, payload) for term, payload in value.items())


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec with long blocks, as lists are always read whole, and no lengths.

    Not to be renamed or moved while indexes exist: the files name this class.
    """

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=1 << 14)


def schema(word_payload: int) -> fields.Schema:
    """Return the fields of the index; ``word_payload`` is the bytes kept of a word in a report."""
    columns = {name: fields.COLUMN(VarBytesColumn(allow_offsets=False)) for name in COLUMNS}
    return fields.Schema(**{WORDS: Terms(word_payload), KEYWORDS: Terms(0)}, **columns)


# ── files ────────────────────────────────────────────────────────────────────────────────


class SafeStorage(FileStorage):  # type: ignore[misc]
    """A folder in which a commit is on the disk before it is seen, with sums to check it by.

    Whoosh syncs nothing. All of a commit's files are written before the rename of its TOC, which
    alone makes them seen, so the rename is the place to sync them.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._created: set[str] = set()
        self._opened: list[Any] = []

    def open_file(self, name: str, **kwargs: Any) -> Any:
        """Open a file and remember that it is to be closed."""
        self._opened.append(super().open_file(name, **kwargs))
        return self._opened[-1]

    def close(self) -> None:
        """Close what was opened: Whoosh forgets what it has open where something is missing."""
        for file in self._opened:
            if not file.is_closed:
                file.close()

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


# ── reading ──────────────────────────────────────────────────────────────────────────────


class Column:
    """A column of a segment: bytes a document, empty where it has none.

    The file is the values end to end, then their lengths, then a byte that is the type of these.
    """

    def __init__(self, path: Path, documents: int) -> None:
        if not path.exists():
            self.data: mmap.mmap | bytes = b""
            self.lengths: NDArray[np.int64] = np.zeros(documents, np.int64)
        else:
            with path.open("rb") as file:
                self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            kind = np.dtype({"B": "u1", "H": ">u2", "i": ">i4", "I": ">u4"}[chr(self.data[-1])])
            start = len(self.data) - 1 - documents * kind.itemsize
            self.lengths = np.frombuffer(self.data, kind, documents, start).astype(np.int64)
            if start != self.lengths.sum():
                raise IndexDamaged("the index is damaged: %(file)s", file=path.name)
        self.starts = np.concatenate(([0], np.cumsum(self.lengths)))

    def __getitem__(self, document: int) -> bytes:
        return self.data[self.starts[document] : self.starts[document + 1]]


class Segment:
    """A segment open for reading; it never changes, only more of its documents are deleted."""

    def __init__(self, folder: Path, shape: fields.Schema, segment: Any) -> None:
        self.id: str = segment.segment_id()
        self.documents: int = segment.doc_count_all()
        self._folder = folder
        self._sums: dict[str, list[int]] = json.loads(
            (folder / f"{self.id}.sum").read_text("utf-8")
        )
        for name, (size, _) in self._sums.items():
            if (folder / name).stat().st_size != size:
                raise IndexDamaged("the index is damaged: %(file)s", file=name)
        # Whoosh unpickles from the terms at once: not before they are known to be whole.
        terms = segment.make_filename(W3Codec.TERMS_EXT)
        if crc(folder / terms) != self._sums[terms][1]:
            raise IndexDamaged("the index is damaged: %(file)s", file=terms)
        storage = SafeStorage(folder)
        # Snapshots share segments: the files are let go with the last that holds this one.
        weakref.finalize(self, storage.close)
        self._reader = SegmentReader(storage, shape, segment)
        self._lock = Lock()
        self.columns = {
            name: Column(folder / W3Codec.column_filename(segment, name), self.documents)
            for name in COLUMNS
        }

    def postings(self, field: str, term: bytes) -> tuple[NDArray[np.int64], bytes]:
        """Return the documents of a term, ascending, and their payloads end to end."""
        documents: list[NDArray[np.int64]] = []
        payloads: list[bytes] = []
        # Whoosh seeks in one open file.
        with self._lock, damage_told(self.id):
            try:
                matcher = self._reader._terms.matcher(field, term, self._format(field))
            except TermNotFound:
                return np.zeros(0, np.int64), b""
            # A block is (differences of document numbers, weights, payloads joined).
            while matcher.is_active():
                matcher._read_data()
                differences, _, values = matcher._data
                documents.append(np.cumsum(np.array(differences, np.int64)))
                payloads.append(values or b"")
                matcher._next_block()
        return np.concatenate(documents), b"".join(payloads)

    def terms(self, field: str, prefix: bytes) -> list[bytes]:
        """Return the terms of a field that begin with ``prefix``, in order of their bytes."""
        with self._lock, damage_told(self.id):
            return list(self._reader.expand_prefix(field, prefix))

    def faults(self) -> Iterator[str]:
        """Read every file and yield what is not as it was written."""
        for name, (_, expected) in self._sums.items():
            try:
                if crc(self._folder / name) != expected:
                    yield f"{name} is damaged"
            except OSError:
                yield f"{name} cannot be read"

    def _format(self, field: str) -> Any:
        return self._reader.schema[field].format


def latest(folder: Path) -> int:
    """Return the number of the last commit, -1 where there is no index."""
    with damage_told(folder.name):
        return int(TOC._latest_generation(os.listdir(folder), NAME))


def read_commit(folder: Path, shape: fields.Schema) -> tuple[int, list[Any]]:
    """Return the number of the last commit and its segments as Whoosh describes them."""
    with damage_told(folder.name):
        storage = SafeStorage(folder)
        number = TOC._latest_generation(os.listdir(folder), NAME)
        name = TOC._filename(NAME, number)
        written = (folder / name).read_bytes()
        # A pickle is in it: nothing of it is used before it is known to be whole.
        if struct.pack("<I", zlib.crc32(written[:-4])) != written[-4:]:
            raise IndexDamaged("the index is damaged: %(file)s", file=name)
        return number, TOC.read(storage, NAME, number, schema=shape).segments


# ── writing ──────────────────────────────────────────────────────────────────────────────


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


def create(folder: Path, shape: fields.Schema) -> None:
    """Make an empty index in a folder."""
    FileIndex.create(SafeStorage(folder), shape, NAME)


class Writer(SegmentWriter):  # type: ignore[misc]
    """One transaction; whoever opens it holds the lock."""

    def __init__(self, folder: Path, shape: fields.Schema) -> None:
        index = FileIndex(SafeStorage(folder), schema=shape, indexname=NAME)
        super().__init__(index, _lk=False, limitmb=512, compound=False, codec=Codec())

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
