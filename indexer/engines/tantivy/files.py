"""A tantivy index as it lies on the disk: made, opened, written by one at a time, looked over."""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy

from indexer.engines.disk import locked_by, sync, sync_folder, write_note
from indexer.engines.tantivy.document import Shape, tokenizers
from indexer.errors import EngineUnavailable, IndexDamaged, NianbaoError

META, MANAGED, COPY, NOTE = "meta.json", ".managed.json", "shape.json", "writer.txt"
COMPONENTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")

HEAP = 128 << 20
"""Bytes a writer fills before it lays down a segment."""

_LONGEST_FOOTER = 256
_FOOTER = re.compile(
    rb'\{"version":\{"major":\d+,"minor":\d+,"patch":\d+,"index_format_version":\d+\},'
    rb'"crc":(\d+)\}(.{4})\x39\x05\x00\x00\Z',
    re.DOTALL,
)
"""How tantivy ends each file: the CRC-32 of what is before, its own length, a mark."""


class _Told:
    """A context that raises an error of ours for whatever tantivy raises, its panics included.

    A class, as every question goes through it some dozen times.
    """

    __slots__ = ("_fault", "_message", "_values")

    def __init__(self, message: str, fault: type[NianbaoError], **values: object) -> None:
        self._message, self._fault, self._values = message, fault, values

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, e: BaseException | None, __: object) -> None:
        # A panic is not an Exception, and its class is nowhere to be imported from.
        if isinstance(e, ValueError | OSError) or type(e).__name__ == "PanicException":
            if "acquire Lockfile: IoError" in str(e):
                raise EngineUnavailable(
                    "tantivy has to write a lock beside the index, even to read it: %(why)s", why=e
                ) from e
            raise self._fault(self._message, why=e, **self._values) from e


def damage_told(file: str) -> _Told:
    """Raise ``IndexDamaged`` for what tantivy makes of a lost or broken file."""
    return _Told("the index is damaged: %(file)s", IndexDamaged, file=file)


def failure_told() -> _Told:
    """Raise ``EngineUnavailable`` where the system does not let the index be written."""
    # What a full disk does to its threads tantivy does not tell.
    return _Told("the index cannot be written (is the disk full?): %(why)s", EngineUnavailable)


def create(folder: Path, shape: Shape) -> None:
    """Make an empty index in a folder."""
    with failure_told():
        tantivy.Index(shape.schema, str(folder), reuse=False)
        meta = json.loads((folder / META).read_text("utf-8"))
        # To compare with: nothing else tells of a change in what tantivy reads with a default.
        (folder / COPY).write_text(json.dumps(_fixed(meta)), "utf-8")
        sync(folder / COPY)
        sync_folder(folder)


def opened(folder: Path, shape: Shape) -> tantivy.Index:
    """Open the index in a folder; ``IndexDamaged`` if a file is lost or cut short."""
    found = faults(folder, whole=False)
    if found:
        raise IndexDamaged("the index is damaged: %(file)s", file=found[0])
    with damage_told(folder.name):
        index = tantivy.Index(shape.schema, str(folder))
        index.config_reader("manual")
        for name, tokenizer in tokenizers().items():
            index.register_tokenizer(name, tokenizer)
        return index


def stamp(folder: Path) -> tuple[int, ...]:
    """Return what is another after each commit."""
    with damage_told(META):
        # Before every question: a Path made anew would take longer than the look.
        stat = os.stat(os.path.join(folder, META))
        return (stat.st_ino, stat.st_mtime_ns, stat.st_size)


# ── writing ──────────────────────────────────────────────────────────────────────────────


@contextmanager
def writing(folder: Path, index: tantivy.Index) -> Iterator[tantivy.IndexWriter]:
    """Hold the one writer and commit at the end; ``IndexLocked`` at once where another has it.

    tantivy brings a commit's files to the disk before it renames its ``meta.json``; the system
    takes the lock from a process that dies.
    """
    with failure_told():
        try:
            # One thread keeps up with whoever makes the documents, and leaves one segment.
            writer = index.writer(HEAP, 1)
        except ValueError as e:
            if "LockBusy" not in str(e):
                raise
            raise locked_by(folder / NOTE) from e
    try:
        with failure_told():
            # Left by a process that died; tantivy does not know of the second kind.
            writer.garbage_collect_files()
            for left in folder.glob(".tmp*"):
                left.unlink()
        write_note(folder / NOTE)
        yield writer
        with failure_told():
            writer.commit()
    except BaseException:
        with suppress(NianbaoError), failure_told():
            writer.rollback()
            writer.garbage_collect_files()
        raise
    finally:
        # Also lets go of the lock, now and not when the last reference is gone.
        with failure_told():
            writer.wait_merging_threads()
    with failure_told():
        sync_folder(folder)


# ── looking over ─────────────────────────────────────────────────────────────────────────


def faults(folder: Path, *, whole: bool = True) -> list[str]:
    """Return what is not as it was written; every file is read, else just the end of each."""
    while True:
        before = stamp(folder)
        found = list(_faults(folder, whole=whole))
        # Files that a commit took away meanwhile are no fault.
        if not found or stamp(folder) == before:
            return found


def _faults(folder: Path, *, whole: bool) -> Iterator[str]:
    try:
        meta = json.loads((folder / META).read_text("utf-8"))
        expected = json.loads((folder / COPY).read_text("utf-8"))
        written = (folder / MANAGED).read_text("utf-8")
        managed = json.loads(written)
        fixed, names = _fixed(meta), list(_names(meta))
    except (OSError, ValueError, KeyError, TypeError) as e:
        yield f"{META}, {MANAGED} or {COPY}: {e}"
        return
    if fixed != expected or set(meta) != {*expected, "segments", "opstamp"}:
        yield f"{META} is damaged"
    if json.dumps(managed, separators=(",", ":")) + "\n" != written:
        yield f"{MANAGED} is damaged"
    for name in {META, *names} - {*managed}:
        yield f"{MANAGED} lacks {name}"
    for name in names:
        try:
            if not _is_sound(folder / name, whole=whole):
                yield f"{name} is damaged"
        except OSError:
            yield f"{name} cannot be read"


def _fixed(meta: dict[str, Any]) -> dict[str, Any]:
    """Return what of an index's description no commit changes."""
    return {part: meta[part] for part in ("index_settings", "schema")}


def _names(meta: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the files of all segments."""
    for segment in meta["segments"]:
        if set(segment) != {"segment_id", "max_doc", "deletes"}:
            raise KeyError("segments")
        name = segment["segment_id"].replace("-", "")
        yield from (f"{name}.{component}" for component in COMPONENTS)
        if segment["deletes"]:
            yield f"{name}.{segment['deletes']['opstamp']}.del"


def _is_sound(path: Path, *, whole: bool) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, size - _LONGEST_FOOTER))
        end = file.read()
        footer = _FOOTER.search(end)
        if not footer or int.from_bytes(footer[2], "little") != footer.start(2) - footer.start():
            return False
        if not whole:
            return True
        file.seek(0)
        left, value = start + footer.start(), 0
        while left:
            chunk = file.read(min(left, 1 << 20))
            value = zlib.crc32(chunk, value)
            left -= len(chunk)
        return value == int(footer[1])
