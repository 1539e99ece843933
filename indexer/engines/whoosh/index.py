"""A Whoosh index as it lies on the disk, for reading: its fields, columns, terms and postings.

Only this file and ``whoosh_writer.py`` import Whoosh. What is relied on beyond its public
interface (the layout of a column's file and of a block of postings) is said where it is used; the
version is pinned.
"""

from __future__ import annotations

import json
import mmap
import os
import pickle
import struct
import weakref
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, formats
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import SegmentReader, TermNotFound

from indexer.engines.disk import crc
from indexer.errors import IndexDamaged
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


# ── reading ──────────────────────────────────────────────────────────────────────────────


class Storage(FileStorage):  # type: ignore[misc]
    """A folder whose files can be closed all at once.

    Whoosh forgets what it has open where it then finds something missing.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._opened: list[Any] = []

    def open_file(self, name: str, **kwargs: Any) -> Any:
        """Open a file and remember that it is to be closed."""
        self._opened.append(super().open_file(name, **kwargs))
        return self._opened[-1]

    def close(self) -> None:
        """Close what was opened and is not closed yet."""
        for file in self._opened:
            if not file.is_closed:
                file.close()


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
        storage = Storage(folder)
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
        storage = Storage(folder)
        number = TOC._latest_generation(os.listdir(folder), NAME)
        name = TOC._filename(NAME, number)
        written = (folder / name).read_bytes()
        # A pickle is in it: nothing of it is used before it is known to be whole.
        if struct.pack("<I", zlib.crc32(written[:-4])) != written[-4:]:
            raise IndexDamaged("the index is damaged: %(file)s", file=name)
        return number, TOC.read(storage, NAME, number, schema=shape).segments
